import * as z from 'zod/mini';
import { Instant } from '../../kernel/entry.ts';
import { Id } from '../../kernel/ids.ts';
import { readKind } from '../../kernel/read.ts';
import { taskStates } from '../../kernel/task.ts';
import { Attempt, Candidate, findings, heldReasons, listFields, rowStates, ways } from './schema.ts';

const desk = ['verification_desk', 'task_force_lead', 'commander', 'signer'] as const;
/** The data desk compiles the report: it opens the figures of lists into the rows that they count, names masked. */
const withData = [...desk, 'data_desk'] as const;
/** Who sees rows, in their area; of the person nothing but the first character of a name. */
export const rowReaders = [...withData, 'unit_lead'] as const;
const Count = z.int();
const AreaCode = z.string().check(z.regex(/^\d{2,12}$/));
const After = z.optional(z.string().check(z.maxLength(100)));
const Limit = z.optional(z.int().check(z.minimum(1), z.maximum(500)));
const lights = ['grey', 'green', 'amber', 'red'] as const;

/** It always holds: received = closed + open + returned + duplicate. Held and unplaced rows are among the open. */
export const Balance = z.object({
  received: Count,
  closed: Count,
  open: Count,
  returned: Count,
  duplicate: Count,
  /** Of the open: past their deadline. */
  overdue: Count,
  /** Of the open: without a place yet. */
  unplaced: Count,
  /** Of the open: nothing in them says who it is. */
  held: Count,
  /** Two findings, of which nobody has said yet which one stands. */
  contested: Count,
});
export type Balance = z.infer<typeof Balance>;

export const ListRow = z.object({
  id: Id,
  import: Id,
  sender: z.string(),
  name: z.string(),
  /** When it was received. */
  at: Instant,
  due: Instant,
  priority: Count,
  by: z.optional(z.string()),
  /** `importing` while its rows come in. */
  state: z.enum(['importing', 'open', 'closed', 'withdrawn', 'corrected']),
  corrects: z.optional(Id),
  correctedBy: z.optional(Id),
  balance: Balance,
});
export type ListRow = z.infer<typeof ListRow>;

/** A row as lists show it: nothing that says who it is but the first character of a name. */
export const RowView = z.object({
  id: Id,
  list: Id,
  sender: z.string(),
  sheet: z.string(),
  row: Count,
  state: z.enum(rowStates),
  held: z.optional(z.enum(heldReasons)),
  contested: z.boolean(),
  flags: z.array(z.string()),
  /** 王＊ */
  name: z.optional(z.string()),
  area: z.optional(z.string()),
  areaName: z.optional(z.string()),
  unit: z.optional(Id),
  unitName: z.optional(z.string()),
  /** The task that is to be done for it, if any. */
  task: z.optional(
    z.object({
      id: Id,
      state: z.enum(taskStates),
      due: Instant,
      light: z.enum(lights),
      account: z.optional(Id),
      accountName: z.optional(z.string()),
    }),
  ),
  receivedAt: Instant,
  due: Instant,
  overdue: z.boolean(),
  finding: z.optional(z.enum(findings)),
  concealed: z.boolean(),
  closedAt: z.optional(Instant),
  /** The row that it repeats, in this list or an earlier one. */
  duplicateOf: z.optional(Id),
  attempts: Count,
  person: z.optional(Id),
});
export type RowView = z.infer<typeof RowView>;

const Part = z.object({ key: z.string(), name: z.optional(z.string()), balance: Balance });

/** What a phone shows of a row: with what its owner may see, for as long as the row is theirs. */
export const MineRow = z.object({
  id: Id,
  /** Changes with what is said of the person; a phone that names it in `have` is not sent `personal` again. */
  version: Id,
  list: Id,
  sender: z.string(),
  priority: Count,
  task: Id,
  taskState: z.enum(taskStates),
  account: z.optional(Id),
  due: Instant,
  light: z.enum(lights),
  area: z.optional(z.string()),
  areaName: z.optional(z.string()),
  flags: z.array(z.string()),
  attempts: z.array(z.object({ at: Instant, how: z.enum(ways), result: Attempt.shape.result })),
  personal: z.optional(
    z.object({
      name: z.optional(z.string()),
      document: z.optional(z.string()),
      phone: z.optional(z.string()),
      address: z.optional(z.string()),
      from: z.optional(z.string()),
      remark: z.optional(z.string()),
    }),
  ),
  arrived: z.optional(z.string()),
});
export type MineRow = z.infer<typeof MineRow>;

