import { Readable } from 'node:stream';
import type { Purpose } from '@lianfang/domain/kernel/access.ts';
import { wallClock } from '@lianfang/domain/kernel/time.ts';
import { type Cell, type ExportColumn, safeText } from './cells.ts';
import { workbook } from './workbook.ts';

/** Who took the table out, when and what for: the first row of every export. */
export type ExportMark = {
  user: string;
  /** ISO 8601. */
  at: string;
  purpose: string;
  why: string;
  exercise: boolean;
};

export type TableExport = {
  columns: readonly ExportColumn[];
  rows: AsyncIterable<Readonly<Record<string, unknown>>>;
  format: 'xlsx' | 'csv';
  watermark: ExportMark;
};

export const exportTypes = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} as const;

/**
 * A table as a file, streamed: rows are taken from `rows` no faster than the file is read. CSV is UTF-8 with BOM
 * and CRLF, as Excel and WPS open it by themselves. Texts that begin like a formula get an apostrophe before them;
 * numbers stay numbers, booleans are 是 and 否, a Date stands in the county's time, undefined and null are empty.
 * A failure of `rows` destroys the stream with that error, so that no cut-off file passes for a whole one.
 */
export function exportTable({ columns, rows, format, watermark }: TableExport): Readable {
  const cells = cellsOf(columns, rows);
  const line = watermarkText(watermark);
  const chunks = format === 'csv' ? csv(columns, cells, line) : workbook(columns, cells, line);
  return Readable.from(chunks, { objectMode: false });
}

async function* cellsOf(columns: readonly ExportColumn[], rows: TableExport['rows']): AsyncGenerator<Cell[]> {
  for await (const row of rows) yield columns.map(({ key }) => cell(row[key]));
}

function cell(value: unknown): Cell {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? value : '';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (value instanceof Date) return wallClock(value.getTime());
  if (Array.isArray(value)) return safeText(value.map((one) => String(cell(one))).join('、'));
  return safeText(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

const purposeWords: Record<Purpose, string> = {
  verification: '核实',
  correction: '更正',
  medical: '医疗处置',
  tracing: '流调溯源',
  complaint: '投诉处理',
  export: '数据报送',
  audit: '审计',
};

/** The watermark in words, Chinese as the files that offices pass on are. */
export function watermarkText({ user, at, purpose, why, exercise }: ExportMark): string {
  const words = purpose in purposeWords ? purposeWords[purpose as Purpose] : purpose;
  const parts = [
    `导出人：${user}`,
    `时间：${wallClock(at)}`,
    `用途：${words}`,
    `事由：${why}`,
    '内部资料，不得外传',
  ];
  return safeText(`${exercise ? '演练 EXERCISE　' : ''}${parts.join('　')}`);
}

/** Lines gathered into one piece of output, so that a small row does not cost a trip through the stream. */
const pieceLength = 32_768;

async function* csv(
  columns: readonly ExportColumn[],
  rows: AsyncIterable<Cell[]>,
  mark: string,
): AsyncGenerator<Buffer> {
  let piece = `\ufeff${csvLine([mark])}${csvLine(columns.map(({ title }) => safeText(title)))}`;
  for await (const row of rows) {
    piece += csvLine(row);
    if (piece.length < pieceLength) continue;
    yield Buffer.from(piece, 'utf8');
    piece = '';
  }
  yield Buffer.from(piece, 'utf8');
}

function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvField).join(',')}\r\n`;
}

function csvField(value: Cell): string {
  if (typeof value === 'number') return String(value);
  return /[",\r\n]/.test(value) || value !== value.trim() ? `"${value.replaceAll('"', '""')}"` : value;
}
