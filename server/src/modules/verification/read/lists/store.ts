import type { Finding, RowState } from '@lianfang/domain/modules/verification/schema.ts';
import type pg from 'pg';
import type { TableFormat } from '../../../../kernel/imports/table.ts';
import { type CountRow, countedRows, type Marks, type Sorted, sorted } from '../store.ts';

type Db = pg.Pool | pg.ClientBase;

export type ListRecord = {
  readonly id: string;
  readonly import: string;
  readonly sender: string;
  readonly name: string;
  readonly at: string;
  readonly due: string;
  readonly priority: number;
  readonly who: string | null;
  readonly corrects: string | null;
  readonly ended: 'withdrawn' | 'corrected' | null;
  readonly ended_by: string | null;
  readonly importing: boolean;
  readonly format: TableFormat;
};
const listColumns = `l.id, l.import, l.sender, l.name, l.at, l.due, l.priority, a.display AS who, l.corrects, l.ended, l.ended_by, l.format,
  coalesce(f.state IN ('checking', 'committing'), false) AS importing
  FROM verification.list l LEFT JOIN access.account a ON a.county = l.county AND a.id = l.actor
  LEFT JOIN import.file f ON f.county = l.county AND f.id = l.import`;

export async function findList(db: Db, county: string, id: string): Promise<ListRecord | undefined> {
  const { rows } = await db.query<ListRecord>(`SELECT ${listColumns} WHERE l.county = $1 AND l.id = $2`, [
    county,
    id,
  ]);
  return rows[0];
}

/** Lists, the newest first, after a mark `[at, id]`. */
export async function lists(
  db: Db,
  county: string,
  { sender, open, after, limit }: { sender?: string; open: boolean; after?: [string, string]; limit: number },
): Promise<ListRecord[]> {
  const { rows } = await db.query<ListRecord>(
    `SELECT ${listColumns} WHERE l.county = $1 AND ($2::text IS NULL OR l.sender = $2)
       AND (NOT $3 OR EXISTS (SELECT 1 FROM verification.tally n WHERE n.county = $1 AND n.list = l.id AND n.state = 'open' AND n.number > 0))
       AND ($4::timestamptz IS NULL OR (l.at, l.id) < ($4::timestamptz, $5::uuid))
     ORDER BY l.at DESC, l.id DESC LIMIT $6`,
    [county, sender ?? null, open, after?.[0] ?? null, after?.[1] ?? null, limit],
  );
  return rows;
}

export async function listTotals(
  db: Db,
  county: string,
  { sender, open }: { sender?: string; open: boolean },
): Promise<number> {
  const { rows } = await db.query<{ total: string }>(
    `SELECT count(*) AS total FROM verification.list l WHERE l.county = $1 AND ($2::text IS NULL OR l.sender = $2)
       AND (NOT $3 OR EXISTS (SELECT 1 FROM verification.tally n WHERE n.county = $1 AND n.list = l.id AND n.state = 'open' AND n.number > 0))`,
    [county, sender ?? null, open],
  );
  return Number(rows[0]?.total);
}

export async function senders(db: Db, county: string): Promise<string[]> {
  const { rows } = await db.query<{ sender: string }>(
    'SELECT sender FROM verification.list WHERE county = $1 GROUP BY sender ORDER BY max(at) DESC LIMIT 200',
    [county],
  );
  return rows.map(({ sender }) => sender);
}

export type Counted = { states: Partial<Record<RowState, number>>; marks: Marks };

