import * as z from 'zod/mini';
import { entryKind, Instant } from '../../kernel/entry.ts';
import { Id } from '../../kernel/ids.ts';

/** Text as a person writes it: no control characters but line breaks (a database cannot keep U+0000). */
const text = (most: number) =>
  z.string().check(z.minLength(1), z.maxLength(most), z.regex(/^(?:\P{Cc}|[\n\t])*$/u));
const AreaCode = z.string().check(z.regex(/^\d{12}$/));
const Day = z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/));
const SheetName = z.string().check(z.maxLength(64));
const RowNumber = z.int().check(z.minimum(1), z.maximum(100_000_000));

/** A cell as it stood in the sender's file (kernel/imports/table.ts). */
const Cell = z.union([
  z.string().check(z.maxLength(2000)),
  // JSON can say 1e999, which is no number of a cell.
  z.number().check(z.minimum(-Number.MAX_VALUE), z.maximum(Number.MAX_VALUE)),
  z.boolean(),
  z.null(),
  z.strictObject({ date: z.string().check(z.maxLength(32)) }),
  z.strictObject({ error: z.string().check(z.maxLength(32)) }),
]);
const Cells = z.array(Cell).check(z.maxLength(512));

export const priorities = [1, 2, 3] as const;
/** What a list or row is: every row received is in exactly one, so that received = open + closed + returned + duplicate. */
export const rowStates = ['open', 'closed', 'returned', 'duplicate'] as const;
export type RowState = (typeof rowStates)[number];
/** Columns of a list that are understood; an `addressPart` is a column of its own for the township or village. */
export const listFields = [
  'name',
  'document',
  'phone',
  'address',
  'addressPart',
  'from',
  'arrived',
  'remark',
  'errorReason',
  'ignore',
] as const;
export type ListField = (typeof listFields)[number];
/** What is to be looked at in a row that was taken all the same. */
export const rowFlags = [
  'normalised',
  'id_old',
  'id_damaged',
  'id_doubtful',
  'id_missing',
  'phone_missing',
  'phone_doubtful',
  'name_missing',
  'address_missing',
  'date_unreadable',
  'text_cut',
] as const;
export type RowFlag = (typeof rowFlags)[number];
export const heldReasons = ['nothing_identifying'] as const;

/** A list that somebody sent, received with a deadline. Its rows follow, one entry each. */
export const ListReceived = z.strictObject({
  /** The import that read it. */
  import: Id,
  sender: text(64),
  /** The file's name, as the sender gave it. */
  name: text(200),
  due: Instant,
  priority: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  /** How the file was written: the answer goes back in the same way. */
  format: z.union([
    z.strictObject({ type: z.literal('xlsx') }),
    z.strictObject({
      type: z.literal('csv'),
      encoding: z.enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be']),
      bom: z.boolean(),
      delimiter: z.string().check(z.maxLength(4)),
      newline: z.enum(['\n', '\r\n']),
    }),
  ]),
  /** The earlier list that the sender sets right by this one. */
  corrects: z.optional(Id),
});
export type ListReceived = z.infer<typeof ListReceived>;

/** One sheet of a list: what stood above its rows, so that the answer goes back in the sender's own form. */
export const SheetReceived = z.strictObject({
  list: Id,
  sheet: SheetName,
  /** Rows of the header; the rows before them are titles. */
  headerRows: z.array(RowNumber).check(z.maxLength(4)),
  columns: z
    .array(z.strictObject({ column: z.int(), header: z.string(), field: z.enum(listFields) }))
    .check(z.maxLength(512)),
  titles: z.array(Cells).check(z.maxLength(24)),
  header: z.array(Cells).check(z.maxLength(4)),
});
export type SheetReceived = z.infer<typeof SheetReceived>;

/** Who a row is about, as far as the sender says. */
const about = {
  name: z.optional(text(64)),
  document: z.optional(
    z.strictObject({
      number: text(32),
      state: z.enum(['ok', 'old', 'doubtful', 'damaged', 'other']),
    }),
  ),
  /** Out of an identity number, damaged ones too. */
  born: z.optional(Day),
  phone: z.optional(text(24)),
  address: z.optional(text(300)),
  /** Where the person came from. */
  from: z.optional(text(200)),
  arrived: z.optional(Day),
  remark: z.optional(text(500)),
};

/** An area that an address may mean, and why it is thought so. */
export const Candidate = z.strictObject({
  code: AreaCode,
  name: z.string().check(z.maxLength(200)),
  level: z.int().check(z.minimum(0), z.maximum(5)),
  /** 0 to 1. */
  confidence: z.number().check(z.minimum(0), z.maximum(1)),
  why: z.array(z.string().check(z.maxLength(64))).check(z.maxLength(20)),
});

