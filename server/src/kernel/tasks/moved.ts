import type { MoveName, TaskKind } from '@lianfang/domain/kernel/task.ts';
import { moves } from '@lianfang/domain/kernel/task.ts';
import {
  amberAtOf,
  climbedBy,
  isEnded,
  nextStepAt,
  type Standing,
} from '@lianfang/domain/kernel/taskRules.ts';
import type { By, MoveMore } from './said.ts';
import type { StepRecord, TaskRecord } from './store.ts';

/** A task before and after a move, and the line in its history. */
export type Moved = { readonly before: TaskRecord; readonly after: TaskRecord; readonly step: StepRecord };

/** What the rules need to know of a record. */
export function standingOf(task: TaskRecord): Standing {
  return {
    state: task.state,
    area: task.area,
    unit: task.unit,
    ...(task.account !== null && { account: task.account }),
    dueAt: task.due_at,
    climbed: task.climbed,
    contested: task.contested,
    asked: task.asked_due !== null,
  };
}

/**
 * A task after a move that the rules let through. Pure: the same task and move give the same again, which is how the ledger
 * gives the tables again. `ending` is what `settle` chose.
 */
export function afterMove(
  kind: TaskKind,
  task: TaskRecord,
  name: MoveName,
  by: By,
  more: MoveMore,
  ending?: { state: 'done' | 'cancelled'; at: string },
): Moved {
  const changes = changesOf(kind, task, name, by, more, ending);
  const after = settled(kind, { ...task, ...changes });
  const changesOwner = after.unit !== task.unit || after.account !== task.account;
  const asks = name === 'ask_extension' ? after.asked_due : null;
  return {
    before: task,
    after,
    step: {
      ...stepOf(task, name, by),
      state: after.state,
      reason: more.reason ?? null,
      due_at: asks ?? (after.due_at === task.due_at ? null : after.due_at),
      ...(changesOwner && {
        was_unit: task.unit,
        was_account: task.account,
        unit: after.unit,
        account: after.account,
      }),
    },
  };
}

/** A second ending of what is ended: kept, shown as such, changing nothing else. */
export function afterRival(task: TaskRecord, by: By): Moved {
  return {
    before: task,
    after: { ...task, contested: true },
    step: { ...stepOf(task, 'finish', by), contested: true },
  };
}

/** A task after a step up. */
export function afterClimb(
  kind: TaskKind,
  task: TaskRecord,
  climb: { step: number; level: NonNullable<TaskRecord['level']>; unheard: boolean },
  by: By,
): Moved {
  const { step: climbed, level, unheard } = climb;
  return {
    before: task,
    after: settled(kind, { ...task, climbed, level, unheard }),
    step: { ...stepOf(task, 'escalate', by), level, unheard },
  };
}

/** What follows from the rest: whether anything is still to be done, from when it is amber, when it climbs next. */
export function settled(kind: TaskKind, task: TaskRecord): TaskRecord {
  return {
    ...task,
    live: !isEnded(kind, task.state),
    amber_at: amberAtOf(kind, task.due_at),
    next_at: nextStepAt(kind, standingOf(task)) ?? null,
  };
}

function changesOf(
  kind: TaskKind,
  task: TaskRecord,
  name: MoveName,
  by: By,
  { owner, dueAt, reason, ending: chosen }: MoveMore,
  ending?: { state: 'done' | 'cancelled'; at: string },
): Partial<TaskRecord> {
  const { to } = moves[name];
  const state = to === 'same' ? task.state : to === 'ending' ? (ending?.state ?? task.state) : to;
  const stays = { state, asked_due: null, reason: reason ?? null };
  const ended = { ended_at: by.at, ended_entry: by.entry };
  const notEnded = { ended_at: null, ended_entry: null, contested: false };
  switch (name) {
    case 'finish':
    case 'cancel':
      return { ...stays, ...ended, contested: false, unheard: false };
    case 'confirm':
      return stays;
    case 'send_back':
      return { ...stays, ...notEnded };
    case 'reassign':
      return {
        ...stays,
        unit: owner?.unit ?? task.unit,
        account: owner?.account ?? null,
        unheard: false,
        ...(dueAt !== undefined && deadline(kind, task, dueAt, by)),
      };
    case 'ask_extension':
      return { state, asked_due: dueAt ?? null, reason: reason ?? null };
    case 'grant_extension':
      return { ...stays, ...deadline(kind, task, dueAt ?? task.due_at, by) };
    case 'reopen':
      return { ...stays, ...notEnded, ...deadline(kind, task, dueAt ?? task.due_at, by) };
    case 'settle':
      return { ...stays, contested: false, ended_at: ending?.at ?? by.at, ended_entry: chosen ?? by.entry };
    case 'accept':
    case 'report_progress':
      return { state };
    default:
      return stays;
  }
}

/** Another deadline: what has been climbed for the old one does not count, what is past for the new one is not told again. */
function deadline(kind: TaskKind, task: TaskRecord, dueAt: string, by: By): Partial<TaskRecord> {
  const due_at = new Date(dueAt).toISOString();
  const climbed = climbedBy(kind, due_at, by.at);
  return {
    due_at,
    due_rule: 'set',
    climbed,
    level: climbed === 0 ? null : task.level,
    unheard: false,
  };
}

function stepOf(task: TaskRecord, move: MoveName, by: By): StepRecord {
  return {
    task: task.id,
    position: by.position,
    move,
    entry: by.entry,
    actor: by.actor,
    at: by.at,
    area: task.area,
    was: task.state,
    state: task.state,
    level: null,
    unheard: false,
    reason: null,
    due_at: null,
    was_unit: null,
    was_account: null,
    unit: null,
    account: null,
    contested: false,
  };
}
