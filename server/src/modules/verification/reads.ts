import { isInside } from '@lianfang/domain/kernel/areaCode.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { verificationReads as table } from '@lianfang/domain/modules/verification/reads.ts';
import type pg from 'pg';
import type * as z from 'zod/mini';
import { prefixOf } from '../../kernel/access/permissions.ts';
import { type Asked, type ReadsFor, scopePatterns } from '../../kernel/reads.ts';
import { areaNames } from '../area/api.ts';
import { sameAs } from '../people/api.ts';
import { rowsBehind } from './indicators.ts';
import { mine } from './mine.ts';
import * as lists from './read/lists/store.ts';
import * as store from './read/store.ts';
import { story } from './story.ts';
import { balanceOf, balanceOfCounts, iso, listRow, oneList, rowViews, sumOf } from './views.ts';

/** Hours from which open rows are counted as one age. */
const AGES = [0, 4, 12, 24, 48] as const;

export const verificationReads = {
  'verification.lists': async ({ deps, county }, { state = 'all', sender, after, limit = 50 }) => {
    const open = state === 'open';
    const narrow = { open, ...(sender !== undefined && { sender }) };
    const mark = markOf<[string, string]>(after);
    const at = iso(deps.now());
    const [records, total, counted, senders] = await Promise.all([
      lists.lists(deps.pool, county, { ...narrow, ...(mark && { after: mark }), limit }),
      lists.listTotals(deps.pool, county, narrow),
      lists.balances(deps.pool, county, at),
      lists.senders(deps.pool, county),
    ]);
    const last = records.length === limit ? records.at(-1) : undefined;
    return {
      lists: records.map((record) => listRow(record, counted.get(record.id))),
      total,
      ...(last && { next: nextOf([last.at, last.id]) }),
      balance: sumOf([...counted.values()].map(balanceOf)),
      senders,
    };
  },

  'verification.list': async ({ deps, county }, { id }) => {
    const { pool } = deps;
    const at = iso(deps.now());
    const [list, areas, units, findings, ages, sheets] = await Promise.all([
      oneList(pool, county, id, at),
      lists.parts(pool, county, at, id, 'area'),
      lists.parts(pool, county, at, id, 'unit'),
      lists.findingsOfList(pool, county, id),
      lists.agesOfList(pool, county, id, at, AGES),
      lists.sheetsOfList(pool, county, id),
    ]);
    const names = await areaNames(
      pool,
      areas.map(({ key }) => key),
    );
    const unitNames = await lists.unitNames(
      pool,
      county,
      units.flatMap(({ key }) => (key === '' ? [] : [key])),
    );
    const part = (known: ReadonlyMap<string, string>) => (one: (typeof areas)[number]) => {
      const name = known.get(one.key);
      return { key: one.key, ...(name !== undefined && { name }), balance: balanceOfCounts(one.counts) };
    };
    return {
      list,
      areas: areas.map(part(names)),
      units: units.map(part(unitNames)),
      findings,
      ages: AGES.map((fromHours) => ({ fromHours, rows: ages.get(fromHours) ?? 0 })),
      sheets: sheets.map(({ sheet, columns }) => ({ sheet, columns: columns as never })),
    };
  },

  'verification.rows': async (asked, { after, limit = 50, ...filter }) => {
    const { deps, county } = asked;
    const at = iso(deps.now());
    const query = await rowQuery(asked, filter, at);
    const [records, counted] = await Promise.all([
      store.rowPage(deps.pool, county, at, query, markOf<store.Mark>(after), limit),
      store.rowCounts(deps.pool, county, at, query),
    ]);
    const balance = balanceOfCounts(counted);
    const last = records.length === limit ? records.at(-1) : undefined;
    return {
      rows: await rowViews(deps.pool, county, at, records),
      total: balance.received,
      ...(last && { next: nextOf([last.state !== 'open', last.task_due ?? last.due, last.id]) }),
      balance,
    };
  },

  'verification.row': story,

  'verification.unplaced': async ({ deps, county, scope }, { list, after, limit = 50 }) => {
    const at = iso(deps.now());
    const query: store.RowQuery = { state: 'open', list, placeless: true, scope: scopePatterns(scope) };
    const [records, counted] = await Promise.all([
      store.rowPage(deps.pool, county, at, query, markOf<store.Mark>(after), limit),
      store.rowCounts(deps.pool, county, at, query),
    ]);
    const last = records.length === limit ? records.at(-1) : undefined;
    return {
      rows: records.map((record) => ({
        id: record.id,
        list: record.list,
        sender: record.sender,
        sheet: record.sheet,
        row: record.row,
        ...(record.name_masked !== null && { name: record.name_masked }),
        ...(record.held !== null && { held: record.held }),
        receivedAt: record.occurred,
        due: record.task_due ?? record.due,
        candidates: record.resolved.candidates.toSorted(
          (a, b) =>
            Number(isInside(b.code, county.padEnd(12, '0'))) -
              Number(isInside(a.code, county.padEnd(12, '0'))) || b.confidence - a.confidence,
        ),
        why: record.resolved.why,
      })),
      total: counted.open,
      ...(last && { next: nextOf([false, last.task_due ?? last.due, last.id]) }),
    };
  },

  'verification.mine': mine,
} satisfies ReadsFor<typeof table>;

type RowFilter = Omit<z.output<(typeof table)['verification.rows']['params']>, 'after' | 'limit'>;

/** The filter as the store takes it: look-ups become keyed hashes, an indicator what it counts. */
async function rowQuery(
  { deps, county, scope: held }: Asked,
  { area, person, document, phone, indicator, from, to, cutOff, own, ...rest }: RowFilter,
  at: string,
): Promise<store.RowQuery> {
  const scope = scopePatterns(held);
  const source = indicator === undefined ? undefined : rowsBehind(indicator);
  if (indicator !== undefined && source === undefined)
    throw problem('request.malformed', { fields: ['indicator'] });
  return {
    ...rest,
    ...(source === undefined
      ? { areaPrefix: area === undefined ? undefined : prefixOf(area) }
      : { figure: { source, from, to: to ?? at, area, own, scope, cutOff } }),
    document: document === undefined ? undefined : deps.vault.token(county, 'document', document),
    phone: phone === undefined ? undefined : deps.vault.token(county, 'phone', phone),
    ids: person === undefined ? undefined : await rowsOfPerson(deps.pool, county, person),
    scope,
  };
}

function markOf<Mark>(after: string | undefined): Mark | undefined {
  if (after === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(after, 'base64url').toString('utf8')) as Mark;
  } catch {
    throw problem('request.malformed', { fields: ['after'] });
  }
}

function nextOf(mark: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(mark)).toString('base64url');
}

async function rowsOfPerson(db: pg.Pool, county: string, person: string): Promise<string[]> {
  // A person begins as its first subject: any subject of it leads to the others.
  const same = await sameAs(db, county, [person]);
  return (same.get(person)?.subjects ?? []).flatMap(({ type, id }) => (type === 'row' ? [id] : []));
}
