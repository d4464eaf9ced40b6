import type pg from 'pg';
import { bigints, byteas, instants, integers, texts, uuids } from '../../../kernel/db/columns.ts';
import type { Passed, Tx } from '../../../kernel/ledger/handlers.ts';
import type { RowFacts } from '../facts.ts';
import { areaOfCounty, type ListRecord } from '../store.ts';

type Db = pg.Pool | pg.ClientBase;

/** What the rows of a list were when they were received: rows = taken + held + duplicate. */
export type Outcomes = {
  taken: number;
  held: number;
  duplicate: number;
  /** Taken, and without a place yet. */
  unplaced: number;
  /** Taken, by township (9 digits). */
  byArea: Record<string, number>;
};

export async function outcomes(db: Db, county: string, list: string): Promise<Outcomes> {
  const { rows } = await db.query<{ outcome: string; area: string | null; number: string }>({
    name: 'verification.outcomes',
    text: `SELECT outcome, CASE WHEN outcome = 'taken' AND resolved ->> 'placed' = 'true' THEN left(area, 9) END AS area, count(*) AS number
           FROM verification.row WHERE county = $1 AND list = $2 GROUP BY 1, 2 ORDER BY 2`,
    values: [county, list],
  });
  const sum = (of: typeof rows) => of.reduce((total, { number }) => total + Number(number), 0);
  const taken = rows.filter(({ outcome }) => outcome === 'taken');
  return {
    taken: sum(taken),
    held: sum(rows.filter(({ outcome }) => outcome === 'held')),
    duplicate: sum(rows.filter(({ outcome }) => outcome === 'duplicate')),
    unplaced: sum(taken.filter(({ area }) => area === null)),
    byArea: Object.fromEntries(
      taken.flatMap(({ area, number }) => (area === null ? [] : [[area, Number(number)]])),
    ),
  };
}

/** How a list was ended, and by what: the entry that withdrew it, or the list that set it right; undefined when there is none. */
export async function endOf(
  db: Db,
  county: string,
  list: string,
): Promise<{ ended: string | null; ended_by: string | null } | undefined> {
  const { rows } = await db.query<{ ended: string | null; ended_by: string | null }>({
    name: 'verification.end_of_list',
    text: 'SELECT ended, ended_by FROM verification.list WHERE county = $1 AND id = $2',
    values: [county, list],
  });
  return rows[0];
}

/** Notes that the owners of a list's rows are told now; false when they were before. */
export async function markTold(db: Db, county: string, list: string, at: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'UPDATE verification.list SET told_at = $3 WHERE county = $1 AND id = $2 AND told_at IS NULL',
    [county, list, at],
  );
  return rowCount === 1;
}

/** Whether an earlier run of the same import has taken rows of its list. */
export async function hasRows(db: Db, county: string, list: string): Promise<boolean> {
  const { rows } = await db.query('SELECT 1 FROM verification.row WHERE county = $1 AND list = $2 LIMIT 1', [
    county,
    list,
  ]);
  return rows.length > 0;
}

/** Which of these rows an earlier run of the same import has taken. */
export async function rowsThere(db: Db, county: string, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>({
    name: 'verification.rows_there',
    text: 'SELECT id FROM verification.row WHERE county = $1 AND id = ANY ($2::uuid[])',
    values: [county, uuids(ids)],
  });
  return new Set(rows.map(({ id }) => id));
}

/**
 * Lets keys (16 bytes, each once) belong to these rows, where they belong to none that is open or closed: what had one before
 * and has gone back to its sender has it no more. Gives the rows that the other keys belong to, by key in hexadecimal.
 */
export async function claimKeys(
  { client, county }: Tx,
  claims: readonly { key: Buffer; row: string }[],
): Promise<Map<string, string>> {
  const sorted = [...claims].sort((a, b) => Buffer.compare(a.key, b.key));
  const { rows: fresh } = await client.query<{ row: string }>({
    name: 'verification.claim_keys',
    text: `INSERT INTO verification.row_key (county, key, row) SELECT $1, * FROM unnest($2::bytea[], $3::uuid[])
           ON CONFLICT (county, key) DO NOTHING RETURNING row`,
    values: [county, byteas(sorted.map(({ key }) => key)), uuids(sorted.map(({ row }) => row))],
  });
  if (fresh.length === claims.length) return new Map();
  const claimed = new Set(fresh.map(({ row }) => row));
  const wanted = sorted.filter(({ row }) => !claimed.has(row));
  const standing = await rowsOfKeys(
    client,
    county,
    wanted.map(({ key }) => key),
  );
  const free = wanted.filter(({ key }) => !standing.has(key.toString('hex')));
  if (free.length > 0)
    await client.query(
      `UPDATE verification.row_key k SET row = u.row FROM unnest($2::bytea[], $3::uuid[]) AS u(key, row)
       WHERE k.county = $1 AND k.key = u.key`,
      [county, byteas(free.map(({ key }) => key)), uuids(free.map(({ row }) => row))],
    );
  return standing;
}

