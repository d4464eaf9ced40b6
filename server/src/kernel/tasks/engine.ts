import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import { timeOfId, uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { MoveName } from '@lianfang/domain/kernel/task.ts';
import { amberAtOf, isRival, refuseState, stepAt } from '@lianfang/domain/kernel/taskRules.ts';
import type { TaskKindName } from '@lianfang/domain/tasks.ts';
import type { Tx } from '../ledger/handlers.ts';
import { sha256 } from '../sha256.ts';
import { kindOf } from './kinds.ts';
import { afterMove, afterRival, type Moved } from './moved.ts';
import { refuseMover, refuseOwner } from './movers.ts';
import type { By, MoveMore, NewTask } from './said.ts';
import * as store from './store.ts';
import { tellOf } from './telling.ts';

export type { By, MoveMore, NewTask } from './said.ts';

/** An id for a task, always the same for the same kind, subject and part. It begins with the time of the subject's id. */
export function taskId(kind: TaskKindName, subject: string, part = 0): string {
  return uuidv7(timeOfId(subject), sha256(`${kind}|${subject}|${part}`));
}

/**
 * Opens tasks in the transaction of the entry that makes them, thousands at once. The same id again adds nothing. `untold`: of
 * many that come in parts, whoever brings them tells their owners once, when all are there (`tellOfOrigin`).
 */
export async function openTasks(
  tx: Tx,
  tasks: readonly NewTask[],
  by: By,
  untold: 'untold' | undefined = undefined,
): Promise<void> {
  if (tasks.length === 0) return;
  const clock = newClock();
  const records = [...new Map(tasks.map((task) => [task.id, recordOf(task, by, clock)])).values()];
  const added = await store.insertTasks(tx, records, by.position);
  const opened = records.filter(({ id }) => added.has(id));
  await store.moveTally(tx, [], opened);
  if (untold !== undefined) return;
  // Who issues a directive tells its addressees what it is about.
  await tellOf(
    tx,
    'open',
    opened.filter(({ origin_type }) => origin_type !== 'directive'),
    by,
  );
}

type Clock = (kind: TaskKindName, dueAt: string) => Pick<store.TaskRecord, 'due_at' | 'amber_at' | 'next_at'>;

/** When tasks are due, amber and climb, reckoned once for all that have the same kind and deadline. */
function newClock(): Clock {
  const known = new Map<string, ReturnType<Clock>>();
  return (name, dueAt) => {
    const key = `${name} ${dueAt}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const kind = kindOf(name);
    const due_at = new Date(dueAt).toISOString();
    const times = { due_at, amber_at: amberAtOf(kind, due_at), next_at: stepAt(kind, due_at, 0) ?? null };
    known.set(key, times);
    return times;
  };
}

function recordOf(task: NewTask, by: By, clock: Clock): store.TaskRecord {
  return {
    id: task.id,
    kind: task.kind,
    subject: task.subject,
    part: task.part ?? null,
    origin_type: task.origin.type,
    origin: task.origin.id,
    area: task.area,
    unit: task.owner.unit,
    account: task.owner.account ?? null,
    state: 'open',
    live: true,
    priority: task.priority,
    ...clock(task.kind, task.dueAt),
    due_rule: task.dueRule,
    climbed: 0,
    level: null,
    unheard: false,
    contested: false,
    asked_due: null,
    reason: null,
    opened_at: task.openedAt,
    opened_entry: by.entry,
    opened_by: by.actor,
    opened_position: String(by.position),
    ended_at: null,
    ended_entry: null,
  };
}

/**
 * Makes one move on many tasks at once: looks at the table of moves and at who makes it, changes the rows, writes the
 * history. A task that is not in a state for it is left as it is; a second ending of an ended task is kept as a rival
 * (`contested`). Refused as a whole when one of the tasks is not the mover's to move, or when none could be moved.
 * `hand: 'server'` is for modules that have decided by themselves who may.
 */
export async function moveTasks(
  tx: Tx,
  move: MoveName,
  tasks: readonly string[],
  by: By & { readonly hand?: 'server' },
  more: MoveMore = {},
): Promise<{ moved: string[]; contested: string[] } | Refusal> {
  const ids = [...new Set(tasks)];
  const records = await store.lockTasks(tx, ids);
  if (records.length < ids.length) return unknown;
  // What stands in the ledger was let in once: on a rebuild nobody is asked again who may.
  const asked = by.hand !== 'server' && tx.replay !== true;
  const refusal =
    (asked ? await refuseMover(tx, move, records, by, more) : undefined) ??
    (move === 'reassign' && tx.replay !== true ? await refuseOwner(tx, more.owner) : undefined);
  if (refusal !== undefined) return refusal;
  if (more.plain === true && records.some(({ kind }) => kindOf(kind).own?.includes(move) === true))
    return { refused: 'task.own_ending', fields: ['tasks'] };
  const endings =
    move === 'settle' ? await store.endingsOf(tx, ids, more.ending ?? by.entry) : new Map<string, never>();

  const moved: Moved[] = [];
  const rivals: Moved[] = [];
  let why: Refusal | undefined;
  for (const task of records) {
    const kind = kindOf(task.kind);
    const ending = endings.get(task.id);
    const no =
      refuseState(kind, { ...task, asked: task.asked_due !== null }, move) ??
      (move === 'settle' && ending === undefined ? noSuchEnding : undefined);
    if (no === undefined) moved.push(afterMove(kind, task, move, by, more, ending));
    else if (isRival(task, move) && task.ended_entry !== by.entry) rivals.push(afterRival(task, by));
    else why ??= no;
  }
  if (moved.length + rivals.length === 0) return why ?? unknown;
  await write(tx, [...moved, ...rivals], by);
  await tellOf(
    tx,
    move,
    moved.map(({ after }) => after),
    by,
  );
  return { moved: moved.map(({ after }) => after.id), contested: rivals.map(({ after }) => after.id) };
}

const unknown: Refusal = { refused: 'task.unknown', fields: ['tasks'] };
const noSuchEnding: Refusal = { refused: 'task.no_such_ending', fields: ['ending'] };

/** Writes tasks after a move, their history, and the tally. */
export async function write(tx: Tx, moved: readonly Moved[], by: Pick<By, 'position'>): Promise<void> {
  await store.updateTasks(
    tx,
    moved.map(({ after }) => after),
    by.position,
  );
  await store.insertSteps(
    tx,
    moved.map(({ step }) => step),
  );
  await store.moveTally(
    tx,
    moved.map(({ before }) => before),
    moved.map(({ after }) => after),
  );
}

/** Who ended a task, by the ending that stands; undefined while it is not ended, or when there is no such task. */
export function endedBy(tx: Tx, task: string): Promise<string | undefined> {
  return store.endedBy(tx, task);
}
