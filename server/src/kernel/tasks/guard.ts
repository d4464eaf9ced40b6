import type { Role } from '@lianfang/domain/kernel/access.ts';
import { taskWorkers } from '@lianfang/domain/kernel/taskEntries.ts';
import { handsOf } from '@lianfang/domain/kernel/taskRules.ts';
import { covers } from '../access/permissions.ts';
import { type RevealGuard, revealRoles } from '../access/reveal.ts';
import { kindOf } from './kinds.ts';
import { moverOf } from './movers.ts';
import * as store from './readStore.ts';

/** Who sees what was noted with any task of the county, having no hand in it. */
const over: readonly Role[] = ['commander'];

/**
 * What was noted and proved with a move of a task is seen by whoever has a hand in that task: its owner, the owner's lead, and
 * its issuer, who could not decide otherwise whether it is done.
 */
export const taskGuard: RevealGuard = {
  roles: { ...revealRoles, verification: taskWorkers },
  async may(deps, actor, entries) {
    const at = new Date(deps.now()).toISOString();
    if (covers(actor, over, actor.county, at)) return true;
    const moved = entries.map(({ data }) => data.tasks as readonly string[]);
    const tasks = await store.standingsOf(deps.pool, actor.county, [...new Set(moved.flat())]);
    const client = await deps.pool.connect();
    const mover = await moverOf({ client, county: actor.county }, actor.id, at).finally(() =>
      client.release(),
    );
    const theirs = new Set(
      tasks.filter((task) => handsOf(kindOf(task.kind), task, mover).length > 0).map(({ id }) => id),
    );
    return moved.every((ids) => ids.some((id) => theirs.has(id)));
  },
};