/** Balances by list, out of the tally and what is marked; of one list, or of all. */
export async function balances(
  db: Db,
  county: string,
  at: string,
  list?: string,
): Promise<Map<string, Counted>> {
  const values = [county, list ?? null];
  const [tally, open, overdue, contested] = await Promise.all([
    db.query<{ list: string; state: RowState; number: string }>({
      name: 'verification.tallied',
      text: 'SELECT list, state, number FROM verification.tally WHERE county = $1 AND ($2::uuid IS NULL OR list = $2)',
      values,
    }),
    db.query<{ list: string; unplaced: string; held: string }>({
      name: 'verification.unplaced_by_list',
      text: `SELECT list, count(*) FILTER (WHERE held IS NULL) AS unplaced, count(*) FILTER (WHERE held IS NOT NULL) AS held
             FROM verification.row WHERE county = $1 AND state = 'open' AND place IS NULL AND ($2::uuid IS NULL OR list = $2) GROUP BY list`,
      values,
    }),
    db.query<{ list: string; overdue: string }>({
      name: 'verification.overdue_by_list',
      text: `SELECT origin AS list, count(*) AS overdue FROM tasks.task
             WHERE county = $1 AND kind = 'verification.row' AND live AND due_at < $3 AND ($2::uuid IS NULL OR origin = $2) GROUP BY origin`,
      values: [...values, at],
    }),
    db.query<{ list: string; contested: string }>({
      name: 'verification.contested_by_list',
      text: `SELECT list, count(*) AS contested FROM verification.row
             WHERE county = $1 AND contested AND ($2::uuid IS NULL OR list = $2) GROUP BY list`,
      values,
    }),
  ]);
  const found = new Map<string, Counted>();
  const of = (id: string) => {
    const known = found.get(id) ?? {
      states: {},
      marks: { overdue: 0, unplaced: 0, held: 0, contested: 0 },
    };
    found.set(id, known);
    return known;
  };
  for (const row of tally.rows) of(row.list).states[row.state] = Number(row.number);
  for (const row of open.rows)
    Object.assign(of(row.list).marks, { unplaced: Number(row.unplaced), held: Number(row.held) });
  for (const row of overdue.rows) of(row.list).marks.overdue = Number(row.overdue);
  for (const row of contested.rows) of(row.list).marks.contested = Number(row.contested);
  return found;
}

export async function unitNames(
  db: Db,
  county: string,
  units: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; name: string }>(
    `SELECT id, name FROM access.unit WHERE county = $1 AND id = ANY ($2::uuid[])
     UNION ALL SELECT id, name FROM tasks.team WHERE county = $1 AND id = ANY ($2::uuid[])`,
    [county, units],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The rows of a list by township, or by the unit that owns (or owned) them. */
export async function parts(
  db: Db,
  county: string,
  at: string,
  list: string,
  by: 'area' | 'unit',
): Promise<{ key: string; counts: Sorted }[]> {
  const key = by === 'area' ? `rpad(left(coalesce(r.place, $1), 9), 12, '0')` : `coalesce(t.unit::text, '')`;
  const { rows } = await db.query<CountRow & { key: string }>(
    `SELECT ${key} AS key, ${countedRows} WHERE r.county = $1 AND r.list = $3 GROUP BY 1 ORDER BY 1`,
    [county, at, list],
  );
  return rows.map(({ key: of, ...row }) => ({ key: of, counts: sorted(row as CountRow) }));
}

export async function findingsOfList(
  db: Db,
  county: string,
  list: string,
): Promise<{ finding: Finding; rows: number }[]> {
  const { rows } = await db.query<{ finding: Finding; rows: string }>(
    `SELECT found AS finding, count(*) AS rows FROM verification.row WHERE county = $1 AND list = $2 AND found IS NOT NULL GROUP BY 1 ORDER BY 1`,
    [county, list],
  );
  return rows.map((row) => ({ ...row, rows: Number(row.rows) }));
}

/** Open rows of a list by how many of these hours (ascending) lie behind their receipt. */
export async function agesOfList(
  db: Db,
  county: string,
  list: string,
  at: string,
  hours: readonly number[],
): Promise<Map<number, number>> {
  const edges = hours.slice(1).map((hour) => new Date(Date.parse(at) - hour * 3_600_000).toISOString());
  const { rows } = await db.query<{ age: number; rows: string }>(
    `SELECT (SELECT count(*) FROM unnest($3::timestamptz[]) e WHERE r.occurred <= e)::int AS age, count(*) AS rows
     FROM verification.row r WHERE county = $1 AND list = $2 AND state = 'open' GROUP BY 1`,
    [county, list, edges],
  );
  return new Map(rows.map(({ age, rows: n }) => [hours[age] ?? 0, Number(n)]));
}

export type SheetRecord = {
  readonly id: string;
  readonly sheet: string;
  readonly columns: { column: number; header: string; field: string }[];
};

export async function sheetsOfList(db: Db, county: string, list: string): Promise<SheetRecord[]> {
  const { rows } = await db.query<SheetRecord>(
    'SELECT id, sheet, columns FROM verification.sheet WHERE county = $1 AND list = $2 ORDER BY position',
    [county, list],
  );
  return rows;
}
