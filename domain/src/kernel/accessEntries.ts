import * as z from 'zod/mini';
import { purposes } from './access.ts';
import { entryKind } from './entry.ts';
import { Id } from './ids.ts';

/** Whose personal data was opened, for what: written by the one door that opens it. Carries no personal data. */
export const Revealed = z.strictObject({
  by: Id,
  purpose: z.enum(purposes),
  why: z.string().check(z.maxLength(200)),
  entries: z.array(Id).check(z.maxLength(1000)),
});

/** A change of accounts, roles or devices, for those who audit. */
export const Changed = z.strictObject({
  by: Id,
  what: z.string().check(z.regex(/^[a-z_.]{1,64}$/)),
  subject: z.optional(Id),
  detail: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
});

/** A held entry let through by a person or by the time limit, though its base never came. */
export const Released = z.strictObject({
  entry: Id,
  by: z.optional(Id),
  why: z.enum(['person', 'time_limit']),
});

export const accessEntries = {
  'access.revealed': entryKind({ data: Revealed, who: [], mode: 'fact' }),
  'access.changed': entryKind({ data: Changed, who: [], mode: 'fact' }),
  'ledger.released': entryKind({ data: Released, who: [], mode: 'fact' }),
} as const;
