import * as z from 'zod/mini';
import { roles } from './access.ts';
import { Instant } from './entry.ts';
import { Id } from './ids.ts';
import { readKind } from './read.ts';
import { levels, type MoveName, moves, taskStates } from './task.ts';
import { taskGivers, taskWorkers } from './taskEntries.ts';

const Count = z.int();
const Position = z.string();
const AreaCode = z.string().check(z.regex(/^\d{6}(\d{6})?$/));
const KindName = z.string().check(z.maxLength(64));
const Limit = z.optional(z.int().check(z.minimum(1), z.maximum(500)));
const After = z.optional(z.string().check(z.maxLength(200)));
const MoveNames = z.enum(Object.keys(moves) as [MoveName, ...MoveName[]]);

export const originTypes = ['entry', 'list', 'directive', 'rule'] as const;
export const lights = ['grey', 'green', 'amber', 'red'] as const;

/** A task as lists show it: nothing in it says who it is about. */
export const TaskRow = z.object({
  id: Id,
  kind: KindName,
  title: z.object({ zh: z.string(), en: z.string() }),
  /** What it is about: an id of its module (a row, a directive, a passage), and which part of that. */
  subject: Id,
  part: z.optional(Count),
  origin: z.object({ type: z.enum(originTypes), id: Id }),
  area: z.string(),
  areaName: z.optional(z.string()),
  owner: z.object({
    unit: Id,
    unitName: z.optional(z.string()),
    account: z.optional(Id),
    accountName: z.optional(z.string()),
  }),
  state: z.enum(taskStates),
  light: z.enum(lights),
  /** Who acts next; `ended` when nobody has to. */
  waitsFor: z.enum(['owner', 'issuer', 'ended']),
  priority: Count,
  openedAt: Instant,
  dueAt: Instant,
  dueRule: z.string(),
  /** The highest level that was told. */
  level: z.optional(z.enum(levels)),
  /** Nobody was on duty up to the top when it climbed. */
  unheard: z.boolean(),
  contested: z.boolean(),
  asked: z.optional(z.object({ due: Instant, reason: z.optional(z.string()) })),
  /** Why it was handed back or sent back, while it stands so. */
  reason: z.optional(z.string()),
  endedAt: z.optional(Instant),
});
export type TaskRow = z.infer<typeof TaskRow>;

/** One move in the history of a task. What was noted with it lies sealed in its entry. */
export const TaskStep = z.object({
  entry: Id,
  position: Position,
  move: MoveNames,
  by: Id,
  byName: z.optional(z.string()),
  at: Instant,
  from: z.enum(taskStates),
  to: z.enum(taskStates),
  level: z.optional(z.enum(levels)),
  reason: z.optional(z.string()),
  due: z.optional(Instant),
  owner: z.optional(z.object({ unit: Id, unitName: z.optional(z.string()), account: z.optional(Id) })),
  /** An ending of what was ended already, kept beside the first. */
  contested: z.boolean(),
});
export type TaskStep = z.infer<typeof TaskStep>;

/** `received = closed + open + returned`, always. `open` is what is open, accepted, or done and not yet confirmed. */
export const TaskBalance = z.object({ received: Count, closed: Count, open: Count, returned: Count });
export type TaskBalance = z.infer<typeof TaskBalance>;

export const TaskBoardRow = z.object({
  /** Area (12 digits), unit, kind, `type:id` of an origin, or an age (`1h`, `4h`, `24h`, `72h`, `older`). */
  key: z.string(),
  name: z.optional(z.string()),
  ...TaskBalance.shape,
  /** Of those open: by state. */
  waiting: Count,
  accepted: Count,
  done: Count,
  /** Past the deadline, near it, ended twice, asking for time, heard by nobody. */
  overdue: Count,
  amber: Count,
  contested: Count,
  asked: Count,
  unheard: Count,
});
export type TaskBoardRow = z.infer<typeof TaskBoardRow>;

export const taskGroups = [
  'open',
  'closed',
  'overdue',
  'amber',
  'returned',
  'contested',
  'asked',
  'done',
  'all',
] as const;
export const boardKeys = ['area', 'unit', 'kind', 'origin', 'age'] as const;
export type BoardKey = (typeof boardKeys)[number];

