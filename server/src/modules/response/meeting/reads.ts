import type { responseReads as table } from '@lianfang/domain/modules/response/reads.ts';
import { headPosition } from '../../../kernel/ledger/reads.ts';
import type { ReadsFor } from '../../../kernel/reads.ts';
import { nextOf, notOurs, placeOf, positionOf, seenBy } from '../asked.ts';
import { meetingRow, namesOf } from '../rows.ts';
import * as meetings from './store.ts';

export const meetingReads = {
  'response.meetings': async (asked, params) => {
    const { deps, county } = asked;
    const { response, from, to, area, indicator, limit = 50 } = params;
    if (indicator !== undefined && indicator !== 'response.meetings.held') throw notOurs();
    const query = {
      response,
      from,
      to,
      area,
      cutOff: positionOf(params.cutOff),
      counted: indicator !== undefined,
    };
    const [found, position] = await Promise.all([
      meetings.meetingPage(deps.pool, county, query, await seenBy(asked), placeOf(params.after), limit + 1),
      headPosition(deps.pool, county),
    ]);
    const rows = found.slice(0, limit);
    const names = await namesOf(deps.pool, county, {
      accounts: rows.map(({ chair }) => chair),
      units: rows.flatMap(({ units }) => units),
    });
    return {
      meetings: rows.map((row) => meetingRow(row, names)),
      total: Number(found[0]?.all ?? 0),
      ...nextOf(found, limit),
      position,
    };
  },
} satisfies ReadsFor<Pick<typeof table, 'response.meetings'>>;
