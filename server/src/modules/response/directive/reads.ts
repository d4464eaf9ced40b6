import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { responseReads as table } from '@lianfang/domain/modules/response/reads.ts';
import { headPosition } from '../../../kernel/ledger/reads.ts';
import type { Asked, ReadsFor } from '../../../kernel/reads.ts';
import { nextOf, notOurs, now, placeOf, positionOf, seenBy } from '../asked.ts';
import { responseSources } from '../indicators.ts';
import { directiveRow, namesOf } from '../rows.ts';
import * as directives from './store.ts';

export const directiveReads = {
  'response.directives': async (asked, params) => {
    const { deps, county } = asked;
    const { response, state, unit, taskForce, mine, own, from, to, area, indicator, limit = 50 } = params;
    if (indicator !== undefined && !isDirectiveFigure(indicator)) throw notOurs();
    const query = {
      response,
      state,
      unit: taskForce ?? unit,
      issuedBy: mine === true ? asked.actor.id : undefined,
      own,
      from,
      to,
      area,
      indicator,
      cutOff: positionOf(params.cutOff),
      at: now(asked),
    };
    const seen = await seenBy(asked);
    const [found, position] = await Promise.all([
      directives.directivePage(deps.pool, county, query, seen, placeOf(params.after), limit + 1),
      headPosition(deps.pool, county),
    ]);
    const rows = found.slice(0, limit);
    return {
      rows: await directiveRows(asked, rows),
      total: Number(found[0]?.all ?? 0),
      ...nextOf(found, limit),
      position,
      at: now(asked),
    };
  },

  'response.directive': async (asked, { id }) => {
    const { deps, county } = asked;
    const at = now(asked);
    const seen = await seenBy(asked);
    const [record] = await directives.directivePage(deps.pool, county, { id, at }, seen, undefined, 1);
    if (record === undefined) throw problem('not_found', { what: 'directive' });
    const [[directive], targets, steps] = await Promise.all([
      directiveRows(asked, [record]),
      directives.targetsOf(deps.pool, county, [id]),
      directives.stepsOf(deps.pool, county, id),
    ]);
    const names = await namesOf(deps.pool, county, {
      accounts: [
        ...targets.flatMap(({ account, owner_account }) => [account ?? [], owner_account ?? []].flat()),
        ...steps.map(({ actor }) => actor),
      ],
      units: targets.map(({ unit }) => unit),
    });
    return {
      directive: { ...(directive as NonNullable<typeof directive>), text: record.body },
      targets: targets.map((target) => {
        const account = target.owner_account ?? target.account;
        return {
          task: target.task,
          unit: target.unit,
          unitName: names.unit(target.unit),
          ...(target.team && { taskForce: target.unit }),
          ...(account !== null && { account: names.person(account) }),
          state: target.state,
          dueAt: target.due_at,
          overdue: isOverdue(target, at),
          ...(target.acknowledged_at !== null && { acknowledgedAt: target.acknowledged_at }),
          ...(target.finished_at !== null && { finishedAt: target.finished_at }),
          ...(target.confirmed_at !== null && { confirmedAt: target.confirmed_at }),
        };
      }),
      steps: steps.map(({ task, move, at: when, actor, reason, entry }) => ({
        task,
        move,
        at: when,
        by: names.person(actor),
        ...(reason !== null && { reason }),
        entry,
      })),
    };
  },
} satisfies ReadsFor<Pick<typeof table, 'response.directives' | 'response.directive'>>;

function isDirectiveFigure(indicator: string): boolean {
  return indicator.startsWith('response.directives.') && indicator in responseSources;
}

function isOverdue({ state, due_at }: directives.TargetRecord, at: string): boolean {
  return ['open', 'accepted', 'returned'].includes(state) && Date.parse(due_at) < Date.parse(at);
}

async function directiveRows({ deps, county }: Asked, records: readonly directives.DirectiveRecord[]) {
  const targets = Map.groupBy(
    await directives.targetsOf(
      deps.pool,
      county,
      records.map(({ id }) => id),
    ),
    ({ directive }) => directive,
  );
  const all = [...targets.values()].flat();
  const names = await namesOf(deps.pool, county, {
    accounts: [...records.map(({ issued_by }) => issued_by), ...all.flatMap(({ account }) => account ?? [])],
    units: all.map(({ unit }) => unit),
    areas: records.map(({ area }) => area),
  });
  return records.map((record) => directiveRow(record, targets.get(record.id) ?? [], names));
}