/**
 * The rows that these keys (16 bytes) belong to, by key in hexadecimal, while they are open or closed. Looked up one by one
 * (OFFSET 0 keeps it so) and without a name, planned each time: while a first large list comes in, its tables are another size
 * every second, and of tables that have not been analysed yet PostgreSQL would rather read all of the county.
 */
export async function rowsOfKeys(
  db: Db,
  county: string,
  keys: readonly Buffer[],
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ key: Buffer; row: string }>(
    `SELECT k.key, k.row FROM unnest($2::bytea[]) AS u(key)
     CROSS JOIN LATERAL (SELECT key, row FROM verification.row_key WHERE county = $1 AND key = u.key OFFSET 0) k
     CROSS JOIN LATERAL (SELECT state FROM verification.row WHERE county = $1 AND id = k.row OFFSET 0) r
     WHERE r.state IN ('open', 'closed')`,
    [county, byteas(keys)],
  );
  return new Map(rows.map(({ key, row }) => [key.toString('hex'), row]));
}

/** A row as it comes in. */
export type NewRow = {
  readonly passed: Passed<RowFacts>;
  readonly list: ListRecord;
  readonly outcome: 'taken' | 'held' | 'duplicate';
  readonly duplicateOf: string | undefined;
  readonly place: string | undefined;
  readonly task: string | undefined;
};

export async function insertRows({ client, county }: Tx, rows: readonly NewRow[]): Promise<void> {
  const column = <T>(of: (row: NewRow) => T) => rows.map(of);
  const token = ({ passed }: NewRow, path: string) => passed.tokens[path]?.get(0) ?? null;
  await client.query({
    name: 'verification.insert_rows',
    text: `INSERT INTO verification.row (county, id, list, sheet, row_number, position, post, area, occurred, outcome, state, held, flags,
             name_masked, document_token, phone_token, key, duplicate_of, place, resolved, arrived, due, task, tasks, version, concealed, contested, attempts)
           SELECT $1, u.id, u.list, u.sheet, u.row_number, u.position, '', coalesce(u.place, $2), u.occurred, u.outcome,
             CASE u.outcome WHEN 'duplicate' THEN 'duplicate' ELSE 'open' END, u.held, string_to_array(u.flags, ' '), u.name_masked,
             u.document_token, u.phone_token, u.key, u.duplicate_of, u.place, u.resolved::jsonb, u.arrived::date, u.due, u.task,
             CASE WHEN u.task IS NULL THEN 0 ELSE 1 END, u.id, false, false, 0
           FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::int[], $7::bigint[], $8::timestamptz[], $9::text[], $10::text[], $11::text[],
             $12::text[], $13::bytea[], $14::bytea[], $15::bytea[], $16::uuid[], $17::text[], $18::text[], $19::text[], $20::timestamptz[], $21::uuid[])
             AS u(id, list, sheet, row_number, position, occurred, outcome, held, flags, name_masked, document_token, phone_token, key,
               duplicate_of, place, resolved, arrived, due, task)`,
    values: [
      county,
      areaOfCounty(county),
      uuids(column(({ passed }) => passed.id)),
      uuids(column(({ list }) => list.id)),
      texts(column(({ passed }) => passed.what.sheet)),
      integers(column(({ passed }) => passed.what.row)),
      bigints(column(({ passed }) => passed.position)),
      instants(column(({ passed }) => passed.occurred)),
      texts(column(({ outcome }) => outcome)),
      texts(column(({ passed }) => passed.what.held)),
      texts(column(({ passed }) => passed.what.flags.join(' '))),
      texts(column(({ passed }) => passed.what.nameMasked)),
      byteas(column((row) => token(row, 'document.number'))),
      byteas(column((row) => token(row, 'phone'))),
      byteas(column(({ passed }) => passed.what.key)),
      uuids(column(({ duplicateOf }) => duplicateOf)),
      texts(column(({ place }) => place)),
      texts(
        column(({ passed, place }) => JSON.stringify({ ...passed.what.place, placed: place !== undefined })),
      ),
      texts(column(({ passed }) => passed.what.arrived)),
      instants(column(({ list }) => list.due)),
      uuids(column(({ task }) => task)),
    ],
  });
}
