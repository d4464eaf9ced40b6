import * as z from 'zod/mini';
import { Instant } from './entry.ts';
import { Id } from './ids.ts';
import { readKind } from './read.ts';

const Count = z.int();
/** Each sees the files of the families that are his to bring in. */
const who = ['data_desk', 'checkpoint_lead', 'verification_desk'] as const;

/** What a file came to. The balance always holds: rows = taken + held + duplicate. */
export const ImportCounts = z.object({
  rows: Count,
  taken: Count,
  held: Count,
  duplicate: Count,
  passages: Count,
  /** How many rows had something set right or flagged, by word: normalised, idDamaged, idDoubtful, idOld, phoneMissing, plateNonstandard. */
  flagged: z.record(z.string(), Count),
  /** Of lists: rows taken by area (9 digits: the township), and those that nobody could place yet. */
  byArea: z.optional(z.record(z.string(), Count)),
  unplaced: z.optional(Count),
});
export type ImportCounts = z.infer<typeof ImportCounts>;

export const ImportSheet = z.object({
  sheet: z.string(),
  headerRow: z.optional(Count),
  post: z.optional(z.string()),
  date: z.optional(z.string()),
  shift: z.optional(z.string()),
  /** Header words by column, and the field each was understood as (`ignore` when none). */
  columns: z.array(z.object({ column: Count, header: z.string(), field: z.string() })),
  rows: Count,
});

export const ImportRow = z.object({
  id: Id,
  name: z.string(),
  state: z.enum(['checking', 'checked', 'committing', 'committed', 'failed', 'discarded']),
  kind: z.string(),
  by: z.string(),
  at: Instant,
  bytes: Count,
  progress: z.optional(z.object({ rows: Count })),
  counts: z.optional(ImportCounts),
  problem: z.optional(z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) })),
});
export type ImportRow = z.infer<typeof ImportRow>;

export const importReads = {
  'import.list': readKind({
    params: z.strictObject({}),
    result: z.object({ imports: z.array(ImportRow) }),
    who,
  }),
  'import.one': readKind({
    params: z.strictObject({ id: Id }),
    result: z.object({
      import: ImportRow,
      sheets: z.array(ImportSheet),
      warnings: z.array(
        z.object({
          sheet: z.optional(z.string()),
          row: z.optional(Count),
          code: z.string(),
          detail: z.record(z.string(), z.unknown()),
        }),
      ),
      /** Fields that a column can be mapped to. */
      fields: z.array(z.string()),
      /** First rows as understood, personal values masked. */
      preview: z.array(
        z.object({
          sheet: z.string(),
          row: Count,
          at: z.optional(z.string()),
          plate: z.optional(z.string()),
          name: z.optional(z.string()),
          outcome: z.optional(z.string()),
          notes: z.array(z.string()),
        }),
      ),
    }),
    who,
  }),
  'import.held': readKind({
    params: z.strictObject({
      id: z.optional(Id),
      state: z.optional(z.enum(['open', 'all'])),
      limit: z.optional(z.int().check(z.minimum(1), z.maximum(500))),
    }),
    result: z.object({
      rows: z.array(
        z.object({
          id: Id,
          import: Id,
          file: z.string(),
          sheet: z.string(),
          row: Count,
          reason: z.string(),
          state: z.enum(['open', 'taken', 'duplicate', 'dismissed']),
          entry: z.optional(Id),
        }),
      ),
      open: Count,
    }),
    who,
  }),
} as const;
