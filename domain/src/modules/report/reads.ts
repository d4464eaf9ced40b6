import * as z from 'zod/mini';
import { Instant } from '../../kernel/entry.ts';
import { Id } from '../../kernel/ids.ts';
import { readKind } from '../../kernel/read.ts';
import { DeviceState } from '../../kernel/reads.ts';
import { reportStates } from './rules.ts';

const Count = z.int();
const who = ['data_desk', 'signer', 'commander', 'checkpoint_lead', 'auditor'] as const;

export const ReportLine = z.object({
  indicator: z.string(),
  version: z.int(),
  unit: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  value: Count,
  /** The period before of the same length, at the same cut-off. */
  before: Count,
});

/** What a report says, whole: this is what is frozen, signed and exported. */
export const ReportContent = z.object({
  id: Id,
  number: z.string(),
  county: z.string(),
  area: z.string(),
  areaName: z.string(),
  exercise: z.boolean(),
  from: Instant,
  to: Instant,
  cutOff: z.string(),
  /** Hash of the ledger at the cut-off, hexadecimal. */
  ledgerHead: z.string(),
  compiledAt: Instant,
  lines: z.array(ReportLine),
  byPost: z.array(z.object({ post: z.string(), name: z.string(), values: z.record(z.string(), Count) })),
  completeness: z.object({
    complete: z.boolean(),
    /** Everything captured before this instant has arrived, as far as devices have told. */
    until: z.optional(Instant),
    devices: Count,
    behind: z.array(DeviceState),
    held: Count,
    openImports: Count,
  }),
  /** Earlier issued reports of this area whose figures have changed since by what arrived late or was corrected. */
  amendments: z.array(
    z.object({
      report: Id,
      number: z.string(),
      from: Instant,
      to: Instant,
      changes: z.array(z.object({ indicator: z.string(), was: Count, is: Count })),
    }),
  ),
});
export type ReportContent = z.infer<typeof ReportContent>;

export const ReportHand = z.object({
  step: z.enum(['compiled', 'reviewed', 'approved', 'issued', 'returned']),
  account: Id,
  display: z.string(),
  at: Instant,
  remark: z.optional(z.string()),
});

export type ReportHand = z.infer<typeof ReportHand>;

export const ReportRow = z.object({
  id: Id,
  number: z.string(),
  area: z.string(),
  areaName: z.string(),
  from: Instant,
  to: Instant,
  cutOff: z.string(),
  state: z.enum(reportStates),
  compiledAt: Instant,
  issuedAt: z.optional(Instant),
  replaces: z.optional(Id),
});
export type ReportRow = z.infer<typeof ReportRow>;

export const reportReads = {
  'report.list': readKind({
    params: z.strictObject({}),
    result: z.object({ reports: z.array(ReportRow) }),
    who,
  }),
  'report.one': readKind({
    params: z.strictObject({ id: Id }),
    result: z.object({
      report: ReportRow,
      content: ReportContent,
      hands: z.array(ReportHand),
      /** Moves that the one who asks may make now. */
      moves: z.array(z.string()),
      /** Ed25519 over the canonical content and its hands; present once issued. */
      signature: z.optional(z.object({ key: z.string(), value: z.string(), contentHash: z.string() })),
    }),
    who,
  }),
  /** For the QR on the paper: does this number and hash belong to an issued report? Says nothing else. */
  'report.verify': readKind({
    params: z.strictObject({ id: Id, hash: z.optional(z.string().check(z.regex(/^[0-9a-f]{8,64}$/))) }),
    result: z.object({
      found: z.boolean(),
      genuine: z.boolean(),
      number: z.optional(z.string()),
      areaName: z.optional(z.string()),
      from: z.optional(Instant),
      to: z.optional(Instant),
      issuedAt: z.optional(Instant),
      contentHash: z.optional(z.string()),
      exercise: z.optional(z.boolean()),
    }),
    who: 'anyone',
  }),
} as const;
