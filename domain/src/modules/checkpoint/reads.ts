import * as z from 'zod/mini';
import { Instant } from '../../kernel/entry.ts';
import { Id } from '../../kernel/ids.ts';
import { readKind } from '../../kernel/read.ts';
import { feverOutcomes, outcomes, PostCode, postTypes, turnBackReasons, vehicleTypes } from './schema.ts';

const desk = ['checkpoint_lead', 'data_desk', 'signer', 'commander'] as const;
const Count = z.int();
const Position = z.string();
/** An area with all that lies in it, 6 or 12 digits. */
const Area = z.string().check(z.regex(/^\d{6}(\d{6})?$/));

export const PostOnBoard = z.object({
  code: PostCode,
  name: z.string(),
  type: z.enum(postTypes),
  area: z.string(),
  areaName: z.optional(z.string()),
  active: z.boolean(),
  /** Other names under which registers know it: a new definition has to say them again. */
  aliases: z.optional(z.array(z.string())),
  /** The shift that is open now, if any. */
  shift: z.optional(
    z.object({ id: Id, label: z.optional(z.string()), openedAt: Instant, agencies: z.array(z.string()) }),
  ),
  /** Hand-over note of the last shift that was closed. */
  handover: z.optional(z.string()),
  lastPassageAt: z.optional(Instant),
  fevers: z.object({ open: Count, overdue: Count }),
  /** Values in the asked period, by indicator id. */
  values: z.record(z.string(), Count),
});
export type PostOnBoard = z.infer<typeof PostOnBoard>;

/** A passage as lists show it: nothing that says who it was. `plate`, names and numbers are opened by /api/reveals. */
export const PassageRow = z.object({
  id: Id,
  /** The id of the first registration: the same for all corrections of one passage. */
  passage: Id,
  position: Position,
  post: PostCode,
  occurred: Instant,
  claimed: Instant,
  received: Instant,
  mode: z.enum(['vehicle', 'pedestrian']),
  vehicleType: z.optional(z.enum(vehicleTypes)),
  from: z.optional(z.string()),
  to: z.optional(z.string()),
  outcome: z.enum(outcomes),
  reason: z.optional(z.enum(turnBackReasons)),
  persons: Count,
  certificates: Count,
  samples: Count,
  fevers: Count,
  shift: z.optional(Id),
  /** What that shift is known by. */
  ofShift: z.optional(z.object({ label: z.optional(z.string()), openedAt: Instant })),
  device: Id,
  flags: z.array(z.string()),
  state: z.enum(['current', 'corrected', 'voided']),
  /** In a list that opens a figure of persons: which person of the passage is meant, from 0. One row a counted person. */
  person: z.optional(Count),
  source: z.optional(
    z.object({
      import: Id,
      file: z.optional(z.string()),
      sheet: z.optional(z.string()),
      rows: z.array(Count),
    }),
  ),
});
export type PassageRow = z.infer<typeof PassageRow>;

export const PersonRow = z.object({
  person: Count,
  documentType: z.optional(z.string()),
  documentState: z.optional(z.string()),
  temperature: z.optional(z.number()),
  fever: z.boolean(),
  /** Present where the store tells it; a correction needs it to say the whole again. */
  symptoms: z.optional(z.boolean()),
  certificate: z.optional(z.object({ result: z.string(), ageHours: z.optional(z.number()) })),
  sampled: z.boolean(),
  hasPhone: z.boolean(),
});

export const PassageFilter = z.strictObject({
  from: z.optional(Instant),
  to: z.optional(Instant),
  post: z.optional(PostCode),
  area: z.optional(Area),
  /** With `area`: only what was registered at the area itself, not in the areas inside it, as figures by area count. */
  own: z.optional(z.boolean()),
  outcome: z.optional(z.enum(outcomes)),
  mode: z.optional(z.enum(['vehicle', 'pedestrian'])),
  shift: z.optional(Id),
  flag: z.optional(z.string().check(z.maxLength(32))),
  origin: z.optional(z.enum(['device', 'import'])),
  fever: z.optional(z.boolean()),
  /** An indicator id: only the passages that the figure counts. */
  indicator: z.optional(z.string().check(z.maxLength(64))),
  /** As known at this ledger position. */
  cutOff: z.optional(Position.check(z.regex(/^\d{1,18}$/))),
  /** Look-ups: only in a POST body, they say something about a person. */
  plate: z.optional(z.string().check(z.maxLength(16))),
  document: z.optional(z.string().check(z.maxLength(32))),
  phone: z.optional(z.string().check(z.maxLength(24))),
  after: z.optional(z.string().check(z.maxLength(100))),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(500))),
});
export type PassageFilter = z.infer<typeof PassageFilter>;

