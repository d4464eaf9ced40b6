import * as z from 'zod/mini';
import { agencies } from '../../kernel/access.ts';
import { entryKind, Instant } from '../../kernel/entry.ts';
import { Id } from '../../kernel/ids.ts';

/**
 * Text as a person writes it: no control characters but line breaks. It is written for colleagues and read by everyone of
 * the desk: nothing in it names a resident or a traveller.
 */
const text = (most: number) =>
  z.string().check(z.minLength(1), z.maxLength(most), z.regex(/^(?:\P{Cc}|[\n\t])*$/u));
const AreaCode = z.string().check(z.regex(/^\d{12}$/));
const PostCode = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,32}$/));
/** Of a duty desk, not of a person: digits, with area code, extension (转) or country code. */
const Phone = z.string().check(z.regex(/^[0-9+][0-9 +()转/-]{2,31}$/));

/** Response levels, I (gravest) to IV, as laws and plans count them. */
export const ResponseLevel = z.int().check(z.minimum(1), z.maximum(4));
/** 1 at once, 2 urgent, 3 ordinary. */
export const Priority = z.union([z.literal(1), z.literal(2), z.literal(3)]);

/** On which law, plan or order of a higher level something rests. */
export const LegalBasis = z.strictObject({
  /** The law, regulation, plan or document: 《中华人民共和国传染病防治法》. */
  source: text(120),
  article: z.optional(text(60)),
  /** Number of the document by which it was ordered: 凤政发〔2026〕12号. */
  number: z.optional(text(60)),
});
export type LegalBasis = z.infer<typeof LegalBasis>;

const bases = z.array(LegalBasis).check(z.minLength(1), z.maxLength(10));
/** What changes with a level, one measure a line. */
const measures = z.array(text(300)).check(z.minLength(1), z.maxLength(40));

/** The system is activated for one outbreak. The id of this entry is the response's id. */
export const Activated = z.strictObject({
  name: text(64),
  /** Where it holds: the county, or a part of it. */
  area: AreaCode,
  level: ResponseLevel,
  legalBasis: bases,
  measures,
});
export type Activated = z.infer<typeof Activated>;

export const LevelChanged = z.strictObject({
  response: Id,
  level: ResponseLevel,
  legalBasis: bases,
  measures,
  why: text(500),
});
export type LevelChanged = z.infer<typeof LevelChanged>;

/** What must be done after a response, by code; `other` is said in words. */
export const closeOutCodes = [
  'collection_stopped',
  'statutory_copies',
  'exceptions_assessed',
  'directives_ended',
  'forces_dissolved',
  'phones_cleared',
  'papers_collected',
  'final_report',
  'supplies_counted',
  'other',
] as const;
export type CloseOutCode = (typeof closeOutCodes)[number];

export const CloseOutItem = z.strictObject({
  code: z.enum(closeOutCodes),
  /** Needed with `other`; with the rest it adds to what the code says. */
  text: z.optional(text(300)),
  owner: z.strictObject({ unit: Id, account: z.optional(Id) }),
  dueAt: Instant,
});
export type CloseOutItem = z.infer<typeof CloseOutItem>;

/** The response ends: nothing more is collected, and the close-out checklist begins, each item a task. */
export const Closed = z.strictObject({
  response: Id,
  why: text(500),
  legalBasis: bases,
  checklist: z.array(CloseOutItem).check(z.minLength(1), z.maxLength(50)),
});
export type Closed = z.infer<typeof Closed>;

/** An item of the checklist is done. `item` is its task's id. */
export const ChecklistTicked = z.strictObject({ response: Id, item: Id, note: z.optional(text(500)) });
export type ChecklistTicked = z.infer<typeof ChecklistTicked>;

const team = {
  name: text(64),
  /** What it is responsible for. */
  remit: text(500),
  area: AreaCode,
  agencies: z.array(z.enum(agencies)).check(z.maxLength(agencies.length)),
  lead: Id,
  deputies: z.array(Id).check(z.maxLength(20)),
  members: z.array(Id).check(z.maxLength(500)),
};
/** A task force of a response. The id of this entry is the task force's id. */
export const TaskForceFormed = z.strictObject({ response: Id, ...team });
export type TaskForceFormed = z.infer<typeof TaskForceFormed>;

/** The whole as it is from now on. */
export const TaskForceChanged = z.strictObject({ taskForce: Id, ...team, why: z.optional(text(200)) });
export type TaskForceChanged = z.infer<typeof TaskForceChanged>;

export const TaskForceDissolved = z.strictObject({ taskForce: Id, why: text(200) });
export type TaskForceDissolved = z.infer<typeof TaskForceDissolved>;

/** To whom a directive goes: exactly one of the three. A person gets it as a member of a task force or of a unit. */
export const Addressee = z.strictObject({
  taskForce: z.optional(Id),
  unit: z.optional(Id),
  account: z.optional(Id),
});
export type Addressee = z.infer<typeof Addressee>;

