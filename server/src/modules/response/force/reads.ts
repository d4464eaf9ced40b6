import { isInside } from '@lianfang/domain/kernel/areaCode.ts';
import type { responseReads as table } from '@lianfang/domain/modules/response/reads.ts';
import { headPosition } from '../../../kernel/ledger/reads.ts';
import type { ReadsFor } from '../../../kernel/reads.ts';
import { notOurs, now, positionOf, seenBy, wide } from '../asked.ts';
import { concerns } from '../leader/leading.ts';
import { namesOf, taskForceRow } from '../rows.ts';
import * as forces from './store.ts';

export const forceReads = {
  'response.task_forces': async (asked, { response, state, indicator, to, area, cutOff }) => {
    const { deps, county, scope } = asked;
    if (indicator !== undefined && indicator !== 'response.task_forces.active') throw notOurs();
    const figure =
      indicator === undefined ? undefined : { to: to ?? now(asked), area, scope, cutOff: positionOf(cutOff) };
    const [records, mine, position] = await Promise.all([
      forces.taskForces(deps.pool, county, {
        response,
        // What a figure counted may have been dissolved since.
        state: indicator === undefined ? (state ?? 'active') : 'all',
        at: now(asked),
        figure,
      }),
      seenBy(asked),
      headPosition(deps.pool, county),
    ]);
    const shown = records.filter(
      ({ id, area: of }) =>
        figure !== undefined ||
        ((concerns(of, scope) || mine.units.includes(id)) &&
          (area === undefined || isInside(of, wide(area)))),
    );
    const names = await namesOf(deps.pool, county, {
      accounts: shown.flatMap((one) => one.people.map(({ account }) => account)),
      areas: shown.map((one) => one.area),
    });
    return { taskForces: shown.map((one) => taskForceRow(one, names)), total: shown.length, position };
  },
} satisfies ReadsFor<Pick<typeof table, 'response.task_forces'>>;
