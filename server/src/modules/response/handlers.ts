import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import * as rules from '@lianfang/domain/modules/response/rules.ts';
import type {
  Activated,
  ChecklistTicked,
  Closed,
  ContactSet,
  DirectiveIssued,
  LeaderAssigned,
  LeaderEnded,
  LevelChanged,
  MeetingHeld,
  responseEntries,
  TaskForceChanged,
  TaskForceDissolved,
  TaskForceFormed,
} from '@lianfang/domain/modules/response/schema.ts';
import { change, type HandlersFor, type Passed, type Tx } from '../../kernel/ledger/handlers.ts';
import { moveTasks, openTasks, taskId } from '../../kernel/tasks/engine.ts';
import { byOf } from '../../kernel/tasks/handlers.ts';
import { dissolveTeam, formTeam } from '../../kernel/tasks/teams.ts';
import { areaName } from '../area/api.ts';
import { postsOf } from '../checkpoint/api.ts';
import * as directives from './directive/store.ts';
import * as directory from './directory/store.ts';
import * as forces from './force/store.ts';
import * as leaders from './leader/store.ts';
import * as life from './life/store.ts';
import * as meetings from './meeting/store.ts';
import { directiveOf, issue } from './orders.ts';
import * as timeline from './timeline/store.ts';
import { hasRole, reaches } from './who.ts';

/** Nothing about the command post is about a resident, so that all of it is kept as it came. */
const whole = { derive: <T>(data: T) => data };
const fine = () => undefined;

const outOfArea: Refusal = { refused: 'access.area' };
const missing: Refusal = { refused: 'response.missing', fields: ['response'] };

// `tx.replay`: it stands in the ledger and was let in once. Who may is not asked again then: roles have changed since.

