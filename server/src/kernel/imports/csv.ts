import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { parse } from 'csv-parse';
import { detectEncoding } from './encoding.ts';
import { tableProblem } from './faults.ts';
import {
  baseName,
  type Cell,
  type Row,
  type Table,
  type TableFormat,
  type TableLimits,
  type TextEncodingName,
} from './table.ts';

/** Rows handed over at a time. */
const BATCH = 256;
const DELIMITERS = [',', '\t', ';', '|', '，'] as const;

/**
 * A text table (.csv, .txt): UTF-8 with or without mark, GB18030, UTF-16 with mark; comma, tab, semicolon, bar.
 * It is one sheet, named like the file without its ending. Row numbers count as a spreadsheet program shows them.
 */
export async function openCsv(path: string, fileName: string, limits: TableLimits): Promise<Table> {
  const { encoding, bom } = await detectEncoding(path);
  const format = await lookAtFormat(path, encoding, bom);
  const total = (await stat(path)).size;
  const name = baseName(fileName).replace(/\.\w{1,5}$/, '');
  const streams = new Set<{ destroy: () => void }>();
  let done = 0;

  async function* rows(): AsyncGenerator<Row[], void, undefined> {
    const source = createReadStream(path, { highWaterMark: 128 * 1024 });
    const parser = parse({
      delimiter: format.delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      max_record_size: limits.cellCharacters * 8,
    });
    streams.add(source).add(parser);
    source.on('error', (error) => parser.destroy(error));
    void decodeInto(source, parser, encoding, (bytes) => {
      done += bytes;
    });
    let number = 0;
    let batch: Row[] = [];
    try {
      for await (const record of parser as AsyncIterable<string[]>) {
        number += 1;
        const cells = cellsOf(record, limits, number);
        if (cells.length > 0) batch.push({ number, cells });
        if (batch.length >= BATCH) {
          yield batch;
          batch = [];
        }
      }
      if (batch.length > 0) yield batch;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (code === 'CSV_MAX_RECORD_SIZE' || code === 'CSV_QUOTE_NOT_CLOSED')
        throw tableProblem('cell_too_long', { row: number + 1 });
      if (code.startsWith('CSV_')) throw tableProblem('damaged', { row: number + 1 });
      throw error;
    } finally {
      source.destroy();
      parser.destroy();
    }
  }

  return {
    format,
    sheets: [{ name, hidden: false, rows }],
    progress: () => ({ done: Math.min(done, total), total }),
    close: async () => {
      for (const stream of streams) stream.destroy();
    },
  };
}

/** Bytes to text to the parser, waiting whenever the parser has enough. Errors surface in the parser's iterator. */
async function decodeInto(
  source: AsyncIterable<Buffer>,
  parser: ReturnType<typeof parse>,
  encoding: string,
  read: (bytes: number) => void,
): Promise<void> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  try {
    for await (const chunk of source) {
      read(chunk.length);
      if (parser.destroyed) return;
      if (!parser.write(decoder.decode(chunk, { stream: true }))) await drained(parser);
    }
    parser.end(decoder.decode());
  } catch (error) {
    parser.destroy(error as Error);
  }
}

function drained(parser: ReturnType<typeof parse>): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      parser.off('drain', go).off('close', go);
      resolve();
    };
    parser.once('drain', go).once('close', go);
  });
}

function cellsOf(record: string[], limits: TableLimits, row: number): Cell[] {
  const cells: Cell[] = [];
  const length = Math.min(record.length, limits.columns);
  for (let index = 0; index < length; index += 1) {
    const text = record[index] ?? '';
    if (text.length > limits.cellCharacters) throw tableProblem('cell_too_long', { row });
    if (text === '') continue;
    while (cells.length < index) cells.push(null);
    cells[index] = text;
  }
  return cells;
}

/** The delimiter that the first lines agree on, outside quotation marks, and how lines end. */
async function lookAtFormat(
  path: string,
  encoding: TextEncodingName,
  bom: boolean,
): Promise<TableFormat & { type: 'csv' }> {
  const file = await open(path);
  const head = Buffer.alloc(64 * 1024);
  const { bytesRead } = await file.read(head, 0, head.length, 0).finally(() => file.close());
  const text = new TextDecoder(encoding).decode(head.subarray(0, bytesRead), { stream: true });
  // Control characters other than tab and line ends are no text that anybody wrote.
  if (hasControls(text)) throw tableProblem('not_a_spreadsheet');
  if (/^\s*(?:<!doctype html|<html|<\?xml|\{\\rtf|%PDF-)/i.test(text))
    throw tableProblem('not_a_spreadsheet');
  const lines = text
    .replace(/"[^"]*"/g, '')
    .split(/\r?\n/)
    .slice(0, 30);
  const counts = DELIMITERS.map((delimiter) => lines.map((line) => line.split(delimiter).length - 1));
  const best = counts.map((perLine) =>
    perLine
      .filter((count) => count > 0 && count >= Math.max(...perLine) - 1)
      .reduce((sum, count) => sum + count, 0),
  );
  const at = best.indexOf(Math.max(...best));
  return {
    type: 'csv',
    encoding,
    bom,
    delimiter: DELIMITERS[at] ?? ',',
    newline: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function hasControls(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 9 || (code > 13 && code < 32 && code !== 27)) return true;
  }
  return false;
}
