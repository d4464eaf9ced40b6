import * as z from 'zod/mini';
import { entryKind } from './entry.ts';
import { Id } from './ids.ts';

/** An import that has been committed, with its balance: rows = taken + held + duplicate. */
export const ImportCommitted = z.strictObject({
  import: Id,
  /** SHA-256 of the file, hexadecimal. */
  file: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  rows: z.int().check(z.minimum(0)),
  taken: z.int().check(z.minimum(0)),
  held: z.int().check(z.minimum(0)),
  duplicate: z.int().check(z.minimum(0)),
});

export const importEntries = {
  'import.committed': entryKind({ data: ImportCommitted, who: [], mode: 'fact' }),
} as const;