export const responseHandlers = {
  'response.activated': change<Activated, Activated>({
    ...whole,
    check: fine,
    async apply(tx, passed) {
      const { area, name, level } = passed.what;
      if (!tx.replay) {
        if (!(await reaches(tx, passed, ['commander'], [area]))) return outOfArea;
        if (!(await isArea(tx, area))) return { refused: 'response.area_unknown', fields: ['area'] };
        if (await life.anyActive(tx)) return { refused: 'response.active' };
      }
      await life.insertResponse(tx, passed);
      await life.insertLevel(tx, passed.id, passed);
      return tell(tx, passed, { response: passed.id, subject: passed.id, area, title: name, level });
    },
  }),

  'response.level.changed': change<LevelChanged, LevelChanged>({
    ...whole,
    check: fine,
    async apply(tx, passed) {
      const found = await activeResponse(tx, passed);
      if ('refused' in found) return found;
      const { level } = passed.what;
      if ((await life.presentLevel(tx, found.id)) === level)
        return { refused: 'response.level_same', fields: ['level'] };
      await life.insertLevel(tx, found.id, passed);
      return tell(tx, passed, {
        response: found.id,
        subject: found.id,
        area: found.area,
        title: found.name,
        level,
      });
    },
  }),

  'response.closed': change<Closed, Closed>({
    ...whole,
    check: rules.checkClosed,
    async apply(tx, passed) {
      const found = await activeResponse(tx, passed);
      if ('refused' in found) return found;
      const { checklist } = passed.what;
      const areas = await areasOf(
        tx,
        checklist.map(({ owner }) => owner.unit),
      );
      const accounts = checklist.flatMap(({ owner }) => owner.account ?? []);
      if (checklist.some(({ owner }) => !areas.has(owner.unit)))
        return { refused: 'response.unit_unknown', fields: ['checklist'] };
      if (!tx.replay && !(await areAccounts(tx, accounts)))
        return { refused: 'response.account_unknown', fields: ['checklist'] };
      await life.closeResponse(tx, passed);
      const items = checklist.map((item, n) => ({
        ...item,
        task: taskId('response.closeout', found.id, n),
      }));
      await life.insertItems(tx, found.id, items);
      await openTasks(
        tx,
        items.map(({ task, owner, dueAt }, n) => ({
          id: task,
          kind: 'response.closeout',
          subject: found.id,
          part: n,
          origin: { type: 'entry', id: passed.id },
          area: areas.get(owner.unit) as string,
          owner,
          dueAt,
          dueRule: 'closeout',
          priority: 2,
          openedAt: passed.occurred,
        })),
        byOf(passed),
      );
      return tell(tx, passed, {
        response: found.id,
        subject: found.id,
        area: found.area,
        title: found.name,
        number: items.length,
      });
    },
  }),

  'response.checklist.ticked': change<ChecklistTicked, ChecklistTicked>({
    ...whole,
    check: fine,
    async apply(tx, passed) {
      const { response, item, note } = passed.what;
      const found = await life.itemOf(tx, response, item);
      if (found === undefined) return { refused: 'response.item_missing', fields: ['item'] };
      if (found.state === 'done') return { refused: 'response.item_done' };
      // The commander ends any item; else it is whose it is.
      const anyones = tx.replay === true || (await reaches(tx, passed, ['commander'], [found.area]));
      const moved = await moveTasks(tx, 'finish', [item], {
        ...byOf(passed),
        ...(anyones && { hand: 'server' }),
      });
      if ('refused' in moved)
        return moved.refused === 'task.not_yours' ? { refused: 'response.not_owner' } : moved;
      await life.noteItem(tx, item, note);
      return tell(tx, passed, { response, subject: item, area: found.area, title: found.code });
    },
  }),

  'response.task_force.formed': change<TaskForceFormed, TaskForceFormed>({
    ...whole,
    check: rules.checkTaskForce,
    async apply(tx, passed) {
      const found = await activeResponse(tx, passed, passed.what.area);
      if ('refused' in found) return found;
      const refusal = await refuseTeam(tx, passed, passed.id);
      if (refusal !== undefined) return refusal;
      await forces.insertTaskForce(tx, passed);
      return setTeam(tx, passed, passed.id, found.id);
    },
  }),

  'response.task_force.changed': change<TaskForceChanged, TaskForceChanged>({
    ...whole,
    check: rules.checkTaskForce,
    async apply(tx, passed) {
      const found = await activeTaskForce(tx, passed, passed.what.area);
      if ('refused' in found) return found;
      const refusal = await refuseTeam(tx, passed, found.id);
      if (refusal !== undefined) return refusal;
      await forces.changeTaskForce(tx, found.id, passed.what);
      return setTeam(tx, passed, found.id, found.response);
    },
  }),

  'response.task_force.dissolved': change<TaskForceDissolved, TaskForceDissolved>({
    ...whole,
    check: fine,
    async apply(tx, passed) {
      const found = await activeTaskForce(tx, passed);
      if ('refused' in found) return found;
      await forces.dissolveTaskForce(tx, found.id, passed.occurred, passed.position);
      await dissolveTeam(tx, found.id, byOf(passed));
      const { id, response, area, name } = found;
      return tell(tx, passed, { response, subject: id, area, title: name });
    },
  }),

  'response.directive.issued': change<DirectiveIssued, DirectiveIssued>({
    ...whole,
    check: rules.checkOrder,
    async apply(tx, passed) {
      const { response: id, inside: within, ...order } = passed.what;
      const response = await life.responseById(tx, id);
      if (response?.active !== true) return missing;
      const inside =
        within === undefined ? undefined : (await forces.taskForcesById(tx, [within])).get(within);
      if (within !== undefined && !(inside?.active === true && inside.response === id))
        return { refused: 'response.task_force_missing', fields: ['inside'] };
      const issued = await issue(tx, passed, { id: passed.id, response, inside }, order);
      if ('refused' in issued) return issued;
      await timeline.writeEvents(tx, passed, [issued]);
      return [];
    },
  }),

  'response.meeting.held': change<MeetingHeld, MeetingHeld>({
    ...whole,
    check: rules.checkMeeting,
    async apply(tx, passed) {
      const response = await activeResponse(tx, passed);
      if ('refused' in response) return response;
      const { title, chair, units, decisions } = passed.what;
      if (!tx.replay && !(await areAccounts(tx, [chair])))
        return { refused: 'response.account_unknown', fields: ['chair'] };
      if (!tx.replay && (await areasOf(tx, units)).size < new Set(units).size)
        return { refused: 'response.unit_unknown', fields: ['units'] };
      const events: timeline.Event[] = [];
      const decided: { text: string; directive?: string }[] = [];
      for (const [n, { text, directive }] of decisions.entries()) {
        const id = directiveOf(passed.id, n);
        decided.push({ text, ...(directive !== undefined && { directive: id }) });
        if (directive === undefined) continue;
        const issued = await issue(tx, passed, { id, response, meeting: passed.id }, directive);
        if ('refused' in issued) return issued;
        events.push(issued);
      }
      const number = await directives.nextNumber(tx, 'meeting', response.id);
      await meetings.insertMeeting(tx, passed, { number, area: response.area, decisions: decided });
      const held = {
        response: response.id,
        kind: passed.kind,
        subject: passed.id,
        area: response.area,
        title,
      };
      await timeline.writeEvents(tx, passed, [{ ...held, number: decisions.length }, ...events]);
      return [];
    },
  }),

  'response.leader.assigned': change<LeaderAssigned, LeaderAssigned>({
    ...whole,
    check: rules.checkLeader,
    async apply(tx, passed) {
      const { account, areas, posts } = passed.what;
      const found = await activeResponse(tx, passed, ...areas);
      if ('refused' in found) return found;
      if (!tx.replay) {
        if (!(await areAccounts(tx, [account])))
          return { refused: 'response.account_unknown', fields: ['account'] };
        for (const area of areas)
          if (!(await isArea(tx, area))) return { refused: 'response.area_unknown', fields: ['areas'] };
        const places = new Map((await postsOf(tx.client, tx.county)).map(({ code, area }) => [code, area]));
        const where = posts.map((post) => places.get(post));
        if (where.includes(undefined)) return { refused: 'response.post_unknown', fields: ['posts'] };
        if (!(await reaches(tx, passed, ['commander'], where as string[]))) return outOfArea;
      }
      await leaders.insertLeader(tx, passed);
      return tell(tx, passed, {
        response: found.id,
        subject: passed.id,
        area: areas[0] ?? found.area,
        title: account,
        number: areas.length + posts.length,
      });
    },
  }),

  'response.leader.ended': change<LeaderEnded, LeaderEnded>({
    ...whole,
    check: fine,
    async apply(tx, passed) {
      const { assignment: id } = passed.what;
      const found = await leaders.assignment(tx, id);
      const response = found && (await life.responseById(tx, found.response));
      if (found === undefined || response === undefined) return { refused: 'response.assignment_missing' };
      if (!tx.replay && !(await reaches(tx, passed, ['commander'], [response.area]))) return outOfArea;
      await leaders.endLeader(tx, id, passed.occurred);
      return tell(tx, passed, {
        response: response.id,
        subject: id,
        area: response.area,
        title: found.account,
      });
    },
  }),

  'response.contact.set': change<ContactSet, ContactSet>({
    ...whole,
    check: fine,
    async apply(tx, passed) {
      const { unit } = passed.what;
      const area = (await areasOf(tx, [unit])).get(unit);
      if (area === undefined) return { refused: 'response.unit_unknown', fields: ['unit'] };
      const refusal = tx.replay ? undefined : await refuseContact(tx, passed, area);
      if (refusal !== undefined) return refusal;
      await directory.setContact(tx, passed);
      return [];
    },
  }),
} satisfies HandlersFor<typeof responseEntries>;

