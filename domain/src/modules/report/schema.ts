import * as z from 'zod/mini';
import { entryKind, Instant } from '../../kernel/entry.ts';
import { Id } from '../../kernel/ids.ts';

const AreaCode = z.string().check(z.regex(/^\d{6}(\d{6})?$/));
const remark = z.string().check(z.minLength(1), z.maxLength(500));

/** The data desk computes a report of a period at a cut-off. The id of this entry is the report's id. */
export const ReportCompiled = z.strictObject({
  area: AreaCode,
  from: Instant,
  to: Instant,
  /** Ledger position; without it, the newest at the moment of compiling. */
  cutOff: z.optional(z.string().check(z.regex(/^\d{1,18}$/))),
  /** The report that this one replaces after it was returned. */
  replaces: z.optional(Id),
});
export type ReportCompiled = z.infer<typeof ReportCompiled>;

export const ReportSigned = z.strictObject({ report: Id, remark: z.optional(remark) });
export const ReportReturned = z.strictObject({ report: Id, remark });

export const reportEntries = {
  'report.compiled': entryKind({ data: ReportCompiled, who: ['data_desk'], mode: 'change' }),
  'report.reviewed': entryKind({
    data: ReportSigned,
    who: ['signer'],
    mode: 'change',
    base: (data) => data.report,
  }),
  'report.approved': entryKind({
    data: ReportSigned,
    who: ['signer'],
    mode: 'change',
    base: (data) => data.report,
  }),
  'report.issued': entryKind({
    data: ReportSigned,
    who: ['commander'],
    mode: 'change',
    base: (data) => data.report,
  }),
  'report.returned': entryKind({
    data: ReportReturned,
    who: ['signer', 'commander'],
    mode: 'change',
    base: (data) => data.report,
  }),
} as const;
