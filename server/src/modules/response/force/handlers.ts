import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import * as rules from '@lianfang/domain/modules/response/rules.ts';
import type {
  responseEntries,
  TaskForceChanged,
  TaskForceDissolved,
  TaskForceFormed,
} from '@lianfang/domain/modules/response/schema.ts';
import { change, type HandlersFor, type Passed, type Tx } from '../../../kernel/ledger/handlers.ts';
import { byOf } from '../../../kernel/tasks/handlers.ts';
import { dissolveTeam, formTeam } from '../../../kernel/tasks/teams.ts';
import { activeResponse, areAccounts, fine, isArea, outOfArea, tell, whole } from '../handling.ts';
import { hasRole, reaches } from '../who.ts';
import * as forces from './store.ts';

export const forceHandlers = {
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
} satisfies HandlersFor<
  Pick<
    typeof responseEntries,
    'response.task_force.formed' | 'response.task_force.changed' | 'response.task_force.dissolved'
  >
>;

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
