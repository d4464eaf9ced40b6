import type { TaskState } from '@lianfang/domain/kernel/task.ts';
import type { Finding, Placing, RowState } from '@lianfang/domain/modules/verification/schema.ts';
import type pg from 'pg';
import type { TableFormat } from '../../../kernel/imports/table.ts';
import { figureRows, type RowFigure } from '../figures/store.ts';

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

/** What stands beside the states: all among the open, but for the contested. */
export type Marks = { overdue: number; unplaced: number; held: number; contested: number };
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

const counts = `count(*) FILTER (WHERE r.state = 'open') AS open, count(*) FILTER (WHERE r.state = 'closed') AS closed,
  count(*) FILTER (WHERE r.state = 'returned') AS returned, count(*) FILTER (WHERE r.state = 'duplicate') AS duplicate,
  count(*) FILTER (WHERE r.state = 'open' AND t.due_at < $2) AS overdue,
  count(*) FILTER (WHERE r.state = 'open' AND r.place IS NULL AND r.held IS NULL) AS unplaced,
  count(*) FILTER (WHERE r.state = 'open' AND r.held IS NOT NULL) AS held, count(*) FILTER (WHERE r.contested) AS contested`;
type CountRow = Record<keyof Marks | RowState, string>;

export type Sorted = Record<keyof Marks | RowState, number>;

function sorted(row: CountRow): Sorted {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])) as Sorted;
}

const joined = `FROM verification.row r LEFT JOIN tasks.task t ON t.county = r.county AND t.id = r.task`;

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
    `SELECT ${key} AS key, ${counts} ${joined} WHERE r.county = $1 AND r.list = $3 GROUP BY 1 ORDER BY 1`,
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
  const { rows } = await db.query<CountRow>(`SELECT ${counts} ${joined} WHERE ${where}`, values);
  return sorted(rows[0] as CountRow);
}

/** The open rows that these tasks' owners have: of the accounts, and of the units where nobody is named. */
export async function rowsOfOwners(
  db: Db,
  county: string,
  accounts: readonly string[],
  at: string,
  limit: number,
): Promise<RowRecord[]> {
  const { rows } = await db.query<RowRecord>({
    name: 'verification.mine',
    text: `WITH mine AS (
        SELECT id FROM tasks.task WHERE county = $1 AND live AND kind = 'verification.row' AND account = ANY (ARRAY(
          SELECT unnest($2::uuid[]) UNION SELECT s.account FROM tasks.substitute s
          WHERE s.county = $1 AND s.substitute = ANY ($2::uuid[]) AND s.from_at <= $3 AND s.until_at > $3))
        UNION SELECT id FROM tasks.task WHERE county = $1 AND live AND kind = 'verification.row' AND account IS NULL AND unit = ANY (ARRAY(
          SELECT a.unit FROM access.account a WHERE a.county = $1 AND a.id = ANY ($2::uuid[]) AND a.unit IS NOT NULL
          UNION SELECT x.team FROM tasks.team_member x WHERE x.county = $1 AND x.account = ANY ($2::uuid[]))))
      SELECT ${rowColumns} FROM mine JOIN tasks.task t ON t.county = $1 AND t.id = mine.id
        JOIN verification.row r ON r.county = $1 AND r.id = t.subject AND r.task = t.id AND r.state = 'open' ${rowJoins}
      ORDER BY t.due_at, r.id LIMIT $4`,
    values: [county, accounts, at, limit],
  });
  return rows;
}

export type AttemptRecord = {
  readonly id: string;
  readonly row: string;
  readonly at: string;
  readonly how: 'visit' | 'call' | 'message' | 'video';
  readonly result: 'no_answer' | 'switched_off' | 'wrong_number' | 'nobody_home' | 'hung_up' | 'other';
  readonly who: string | null;
};

export async function attemptsOf(db: Db, county: string, rows: readonly string[]): Promise<AttemptRecord[]> {
  const found = await db.query<AttemptRecord>({
    name: 'verification.attempts',
    text: `SELECT x.id, x.row, x.at, x.how, x.result, a.display AS who FROM verification.attempt x
           LEFT JOIN access.account a ON a.county = x.county AND a.id = x.actor
           WHERE x.county = $1 AND x.row = ANY ($2::uuid[]) ORDER BY x.at, x.id`,
    values: [county, rows],
  });
  return found.rows;
}

export type FindingRecord = {
  readonly id: string;
  readonly row: string;
  readonly finding: Finding;
  readonly at: string;
  readonly recorded_at: string;
  readonly how: AttemptRecord['how'];
  readonly state: 'stands' | 'rival' | 'replaced';
  readonly concealed: boolean;
  readonly evidence: string[];
  readonly moved_to: string | null;
  readonly right_area: string | null;
  readonly attempts: { at: string; how: AttemptRecord['how']; result: AttemptRecord['result'] }[];
  readonly wrong: string[];
  readonly who: string | null;
};

export async function findingsOf(db: Db, county: string, rows: readonly string[]): Promise<FindingRecord[]> {
  const found = await db.query<FindingRecord>({
    name: 'verification.findings',
    text: `SELECT f.id, f.row, f.finding, f.at, f.recorded_at, f.how, f.state, f.concealed, f.evidence, f.moved_to, f.right_area, f.attempts,
             f.wrong, a.display AS who FROM verification.finding f LEFT JOIN access.account a ON a.county = f.county AND a.id = f.actor
           WHERE f.county = $1 AND f.row = ANY ($2::uuid[]) ORDER BY f.position`,
    values: [county, rows],
  });
  return found.rows;
}

export type EventRecord = {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly area: string | null;
  readonly unit_name: string | null;
  readonly reason: string | null;
  readonly who: string | null;
};

export async function eventsOf(db: Db, county: string, row: string): Promise<EventRecord[]> {
  const { rows } = await db.query<EventRecord>({
    name: 'verification.events',
    text: `SELECT e.id, e.at, e.kind, e.area, u.name AS unit_name, e.reason, a.display AS who FROM verification.event e
           LEFT JOIN access.account a ON a.county = e.county AND a.id = e.actor LEFT JOIN access.unit u ON u.county = e.county AND u.id = e.unit
           WHERE e.county = $1 AND e.row = $2 ORDER BY e.position`,
    values: [county, row],
  });
  return rows;
}

/** The tasks that a row has had, first to last, and the rows that repeat it. */
export async function aroundRow(
  db: Db,
  county: string,
  row: string,
): Promise<{ tasks: string[]; repeats: string[] }> {
  const { rows } = await db.query<{ tasks: string[]; repeats: string[] }>({
    name: 'verification.around_row',
    text: `SELECT ARRAY(SELECT t.id FROM tasks.task t WHERE t.county = $1 AND t.subject = $2 AND t.kind = 'verification.row'
                    ORDER BY coalesce(t.part, 0)) AS tasks,
             ARRAY(SELECT d.id FROM verification.row d WHERE d.county = $1 AND d.duplicate_of = $2 ORDER BY d.position LIMIT 200) AS repeats`,
    values: [county, row],
  });
  return rows[0] ?? { tasks: [], repeats: [] };
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
