import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import type { MoveName } from '@lianfang/domain/kernel/task.ts';
import type { TaskKindName } from '@lianfang/domain/tasks.ts';
import type pg from 'pg';
import type { Tx } from '../ledger/handlers.ts';
import type { TaskRecord } from './store.ts';

/** What made a move: the entry, who wrote it, its ledger position, and when it happened (ISO 8601). */
export type By = {
  readonly entry: string;
  readonly actor: string;
  readonly position: bigint;
  readonly at: string;
};

/** A task to be opened. `id` is made from the origin (`taskId`), so that a replay or a rebuild gives the same. */
export type NewTask = {
  readonly id: string;
  readonly kind: TaskKindName;
  /** What it is about, an id of its module, and which part of that. */
  readonly subject: string;
  readonly part?: number | undefined;
  readonly origin: { readonly type: 'entry' | 'list' | 'directive' | 'rule'; readonly id: string };
  /** 12 digits. */
  readonly area: string;
  readonly owner: { readonly unit: string; readonly account?: string | undefined };
  readonly dueAt: string;
  /** Where the deadline comes from, a word or `+30m`. */
  readonly dueRule: string;
  readonly priority: 1 | 2 | 3;
  readonly openedAt: string;
};

export type MoveMore = {
  readonly owner?: { readonly unit: string; readonly account?: string | undefined } | undefined;
  readonly dueAt?: string | undefined;
  readonly reason?: string | undefined;
  /** For `settle`: the entry of the ending that stands. */
  readonly ending?: string | undefined;
};

/** Opens tasks in the transaction of the entry that makes them, thousands at once. The same id again adds nothing. */
export async function openTasks(_tx: Tx, _tasks: readonly NewTask[], _by: By): Promise<void> {
  throw new Error('not there yet');
}

/**
 * Makes one move on many tasks at once: looks at the table of moves and at who makes it, changes the rows, writes the
 * history. A task that is not in a state for it is left as it is; a second ending of an ended task is kept as a rival
 * (`contested`). Refused as a whole when one of the tasks is not the mover's to move, or when none could be moved.
 * `hand: 'server'` is for modules that have decided by themselves who may.
 */
export async function moveTasks(
  _tx: Tx,
  _move: MoveName,
  _tasks: readonly string[],
  _by: By & { readonly hand?: 'server' },
  _more: MoveMore = {},
): Promise<{ moved: string[]; contested: string[] } | Refusal> {
  throw new Error('not there yet');
}

/** The newest task of a kind about a subject (of any of its parts); undefined when there is none. */
export async function taskOfSubject(
  _db: pg.Pool | pg.ClientBase,
  _county: string,
  _kind: TaskKindName,
  _subject: string,
): Promise<TaskRecord | undefined> {
  throw new Error('not there yet');
}

/** People of several agencies put together for one line of work: a unit of its own that can own tasks. */
export type Team = {
  readonly id: string;
  readonly name: string;
  readonly area: string;
  readonly members: readonly { readonly account: string; readonly lead: boolean }[];
};

/** Forms a team, or changes its name, area and members: the last word counts. */
export async function formTeam(_tx: Tx, _team: Team, _by: By): Promise<void> {
  throw new Error('not there yet');
}

/** Dissolves a team: what it has to do goes back to whoever gave it, at the next run of the escalation. */
export async function dissolveTeam(_tx: Tx, _team: string, _by: By): Promise<void> {
  throw new Error('not there yet');
}

/** An id for a task, always the same for the same kind, subject and part; it begins with the time of `openedAt`. */
export function taskId(
  _county: string,
  _kind: string,
  _subject: string,
  _openedAt: string,
  _part = 0,
): string {
  throw new Error('not there yet');
}
