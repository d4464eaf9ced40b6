import * as z from 'zod/mini';
import { agencies } from '../../kernel/access.ts';
import { entryKind } from '../../kernel/entry.ts';
import { Id } from '../../kernel/ids.ts';

/** Text as a person writes it: no control characters but line breaks (a database cannot keep U+0000). */
const text = (most: number) =>
  z.string().check(z.minLength(1), z.maxLength(most), z.regex(/^(?:\P{Cc}|[\n\t])*$/u));

export const PostCode = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,32}$/));
const AreaCode = z.string().check(z.regex(/^\d{12}$/));

export const postTypes = ['expressway_exit', 'trunk_road', 'other'] as const;
export type PostType = (typeof postTypes)[number];

/** A checkpoint as the command post sets it up. A later definition of the same code replaces the earlier one. */
export const PostDefined = z.strictObject({
  code: PostCode,
  name: text(64),
  type: z.enum(postTypes),
  /** The township (or county) that the post stands in, 12 digits. */
  area: AreaCode,
  /** Other names under which registers know it. */
  aliases: z.optional(z.array(text(64)).check(z.maxLength(20))),
  active: z.optional(z.boolean()),
});
export type PostDefined = z.infer<typeof PostDefined>;

export const vehicleTypes = ['car', 'van', 'truck', 'bus', 'motorcycle', 'other'] as const;
export const documentTypes = [
  'id_card',
  'hk_macao_permit',
  'taiwan_permit',
  'passport',
  'foreign_permanent',
  'other',
  'none',
] as const;
/** `negative` and `vaccinated` were shown and verified; `positive` was shown; `none` was not shown. */
export const certificateResults = ['none', 'negative', 'positive', 'vaccinated'] as const;
export const outcomes = ['passed', 'turned_back', 'sent_to_sampling', 'handed_to_clinician'] as const;
export type Outcome = (typeof outcomes)[number];
/** Grounds for turning back. `on_paper`: a register kept on paper does not say which. */
export const turnBackReasons = [
  'no_certificate',
  'certificate_expired',
  'from_risk_area',
  'fever',
  'refused_check',
  'road_closed',
  'not_necessary',
  'on_paper',
  'other',
] as const;

export const Person = z.strictObject({
  name: z.optional(text(64)),
  document: z.optional(z.strictObject({ type: z.enum(documentTypes), number: z.optional(text(32)) })),
  phone: z.optional(text(24)),
  /** Degrees Celsius, one decimal. */
  temperature: z.optional(z.number().check(z.minimum(30), z.maximum(45))),
  /** Cough, breathlessness or another symptom seen or told. */
  symptoms: z.optional(z.boolean()),
  certificate: z.optional(
    z.strictObject({
      result: z.enum(certificateResults),
      /** Hours since the sample was taken. */
      ageHours: z.optional(z.number().check(z.minimum(0), z.maximum(10_000))),
    }),
  ),
  sampled: z.optional(z.boolean()),
});
export type Person = z.infer<typeof Person>;

/** Where an imported passage stands in the file that it was read from. */
export const Source = z.strictObject({
  import: Id,
  sheet: z.optional(text(64)),
  rows: z.array(z.int().check(z.minimum(1))).check(z.maxLength(200)),
});

/** One vehicle or pedestrian through a checkpoint, with its persons. */
export const Passage = z.strictObject({
  mode: z.enum(['vehicle', 'pedestrian']),
  shift: z.optional(Id),
  plate: z.optional(text(16)),
  vehicleType: z.optional(z.enum(vehicleTypes)),
  from: z.optional(text(64)),
  to: z.optional(text(64)),
  persons: z.array(Person).check(z.minLength(1), z.maxLength(100)),
  outcome: z.enum(outcomes),
  reason: z.optional(z.enum(turnBackReasons)),
  note: z.optional(text(500)),
  source: z.optional(Source),
});
export type Passage = z.infer<typeof Passage>;

export const PassageCorrected = z.strictObject({
  /** The id of the registration (or its latest correction's root: always the first entry's id). */
  corrects: Id,
  /** The whole as it should have been. */
  passage: Passage,
  why: text(200),
});
export type PassageCorrected = z.infer<typeof PassageCorrected>;

