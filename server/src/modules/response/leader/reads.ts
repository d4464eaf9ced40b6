import type { responseReads as table } from '@lianfang/domain/modules/response/reads.ts';
import type { ReadsFor } from '../../../kernel/reads.ts';
import { now } from '../asked.ts';
import * as directives from '../directive/store.ts';
import * as directory from '../directory/store.ts';
import { exceptionsOf, leaderRows } from './leading.ts';
import * as leaders from './store.ts';

export const leaderReads = {
  'response.leaders': async (asked, { response, ended = false }) => {
    const records = await leaders.leaders(asked.deps.pool, asked.county, { response, ended });
    return { leaders: await leaderRows(asked, records) };
  },

  'response.mine': async (asked) => {
    const { deps, county, actor } = asked;
    const at = now(asked);
    const memberships = await directory.unitsOf(deps.pool, county, actor.id);
    const units = memberships.map(({ unit }) => unit);
    const [own, waiting] = await Promise.all([
      leaders.leaders(deps.pool, county, { ended: false, account: actor.id }),
      directives.waitingFor(deps.pool, county, actor.id, units),
    ]);
    const { exceptions, total } = await exceptionsOf(asked, own, at);
    return {
      at,
      leaderOf: await leaderRows(asked, own),
      exceptions,
      exceptionsTotal: total,
      taskForces: memberships.flatMap(({ unit, team }) =>
        team === null ? [] : [{ id: unit, unit, name: team.name, as: team.role }],
      ),
      directives: waiting.map(({ due_at, ...one }) => ({
        ...one,
        dueAt: due_at,
        overdue: Date.parse(due_at) < Date.parse(at),
      })),
    };
  },
} satisfies ReadsFor<Pick<typeof table, 'response.leaders' | 'response.mine'>>;
