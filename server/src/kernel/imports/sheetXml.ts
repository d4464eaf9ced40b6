import { tableProblem } from './faults.ts';
import { decodeEscapes, type SharedText } from './sharedText.ts';
import { wallClockOfSerial } from './styles.ts';
import type { Cell, Row, TableLimits } from './table.ts';
import { attribute, createXmlScanner, decodeEntities } from './xml.ts';

export type SheetParser = {
  /** The rows completed by this chunk that hold something. */
  write: (chunk: string) => Row[];
  end: () => void;
};

/** `AB12` → 27 (columns count from 0); -1 when there is no letter. */
export function columnOf(reference: string): number {
  let column = 0;
  for (let index = 0; index < reference.length; index += 1) {
    const code = reference.charCodeAt(index) & ~32;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

/**
 * The cells of one sheet's XML. The declared dimension is not looked at, merged areas need no knowledge here (only
 * their first cell holds a value), empty formatted cells and rows make nothing.
 */
export function createSheetParser(options: {
  shared: SharedText | undefined;
  isDate: (style: number) => boolean;
  from1904: boolean;
  limits: TableLimits;
  sheet: string;
}): SheetParser {
  const { shared, isDate, from1904, limits, sheet } = options;
  let batch: Row[] = [];
  let rowNumber = 0;
  let cells: Cell[] = [];
  let column = -1;
  let type = 'n';
  let style = 0;
  let value = '';
  let hasValue = false;
  let inCell = false;
  let inPhonetic = false;

  function cellValue(): Cell {
    switch (type) {
      case 's':
        return shared?.get(Number(value)) ?? '';
      case 'n':
        return numberCell(Number(value));
      case 'b':
        return value === '1' || value === 'true';
      case 'e':
        return { error: value };
      case 'd':
        return { date: value.replace(/(?:\.\d+)?Z?$/, '') };
      default:
        return decodeEscapes(decodeEntities(value));
    }
  }

  function numberCell(number: number): Cell {
    if (Number.isNaN(number)) return null;
    if (!isDate(style)) return number;
    const date = wallClockOfSerial(number, from1904);
    return date === undefined ? number : { date };
  }

  function openCell(tag: string): void {
    inCell = true;
    const reference = attribute(tag, 'r');
    column = reference === undefined ? column + 1 : columnOf(reference);
    type = attribute(tag, 't') ?? 'n';
    style = Number(attribute(tag, 's') ?? 0);
    value = '';
    hasValue = false;
  }

  function closeCell(): void {
    inCell = false;
    if (!hasValue || column < 0 || column >= limits.columns) return;
    const cell = cellValue();
    if (cell === null || cell === '') return;
    while (cells.length < column) cells.push(null);
    cells[column] = cell;
  }

  const scanner = createXmlScanner({
    open: (name, tag) => {
      if (name === 'c') openCell(tag);
      else if (name === 'v' || (name === 't' && inCell && !inPhonetic)) {
        scanner.wantText = true;
        hasValue = true;
      } else if (name === 'row') {
        const number = attribute(tag, 'r');
        rowNumber = number === undefined ? rowNumber + 1 : Number(number);
        cells = [];
        column = -1;
      } else if (name === 'rPh') inPhonetic = true;
    },
    text: (raw) => {
      value += raw;
      if (value.length > limits.cellCharacters * 8)
        throw tableProblem('cell_too_long', { sheet, row: rowNumber });
    },
    close: (name) => {
      if (name === 'v' || name === 't') scanner.wantText = false;
      else if (name === 'c') closeCell();
      else if (name === 'row') {
        if (cells.length > 0) batch.push({ number: rowNumber, cells });
      } else if (name === 'rPh') inPhonetic = false;
    },
  });

  return {
    write: (chunk) => {
      batch = [];
      scanner.write(chunk);
      return batch;
    },
    end: () => scanner.end(),
  };
}
