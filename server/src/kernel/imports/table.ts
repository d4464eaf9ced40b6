/**
 * A cell: text, number or truth value as the file keeps it; `{ date }` for a number in a date style, given as the wall
 * clock `YYYY-MM-DDTHH:mm:ss` (or `HH:mm:ss` when it has no day); `{ error }` for `#N/A` and its like.
 */
export type Cell = string | number | boolean | null | { date: string } | { error: string };

/** A row that holds something: its number as the sender's program shows it, its cells from column A on. */
export type Row = { number: number; cells: Cell[] };

export type Sheet = {
  name: string;
  /** Hidden by the sender; the reader gives it all the same, what to do with it is the caller's. */
  hidden: boolean;
  /** The rows that hold something, in batches, to the last one whatever dimension the sheet claims. Read once. */
  rows: () => AsyncGenerator<Row[], void, undefined>;
};

/** How the file is written, so that an answer can be given in the same way. */
export type TableFormat =
  | { type: 'xlsx' }
  | { type: 'csv'; encoding: TextEncodingName; bom: boolean; delimiter: string; newline: '\n' | '\r\n' };

export type TextEncodingName = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

export type Table = {
  format: TableFormat;
  sheets: Sheet[];
  /** How far reading has come, in bytes of any unit: `done / total` for a progress bar. */
  progress: () => { done: number; total: number };
  close: () => Promise<void>;
};

/** Bounds that no honest register comes near; beyond them a file is refused. */
export type TableLimits = {
  /** Of the file itself. */
  fileBytes: number;
  /** Of one part of a workbook when unpacked, and of all that is read together. */
  partBytes: number;
  unpackedBytes: number;
  /** Unpacked to packed; deflate cannot pass 1032. Looked at from `ratioFrom` bytes on. */
  ratio: number;
  ratioFrom: number;
  /** Shared texts of a workbook, kept in memory. */
  sharedTextBytes: number;
  /** A workbook's cell holds 32 767 characters at most. */
  cellCharacters: number;
  columns: number;
  entries: number;
};

export const tableLimits: TableLimits = {
  fileBytes: 200 * 2 ** 20,
  partBytes: 1.5 * 2 ** 30,
  unpackedBytes: 2 * 2 ** 30,
  ratio: 300,
  ratioFrom: 32 * 2 ** 20,
  sharedTextBytes: 128 * 2 ** 20,
  cellCharacters: 32_767,
  columns: 512,
  entries: 4096,
};

/** A file name without its folders, as people know it. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
