import { cellText, isEmptyCell } from './cells.ts';
import type { Cell, Row } from './table.ts';

/** Rows that may stand above a header, blank ones not counted. */
export const HEADER_WITHIN = 20;

/** A header row as understood: which field each column is. */
export type Column<Field extends string> = { column: number; header: string; field: Field };

export type Header<Field extends string> = {
  /** Row numbers of the header; two where groups of columns (车辆信息, 人员信息) stand above their columns. */
  rows: number[];
  columns: Column<Field>[];
  /** Place of the last header row among the rows given. */
  at: number;
};

/** What a family of files knows of its headers. */
export type HeaderWords<Field extends string> = {
  /** The field a header means, undefined for a word that is not known. `mapping` goes first. */
  readonly fieldOf: (text: string, mapping: Mapping<Field>) => Field | undefined;
  /** Fields without any of which a row of words is no header of this family. */
  readonly needed: readonly Field[];
  /** What a column means that nobody wants. */
  readonly ignore: Field;
  /** Different fields that make a row a header. */
  readonly least: number;
  /** A word that nearly every header has, to look closer at few rows. */
  readonly likely: RegExp;
};

/** Fields given by hand for header words (`headerKey`) or for a column (`#C`), before the known words. */
export type Mapping<Field extends string> = Readonly<Record<string, Field>>;

type Scored = { score: number };

function scoreRow<Field extends string>(
  words: HeaderWords<Field>,
  cells: readonly Cell[],
  mapping: Mapping<Field>,
): Scored {
  const kinds = new Set<Field>();
  let strange = 0;
  cells.forEach((cell) => {
    if (isEmptyCell(cell)) return;
    const field =
      typeof cell === 'string' && !/[:：]\s*\S|[:：]$/.test(cell.trim())
        ? words.fieldOf(cell, mapping)
        : undefined;
    if (field !== undefined) kinds.add(field);
    else if (typeof cell !== 'string' || /\d/.test(cell)) strange += 1;
  });
  kinds.delete(words.ignore);
  const score =
    kinds.size >= words.least && words.needed.some((field) => kinds.has(field)) ? kinds.size - strange : 0;
  return { score };
}

/** Whether every cell of a row is a word of a header: the lower half of a header of two rows. */
function isSubHeader<Field extends string>(
  words: HeaderWords<Field>,
  cells: readonly Cell[],
  mapping: Mapping<Field>,
): boolean {
  const filled = cells.filter((cell) => !isEmptyCell(cell));
  return (
    filled.length >= 2 &&
    filled.every((cell) => typeof cell === 'string' && words.fieldOf(cell, mapping) !== undefined)
  );
}

/** Finds the header among the first rows of a sheet by the words it is made of, wherever it stands. */
export function findHeaderOf<Field extends string>(
  words: HeaderWords<Field>,
  rows: readonly Row[],
  mapping: Mapping<Field> = {},
): Header<Field> | undefined {
  const scored = rows.slice(0, HEADER_WITHIN + 1).map((row) => scoreRow(words, row.cells, mapping));
  let best = -1;
  scored.forEach(({ score }, index) => {
    if (score > 0 && score > (scored[best]?.score ?? 0)) best = index;
  });
  const row = rows[best];
  if (!row) return undefined;
  const below = rows[best + 1];
  const above = rows[best - 1];
  const columns = (from: readonly Row[]) => columnsOf(words, from, mapping);
  if (below?.number === row.number + 1 && isSubHeader(words, below.cells, mapping)) {
    return { rows: [row.number, below.number], columns: columns([below, row]), at: best + 1 };
  }
  const grouped =
    above?.number === row.number - 1 && above.cells.filter((cell) => !isEmptyCell(cell)).length >= 2;
  if (above && grouped && columns([row, above]).length > columns([row]).length) {
    return { rows: [above.number, row.number], columns: columns([row, above]), at: best };
  }
  return { rows: [row.number], columns: columns([row]), at: best };
}

/** Whether a row further down is the header once more (printed page by page). */
export function isHeaderAgainOf<Field extends string>(
  words: HeaderWords<Field>,
  row: Row,
  mapping: Mapping<Field> = {},
): boolean {
  if (!row.cells.some((cell) => typeof cell === 'string' && cell.length <= 16 && words.likely.test(cell)))
    return false;
  return (
    typeof row.cells.find((cell) => !isEmptyCell(cell)) === 'string' &&
    scoreRow(words, row.cells, mapping).score >= Math.max(3, words.least)
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
function columnsOf<Field extends string>(
  words: HeaderWords<Field>,
  rows: readonly Row[],
  mapping: Mapping<Field>,
): Column<Field>[] {
  const width = Math.max(...rows.map((row) => row.cells.length));
  const columns: Column<Field>[] = [];
  for (let column = 0; column < width; column += 1) {
    const texts = rows.map((row) => cellText(row.cells[column])).filter((text) => text.trim() !== '');
    const header = texts[0]?.trim() ?? '';
    const given = mapping[`#${columnLetters(column)}`];
    const field =
      given ?? texts.map((text) => words.fieldOf(text, mapping)).find((known) => known !== undefined);
    if (header !== '' || field !== undefined) columns.push({ column, header, field: field ?? words.ignore });
  }
  return columns;
}
