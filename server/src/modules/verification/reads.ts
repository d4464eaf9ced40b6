import { isInside } from '@lianfang/domain/kernel/areaCode.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { lightOf } from '@lianfang/domain/kernel/taskRules.ts';
import type {
  Balance,
  ListRow,
  RowView,
  verificationReads as table,
} from '@lianfang/domain/modules/verification/reads.ts';
import { verificationTasks } from '@lianfang/domain/modules/verification/tasks.ts';
import type pg from 'pg';
import type * as z from 'zod/mini';
import { prefixOf } from '../../kernel/access/permissions.ts';
import { type Asked, type ReadsFor, scopePatterns } from '../../kernel/reads.ts';
import { areaNames } from '../area/api.ts';
import { sameAs } from '../people/api.ts';
import { rowsBehind } from './indicators.ts';
import { mine } from './mine.ts';
import * as store from './read/store.ts';

type Balanced = z.infer<typeof Balance>;

/** Hours from which open rows are counted as one age. */
const AGES = [0, 4, 12, 24, 48] as const;

export const verificationReads = {
  'verification.lists': async ({ deps, county }, { state = 'all', sender, after, limit = 50 }) => {
    const open = state === 'open';
    const narrow = { open, ...(sender !== undefined && { sender }) };
    const mark = markOf<[string, string]>(after);
    const at = iso(deps.now());
    const [records, total, counted, senders] = await Promise.all([
      store.lists(deps.pool, county, { ...narrow, ...(mark && { after: mark }), limit }),
      store.listTotals(deps.pool, county, narrow),
      store.balances(deps.pool, county, at),
      store.senders(deps.pool, county),
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
      store.parts(pool, county, at, id, 'area'),
      store.parts(pool, county, at, id, 'unit'),
      store.findingsOfList(pool, county, id),
      store.agesOfList(pool, county, id, at, AGES),
      store.sheetsOfList(pool, county, id),
    ]);
    const names = await areaNames(
      pool,
      areas.map(({ key }) => key),
    );
    const unitNames = await store.unitNames(
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

  'verification.row': async (asked, { id }) => {
    const { deps, county } = asked;
    const { pool } = deps;
    const at = iso(deps.now());
    const query = { ids: [id], scope: scopePatterns(asked.scope) };
    const [record] = await store.rowPage(pool, county, at, query, undefined, 1);
    if (record === undefined) throw problem('not_found', { what: 'row' });
    const [list, around, attempts, findings, events, same] = await Promise.all([
      oneList(pool, county, record.list, at),
      store.aroundRow(pool, county, id),
      store.attemptsOf(pool, county, [id]),
      store.findingsOf(pool, county, [id]),
      store.eventsOf(pool, county, id),
      sameAs(pool, county, [id]),
    ]);
    const others = (same.get(id)?.subjects ?? []).flatMap((one) =>
      one.type === 'row' && one.id !== id ? [one.id] : [],
    );
    const otherRows =
      others.length === 0
        ? []
        : await store.rowPage(pool, county, at, { ids: others, scope: query.scope }, undefined, 200);
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
  },

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

function iso(ms: number): string {
  return new Date(ms).toISOString();
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

async function oneList(db: pg.Pool, county: string, id: string, at: string): Promise<ListRow> {
  const [record, counted] = await Promise.all([
    store.findList(db, county, id),
    store.balances(db, county, at, id),
  ]);
  if (record === undefined) throw problem('not_found', { what: 'list' });
  return listRow(record, counted.get(id));
}

function listRow(record: store.ListRecord, counted: store.Counted | undefined): ListRow {
  const balance = balanceOf(counted);
  return {
    id: record.id,
    import: record.import,
    sender: record.sender,
    name: record.name,
    at: record.at,
    due: record.due,
    priority: record.priority,
    ...(record.who !== null && { by: record.who }),
    state: record.ended ?? (record.importing ? 'importing' : balance.open > 0 ? 'open' : 'closed'),
    ...(record.corrects !== null && { corrects: record.corrects }),
    ...(record.ended === 'corrected' && record.ended_by !== null && { correctedBy: record.ended_by }),
    balance,
  };
}

function balanceOf(counted: store.Counted | undefined): Balanced {
  const { open = 0, closed = 0, returned = 0, duplicate = 0 } = counted?.states ?? {};
  const marks = counted?.marks ?? { overdue: 0, unplaced: 0, held: 0, contested: 0 };
  return { received: open + closed + returned + duplicate, open, closed, returned, duplicate, ...marks };
}

function balanceOfCounts(counts: store.Sorted): Balanced {
  const { open, closed, returned, duplicate } = counts;
  return { received: open + closed + returned + duplicate, ...counts };
}

function sumOf(balances: readonly Balanced[]): Balanced {
  const total = balanceOf(undefined);
  for (const one of balances)
    for (const key of Object.keys(total) as (keyof Balanced)[]) total[key] += one[key];
  return total;
}

async function rowViews(
  db: pg.Pool,
  county: string,
  at: string,
  records: readonly store.RowRecord[],
): Promise<RowView[]> {
  if (records.length === 0) return [];
  const [names, persons] = await Promise.all([
    areaNames(
      db,
      records.flatMap(({ place }) => (place === null ? [] : [place])),
    ),
    sameAs(
      db,
      county,
      records.map(({ id }) => id),
    ),
  ]);
  return records.map((record) => {
    const areaName = record.place === null ? undefined : names.get(record.place);
    const person = persons.get(record.id)?.person;
    const { task, task_state: state, task_due: due } = record;
    return {
      id: record.id,
      list: record.list,
      sender: record.sender,
      sheet: record.sheet,
      row: record.row,
      state: record.state,
      ...(record.held !== null && { held: record.held }),
      contested: record.contested,
      flags: record.flags,
      ...(record.name_masked !== null && { name: record.name_masked }),
      ...(record.place !== null && { area: record.place }),
      ...(areaName !== undefined && { areaName }),
      ...(record.unit !== null && { unit: record.unit }),
      ...(record.unit_name !== null && { unitName: record.unit_name }),
      ...(task !== null &&
        state !== null &&
        due !== null && {
          task: {
            id: task,
            state,
            due,
            light: lightOf(verificationTasks['verification.row'], { state, dueAt: due }, at),
            ...(record.account !== null && { account: record.account }),
            ...(record.account_name !== null && { accountName: record.account_name }),
          },
        }),
      receivedAt: record.occurred,
      due: due ?? record.due,
      overdue: record.state === 'open' && Date.parse(due ?? record.due) < Date.parse(at),
      ...(record.found !== null && { finding: record.found }),
      concealed: record.concealed,
      ...(record.ended_at !== null && { closedAt: record.ended_at }),
      ...(record.duplicate_of !== null && { duplicateOf: record.duplicate_of }),
      attempts: record.attempts,
      ...(person !== undefined && { person }),
    };
  });
}
