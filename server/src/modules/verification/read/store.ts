import type { TaskState } from '@lianfang/domain/kernel/task.ts';
import type { Finding, Placing, RowState } from '@lianfang/domain/modules/verification/schema.ts';
import type pg from 'pg';
import { figureRows, type RowFigure } from '../figures/store.ts';

type Db = pg.Pool | pg.ClientBase;

/** What stands beside the states: all among the open, but for the contested. */
export type Marks = { overdue: number; unplaced: number; held: number; contested: number };

const counts = `count(*) FILTER (WHERE r.state = 'open') AS open, count(*) FILTER (WHERE r.state = 'closed') AS closed,
  count(*) FILTER (WHERE r.state = 'returned') AS returned, count(*) FILTER (WHERE r.state = 'duplicate') AS duplicate,
  count(*) FILTER (WHERE r.state = 'open' AND t.due_at < $2) AS overdue,
  count(*) FILTER (WHERE r.state = 'open' AND r.place IS NULL AND r.held IS NULL) AS unplaced,
  count(*) FILTER (WHERE r.state = 'open' AND r.held IS NOT NULL) AS held, count(*) FILTER (WHERE r.contested) AS contested`;
export type CountRow = Record<keyof Marks | RowState, string>;

export type Sorted = Record<keyof Marks | RowState, number>;

export function sorted(row: CountRow): Sorted {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])) as Sorted;
}

const joined = `FROM verification.row r LEFT JOIN tasks.task t ON t.county = r.county AND t.id = r.task`;

/** Counts of rows by state and mark, as SQL: parameters are the county and the instant. */
export const countedRows = `${counts} ${joined}`;

export type RowRecord = {
  readonly id: string;
  readonly list: string;
  readonly sender: string;
  readonly sheet: string;
  readonly row: number;
  readonly state: RowState;
  readonly held: 'nothing_identifying' | null;
  readonly contested: boolean;
  readonly flags: string[];
  readonly name_masked: string | null;
  readonly place: string | null;
  readonly resolved: Placing & { placed: boolean };
  readonly arrived: string | null;
  readonly occurred: string;
  readonly due: string;
  readonly found: Finding | null;
  readonly finding: string | null;
  readonly concealed: boolean;
  readonly ended_at: string | null;
  readonly duplicate_of: string | null;
  readonly attempts: number;
  readonly version: string;
  readonly priority: number;
  readonly task: string | null;
  readonly task_state: TaskState | null;
  readonly task_due: string | null;
  readonly unit: string | null;
  readonly unit_name: string | null;
  readonly account: string | null;
  readonly account_name: string | null;
};
const rowColumns = `r.id, r.list, l.sender, r.sheet, r.row_number AS row, r.state, r.held, r.contested, r.flags, r.name_masked, r.place, r.resolved,
  r.arrived::text AS arrived, r.occurred, r.due, r.found, r.finding, r.concealed, r.ended_at, r.duplicate_of, r.attempts, r.version, l.priority,
  t.id AS task, t.state AS task_state, t.due_at AS task_due, t.unit, coalesce(u.name, m.name) AS unit_name, t.account, a.display AS account_name`;
const rowJoins = `JOIN verification.list l ON l.county = r.county AND l.id = r.list
  LEFT JOIN access.unit u ON u.county = t.county AND u.id = t.unit LEFT JOIN tasks.team m ON m.county = t.county AND m.id = t.unit
  LEFT JOIN access.account a ON a.county = t.county AND a.id = t.account`;

export type RowQuery = {
  readonly list?: string | undefined;
  readonly areaPrefix?: string | undefined;
  readonly unit?: string | undefined;
  readonly account?: string | undefined;
  readonly state?: RowState | undefined;
  readonly finding?: Finding | undefined;
  readonly overdue?: boolean | undefined;
  readonly unplaced?: boolean | undefined;
  readonly held?: boolean | undefined;
  /** Without a place, held ones too. */
  readonly placeless?: boolean | undefined;
  readonly contested?: boolean | undefined;
  readonly concealed?: boolean | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly document?: Buffer | undefined;
  readonly phone?: Buffer | undefined;
  /** Only what a figure counts: it says for itself which area and scope it means. */
  readonly figure?: RowFigure | undefined;
  readonly scope: string[] | null;
};

