import * as z from 'zod/mini';
import { agencies } from '../../kernel/access.ts';
import { Instant } from '../../kernel/entry.ts';
import { Id } from '../../kernel/ids.ts';
import { taskStates } from '../../kernel/task.ts';
import { closeOutCodes, LegalBasis, Priority, ResponseLevel } from './schema.ts';

export const Count = z.int();
export const Position = z.string();

/** Someone who works here, as colleagues see them. */
export const Colleague = z.object({
  account: Id,
  display: z.string(),
  unitName: z.optional(z.string()),
});
export type Colleague = z.infer<typeof Colleague>;

export const responseStates = ['active', 'closing', 'closed'] as const;

export const LevelRow = z.object({
  level: ResponseLevel,
  from: Instant,
  by: Colleague,
  legalBasis: z.array(LegalBasis),
  measures: z.array(z.string()),
  why: z.optional(z.string()),
});

export const ResponseRow = z.object({
  id: Id,
  name: z.string(),
  area: z.string(),
  areaName: z.string(),
  level: ResponseLevel,
  /** `closing`: ended, its checklist is not yet; `closed`: every item of it is done. */
  state: z.enum(responseStates),
  activatedAt: Instant,
  closedAt: z.optional(Instant),
});
export type ResponseRow = z.infer<typeof ResponseRow>;

/** How the obligations of a directive, a task force or a person stand. */
export const Standing = z.object({
  /** Waits for acknowledgement. */
  open: Count,
  /** Acknowledged, being worked on. */
  accepted: Count,
  /** Finished, waits for the issuer. */
  done: Count,
  confirmed: Count,
  returned: Count,
  cancelled: Count,
  /** Of those not ended: past their deadline. */
  overdue: Count,
  total: Count,
});
export type Standing = z.infer<typeof Standing>;

export const TaskForceRow = z.object({
  id: Id,
  response: Id,
  /** The unit that owns its tasks and is found by its name in lists of units. */
  unit: Id,
  name: z.string(),
  remit: z.string(),
  area: z.string(),
  areaName: z.string(),
  agencies: z.array(z.enum(agencies)),
  lead: Colleague,
  deputies: z.array(Colleague),
  members: z.array(Colleague),
  state: z.enum(['active', 'dissolved']),
  formedAt: Instant,
  dissolvedAt: z.optional(Instant),
  phone: z.optional(z.string()),
  directives: Standing,
});
export type TaskForceRow = z.infer<typeof TaskForceRow>;

/**
 * `open`: somebody has not acknowledged it; `acknowledged`: all have; `done`: all have finished and somebody waits to be
 * confirmed; `ended`: all are confirmed or cancelled.
 */
export const directiveStates = ['open', 'acknowledged', 'done', 'ended'] as const;

export const DirectiveRow = z.object({
  id: Id,
  /** Counted up in each response, from 1. */
  number: Count,
  response: Id,
  title: z.string(),
  priority: Priority,
  area: z.string(),
  areaName: z.string(),
  issuedAt: Instant,
  issuedBy: Colleague,
  dueAt: Instant,
  /** The meeting that decided it. */
  meeting: z.optional(Id),
  /** The task force inside which it was issued. */
  inside: z.optional(Id),
  state: z.enum(directiveStates),
  overdue: z.boolean(),
  standing: Standing,
  addressees: z.array(z.string()),
});
export type DirectiveRow = z.infer<typeof DirectiveRow>;

export const DirectiveTarget = z.object({
  /** Its task: what task.accepted and the others name. */
  task: Id,
  unit: Id,
  unitName: z.string(),
  taskForce: z.optional(Id),
  account: z.optional(Colleague),
  state: z.enum(taskStates),
  dueAt: Instant,
  overdue: z.boolean(),
  acknowledgedAt: z.optional(Instant),
  finishedAt: z.optional(Instant),
  confirmedAt: z.optional(Instant),
});
export type DirectiveTarget = z.infer<typeof DirectiveTarget>;

/** One move of a directive's task. What was reported with it is opened by the entry's id. */
export const TargetStep = z.object({
  task: Id,
  move: z.string(),
  at: Instant,
  by: z.optional(Colleague),
  reason: z.optional(z.string()),
  entry: Id,
});
export type TargetStep = z.infer<typeof TargetStep>;

export const MeetingRow = z.object({
  id: Id,
  number: Count,
  response: Id,
  title: z.string(),
  heldAt: Instant,
  until: z.optional(Instant),
  place: z.optional(z.string()),
  chair: Colleague,
  units: z.array(z.object({ unit: Id, name: z.string() })),
  minutes: z.string(),
  decisions: z.array(z.object({ text: z.string(), directive: z.optional(Id) })),
});
export type MeetingRow = z.infer<typeof MeetingRow>;

export const LeaderRow = z.object({
  id: Id,
  response: Id,
  leader: Colleague,
  areas: z.array(z.object({ code: z.string(), name: z.string() })),
  posts: z.array(z.object({ code: z.string(), name: z.string() })),
  remit: z.optional(z.string()),
  from: Instant,
  until: z.optional(Instant),
});
export type LeaderRow = z.infer<typeof LeaderRow>;

export const DirectoryRow = z.object({
  unit: Id,
  name: z.string(),
  agency: z.enum(agencies),
  area: z.string(),
  areaName: z.string(),
  taskForce: z.optional(Id),
  phone: z.optional(z.string()),
  backup: z.optional(z.string()),
  note: z.optional(z.string()),
  setAt: z.optional(Instant),
  /** Its lead, and deputies: of a task force those named, of another unit those with the role. */
  leads: z.array(Colleague),
  onDuty: z.array(Colleague),
});
export type DirectoryRow = z.infer<typeof DirectoryRow>;

export const TimelineRow = z.object({
  position: Position,
  entry: Id,
  /** Kind of the entry: `response.directive.issued`, `task.accepted`, … */
  kind: z.string(),
  at: Instant,
  by: z.optional(Colleague),
  /** What it is about: the response, directive, meeting, task force, assignment or task. */
  subject: Id,
  /** What the subject is called: a directive's title, a task force's name. */
  title: z.string(),
  /** Level that it changed to, number of addressees or decisions. */
  level: z.optional(ResponseLevel),
  count: z.optional(Count),
});
export type TimelineRow = z.infer<typeof TimelineRow>;

export const ChecklistRow = z.object({
  /** The item's task. */
  item: Id,
  code: z.enum(closeOutCodes),
  text: z.optional(z.string()),
  owner: z.object({ unit: Id, unitName: z.string(), account: z.optional(Colleague) }),
  dueAt: Instant,
  state: z.enum(taskStates),
  overdue: z.boolean(),
  done: z.boolean(),
  doneAt: z.optional(Instant),
  doneBy: z.optional(Colleague),
  note: z.optional(z.string()),
});
export type ChecklistRow = z.infer<typeof ChecklistRow>;

/** What a leader must look at in an area or at a post. */
export const Exception = z.object({
  what: z.enum(['task_overdue', 'task_returned', 'task_contested', 'post_unstaffed']),
  area: z.string(),
  areaName: z.string(),
  post: z.optional(z.object({ code: z.string(), name: z.string() })),
  task: z.optional(z.object({ id: Id, kind: z.string(), subject: z.string(), dueAt: Instant })),
  since: z.optional(Instant),
});
export type Exception = z.infer<typeof Exception>;
