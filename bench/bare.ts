import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { Pool } from '../server/src/kernel/db/pool.ts';

/** Where the bare rows go: the same tables, under a county of their own. */
const BARE = '610331';

type Column = { readonly name: string; readonly type: string };
type TableRows = { readonly table: string; readonly columns: readonly Column[]; readonly values: string[] };
/** The rows of one batch, column by column as array literals; ids are left open. */
type Batch = {
  readonly ids: number;
  readonly tables: readonly TableRows[];
  readonly places: readonly number[][];
};

/**
 * Writes batches of the rows that the product has written (a ledger entry and a passage each, and its persons) by one
 * INSERT … SELECT a batch over the three tables at once, each committed by itself: what PostgreSQL takes when nobody parses,
 * checks, seals or chains. The literals are made beforehand, so that the client has nothing left to do but to send them.
 */
export async function prepareBare(pool: Pool, county: string, batches: number, size: number) {
  const { rows: entries } = await pool.query<{ id: string }>(
    'SELECT id FROM ledger.entry e WHERE county = $1 AND EXISTS (SELECT 1 FROM checkpoint.passage v WHERE v.county = $1 AND v.id = e.id) ORDER BY position DESC LIMIT $2',
    [county, batches * size],
  );
  const columns = await tableColumns(pool);
  const prepared: Batch[] = [];
  for (let at = 0; at + size <= entries.length; at += size) {
    prepared.push(
      await batchOf(
        pool,
        county,
        columns,
        entries.slice(at, at + size).map(({ id }) => id),
      ),
    );
  }
  return { text: statement(columns), batches: prepared };
}

const tables = ['ledger.entry', 'checkpoint.passage', 'checkpoint.person'] as const;

async function tableColumns(pool: Pool): Promise<ReadonlyMap<string, readonly Column[]>> {
  const found = new Map<string, readonly Column[]>();
  for (const table of tables) {
    const { rows } = await pool.query<Column>(
      `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('county', 'id', 'passage') ORDER BY attnum`,
      [table],
    );
    found.set(table, rows);
  }
  return found;
}

/** One statement over the three tables. $1 is the ids, $2 the ids of the persons' passages, then a column each. */
function statement(columns: ReadonlyMap<string, readonly Column[]>): string {
  let next = 3;
  const inserts = tables.map((table) => {
    const own = columns.get(table) ?? [];
    const names = own.map(({ name }) => name);
    const arrays = own.map(({ name, type }) => `$${next++}::${name === 'flags' ? 'text' : type}[]`);
    const selected = own.map(({ name, type }) => (type.endsWith('[]') ? `u.${name}::${type}` : `u.${name}`));
    const ids = table === 'checkpoint.person' ? '$2' : '$1';
    const root = table === 'checkpoint.passage' ? ['passage'] : [];
    return `INSERT INTO ${table} (county, id, ${[...root, ...names].join(', ')})
      SELECT '${BARE}', u.id, ${[...root.map(() => 'u.id'), ...selected].join(', ')}
      FROM unnest(${ids}::uuid[], ${arrays.join(', ')}) AS u(id, ${names.join(', ')})`;
  });
  return `WITH e AS (${inserts[0]}), v AS (${inserts[1]}) ${inserts[2]}`;
}

async function batchOf(
  pool: Pool,
  county: string,
  columns: ReadonlyMap<string, readonly Column[]>,
  ids: readonly string[],
): Promise<Batch> {
  const found: TableRows[] = [];
  const places: number[][] = [];
  for (const table of tables) {
    const own = columns.get(table) ?? [];
    // The text of each value, and the array literal around them, are PostgreSQL's own.
    const { rows } = await pool.query<Record<string, string>>(
      `SELECT ${own.map(({ name }) => `array_agg(t.${name}::text ORDER BY i.n)::text AS ${name}`).join(', ')},
              array_agg(i.n - 1 ORDER BY i.n)::text AS places
       FROM unnest($2::uuid[]) WITH ORDINALITY AS i(id, n) JOIN ${table} t ON t.county = $1 AND t.id = i.id`,
      [county, ids],
    );
    const row = rows[0] ?? {};
    found.push({ table, columns: own, values: own.map(({ name }) => row[name] ?? '{}') });
    places.push((row.places ?? '{}').slice(1, -1).split(',').map(Number));
  }
  return { ids: ids.length, tables: found, places };
}

/** Makes the parameters of one batch under fresh ids. */
export function parametersOf(batch: Batch, now: number): string[] {
  const ids = Array.from({ length: batch.ids }, () => uuidv7(now, randomBytes(10)));
  const literal = (places: readonly number[]) => `{${places.map((place) => ids[place]).join(',')}}`;
  return [
    literal(batch.places[0] ?? []),
    literal(batch.places[2] ?? []),
    ...batch.tables.flatMap(({ values }) => values),
  ];
}