export const PassageVoided = z.strictObject({ voids: Id, why: text(200) });
export type PassageVoided = z.infer<typeof PassageVoided>;

/** Labels of shifts that every screen has words for; any other text stands for itself. */
export const shiftLabels = ['morning', 'day', 'night'] as const;
export type ShiftLabel = (typeof shiftLabels)[number];

export const ShiftOpened = z.strictObject({
  /** Who is present, by agency; accounts where known. Names are not needed here. */
  members: z
    .array(
      z.strictObject({
        agency: z.enum(agencies),
        account: z.optional(Id),
        count: z.optional(z.int().check(z.minimum(1), z.maximum(99))),
      }),
    )
    .check(z.maxLength(40)),
  /** One of `shiftLabels`, or a name of the county's own. */
  label: z.optional(text(32)),
  note: z.optional(text(500)),
});
export type ShiftOpened = z.infer<typeof ShiftOpened>;

export const ShiftClosed = z.strictObject({
  shift: Id,
  /** What the next shift must know. Written for colleagues: no names of travellers. */
  handover: z.optional(text(1000)),
});
export type ShiftClosed = z.infer<typeof ShiftClosed>;

export const feverOutcomes = [
  'normal_on_remeasure',
  'sent_to_fever_clinic',
  'isolated_on_site',
  'refused_and_reported',
  'entered_by_mistake',
] as const;

/** The clinician's ending of a fever or symptom found at the post. */
export const FeverEnded = z.strictObject({
  passage: Id,
  /** Which person of the passage, counting from 0. */
  person: z.int().check(z.minimum(0), z.maximum(99)),
  outcome: z.enum(feverOutcomes),
  temperature: z.optional(z.number().check(z.minimum(30), z.maximum(45))),
  note: z.optional(text(500)),
});
export type FeverEnded = z.infer<typeof FeverEnded>;

const personalOfPassage = ['plate', 'note', 'persons.*.name', 'persons.*.document.number', 'persons.*.phone'];
const lookupsOfPassage = {
  plate: 'plate',
  'persons.*.document.number': 'document',
  'persons.*.phone': 'phone',
} as const;
const within = (prefix: string, paths: readonly string[]) => paths.map((path) => `${prefix}.${path}`);

export const checkpointEntries = {
  'checkpoint.post.defined': entryKind({ data: PostDefined, who: ['system_admin'], mode: 'change' }),
  'checkpoint.shift.opened': entryKind({
    data: ShiftOpened,
    who: ['checkpoint_crew', 'checkpoint_lead'],
    mode: 'change',
  }),
  'checkpoint.shift.closed': entryKind({
    data: ShiftClosed,
    who: ['checkpoint_crew', 'checkpoint_lead'],
    mode: 'change',
    base: (data) => data.shift,
  }),
  'checkpoint.passage.registered': entryKind({
    data: Passage,
    personal: personalOfPassage,
    lookups: lookupsOfPassage,
    who: ['checkpoint_crew', 'checkpoint_lead', 'data_desk'],
    mode: 'fact',
  }),
  'checkpoint.passage.corrected': entryKind({
    data: PassageCorrected,
    personal: [...within('passage', personalOfPassage), 'why'],
    lookups: Object.fromEntries(
      Object.entries(lookupsOfPassage).map(([path, lookup]) => [`passage.${path}`, lookup]),
    ),
    who: ['checkpoint_crew', 'checkpoint_lead', 'data_desk'],
    mode: 'change',
    base: (data) => data.corrects,
  }),
  'checkpoint.passage.voided': entryKind({
    data: PassageVoided,
    personal: ['why'],
    who: ['checkpoint_crew', 'checkpoint_lead', 'data_desk'],
    mode: 'change',
    base: (data) => data.voids,
  }),
  'checkpoint.fever.ended': entryKind({
    data: FeverEnded,
    personal: ['note'],
    who: ['checkpoint_crew', 'checkpoint_lead'],
    mode: 'change',
    base: (data) => data.passage,
  }),
} as const;
