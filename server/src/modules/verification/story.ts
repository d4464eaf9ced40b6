import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { RowView, verificationReads as table } from '@lianfang/domain/modules/verification/reads.ts';
import type * as z from 'zod/mini';
import { type Asked, scopePatterns } from '../../kernel/reads.ts';
import { areaNames } from '../area/api.ts';
import { sameAs } from '../people/api.ts';
import * as rows from './read/store.ts';
import * as told from './read/story/store.ts';
import { iso, oneList, rowViews } from './views.ts';

type Story = z.output<(typeof table)['verification.row']['result']>;

/**
 * One row's whole story, for whoever may see the row in a list: what was done, when, by whom. What is said of the person is not
 * in it: that is opened entry by entry, for the owner chain alone (guard.ts).
 */
export async function story(asked: Asked, { id }: { id: string }): Promise<Story> {
  const { deps, county } = asked;
  const { pool } = deps;
  const at = iso(deps.now());
  const query = { ids: [id], scope: scopePatterns(asked.scope) };
  const [record] = await rows.rowPage(pool, county, at, query, undefined, 1);
  if (record === undefined) throw problem('not_found', { what: 'row' });
  const [list, around, attempts, findings, events, same] = await Promise.all([
    oneList(pool, county, record.list, at),
    told.aroundRow(pool, county, id),
    told.attemptsOf(pool, county, [id]),
    told.findingsOf(pool, county, [id]),
    told.eventsOf(pool, county, id),
    sameAs(pool, county, [id]),
  ]);
  const others = (same.get(id)?.subjects ?? []).flatMap((one) =>
    one.type === 'row' && one.id !== id ? [one.id] : [],
  );
  const otherRows =
    others.length === 0
      ? []
      : await rows.rowPage(pool, county, at, { ids: others, scope: query.scope }, undefined, 200);
  const placed = events.filter(({ area }) => area !== null);
  const names = await areaNames(
    pool,
    [record.resolved.code ?? '', ...placed.map(({ area }) => area as string)].filter((code) => code !== ''),
  );
  const [row] = await rowViews(pool, county, at, [record]);
  const nameOf = (area: string | null | undefined) => {
    const name = area == null ? undefined : names.get(area);
    return { ...(area != null && { area }), ...(name !== undefined && { areaName: name }) };
  };
  return {
    row: row as RowView,
    list,
    file: list.name,
    versions: [id, ...events.filter(({ kind }) => kind === 'corrected').map((event) => event.id)],
    placings: [
      {
        at: record.occurred,
        entry: id,
        ...nameOf(record.resolved.placed ? record.resolved.code : undefined),
        confidence: record.resolved.confidence,
        why: record.resolved.why,
        candidates: record.resolved.candidates,
      },
      ...events
        .filter(({ kind, area }) => area !== null && kind !== 'returned')
        .map((event) => ({
          at: event.at,
          by: event.who ?? '—',
          entry: event.id,
          ...nameOf(event.area),
          ...(event.unit_name !== null && { unitName: event.unit_name }),
          why: [event.kind],
          candidates: [],
        })),
    ],
    tasks: around.tasks,
    attempts: attempts.map(({ id: entry, at: when, how, result, who }) => ({
      entry,
      at: when,
      how,
      result,
      by: who ?? '—',
    })),
    findings: findings.map((one) => ({
      entry: one.id,
      finding: one.finding,
      at: one.at,
      recordedAt: one.recorded_at,
      how: one.how,
      by: one.who ?? '—',
      state: one.state,
      concealed: one.concealed,
      evidence: one.evidence,
      ...(one.moved_to !== null && { movedTo: one.moved_to }),
      ...(one.right_area !== null && { rightArea: one.right_area }),
      attempts: one.attempts,
      wrong: one.wrong,
    })),
    events: events.map(({ id: entry, at: when, kind, who, reason }) => ({
      entry,
      at: when,
      kind,
      ...(who !== null && { by: who }),
      ...(reason !== null && { reason }),
    })),
    repeats: around.repeats,
    others: await rowViews(pool, county, at, otherRows),
  };
}
