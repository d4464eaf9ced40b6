import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import ExcelJS from 'exceljs';
import { encodeGb18030 } from './encoding.ts';
import type { Cell, TableFormat } from './table.ts';

export type TableWriter = {
  /** Begins the next sheet; a text table has one, further ones follow below it. */
  sheet: (name: string) => void;
  /** Adds a row; the cell at `marked` is shown in red where the format can. */
  row: (cells: readonly Cell[], marked?: number) => Promise<void>;
  close: () => Promise<void>;
};

/** Writes a table in the format in which another was read: workbook, or text in the same encoding and delimiter. */
export function createTableWriter(path: string, format: TableFormat): TableWriter {
  return format.type === 'xlsx' ? createXlsxWriter(path) : createCsvWriter(path, format);
}

/** A cell as text that reads back to the same; numbers that are numbers stay so in a workbook. */
function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'object') return 'date' in cell ? cell.date.replace('T', ' ') : cell.error;
  return typeof cell === 'boolean' ? (cell ? '是' : '否') : String(cell);
}

function createXlsxWriter(path: string): TableWriter {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useStyles: true });
  const taken = new Set<string>();
  let sheet: ExcelJS.Worksheet | undefined;

  /** A sheet's name as Excel accepts it, told from the others. */
  function freeName(name: string): string {
    const base =
      name
        .replace(/[*?:\\/[\]]/g, ' ')
        .replace(/^'+|'+$/g, '')
        .slice(0, 28) || 'Sheet';
    let free = base;
    for (let count = 2; taken.has(free.toLowerCase()); count += 1) free = `${base}-${count}`;
    taken.add(free.toLowerCase());
    return free;
  }

  return {
    sheet: (name) => {
      sheet?.commit();
      sheet = book.addWorksheet(freeName(name));
    },
    row: async (cells, marked) => {
      sheet ??= book.addWorksheet(freeName('Sheet'));
      const row = sheet.addRow([]);
      cells.forEach((cell, index) => {
        if (cell === null || cell === '') return;
        const target = row.getCell(index + 1);
        const plain =
          typeof cell === 'number' &&
          (Number.isSafeInteger(cell) ? Math.abs(cell) < 1e11 : Math.abs(cell) < 1e6);
        // The text format keeps a number typed over it from losing its digits.
        if (!plain) target.numFmt = '@';
        target.value = plain ? cell : textOf(cell);
        if (index === marked) target.font = { color: { argb: 'FFC00000' } };
      });
      row.commit();
    },
    close: async () => {
      sheet?.commit();
      await book.commit();
    },
  };
}

/** What a spreadsheet program would take for a formula: it is written behind an apostrophe, which reading takes away. */
const FORMULA = /^[=+@\t\r]|^-(?=[^\d-])/;
/** Digits that a spreadsheet program would round: wrapped so that opening and saving the file does no harm. */
const LONG_NUMBER = /^\d{12,}$/;

export function csvField(cell: Cell | undefined, delimiter: string): string {
  const text = textOf(cell);
  const kept = LONG_NUMBER.test(text)
    ? `="${text}"`
    : FORMULA.test(text) && !/^="[^"]*"$/.test(text)
      ? `'${text}`
      : text;
  const quoted = kept.includes(delimiter) || /["\r\n]|^\s|\s$/.test(kept);
  return quoted ? `"${kept.replaceAll('"', '""')}"` : kept;
}

function createCsvWriter(path: string, format: TableFormat & { type: 'csv' }): TableWriter {
  const stream = createWriteStream(path);
  const done = finished(stream);
  done.catch(() => {});
  const encode = (text: string): Buffer => {
    if (format.encoding === 'gb18030') return encodeGb18030(text);
    if (format.encoding === 'utf-8') return Buffer.from(text, 'utf8');
    const bytes = Buffer.from(text, 'utf16le');
    return format.encoding === 'utf-16be' ? bytes.swap16() : bytes;
  };
  if (format.bom) stream.write(encode('\ufeff'));
  return {
    sheet: () => {},
    row: async (cells) => {
      const line = cells.map((cell) => csvField(cell, format.delimiter)).join(format.delimiter);
      if (!stream.write(encode(line + format.newline))) await once(stream, 'drain');
    },
    close: async () => {
      stream.end();
      await done;
    },
  };
}
