import type { TaskKind, TaskState } from '@lianfang/domain/kernel/task.ts';
import type { BoardKey, TaskBalance, TaskBoardRow } from '@lianfang/domain/kernel/taskReads.ts';
import { addMinutes, isEnded } from '@lianfang/domain/kernel/taskRules.ts';
import type pg from 'pg';
import { prefixOf } from '../access/permissions.ts';
import { narrowed, type TaskQuery } from './readStore.ts';

type Kinds = Readonly<Record<string, TaskKind>>;
export type BoardQuery = Pick<TaskQuery, 'kind' | 'area' | 'unit' | 'originType' | 'origin' | 'scope' | 'at'>;
type Row = Omit<TaskBoardRow, 'name'>;

const DAY = 86_400_000;
const ages = [
  ['1h', 1],
  ['4h', 4],
  ['24h', 24],
  ['72h', 72],
  ['older', Number.POSITIVE_INFINITY],
] as const;

/**
 * Balance and lights by area (one level below what is looked at), unit, kind, origin or age. The balance comes from the
 * tally, what is late from the index of what is live: neither costs what the history is long.
 */
export async function board(
  db: pg.Pool,
  county: string,
  by: BoardKey,
  query: BoardQuery,
  kinds: Kinds,
): Promise<{ rows: Row[]; total: Row }> {
  const rows = new Map<string, Row>();
  const at = (key: string): Row => {
    const known = rows.get(key) ?? emptyRow(key);
    rows.set(key, known);
    return known;
  };
  if (by === 'age') for (const [name] of ages) at(name);
  const key = keyOf(by, county, query);
  const [states, late, marked] = await Promise.all([
    by === 'age' ? liveStates(db, county, query, key) : tallyStates(db, county, by, query, key),
    lateOnes(db, county, by, query, key, kinds),
    markedOnes(db, county, by, query, key),
  ]);
  for (const { key: of, kind, state, number } of states) addState(at(of), kinds, kind, state, Number(number));
  for (const { key: of, overdue, amber } of late) {
    at(of).overdue += Number(overdue);
    at(of).amber += Number(amber);
  }
  for (const { key: of, contested, asked, unheard } of marked) {
    at(of).contested += Number(contested);
    at(of).asked += Number(asked);
    at(of).unheard += Number(unheard);
  }
  const found = [...rows.values()].filter(({ received }) => received > 0 || by === 'age');
  if (by !== 'age') found.sort(worstFirst);
  const total = emptyRow('');
  for (const row of found) for (const name of counted) total[name] += row[name];
  return { rows: found, total };
}

/** The balance of what is asked for, and what of it is overdue. */
export async function balance(
  db: pg.Pool,
  county: string,
  query: BoardQuery,
  kinds: Kinds,
): Promise<TaskBalance & { overdue: number }> {
  const { total } =
    query.origin === undefined || query.originType === 'list' || query.originType === 'directive'
      ? await board(db, county, 'kind', query, kinds)
      : await counts(db, county, query, kinds);
  const { received, closed, open, returned, overdue } = total;
  return { received, closed, open, returned, overdue };
}

/** The same counted from the tasks, for an origin that the tally does not tell apart. */
async function counts(db: pg.Pool, county: string, query: BoardQuery, kinds: Kinds): Promise<{ total: Row }> {
  const { where, values } = narrowed(county, query);
  const { rows } = await db.query<{ kind: string; state: TaskState; number: string; overdue: string }>(
    `SELECT t.kind, t.state, count(*) AS number, count(*) FILTER (WHERE t.live AND t.state <> 'done' AND t.due_at < $${values.push(query.at)}) AS overdue
     FROM tasks.task t WHERE ${where} GROUP BY 1, 2`,
    values,
  );
  const total = emptyRow('');
  for (const { kind, state, number, overdue } of rows) {
    addState(total, kinds, kind, state, Number(number));
    total.overdue += Number(overdue);
  }
  return { total };
}

const counted = [
  'received',
  'closed',
  'open',
  'returned',
  'waiting',
  'accepted',
  'done',
  'overdue',
  'amber',
  'contested',
  'asked',
  'unheard',
] as const;

function emptyRow(key: string): Row {
  return { key, ...(Object.fromEntries(counted.map((name) => [name, 0])) as Omit<Row, 'key'>) };
}

function addState(row: Row, kinds: Kinds, kind: string, state: TaskState, number: number): void {
  row.received += number;
  if (isEnded(kinds[kind] ?? { confirmed: true }, state)) {
    row.closed += number;
  } else if (state === 'returned') {
    row.returned += number;
  } else {
    row.open += number;
    row[state === 'open' ? 'waiting' : state === 'accepted' ? 'accepted' : 'done'] += number;
  }
}

