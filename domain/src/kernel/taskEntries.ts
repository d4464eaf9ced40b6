import * as z from 'zod/mini';
import type { Role } from './access.ts';
import { entryKind, Instant } from './entry.ts';
import { Id } from './ids.ts';
import { levels, type MoveName } from './task.ts';

/** Text as a person writes it: no control characters but line breaks (a database cannot keep U+0000). */
const text = (most: number) =>
  z.string().check(z.minLength(1), z.maxLength(most), z.regex(/^(?:\P{Cc}|[\n\t])*$/u));

/** Why: about the task, never about a person; it stands open in the task's history. */
const Reason = text(200);

/** Who is to have it: a unit, and the person of it where one is named. */
export const TaskOwner = z.strictObject({ unit: Id, account: z.optional(Id) });
export type TaskOwner = z.infer<typeof TaskOwner>;

/** The tasks that one entry moves, and what its writer adds to it for those who may read it (sealed). */
const Tasks = {
  tasks: z.array(Id).check(z.minLength(1), z.maxLength(1000)),
  note: z.optional(text(2000)),
};
/** What proves it: titles of papers and pictures, numbers of documents. */
const Evidence = { evidence: z.optional(z.array(text(200)).check(z.maxLength(20))) };

export const TaskMoved = z.strictObject(Tasks);
export const TaskWorked = z.strictObject({ ...Tasks, ...Evidence });
export const TaskRefused = z.strictObject({ ...Tasks, reason: Reason });
export const TaskReassigned = z.strictObject({
  ...Tasks,
  owner: TaskOwner,
  due: z.optional(Instant),
  reason: z.optional(Reason),
});
export const TaskExtensionAsked = z.strictObject({ ...Tasks, due: Instant, reason: Reason });
export const TaskExtensionGranted = z.strictObject({ ...Tasks, due: Instant, reason: z.optional(Reason) });
export const TaskReopened = z.strictObject({ ...Tasks, due: Instant, reason: Reason });
export const TaskSettled = z.strictObject({
  ...Tasks,
  /** The entry of the ending that stands. */
  ending: Id,
  reason: z.optional(Reason),
});
export type TaskMove = {
  readonly tasks: readonly string[];
  readonly note?: string | undefined;
  readonly evidence?: readonly string[] | undefined;
  readonly reason?: string | undefined;
  readonly owner?: TaskOwner | undefined;
  readonly due?: string | undefined;
  readonly ending?: string | undefined;
};

/** Steps up that the server has made, each task at most once in an entry. */
export const TaskEscalated = z.strictObject({
  steps: z
    .array(
      z.strictObject({
        task: Id,
        /** How many steps of its kind's escalation it has climbed by this one. */
        step: z.int().check(z.minimum(1), z.maximum(32)),
        /** The level that was told: the first from the rule's on at which somebody was on duty. */
        level: z.enum(levels),
        /** Nobody was on duty up to the top. */
        unheard: z.optional(z.boolean()),
      }),
    )
    .check(z.minLength(1), z.maxLength(1000)),
});
export type TaskEscalated = z.infer<typeof TaskEscalated>;

/** Who is on duty from when until when. The same person from the same instant again changes its end. */
export const DutyPlanned = z.strictObject({
  duties: z
    .array(z.strictObject({ account: Id, from: Instant, until: Instant }))
    .check(z.minLength(1), z.maxLength(500)),
});
export type DutyPlanned = z.infer<typeof DutyPlanned>;

/** Duties that end now, or, still to come, do not take place. */
export const DutyEnded = z.strictObject({
  duties: z.array(z.strictObject({ account: Id, from: Instant })).check(z.minLength(1), z.maxLength(500)),
});
export type DutyEnded = z.infer<typeof DutyEnded>;

/** Who acts for somebody in a period: may do with his tasks what he may, and is told in his place. */
export const SubstituteNamed = z.strictObject({
  account: Id,
  substitute: Id,
  from: Instant,
  until: Instant,
});
export type SubstituteNamed = z.infer<typeof SubstituteNamed>;

/** Whoever may own a task of any kind. Which task is whose is decided over each one. */
export const taskWorkers = [
  'checkpoint_crew',
  'checkpoint_lead',
  'community_officer',
  'unit_lead',
  'verification_desk',
  'task_force_lead',
  'data_desk',
  'signer',
  'commander',
] as const satisfies readonly Role[];

/** Whoever may give tasks, have them handed back, and plan duty. */
export const taskGivers = [
  'checkpoint_lead',
  'unit_lead',
  'verification_desk',
  'task_force_lead',
  'data_desk',
  'commander',
] as const satisfies readonly Role[];

/** Moves are no deeds of a post: whoever makes one is judged by whose the task is. */
const move = { personal: ['note'], mode: 'change', anywhere: true } as const;
const work = { ...move, personal: ['note', 'evidence'] } as const;

export const taskEntries = {
  'task.accepted': entryKind({ ...move, data: TaskMoved, who: taskWorkers }),
  'task.progress_reported': entryKind({ ...work, data: TaskWorked, who: taskWorkers }),
  'task.finished': entryKind({ ...work, data: TaskWorked, who: taskWorkers }),
  'task.confirmed': entryKind({ ...move, data: TaskMoved, who: taskGivers }),
  'task.sent_back': entryKind({ ...move, data: TaskRefused, who: taskGivers }),
  'task.returned': entryKind({ ...move, data: TaskRefused, who: taskWorkers }),
  'task.reassigned': entryKind({ ...move, data: TaskReassigned, who: taskGivers }),
  'task.extension_asked': entryKind({ ...move, data: TaskExtensionAsked, who: taskWorkers }),
  'task.extension_granted': entryKind({ ...move, data: TaskExtensionGranted, who: taskGivers }),
  'task.extension_refused': entryKind({ ...move, data: TaskRefused, who: taskGivers }),
  'task.cancelled': entryKind({ ...move, data: TaskRefused, who: taskGivers }),
  'task.reopened': entryKind({ ...move, data: TaskReopened, who: taskGivers }),
  'task.settled': entryKind({ ...move, data: TaskSettled, who: taskGivers }),
  'task.escalated': entryKind({ data: TaskEscalated, who: [], mode: 'change' }),
  'task.duty_planned': entryKind({ data: DutyPlanned, who: taskGivers, mode: 'change', anywhere: true }),
  'task.duty_ended': entryKind({ data: DutyEnded, who: taskGivers, mode: 'change', anywhere: true }),
  'task.substitute_named': entryKind({
    data: SubstituteNamed,
    who: taskWorkers,
    mode: 'change',
    anywhere: true,
  }),
} as const;

/** Which move an entry makes. */
export const moveOf = {
  'task.accepted': 'accept',
  'task.progress_reported': 'report_progress',
  'task.finished': 'finish',
  'task.confirmed': 'confirm',
  'task.sent_back': 'send_back',
  'task.returned': 'return',
  'task.reassigned': 'reassign',
  'task.extension_asked': 'ask_extension',
  'task.extension_granted': 'grant_extension',
  'task.extension_refused': 'refuse_extension',
  'task.cancelled': 'cancel',
  'task.reopened': 'reopen',
  'task.settled': 'settle',
} as const satisfies Partial<Record<keyof typeof taskEntries, MoveName>>;
export type TaskMoveEntry = keyof typeof moveOf;