export const verificationReads = {
  /** Lists, newest first; `state: 'open'` those that have open rows. */
  'verification.lists': readKind({
    params: z.strictObject({
      state: z.optional(z.enum(['open', 'all'])),
      sender: z.optional(z.string().check(z.maxLength(64))),
      after: After,
      limit: Limit,
    }),
    result: z.object({
      lists: z.array(ListRow),
      total: Count,
      next: z.optional(z.string()),
      /** Over all lists. */
      balance: Balance,
      /** Senders known so far, for the form that receives the next list. */
      senders: z.array(z.string()),
    }),
    who: withData,
  }),
  /** One list by area (township), unit, state of its finding and age of what is open. */
  'verification.list': readKind({
    params: z.strictObject({ id: Id }),
    result: z.object({
      list: ListRow,
      areas: z.array(Part),
      units: z.array(Part),
      findings: z.array(z.object({ finding: z.enum(findings), rows: Count })),
      /** Open rows by hours since they were received: under 4, 4–12, 12–24, 24–48, over 48. */
      ages: z.array(z.object({ fromHours: Count, rows: Count })),
      sheets: z.array(
        z.object({
          sheet: z.string(),
          columns: z.array(z.object({ column: Count, header: z.string(), field: z.enum(listFields) })),
        }),
      ),
    }),
    who: withData,
  }),
  /** Rows over all lists, as filtered; worst first: overdue longest, then nearest deadline, then the ended. */
  'verification.rows': readKind({
    params: z.strictObject({
      list: z.optional(Id),
      /** Area code, 2 to 12 digits: the area and all below it. */
      area: z.optional(AreaCode),
      unit: z.optional(Id),
      account: z.optional(Id),
      state: z.optional(z.enum(rowStates)),
      finding: z.optional(z.enum(findings)),
      overdue: z.optional(z.boolean()),
      unplaced: z.optional(z.boolean()),
      held: z.optional(z.boolean()),
      contested: z.optional(z.boolean()),
      concealed: z.optional(z.boolean()),
      person: z.optional(Id),
      /**
       * An indicator id: exactly the rows that the figure counts in the period, as known at a ledger position. `area` is
       * then where they were when they were counted; with `own` that area alone, not those inside it.
       */
      indicator: z.optional(z.string().check(z.maxLength(64))),
      from: z.optional(Instant),
      /** Without it: now. */
      to: z.optional(Instant),
      cutOff: z.optional(z.string().check(z.regex(/^\d{1,18}$/))),
      own: z.optional(z.boolean()),
      /** Look-ups: only in a POST body, they say something about a person. */
      document: z.optional(z.string().check(z.maxLength(32))),
      phone: z.optional(z.string().check(z.maxLength(24))),
      after: After,
      limit: Limit,
    }),
    result: z.object({
      rows: z.array(RowView),
      total: Count,
      next: z.optional(z.string()),
      balance: Balance,
    }),
    who: rowReaders,
    personal: true,
  }),
  /**
   * One row's whole story, for whoever may see the row in `verification.rows`. What is said of the person is not in it: the owner
   * chain opens that by /api/reveals with the entry ids found here.
   */
  'verification.row': readKind({
    params: z.strictObject({ id: Id }),
    result: z.object({
      row: RowView,
      list: ListRow,
      file: z.string(),
      /** The entries that say who it is, first to last: to be revealed. */
      versions: z.array(Id),
      placings: z.array(
        z.object({
          at: Instant,
          /** Undefined: by the resolver, on import. */
          by: z.optional(z.string()),
          entry: Id,
          area: z.optional(z.string()),
          areaName: z.optional(z.string()),
          unitName: z.optional(z.string()),
          confidence: z.optional(z.number()),
          why: z.array(z.string()),
          candidates: z.array(Candidate),
        }),
      ),
      /** Every task that it has had, the newest last; steps by `task.one`. */
      tasks: z.array(Id),
      attempts: z.array(
        z.object({ entry: Id, at: Instant, how: z.enum(ways), result: Attempt.shape.result, by: z.string() }),
      ),
      findings: z.array(
        z.object({
          entry: Id,
          finding: z.enum(findings),
          /** When the visit or call was. */
          at: Instant,
          recordedAt: Instant,
          how: z.enum(ways),
          by: z.string(),
          /** `stands`: the row's; `rival`: another one made without knowing of it; `replaced`: work went on after it. */
          state: z.enum(['stands', 'rival', 'replaced']),
          concealed: z.boolean(),
          evidence: z.array(z.string()),
          movedTo: z.optional(z.string()),
          rightArea: z.optional(z.string()),
          attempts: z.array(z.object({ at: Instant, how: z.enum(ways), result: Attempt.shape.result })),
          wrong: z.array(z.string()),
        }),
      ),
      /** What else happened to it: corrected, returned, withdrawn. */
      events: z.array(
        z.object({
          entry: Id,
          at: Instant,
          kind: z.string(),
          by: z.optional(z.string()),
          reason: z.optional(z.string()),
        }),
      ),
      /** Rows that repeat this one. */
      repeats: z.array(Id),
      /** Other rows of the same person, on any list. */
      others: z.array(RowView),
    }),
    who: rowReaders,
  }),
  /** The tray: open rows without a place, with what they may mean. The address is opened by /api/reveals with the row's id. */
  'verification.unplaced': readKind({
    params: z.strictObject({ list: z.optional(Id), after: After, limit: Limit }),
    result: z.object({
      rows: z.array(
        z.object({
          id: Id,
          list: Id,
          sender: z.string(),
          sheet: z.string(),
          row: Count,
          /** 王＊ */
          name: z.optional(z.string()),
          held: z.optional(z.enum(heldReasons)),
          receivedAt: Instant,
          due: Instant,
          /** The best first. */
          candidates: z.array(Candidate),
          why: z.array(z.string()),
        }),
      ),
      total: Count,
      next: z.optional(z.string()),
    }),
    who: ['verification_desk', 'task_force_lead', 'commander'],
  }),
  /**
   * For phones: the open rows of the units of those who are signed in on the device, with what their owner may see. Rows
   * that are not in it any more are to be deleted from the phone. Each sending of personal data is logged. Of more than a
   * phone holds (`limit`, at most 2 000) the nearest deadlines; `total` says how many there are in all.
   */
  'verification.mine': readKind({
    params: z.strictObject({
      /** Versions that the phone holds already. */
      have: z.optional(z.array(Id).check(z.maxLength(5000))),
      limit: z.optional(z.int().check(z.minimum(1), z.maximum(2000))),
    }),
    result: z.object({ at: Instant, rows: z.array(MineRow), total: Count }),
    who: 'device',
    personal: true,
  }),
} as const;