function worstFirst(a: Row, b: Row): number {
  return (
    b.unheard - a.unheard ||
    b.overdue - a.overdue ||
    b.amber - a.amber ||
    b.open - a.open ||
    (a.key < b.key ? -1 : 1)
  );
}

/** The SQL of a board's key over the alias `t`. Ages need the instant, which stands behind the narrowing's parameters. */
function keyOf(by: BoardKey, county: string, query: BoardQuery): string {
  switch (by) {
    case 'area': {
      const seen = prefixOf(query.area ?? query.scope?.[0]?.replace('%', '').padEnd(12, '0') ?? county);
      const below = [2, 4, 6, 9, 12].find((length) => length > seen.length) ?? 12;
      return `rpad(left(t.area, ${below}), 12, '0')`;
    }
    case 'origin':
      return `t.origin_type || ':' || t.origin`;
    case 'unit':
      return 't.unit::text';
    case 'kind':
      return 't.kind';
    case 'age':
      return `CASE ${ages
        .filter(([, hours]) => Number.isFinite(hours))
        .map(
          ([name, hours]) => `WHEN t.opened_at > $AT::timestamptz - interval '${hours} hours' THEN '${name}'`,
        )
        .join(' ')} ELSE 'older' END`;
  }
}

/** Puts the instant where the key asks for it. */
function withInstant(key: string, values: unknown[], at: string): string {
  return key.includes('$AT') ? key.replaceAll('$AT', `$${values.push(at)}`) : key;
}

function ofOrigins(by: BoardKey): string {
  return by === 'origin' ? ` AND t.origin_type IN ('list', 'directive')` : '';
}

type StateRow = { key: string; kind: string; state: TaskState; number: string };

async function tallyStates(
  db: pg.Pool,
  county: string,
  by: BoardKey,
  query: BoardQuery,
  key: string,
): Promise<StateRow[]> {
  const { where, values } = narrowed(county, query);
  const { rows } = await db.query<StateRow>(
    `SELECT ${key} AS key, t.kind, t.state, sum(t.number) AS number FROM tasks.tally t WHERE ${where}${ofOrigins(by)} GROUP BY 1, 2, 3`,
    values,
  );
  return rows;
}

async function liveStates(db: pg.Pool, county: string, query: BoardQuery, key: string): Promise<StateRow[]> {
  const { where, values } = narrowed(county, query);
  const { rows } = await db.query<StateRow>(
    `SELECT ${withInstant(key, values, query.at)} AS key, t.kind, t.state, count(*) AS number FROM tasks.task t WHERE ${where} AND t.live GROUP BY 1, 2, 3`,
    values,
  );
  return rows;
}

async function lateOnes(
  db: pg.Pool,
  county: string,
  by: BoardKey,
  query: BoardQuery,
  key: string,
  kinds: Kinds,
): Promise<{ key: string; overdue: string; amber: string }[]> {
  const { where, values } = narrowed(county, query);
  const keyed = withInstant(key, values, query.at);
  const at = `$${values.push(query.at)}::timestamptz`;
  // No deadline beyond this can be amber already: the search ends there.
  const furthest = Math.max(
    ...Object.values(kinds).map(({ clock, amberMinutes }) =>
      Date.parse(addMinutes(clock, query.at, amberMinutes)),
    ),
    Date.parse(query.at),
  );
  const end = `$${values.push(new Date(furthest + DAY).toISOString())}`;
  const { rows } = await db.query<{ key: string; overdue: string; amber: string }>(
    `SELECT ${keyed} AS key, count(*) FILTER (WHERE t.due_at < ${at}) AS overdue, count(*) FILTER (WHERE t.due_at >= ${at}) AS amber
     FROM tasks.task t WHERE ${where}${ofOrigins(by)} AND t.live AND t.state <> 'done' AND t.due_at < ${end} AND t.amber_at <= ${at} GROUP BY 1`,
    values,
  );
  return rows;
}

async function markedOnes(
  db: pg.Pool,
  county: string,
  by: BoardKey,
  query: BoardQuery,
  key: string,
): Promise<{ key: string; contested: string; asked: string; unheard: string }[]> {
  const { where, values } = narrowed(county, query);
  const { rows } = await db.query<{ key: string; contested: string; asked: string; unheard: string }>(
    `SELECT ${withInstant(key, values, query.at)} AS key, count(*) FILTER (WHERE t.contested) AS contested,
       count(*) FILTER (WHERE t.asked_due IS NOT NULL) AS asked, count(*) FILTER (WHERE t.unheard) AS unheard
     FROM tasks.task t WHERE ${where}${ofOrigins(by)} AND (t.contested OR t.unheard OR t.asked_due IS NOT NULL) GROUP BY 1`,
    values,
  );
  return rows;
}
