import type { responseReads as table } from '@lianfang/domain/modules/response/reads.ts';
import { headPosition } from '../../../kernel/ledger/reads.ts';
import type { ReadsFor } from '../../../kernel/reads.ts';
import { now, presentOf } from '../asked.ts';
import { checklistRow, namesOf, responseRow, standingOf } from '../rows.ts';
import type { StandingRecord } from '../standing.ts';
import * as life from './store.ts';

export const lifeReads = {
  'response.now': async (asked, { response }) => {
    const { deps, county } = asked;
    const at = now(asked);
    const [all, position] = await Promise.all([
      life.responses(deps.pool, county),
      headPosition(deps.pool, county),
    ]);
    const present = presentOf(all, response);
    const [levels, counts] = await Promise.all([
      present === undefined ? [] : life.levelsOf(deps.pool, county, present.id),
      present === undefined ? undefined : life.countsOf(deps.pool, county, present.id, at),
    ]);
    const names = await namesOf(deps.pool, county, {
      accounts: [...levels.map(({ set_by }) => set_by), ...(present?.closed_by ? [present.closed_by] : [])],
      areas: all.map(({ area }) => area),
    });
    const [latest] = levels;
    return {
      at,
      position,
      ...(present !== undefined &&
        latest !== undefined && {
          response: {
            ...responseRow(present, names),
            legalBasis: latest.basis,
            measures: latest.measures,
            activatedBy: names.person(levels.at(-1)?.set_by as string),
            levels: levels.map((level) => ({
              level: level.level,
              from: level.from_at,
              by: names.person(level.set_by),
              legalBasis: level.basis,
              measures: level.measures,
              ...(level.why !== null && { why: level.why }),
            })),
            ...(present.closed_at !== null && {
              closed: {
                at: present.closed_at,
                by: names.person(present.closed_by as string),
                why: present.closed_why as string,
              },
            }),
          },
        }),
      taskForces: Number(counts?.task_forces ?? 0),
      meetings: Number(counts?.meetings ?? 0),
      leaders: Number(counts?.leaders ?? 0),
      directives: { ...standingOf(counts ?? nothing), issued: Number(counts?.issued ?? 0) },
      ...(counts !== undefined &&
        Number(counts.items) > 0 && {
          checklist: {
            items: Number(counts.items),
            done: Number(counts.items_done),
            overdue: Number(counts.items_overdue),
          },
        }),
      all: all.map((one) => responseRow(one, names)),
    };
  },

  'response.checklist': async (asked, { response }) => {
    const { deps, county } = asked;
    const all = await life.responses(deps.pool, county);
    // The one that was ended last, unless one is asked for: a new one may be active while the old one is being wound up.
    const chosen =
      response === undefined ? all.find((one) => one.closed_at !== null) : presentOf(all, response);
    const records = chosen === undefined ? [] : await life.items(deps.pool, county, chosen.id);
    const names = await namesOf(deps.pool, county, {
      accounts: records.flatMap(({ account, done_by }) => [account ?? [], done_by ?? []].flat()),
      units: records.map(({ unit }) => unit),
      areas: chosen === undefined ? [] : [chosen.area],
    });
    const items = records.map((record) => checklistRow(record, names, now(asked)));
    return {
      ...(chosen !== undefined && { response: responseRow(chosen, names) }),
      items,
      done: items.filter(({ done }) => done).length,
      overdue: items.filter(({ overdue }) => overdue).length,
    };
  },
} satisfies ReadsFor<Pick<typeof table, 'response.now' | 'response.checklist'>>;

const nothing: StandingRecord = {
  open: '0',
  accepted: '0',
  done: '0',
  confirmed: '0',
  returned: '0',
  cancelled: '0',
  overdue: '0',
  total: '0',
};