/** The response of an entry, when it is active and the commander's area reaches it (and these). */
async function activeResponse(
  tx: Tx,
  passed: Passed<{ readonly response: string }>,
  ...areas: readonly string[]
): Promise<Refusal | life.Found> {
  const found = await life.responseById(tx, passed.what.response);
  if (found?.active !== true) return missing;
  if (!tx.replay && !(await reaches(tx, passed, ['commander'], [found.area, ...areas]))) return outOfArea;
  return found;
}

async function activeTaskForce(
  tx: Tx,
  passed: Passed<{ readonly taskForce: string }>,
  ...areas: readonly string[]
): Promise<Refusal | forces.TaskForce> {
  const { taskForce } = passed.what;
  const found = (await forces.taskForcesById(tx, [taskForce])).get(taskForce);
  if (found?.active !== true) return { refused: 'response.task_force_missing', fields: ['taskForce'] };
  if (!tx.replay && !(await reaches(tx, passed, ['commander'], [found.area, ...areas]))) return outOfArea;
  return found;
}

/** What speaks against a task force as it shall be. */
async function refuseTeam(
  tx: Tx,
  passed: Passed<Omit<TaskForceFormed, 'response'>>,
  id: string,
): Promise<Refusal | undefined> {
  if (tx.replay) return undefined;
  const { name, area, lead, deputies, members } = passed.what;
  if (!(await isArea(tx, area))) return { refused: 'response.area_unknown', fields: ['area'] };
  if (await forces.nameTaken(tx, name, id)) return { refused: 'response.name_taken', fields: ['name'] };
  if (!(await areAccounts(tx, [lead, ...deputies, ...members])))
    return { refused: 'response.account_unknown', fields: ['members'] };
  if (!(await hasRole(tx, lead, 'task_force_lead', passed)))
    return { refused: 'response.lead_role', fields: ['lead'] };
  return undefined;
}

