import { createSeenRows } from '../../../kernel/imports/seenRows.ts';
import type { Row } from '../../../kernel/imports/table.ts';
import type { RegisterOptions, SheetContext } from './context.ts';
import { type Column, type RegisterField, registerFields } from './fields.ts';
import { createSheetReader } from './sheetReader.ts';
import { emptyCounts, type HeldRow, type RegisterPassage, type Understood } from './understood.ts';

/**
 * Understands one row that someone corrected on the screen, from its cells by field (those of a `HeldRow`, changed).
 * Gives the passage with its one person, or the row held again with what is still missing.
 * @param where sheet and row it came from, and what its sheet said of post, date and shift
 */
export function understandCorrected(
  cells: Partial<Record<RegisterField, string>>,
  where: { sheet: string; row: number; context?: SheetContext },
  options: RegisterOptions,
): RegisterPassage | HeldRow {
  const fields = registerFields.filter((field) => (cells[field] ?? '') !== '');
  const columns: Column[] = fields.map((field, column) => ({ column, header: field, field }));
  const row: Row = { number: where.row, cells: fields.map((field) => cells[field] ?? null) };
  const out: Understood[] = [];
  const reader = createSheetReader({
    sheet: where.sheet,
    header: { rows: [], columns, at: 0 },
    context: {
      disagree: [],
      ...where.context,
      ...(options.post ? { post: options.post } : {}),
      ...(options.date ? { date: options.date } : {}),
    },
    options,
    counts: emptyCounts(),
    seen: createSeenRows(),
    sheetNames: [where.sheet],
    out,
  });
  reader.take(row);
  reader.end();
  const found = out.find((item) => item.kind === 'passage' || item.kind === 'held');
  return (
    found ?? {
      kind: 'held',
      sheet: where.sheet,
      row: where.row,
      reasons: ['time_missing'],
      cells,
      raw: row.cells,
      context: where.context ?? { disagree: [] },
    }
  );
}