const order = {
  title: text(100),
  text: text(4000),
  addressees: z.array(Addressee).check(z.minLength(1), z.maxLength(100)),
  dueAt: Instant,
  priority: Priority,
  /** What it is about; without it, the area of the response (or of the task force inside which it is issued). */
  area: z.optional(AreaCode),
};
/** An order as a meeting decides it: issued with the minutes. */
export const Order = z.strictObject(order);
export type Order = z.infer<typeof Order>;

/**
 * An order of the command post, or (with `inside`) of a task force's lead to its own members. Each addressee gets a task:
 * acknowledges it (task.accepted), reports (task.progress_reported), finishes (task.finished); the issuer confirms or
 * sends back. The id of this entry is the directive's id.
 */
export const DirectiveIssued = z.strictObject({ response: Id, inside: z.optional(Id), ...order });
export type DirectiveIssued = z.infer<typeof DirectiveIssued>;

export const MeetingHeld = z.strictObject({
  response: Id,
  title: text(100),
  heldAt: Instant,
  until: z.optional(Instant),
  place: z.optional(text(64)),
  /** Account of the one who chaired it. */
  chair: Id,
  /** Units and task forces that were present, by the unit's id (a task force's is `unit` in response.task_forces). */
  units: z.array(Id).check(z.minLength(1), z.maxLength(100)),
  minutes: text(20_000),
  /** What was decided; a decision with an order becomes a directive in this same entry. */
  decisions: z
    .array(z.strictObject({ text: text(500), directive: z.optional(Order) }))
    .check(z.maxLength(50)),
});
export type MeetingHeld = z.infer<typeof MeetingHeld>;

/** A leader answers for areas and posts (分片包抓). The id of this entry is the assignment's id. */
export const LeaderAssigned = z.strictObject({
  response: Id,
  account: Id,
  areas: z.array(AreaCode).check(z.maxLength(50)),
  posts: z.array(PostCode).check(z.maxLength(100)),
  remit: z.optional(text(300)),
});
export type LeaderAssigned = z.infer<typeof LeaderAssigned>;

export const LeaderEnded = z.strictObject({ assignment: Id, why: z.optional(text(200)) });
export type LeaderEnded = z.infer<typeof LeaderEnded>;

/** How a unit is reached round the clock. A later one replaces the earlier; none of a resident's data stands here. */
export const ContactSet = z.strictObject({
  unit: Id,
  phone: Phone,
  backup: z.optional(Phone),
  note: z.optional(text(200)),
});
export type ContactSet = z.infer<typeof ContactSet>;

const ofResponse = (data: { response: string }) => data.response;
const ofTaskForce = (data: { taskForce: string }) => data.taskForce;

export const responseEntries = {
  'response.activated': entryKind({ data: Activated, who: ['commander'], mode: 'change' }),
  'response.level.changed': entryKind({
    data: LevelChanged,
    who: ['commander'],
    mode: 'change',
    base: ofResponse,
  }),
  'response.closed': entryKind({ data: Closed, who: ['commander'], mode: 'change', base: ofResponse }),
  'response.checklist.ticked': entryKind({
    data: ChecklistTicked,
    who: ['unit_lead', 'verification_desk', 'task_force_lead', 'checkpoint_lead', 'data_desk', 'commander'],
    mode: 'change',
    anywhere: true,
    base: ofResponse,
  }),
  'response.task_force.formed': entryKind({
    data: TaskForceFormed,
    who: ['commander'],
    mode: 'change',
    base: ofResponse,
  }),
  'response.task_force.changed': entryKind({
    data: TaskForceChanged,
    who: ['commander'],
    mode: 'change',
    base: ofTaskForce,
  }),
  'response.task_force.dissolved': entryKind({
    data: TaskForceDissolved,
    who: ['commander'],
    mode: 'change',
    base: ofTaskForce,
  }),
  'response.directive.issued': entryKind({
    data: DirectiveIssued,
    who: ['commander', 'task_force_lead'],
    mode: 'change',
    base: ofResponse,
  }),
  'response.meeting.held': entryKind({
    data: MeetingHeld,
    who: ['commander'],
    mode: 'change',
    base: ofResponse,
  }),
  'response.leader.assigned': entryKind({
    data: LeaderAssigned,
    who: ['commander'],
    mode: 'change',
    base: ofResponse,
  }),
  'response.leader.ended': entryKind({
    data: LeaderEnded,
    who: ['commander'],
    mode: 'change',
    base: (data) => data.assignment,
  }),
  'response.contact.set': entryKind({
    data: ContactSet,
    who: ['commander', 'unit_lead', 'task_force_lead', 'data_desk'],
    mode: 'change',
    anywhere: true,
  }),
} as const;