export const TaskFilter = z.strictObject({
  kind: z.optional(KindName),
  /** `open`, if nothing is said: whatever has not ended, handed back or not. */
  group: z.optional(z.enum(taskGroups)),
  area: z.optional(AreaCode),
  unit: z.optional(Id),
  account: z.optional(Id),
  originType: z.optional(z.enum(originTypes)),
  origin: z.optional(Id),
  subject: z.optional(Id),
  after: After,
  limit: Limit,
});
export type TaskFilter = z.infer<typeof TaskFilter>;

const Narrow = {
  kind: z.optional(KindName),
  area: z.optional(AreaCode),
  unit: z.optional(Id),
  originType: z.optional(z.enum(originTypes)),
  origin: z.optional(Id),
};

export const taskReads = {
  /** By deadline, the earliest first: overdue longest, then nearest. What is `closed` the other way round. */
  'task.list': readKind({
    params: TaskFilter,
    result: z.object({ at: Instant, rows: z.array(TaskRow), total: Count, next: z.optional(z.string()) }),
    who: [...taskGivers, 'signer'],
  }),
  /** What the asker, or anyone signed in on the asking phone, has to do: their own and what their unit gave to nobody. */
  'task.mine': readKind({
    params: z.strictObject({
      limit: Limit,
      /** A kind that is not asked for: a phone has what it needs of rows from elsewhere. */
      without: z.optional(z.string().check(z.maxLength(64))),
    }),
    result: z.object({ at: Instant, tasks: z.array(TaskRow), total: Count }),
    who: taskWorkers,
  }),
  'task.one': readKind({
    params: z.strictObject({ id: Id }),
    result: z.object({
      task: TaskRow,
      openedBy: z.object({ entry: Id, actor: Id, position: Position }),
      steps: z.array(TaskStep),
      /** Moves that the asker may make now. */
      moves: z.array(MoveNames),
    }),
    who: taskWorkers,
  }),
  'task.board': readKind({
    params: z.strictObject({ by: z.enum(boardKeys), ...Narrow }),
    result: z.object({ at: Instant, rows: z.array(TaskBoardRow), total: TaskBoardRow }),
    who: [...taskGivers, 'signer'],
  }),
  'task.balance': readKind({
    params: z.strictObject(Narrow),
    result: z.object({ at: Instant, ...TaskBalance.shape, overdue: Count }),
    who: [...taskGivers, 'signer'],
  }),
  /** The records behind the figure `tasks.escalated`: each step up in a period, as known at a cut-off, the newest first. */
  'task.escalations': readKind({
    params: z.strictObject({
      from: z.optional(Instant),
      to: z.optional(Instant),
      area: z.optional(AreaCode),
      cutOff: z.optional(Position.check(z.regex(/^\d{1,18}$/))),
      after: After,
      limit: Limit,
    }),
    result: z.object({
      rows: z.array(
        z.object({
          task: Id,
          kind: KindName,
          area: z.string(),
          areaName: z.optional(z.string()),
          at: Instant,
          position: Position,
          level: z.enum(levels),
          unheard: z.boolean(),
          state: z.enum(taskStates),
        }),
      ),
      total: Count,
      next: z.optional(z.string()),
    }),
    who: [...taskGivers, 'signer'],
  }),
  /** Who is on duty at an instant, the plan around it, and who stands in for whom. */
  'task.duty': readKind({
    params: z.strictObject({ at: z.optional(Instant), unit: z.optional(Id) }),
    result: z.object({
      at: Instant,
      people: z.array(
        z.object({
          account: Id,
          name: z.string(),
          unit: z.optional(Id),
          unitName: z.optional(z.string()),
          roles: z.array(z.enum(roles)),
          onDuty: z.boolean(),
          /** By a plan; else by working hours. */
          planned: z.boolean(),
          substitute: z.optional(Id),
        }),
      ),
      duties: z.array(z.object({ account: Id, from: Instant, until: Instant })),
    }),
    who: taskWorkers,
  }),
} as const;