/** Keeps who belongs to a task force, and tells the engine of tasks, for which it is a unit. */
async function setTeam(
  tx: Tx,
  passed: Passed<Omit<TaskForceFormed, 'response'>>,
  id: string,
  response: string,
): Promise<readonly []> {
  const { name, area, lead, deputies, members } = passed.what;
  await forces.setMembers(tx, id, passed.what);
  const team = {
    id,
    name,
    area,
    members: [
      ...[lead, ...deputies].map((account) => ({ account, lead: true })),
      ...members.map((account) => ({ account, lead: false })),
    ],
  };
  await formTeam(tx, team, byOf(passed));
  return tell(tx, passed, { response, subject: id, area, title: name, number: team.members.length });
}

/** The command post and the data desk set every unit's; a lead that of the own unit or task force. */
async function refuseContact(tx: Tx, passed: Passed<ContactSet>, area: string): Promise<Refusal | undefined> {
  if (await reaches(tx, passed, ['commander', 'data_desk'], [area])) return undefined;
  const { unit } = passed.what;
  const own = (await directory.accountsById(tx, [passed.actor])).get(passed.actor)?.unit === unit;
  if (own && (await hasRole(tx, passed.actor, 'unit_lead', passed))) return undefined;
  const role = (await forces.membersOf(tx, unit)).get(passed.actor);
  return role === 'lead' || role === 'deputy'
    ? undefined
    : { refused: 'response.contact_own', fields: ['unit'] };
}

/** Areas of units and of task forces that are not dissolved; those that there are not are missing. */
async function areasOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const areas = await directory.unitsById(tx, ids);
  for (const { id, area, active } of (await forces.taskForcesById(tx, ids)).values())
    if (active) areas.set(id, area);
  return areas;
}

async function areAccounts(tx: Tx, ids: readonly string[]): Promise<boolean> {
  return (await directory.accountsById(tx, ids)).size === new Set(ids).size;
}

async function isArea(tx: Tx, code: string): Promise<boolean> {
  return (await areaName(tx.client, code)) !== code;
}

/** Writes one line of the timeline; nothing here adds to hourly sums. */
async function tell(
  tx: Tx,
  passed: Passed<unknown>,
  event: Omit<timeline.Event, 'kind'>,
): Promise<readonly []> {
  await timeline.writeEvents(tx, passed, [{ kind: passed.kind, ...event }]);
  return [];
}