/** What an address was understood as. Without `code` the row waits in the tray for a person. */
export const Placing = z.strictObject({
  code: z.optional(AreaCode),
  level: z.int().check(z.minimum(0), z.maximum(5)),
  confidence: z.number().check(z.minimum(0), z.maximum(1)),
  why: z.array(z.string().check(z.maxLength(64))).check(z.maxLength(20)),
  candidates: z.array(Candidate).check(z.maxLength(10)),
});
export type Placing = z.infer<typeof Placing>;

/** One row of a list: every row of the file, those held and those repeated too. */
export const RowReceived = z.strictObject({
  list: Id,
  sheet: SheetName,
  row: RowNumber,
  ...about,
  flags: z.array(z.enum(rowFlags)).check(z.maxLength(rowFlags.length)),
  /** Why it waits for somebody to correct it. */
  held: z.optional(z.enum(heldReasons)),
  /** Keyed hash of what makes two rows of any lists the same row, hexadecimal. */
  key: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  place: Placing,
  /** The unit that is to work on it, as units were when it came. */
  unit: Id,
  /** The row as it stood in the file. */
  cells: Cells,
});
export type RowReceived = z.infer<typeof RowReceived>;

/** The desk says where a row belongs: it gets an owner there, or another one. */
export const RowPlaced = z.strictObject({
  row: Id,
  area: AreaCode,
  /** The unit that owns it; without it the unit of the area's township. */
  unit: z.optional(Id),
  /** What the address calls the place, to be known the next time. The name of a place alone, nothing of a person. */
  alias: z.optional(text(64)),
  why: z.optional(text(200)),
});
export type RowPlaced = z.infer<typeof RowPlaced>;

/** What a row should have said; a held row is taken by it. Given as a whole. */
export const RowCorrected = z.strictObject({
  row: Id,
  ...about,
  area: z.optional(AreaCode),
  why: text(200),
});
export type RowCorrected = z.infer<typeof RowCorrected>;

/** The desk hands a row back to its sender without a visit: nobody can be known from it, or it belongs elsewhere. */
export const RowReturned = z.strictObject({
  row: Id,
  reason: z.enum(['nothing_identifying', 'outside_county', 'not_ours', 'other']),
  /** Where it belongs, as far as known. */
  rightArea: z.optional(AreaCode),
  why: z.optional(text(200)),
});
export type RowReturned = z.infer<typeof RowReturned>;

/** What was ended goes on: the finding or return stands no longer, the owner has it again. */
export const RowReopened = z.strictObject({
  row: Id,
  why: text(200),
  /** The new deadline; without it a day from now. */
  due: z.optional(Instant),
});
export type RowReopened = z.infer<typeof RowReopened>;

export const ways = ['visit', 'call', 'message', 'video'] as const;
/** One try at reaching somebody. */
export const Attempt = z.strictObject({
  /** When it was tried. */
  at: Instant,
  how: z.enum(ways),
  result: z.enum(['no_answer', 'switched_off', 'wrong_number', 'nobody_home', 'hung_up', 'other']),
});

/** An attempt that reached nobody. */
export const AttemptRecorded = z.strictObject({
  row: Id,
  ...Attempt.shape,
  note: z.optional(text(500)),
});
export type AttemptRecorded = z.infer<typeof AttemptRecorded>;

export const findings = [
  'found_in_order',
  'handed_to_observation',
  'not_at_address',
  'outside_county',
  'unreachable',
  'refused',
  'wrong_data',
] as const;
export type Finding = (typeof findings)[number];
export const wrongData = ['phone', 'name', 'document', 'address', 'no_such_person', 'other'] as const;

