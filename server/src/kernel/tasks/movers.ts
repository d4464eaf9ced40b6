import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import { type MoveName, moves } from '@lianfang/domain/kernel/task.ts';
import { handsOf, type Mover } from '@lianfang/domain/kernel/taskRules.ts';
import { SKEW_LIMIT_MS } from '@lianfang/domain/kernel/time.ts';
import { SERVER_ID } from '../access/permissions.ts';
import { grantsOf } from '../access/store.ts';
import type { Tx } from '../ledger/handlers.ts';
import { kindOf } from './kinds.ts';
import { standingOf } from './moved.ts';
import type { By, MoveMore } from './said.ts';
import * as store from './store.ts';

const notYours: Refusal = { refused: 'task.not_yours', fields: ['tasks'] };

/**
 * Whose hands somebody has at the time of a deed: the unit he belonged to then, roles that had not ended, teams, and whom
 * he stands in for. A phone that nobody signed in on has none. `received`: when the deed came to be known, so that the same is
 * found whenever it is asked again.
 */
export async function moverOf(tx: Tx, account: string, at: string, received?: string): Promise<Mover> {
  const none = { account, units: [], leads: [], standsFor: [], grants: [] };
  if (account === SERVER_ID) return { ...none, server: true };
  const member = await store.memberOf(tx, account, at, received);
  if (member === undefined || ended(member.disabledAt, at)) return none;
  const grants = ((await grantsOf(tx.client, tx.county, [account])).get(account) ?? []).filter(
    ({ from, until }) =>
      !ended(until, at) && (received === undefined || Date.parse(from) <= Date.parse(received)),
  );
  const units = [...(member.unit === null ? [] : [member.unit]), ...member.former, ...member.teams];
  const leadsUnit = grants.some(({ role }) => role === 'unit_lead') && member.unit !== null;
  return {
    account,
    units,
    leads: [...member.led, ...(leadsUnit ? [member.unit as string] : [])],
    standsFor: member.standsFor,
    grants,
  };
}

/** What was captured on a phone before the end counts, with the slack that its clock is given. */
function ended(until: string | null | undefined, at: string): boolean {
  return until != null && Date.parse(until) + SKEW_LIMIT_MS <= Date.parse(at);
}

/** Why somebody may not make a move on all of these tasks; undefined when he may. */
export async function refuseMover(
  tx: Tx,
  name: MoveName,
  tasks: readonly store.TaskRecord[],
  by: By,
  more: MoveMore,
): Promise<Refusal | undefined> {
  const mover = await moverOf(tx, by.actor, by.at, by.received);
  const allowed: readonly string[] = moves[name].by;
  const beyond: store.TaskRecord[] = [];
  for (const task of tasks) {
    const hands = handsOf(kindOf(task.kind), standingOf(task), mover).filter((hand) =>
      allowed.includes(hand),
    );
    if (hands.length === 0) beyond.push(task);
    // A lead shares out the work of the unit; to another unit it goes by way of who gave it.
    else if (name === 'reassign' && hands.every((hand) => hand === 'lead') && more.owner?.unit !== task.unit)
      return { refused: 'task.other_unit', fields: ['owner'] };
  }
  if (beyond.length === 0) return undefined;
  return (name === 'finish' || name === 'report_progress') && (await hadThem(tx, beyond, mover, by.at))
    ? undefined
    : notYours;
}

/**
 * Whether a task is somebody's to make a move on. For entries that mean whichever task is their writer's: it is asked on a rebuild
 * too, and found as it was when the entry came.
 */
export async function mayMove(tx: Tx, name: MoveName, task: string, by: By): Promise<boolean> {
  const tasks = await store.lockTasks(tx, [task]);
  return tasks.length > 0 && (await refuseMover(tx, name, tasks, by, {})) === undefined;
}

/** True when the mover was the owner of each at the time of the deed: it was given to somebody else before the news came. */
async function hadThem(
  tx: Tx,
  tasks: readonly store.TaskRecord[],
  mover: Mover,
  at: string,
): Promise<boolean> {
  const former = await store.formerOwners(
    tx,
    tasks.map(({ id }) => id),
  );
  return tasks.every((task) =>
    former.some(
      ({ task: id, unit, account, until }) =>
        id === task.id &&
        Date.parse(at) <= Date.parse(until) &&
        handsOf(
          kindOf(task.kind),
          { area: task.area, unit, ...(account !== null && { account }) },
          mover,
        ).some((hand) => hand === 'owner' || hand === 'lead'),
    ),
  );
}

/** Why tasks cannot be given to this owner: no such unit, or nobody of that id in it. */
export async function refuseOwner(tx: Tx, owner: MoveMore['owner']): Promise<Refusal | undefined> {
  return owner !== undefined && (await store.canOwn(tx, owner.unit, owner.account))
    ? undefined
    : { refused: 'task.owner_unknown', fields: ['owner'] };
}