export const checkpointReads = {
  'checkpoint.posts': readKind({
    params: z.strictObject({ from: z.optional(Instant), to: z.optional(Instant) }),
    result: z.object({ at: Instant, position: Position, posts: z.array(PostOnBoard) }),
    who: [...desk, 'checkpoint_crew', 'system_admin'],
  }),
  'checkpoint.passages': readKind({
    params: PassageFilter,
    result: z.object({
      rows: z.array(PassageRow),
      total: Count,
      next: z.optional(z.string()),
      position: Position,
    }),
    who: desk,
    personal: true,
  }),
  'checkpoint.passage': readKind({
    params: z.strictObject({ id: Id }),
    result: z.object({
      current: PassageRow,
      persons: z.array(PersonRow),
      /** Every version, first to last, the current one included. */
      versions: z.array(PassageRow),
      feverTasks: z.array(
        z.object({
          person: Count,
          openedAt: Instant,
          dueAt: Instant,
          endedAt: z.optional(Instant),
          outcome: z.optional(z.enum(feverOutcomes)),
        }),
      ),
    }),
    who: desk,
  }),
  'checkpoint.shifts': readKind({
    params: z.strictObject({
      post: z.optional(PostCode),
      area: z.optional(Area),
      from: z.optional(Instant),
      to: z.optional(Instant),
    }),
    result: z.object({
      shifts: z.array(
        z.object({
          id: Id,
          post: PostCode,
          label: z.optional(z.string()),
          openedAt: Instant,
          closedAt: z.optional(Instant),
          agencies: z.array(z.string()),
          handover: z.optional(z.string()),
          passages: Count,
          persons: Count,
        }),
      ),
    }),
    who: [...desk, 'checkpoint_crew'],
  }),
  'checkpoint.fevers': readKind({
    params: z.strictObject({
      state: z.optional(z.enum(['open', 'ended', 'all'])),
      post: z.optional(PostCode),
      area: z.optional(Area),
      limit: z.optional(z.int().check(z.minimum(1), z.maximum(500))),
    }),
    result: z.object({
      fevers: z.array(
        z.object({
          passage: Id,
          person: Count,
          post: PostCode,
          temperature: z.optional(z.number()),
          openedAt: Instant,
          dueAt: Instant,
          overdue: z.boolean(),
          endedAt: z.optional(Instant),
          outcome: z.optional(z.enum(feverOutcomes)),
        }),
      ),
      open: Count,
      overdue: Count,
    }),
    who: [...desk, 'checkpoint_crew'],
  }),
  /** What a phone needs to work for days without a network. */
  'checkpoint.field': readKind({
    params: z.strictObject({}),
    result: z.object({
      device: Id,
      county: z.string(),
      countyName: z.string(),
      exercise: z.boolean(),
      post: z.object({ code: PostCode, name: z.string(), area: z.string() }),
      /** Highest `seq` that the server has from this device: a phone set up anew goes on from here. */
      lastSeq: Count,
      feverFrom: z.number(),
      homePlates: z.array(z.string()),
      crew: z.array(
        z.object({ account: Id, name: z.string(), agency: z.string(), roles: z.array(z.string()) }),
      ),
      places: z.array(z.object({ code: z.string(), name: z.string(), initials: z.string(), level: z.int() })),
      notice: z.object({ zh: z.string(), en: z.string(), complaint: z.string() }),
      shift: z.optional(z.object({ id: Id, label: z.optional(z.string()), openedAt: Instant })),
      handover: z.optional(z.string()),
    }),
    who: 'device',
  }),
} as const;