function conditionsOf(county: string, at: string, query: RowQuery): { where: string; values: unknown[] } {
  const values: unknown[] = [county, at];
  const conditions = ['r.county = $1', '$2::timestamptz IS NOT NULL'];
  const add = (sql: (parameter: string) => string, value: unknown) => {
    if (value === undefined || value === null) return;
    values.push(value);
    conditions.push(sql(`$${values.length}`));
  };
  const flag = (value: boolean | undefined, yes: string) => {
    if (value !== undefined) conditions.push(value ? `(${yes})` : `NOT (${yes})`);
  };
  add((p) => `r.list = ${p}`, query.list);
  add((p) => `coalesce(r.place, $1) LIKE ${p}`, query.areaPrefix && `${query.areaPrefix}%`);
  add((p) => `t.unit = ${p}`, query.unit);
  add((p) => `t.account = ${p}`, query.account);
  add((p) => `r.state = ${p}`, query.state);
  add((p) => `r.found = ${p}`, query.finding);
  add((p) => `r.id = ANY (${p}::uuid[])`, query.ids);
  add((p) => `r.document_token = ${p}`, query.document);
  add((p) => `r.phone_token = ${p}`, query.phone);
  if (query.figure === undefined) add((p) => `coalesce(r.place, $1) LIKE ANY (${p})`, query.scope);
  else conditions.push(figureRows(query.figure, (value) => `$${values.push(value)}`));
  flag(query.overdue, `r.state = 'open' AND t.due_at < $2`);
  flag(query.unplaced, `r.state = 'open' AND r.place IS NULL AND r.held IS NULL`);
  flag(query.held, `r.state = 'open' AND r.held IS NOT NULL`);
  flag(query.placeless, 'r.place IS NULL');
  flag(query.contested, 'r.contested');
  flag(query.concealed, 'r.concealed');
  return { where: conditions.join(' AND '), values };
}

/** Where a page ended: whether the row had ended, its deadline, its id. */
export type Mark = readonly [ended: boolean, due: string, id: string];

const order = `(r.state <> 'open'), coalesce(t.due_at, r.due), r.id`;

/** A page of rows, the worst first: overdue longest, nearest deadline, then what has ended. */
export async function rowPage(
  db: Db,
  county: string,
  at: string,
  query: RowQuery,
  after: Mark | undefined,
  limit: number,
): Promise<RowRecord[]> {
  const { where, values } = conditionsOf(county, at, query);
  const beyond =
    after === undefined
      ? ''
      : ` AND (${order}) > ($${values.push(after[0])}::boolean, $${values.push(after[1])}::timestamptz, $${values.push(after[2])}::uuid)`;
  const { rows } = await db.query<RowRecord>(
    `SELECT ${rowColumns} ${joined} ${rowJoins} WHERE ${where}${beyond} ORDER BY ${order} LIMIT $${values.push(limit)}`,
    values,
  );
  return rows;
}

export async function rowCounts(db: Db, county: string, at: string, query: RowQuery): Promise<Sorted> {
  const { where, values } = conditionsOf(county, at, query);
  const { rows } = await db.query<CountRow>(`SELECT ${countedRows} WHERE ${where}`, values);
  return sorted(rows[0] as CountRow);
}

/** Tasks of open rows: of the accounts ($2) at an instant ($3), and of their units where nobody is named. */
const ofOwners = `WITH mine AS (
        SELECT id FROM tasks.task WHERE county = $1 AND live AND kind = 'verification.row' AND account = ANY (ARRAY(
          SELECT unnest($2::uuid[]) UNION SELECT s.account FROM tasks.substitute s
          WHERE s.county = $1 AND s.substitute = ANY ($2::uuid[]) AND s.from_at <= $3 AND s.until_at > $3))
        UNION SELECT id FROM tasks.task WHERE county = $1 AND live AND kind = 'verification.row' AND account IS NULL AND unit = ANY (ARRAY(
          SELECT a.unit FROM access.account a WHERE a.county = $1 AND a.id = ANY ($2::uuid[]) AND a.unit IS NOT NULL
          UNION SELECT x.team FROM tasks.team_member x WHERE x.county = $1 AND x.account = ANY ($2::uuid[]))))`;
