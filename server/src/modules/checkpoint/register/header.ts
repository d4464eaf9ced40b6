import type { Cell, Row } from '../../../kernel/imports/table.ts';
import { type Column, cellText, fieldOfHeader, isEmptyCell, type RegisterField } from './fields.ts';

/** Rows that may stand above a header, blank ones not counted. */
export const HEADER_WITHIN = 20;

export type Header = {
  /** Row numbers of the header; two where groups of columns (车辆信息, 人员信息) stand above their columns. */
  rows: number[];
  columns: Column[];
  /** Place of the last header row among the rows given. */
  at: number;
};

type Mapping = Readonly<Record<string, RegisterField>>;
type Scored = { fields: Map<number, RegisterField>; score: number };

/** Fields without which a row of words is no header of a register of passages. */
const NEEDED = ['name', 'document', 'plate'] as const satisfies readonly RegisterField[];

function scoreRow(cells: readonly Cell[], mapping: Mapping): Scored {
  const fields = new Map<number, RegisterField>();
  let strange = 0;
  cells.forEach((cell, column) => {
    if (isEmptyCell(cell)) return;
    const field =
      typeof cell === 'string' && !/[:：]\s*\S|[:：]$/.test(cell.trim())
        ? fieldOfHeader(cell, mapping)
        : undefined;
    if (field !== undefined) fields.set(column, field);
    else if (typeof cell !== 'string' || /\d/.test(cell)) strange += 1;
  });
  const kinds = new Set<RegisterField>([...fields.values()].filter((field) => field !== 'ignore'));
  const score = kinds.size >= 3 && NEEDED.some((field) => kinds.has(field)) ? kinds.size - strange : 0;
  return { fields, score };
}

/** Whether every cell of a row is a word of a header: the lower half of a header of two rows. */
function isSubHeader(cells: readonly Cell[], mapping: Mapping): boolean {
  const filled = cells.filter((cell) => !isEmptyCell(cell));
  return (
    filled.length >= 2 &&
    filled.every((cell) => typeof cell === 'string' && fieldOfHeader(cell, mapping) !== undefined)
  );
}

/**
 * Finds the header among the first rows of a sheet by the words it is made of, wherever it stands.
 * @param mapping fields given by hand for header words (`headerKey`) or for a column (`#C`), before the known words
 */
export function findHeader(rows: readonly Row[], mapping: Mapping = {}): Header | undefined {
  const scored = rows.slice(0, HEADER_WITHIN + 1).map((row) => scoreRow(row.cells, mapping));
  let best = -1;
  scored.forEach(({ score }, index) => {
    if (score > 0 && score > (scored[best]?.score ?? 0)) best = index;
  });
  const row = rows[best];
  if (!row) return undefined;
  const below = rows[best + 1];
  const above = rows[best - 1];
  if (below?.number === row.number + 1 && isSubHeader(below.cells, mapping)) {
    return { rows: [row.number, below.number], columns: columnsOf([below, row], mapping), at: best + 1 };
  }
  const grouped =
    above?.number === row.number - 1 && above.cells.filter((cell) => !isEmptyCell(cell)).length >= 2;
  if (above && grouped && columnsOf([row, above], mapping).length > columnsOf([row], mapping).length) {
    return { rows: [above.number, row.number], columns: columnsOf([row, above], mapping), at: best };
  }
  return { rows: [row.number], columns: columnsOf([row], mapping), at: best };
}

/** A word that nearly every header has, to look closer at few rows. */
const LIKELY_HEADER = /姓\s*名|身份证|证件|公民身份|驾驶|司机|车牌|号牌|车号/;

/** Whether a row further down is the header once more (printed page by page). */
export function isHeaderAgain(row: Row, mapping: Mapping = {}): boolean {
  if (!row.cells.some((cell) => typeof cell === 'string' && cell.length <= 16 && LIKELY_HEADER.test(cell)))
    return false;
  return (
    typeof row.cells.find((cell) => !isEmptyCell(cell)) === 'string' &&
    scoreRow(row.cells, mapping).score >= 3
  );
}

/** `C` of column 2. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26))
    letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters;
  return letters;
}

/** Columns by header words; the first row given is the nearer one to the data. */
function columnsOf(rows: readonly Row[], mapping: Mapping): Column[] {
  const width = Math.max(...rows.map((row) => row.cells.length));
  const columns: Column[] = [];
  for (let column = 0; column < width; column += 1) {
    const texts = rows.map((row) => cellText(row.cells[column])).filter((text) => text.trim() !== '');
    const header = texts[0]?.trim() ?? '';
    const given = mapping[`#${columnLetters(column)}`];
    const field =
      given ?? texts.map((text) => fieldOfHeader(text, mapping)).find((known) => known !== undefined);
    if (header !== '' || field !== undefined) columns.push({ column, header, field: field ?? 'ignore' });
  }
  return columns;
}
