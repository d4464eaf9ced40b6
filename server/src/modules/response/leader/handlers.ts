import * as rules from '@lianfang/domain/modules/response/rules.ts';
import type {
  LeaderAssigned,
  LeaderEnded,
  responseEntries,
} from '@lianfang/domain/modules/response/schema.ts';
import { change, type HandlersFor } from '../../../kernel/ledger/handlers.ts';
import { postsOf } from '../../checkpoint/api.ts';
import { activeResponse, areAccounts, fine, isArea, outOfArea, tell, whole } from '../handling.ts';
import * as life from '../life/store.ts';
import { reaches } from '../who.ts';
import * as leaders from './store.ts';

export const leaderHandlers = {
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
} satisfies HandlersFor<Pick<typeof responseEntries, 'response.leader.assigned' | 'response.leader.ended'>>;