const ownedRow = `JOIN tasks.task t ON t.county = $1 AND t.id = mine.id
        JOIN verification.row r ON r.county = $1 AND r.id = t.subject AND r.task = t.id AND r.state = 'open'`;

/** The open rows that these tasks' owners have, those with the nearest deadlines. */
export async function rowsOfOwners(
  db: Db,
  county: string,
  accounts: readonly string[],
  at: string,
  limit: number,
): Promise<RowRecord[]> {
  const { rows } = await db.query<RowRecord>({
    name: 'verification.mine',
    text: `${ofOwners}
      SELECT ${rowColumns} FROM mine ${ownedRow} ${rowJoins}
      ORDER BY t.due_at, r.id LIMIT $4`,
    values: [county, accounts, at, limit],
  });
  return rows;
}

/** How many open rows these owners have in all. */
export async function countOfOwners(
  db: Db,
  county: string,
  accounts: readonly string[],
  at: string,
): Promise<number> {
  const { rows } = await db.query<{ total: string }>({
    name: 'verification.mine_total',
    text: `${ofOwners} SELECT count(*) AS total FROM mine ${ownedRow}`,
    values: [county, accounts, at],
  });
  return Number(rows[0]?.total);
}

/** What the guard of personal data must know of rows: who owns them, by row. */
export async function ownersOfRows(
  db: Db,
  county: string,
  rows: readonly string[],
): Promise<Map<string, { unit: string | null; account: string | null; place: string | null }>> {
  const found = await db.query<{
    id: string;
    unit: string | null;
    account: string | null;
    place: string | null;
  }>({
    name: 'verification.owners_of_rows',
    text: `SELECT r.id, t.unit, t.account, r.place FROM verification.row r LEFT JOIN verification.row o ON o.county = r.county AND o.id = r.duplicate_of
           LEFT JOIN tasks.task t ON t.county = r.county AND t.id = coalesce(r.task, o.task) WHERE r.county = $1 AND r.id = ANY ($2::uuid[])`,
    values: [county, rows],
  });
  return new Map(found.rows.map((row) => [row.id, row]));
}

/** The unit and teams of an account. */
export async function unitsOf(db: Db, county: string, account: string): Promise<string[]> {
  const { rows } = await db.query<{ unit: string }>({
    name: 'verification.units_of',
    text: `SELECT unit FROM access.account WHERE county = $1 AND id = $2 AND unit IS NOT NULL
           UNION SELECT team FROM tasks.team_member WHERE county = $1 AND account = $2`,
    values: [county, account],
  });
  return rows.map(({ unit }) => unit);
}

export async function rowsById(db: Db, county: string, ids: readonly string[]): Promise<RowRecord[]> {
  const { rows } = await db.query<RowRecord>({
    name: 'verification.rows_by_id',
    text: `SELECT ${rowColumns} ${joined} ${rowJoins} WHERE r.county = $1 AND r.id = ANY ($2::uuid[])`,
    values: [county, ids],
  });
  return rows;
}

/** Rows of a list in the order of the file, after a row. */
export async function rowsInOrder(
  db: Db,
  county: string,
  list: string,
  sheet: string,
  after: number,
  limit: number,
): Promise<RowRecord[]> {
  const { rows } = await db.query<RowRecord>({
    name: 'verification.rows_in_order',
    text: `SELECT ${rowColumns} ${joined} ${rowJoins} WHERE r.county = $1 AND r.list = $2 AND r.sheet = $3 AND r.row_number > $4
           ORDER BY r.row_number LIMIT $5`,
    values: [county, list, sheet, after, limit],
  });
  return rows;
}