/** What a community officer found, on the spot or by telephone. */
export const FindingRecorded = z.strictObject({
  row: Id,
  finding: z.enum(findings),
  /** When the visit or call was. */
  at: Instant,
  how: z.enum(ways),
  /** What it rests on; at least one, except for `unreachable`, which rests on its attempts. */
  evidence: z
    .array(
      z.strictObject({
        type: z.enum(['own_statement', 'seen', 'document', 'photo', 'neighbour', 'call_log', 'other']),
        note: z.optional(text(500)),
        /** SHA-256 of a picture kept elsewhere. */
        sha256: z.optional(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
      }),
    )
    .check(z.maxLength(10)),
  /** For `handed_to_observation`: where to (a site, the community), and since when. */
  handedTo: z.optional(text(100)),
  /** For `not_at_address`: where the person lives now, as far as known. Within the county the row is placed anew there. */
  movedTo: z.optional(z.strictObject({ address: z.optional(text(300)), area: z.optional(AreaCode) })),
  /** For `outside_county`: where the row belongs. */
  right: z.optional(z.strictObject({ address: z.optional(text(300)), area: z.optional(AreaCode) })),
  /** For `unreachable`: each attempt with its time, unless they were recorded one by one before. */
  attempts: z.optional(z.array(Attempt).check(z.maxLength(20))),
  /** For `wrong_data`: what of it. */
  wrong: z.optional(z.array(z.enum(wrongData)).check(z.maxLength(wrongData.length))),
  /** A travel history that was not told: the person's own words. It is noted, it is no verdict. */
  concealed: z.optional(z.strictObject({ statement: text(1000) })),
  note: z.optional(text(500)),
});
export type FindingRecorded = z.infer<typeof FindingRecorded>;

/** Two people found different things without knowing of one another: the desk says which finding stands. */
export const FindingSettled = z.strictObject({
  row: Id,
  /** The entry of the finding that stands. */
  finding: Id,
  why: z.optional(text(200)),
});
export type FindingSettled = z.infer<typeof FindingSettled>;

/** The sender takes a list back: what is still open of it goes back, what was found stays. */
export const ListWithdrawn = z.strictObject({ list: Id, why: text(200) });
export type ListWithdrawn = z.infer<typeof ListWithdrawn>;
/** A later list has set this one right: what it no longer names goes back. Written when that list has been read. */
export const ListCorrected = z.strictObject({ list: Id, by: Id });
export type ListCorrected = z.infer<typeof ListCorrected>;

const personalOfRow = ['name', 'document.number', 'born', 'phone', 'address', 'from', 'remark'];
const lookupsOfRow = { name: 'name', 'document.number': 'document', phone: 'phone', born: 'born' } as const;
/** Who works on rows in the field, and at the desk. */
const officers = ['community_officer', 'unit_lead', 'verification_desk'] as const;

export const verificationEntries = {
  'verification.list.received': entryKind({ data: ListReceived, who: [], mode: 'fact' }),
  'verification.sheet.received': entryKind({
    data: SheetReceived,
    personal: ['titles', 'header'],
    who: [],
    mode: 'fact',
  }),
  'verification.row.received': entryKind({
    data: RowReceived,
    personal: [...personalOfRow, 'cells', 'key'],
    lookups: lookupsOfRow,
    who: [],
    mode: 'fact',
  }),
  'verification.row.placed': entryKind({
    data: RowPlaced,
    personal: ['why'],
    who: ['verification_desk'],
    mode: 'change',
    base: (data) => data.row,
  }),
  'verification.row.corrected': entryKind({
    data: RowCorrected,
    personal: [...personalOfRow, 'why'],
    lookups: lookupsOfRow,
    who: ['verification_desk'],
    mode: 'change',
    base: (data) => data.row,
  }),
  'verification.row.returned': entryKind({
    data: RowReturned,
    personal: ['why'],
    who: ['verification_desk'],
    mode: 'change',
    base: (data) => data.row,
  }),
  'verification.row.reopened': entryKind({
    data: RowReopened,
    personal: ['why'],
    who: ['verification_desk', 'task_force_lead'],
    mode: 'change',
    base: (data) => data.row,
  }),
  'verification.attempt.recorded': entryKind({
    data: AttemptRecorded,
    personal: ['note'],
    who: officers,
    mode: 'change',
    anywhere: true,
    base: (data) => data.row,
  }),
  'verification.finding.recorded': entryKind({
    data: FindingRecorded,
    personal: [
      'evidence.*.note',
      'handedTo',
      'movedTo.address',
      'right.address',
      'concealed.statement',
      'note',
    ],
    who: officers,
    mode: 'change',
    anywhere: true,
    base: (data) => data.row,
  }),
  'verification.finding.settled': entryKind({
    data: FindingSettled,
    personal: ['why'],
    who: ['verification_desk', 'task_force_lead'],
    mode: 'change',
    base: (data) => data.finding,
  }),
  'verification.list.withdrawn': entryKind({
    data: ListWithdrawn,
    personal: ['why'],
    who: ['verification_desk'],
    mode: 'change',
    base: (data) => data.list,
  }),
  'verification.list.corrected': entryKind({
    data: ListCorrected,
    who: [],
    mode: 'change',
    base: (data) => data.list,
  }),
} as const;
