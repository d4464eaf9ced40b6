import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import { timeOfId, uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { Order } from '@lianfang/domain/modules/response/schema.ts';
import { responseTasks } from '@lianfang/domain/modules/response/tasks.ts';
import type { Passed, Tx } from '../../../kernel/ledger/handlers.ts';
import { tell } from '../../../kernel/notify/api.ts';
import { sha256 } from '../../../kernel/sha256.ts';
import { openTasks, taskId } from '../../../kernel/tasks/engine.ts';
import { byOf } from '../../../kernel/tasks/handlers.ts';
import { heardFrom, peopleAt } from '../../../kernel/tasks/people.ts';
import * as directory from '../directory/store.ts';
import * as forces from '../force/store.ts';
import type * as life from '../life/store.ts';
import type * as timeline from '../timeline/store.ts';
import { hasRole, reaches } from '../who.ts';
import * as directives from './store.ts';

/** Below it, those who are told of a directive find it. */
const DIRECTIVES = '/desk/#/directives';

/** What an order is issued under. */
export type Under = {
  readonly id: string;
  readonly response: life.Found;
  readonly inside?: forces.TaskForce | undefined;
  readonly meeting?: string | undefined;
};

type Owner = { readonly unit: string; readonly account: string | undefined; readonly area: string };

/** The id of the directive that a meeting's decision became: always the same for the same meeting and place in it. */
export function directiveOf(meeting: string, decision: number): string {
  return uuidv7(timeOfId(meeting), sha256(`${meeting} ${decision}`));
}

/**
 * Issues an order: keeps it, and opens a task for each addressee. Gives what the timeline says of it, or why it cannot be
 * issued. On a rebuild only the facts count: it was let in once.
 */
export async function issue(
  tx: Tx,
  passed: Passed<unknown>,
  { id, response, inside, meeting }: Under,
  order: Order,
): Promise<Refusal | timeline.Event> {
  const area = order.area ?? inside?.area ?? response.area;
  const owners = await ownersOf(tx, order, { response, inside, area });
  if ('refused' in owners) return owners;
  if (new Set(owners.map(({ unit, account }) => `${unit} ${account ?? ''}`)).size < owners.length)
    return { refused: 'response.addressee_twice', fields: ['addressees'] };
  const refusal = tx.replay
    ? undefined
    : await refuseIssuer(tx, passed, inside, [area, ...owners.map((one) => one.area)]);
  if (refusal !== undefined) return refusal;

  const kind = inside === undefined ? 'response.directive' : 'response.order';
  const number = await directives.nextNumber(tx, 'directive', response.id);
  const targets = owners.map((owner, n) => ({ ...owner, task: taskId(kind, id, n) }));
  await directives.insertDirective(
    tx,
    { ...order, id, number, response: response.id, inside: inside?.id, meeting, area },
    targets,
    { at: passed.occurred, actor: passed.actor, position: passed.position },
  );
  await openTasks(
    tx,
    targets.map((target, n) => ({
      id: target.task,
      kind,
      subject: id,
      part: n,
      origin: { type: 'directive', id },
      area: target.area,
      owner: { unit: target.unit, ...(target.account !== undefined && { account: target.account }) },
      dueAt: order.dueAt,
      dueRule: 'directive',
      priority: order.priority,
      openedAt: passed.occurred,
    })),
    byOf(passed),
  );
  if (!tx.replay) await tellOwners(tx, passed, kind, id, targets);
  return {
    response: response.id,
    kind: 'response.directive.issued',
    subject: id,
    area,
    title: order.title,
    number: targets.length,
  };
}

/** Tells those of the addressees who are on duty; where nobody of one is, the next above who is. */
async function tellOwners(
  tx: Tx,
  { received }: Passed<unknown>,
  kind: keyof typeof responseTasks,
  directive: string,
  owners: readonly Owner[],
): Promise<void> {
  const people = await peopleAt(tx.client, tx.county, received);
  const told = owners.flatMap(
    ({ unit, account, area }) =>
      heardFrom(people, responseTasks[kind], { unit, account: account ?? null, area }, 'owner').accounts,
  );
  await tell(
    tx,
    [...new Set(told)].map((account) => ({
      account,
      kind: 'directive',
      count: 1,
      link: `${DIRECTIVES}/${directive}`,
      at: received,
      about: directive,
    })),
  );
}

/** Whose task it is for each addressee, in their order. */
async function ownersOf(
  tx: Tx,
  { addressees }: Order,
  { response, inside, area }: { response: life.Found; inside: forces.TaskForce | undefined; area: string },
): Promise<Refusal | Owner[]> {
  const named = (key: 'taskForce' | 'unit' | 'account') => addressees.flatMap((one) => one[key] ?? []);
  const teams = await forces.taskForcesById(tx, [...named('taskForce'), ...named('unit')]);
  const units = await directory.unitsById(tx, named('unit'));
  const accounts = await directory.accountsById(tx, named('account'));
  const inner = inside === undefined ? undefined : await forces.membersOf(tx, inside.id);
  const owners: Owner[] = [];
  for (const { taskForce, unit, account } of addressees) {
    if (account !== undefined) {
      const found = accounts.get(account);
      const home = inside === undefined ? found?.unit : inside.id;
      if (inner !== undefined && !inner.has(account))
        return { refused: 'response.inside_only', fields: ['addressees'] };
      if (found === undefined || home === undefined || home === null)
        return { refused: 'response.account_unknown', fields: ['addressees'] };
      owners.push({ unit: home, account, area });
      continue;
    }
    if (inside !== undefined) return { refused: 'response.inside_only', fields: ['addressees'] };
    // Lists of units name a task force by its unit, which is itself.
    const team = teams.get(taskForce ?? (unit as string));
    const place = team === undefined ? units.get(unit ?? '') : team.area;
    if (team !== undefined && !(team.active && team.response === response.id))
      return { refused: 'response.task_force_missing', fields: ['addressees'] };
    if (place === undefined)
      return {
        refused: taskForce === undefined ? 'response.unit_unknown' : 'response.task_force_missing',
        fields: ['addressees'],
      };
    owners.push({ unit: taskForce ?? (unit as string), account: undefined, area: place });
  }
  return owners;
}

/** The command post orders within its area; the lead of a task force, or a deputy, inside it. */
async function refuseIssuer(
  tx: Tx,
  passed: Passed<unknown>,
  inside: forces.TaskForce | undefined,
  areas: readonly string[],
): Promise<Refusal | undefined> {
  if (await reaches(tx, passed, ['commander'], areas)) return undefined;
  const role = inside && (await forces.membersOf(tx, inside.id)).get(passed.actor);
  if (role === 'lead' || role === 'deputy') return undefined;
  return (await hasRole(tx, passed.actor, 'commander', passed))
    ? { refused: 'access.area' }
    : { refused: 'response.inside_only', fields: ['inside'] };
}
