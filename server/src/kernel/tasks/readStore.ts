import type { Level, MoveName, TaskKind, TaskState } from '@lianfang/domain/kernel/task.ts';
import type { TaskFilter } from '@lianfang/domain/kernel/taskReads.ts';
import { isEnded } from '@lianfang/domain/kernel/taskRules.ts';
import type pg from 'pg';
import { prefixOf } from '../access/permissions.ts';
import { type TaskRecord, taskColumns } from './store.ts';

/** A task with the names of its owner. */
export type NamedTask = TaskRecord & {
  readonly unit_name: string | null;
  readonly account_name: string | null;
};

export type TaskQuery = Omit<TaskFilter, 'after' | 'limit'> & {
  /** What is overdue at this instant is. */
  readonly at: string;
  readonly scope: string[] | null;
};

/** Where a page ended: the next one goes on after it. */
export type Mark = { readonly at: string; readonly id: string };

const owners = `LEFT JOIN access.unit n ON n.county = t.county AND n.id = t.unit
  LEFT JOIN tasks.team m ON m.county = t.county AND m.id = t.unit
  LEFT JOIN access.account a ON a.county = t.county AND a.id = t.account`;
const named = `${taskColumns}, coalesce(n.name, m.name) AS unit_name, a.display AS account_name`;

const groups: Readonly<Record<NonNullable<TaskFilter['group']>, (at: string) => string>> = {
  open: () => 't.live',
  closed: () => 'NOT t.live',
  overdue: (at) => `t.live AND t.state <> 'done' AND t.due_at < ${at}`,
  amber: (at) => `t.live AND t.state <> 'done' AND t.amber_at <= ${at} AND t.due_at >= ${at}`,
  returned: () => `t.live AND t.state = 'returned'`,
  contested: () => 't.contested',
  asked: () => 't.asked_due IS NOT NULL',
  done: () => `t.live AND t.state = 'done'`,
  all: () => 'true',
};

/** What narrows tasks and their tally alike, over the alias `t`. */
export function narrowed(
  county: string,
  query: Pick<TaskQuery, 'kind' | 'area' | 'unit' | 'originType' | 'origin' | 'scope'>,
): {
  where: string;
  values: unknown[];
  add: (sql: (parameter: string) => string, value: unknown) => void;
  conditions: string[];
} {
  const values: unknown[] = [county];
  const conditions = ['t.county = $1'];
  const add = (sql: (parameter: string) => string, value: unknown) => {
    if (value === undefined || value === null) return;
    values.push(value);
    conditions.push(sql(`$${values.length}`));
  };
  add((p) => `t.kind = ${p}`, query.kind);
  add((p) => `t.area LIKE ${p}`, query.area === undefined ? undefined : `${prefixOf(query.area)}%`);
  add((p) => `t.unit = ${p}`, query.unit);
  add((p) => `t.origin_type = ${p}`, query.originType);
  add((p) => `t.origin = ${p}`, query.origin);
  add((p) => `t.area LIKE ANY (${p})`, query.scope);
  return { where: conditions.join(' AND '), values, add, conditions };
}

function conditionOf(county: string, query: TaskQuery): { where: string; values: unknown[] } {
  const { values, add, conditions } = narrowed(county, query);
  add((p) => `t.account = ${p}`, query.account);
  add((p) => `t.subject = ${p}`, query.subject);
  const group = query.group ?? 'open';
  if (group === 'overdue' || group === 'amber') add(groups[group], query.at);
  else conditions.push(groups[group](''));
  return { where: conditions.join(' AND '), values };
}

/** A page of a list: by deadline, the earliest first; what has ended the other way round. */
export async function page(
  db: pg.Pool,
  county: string,
  query: TaskQuery,
  after: Mark | undefined,
  limit: number,
): Promise<NamedTask[]> {
  const { where, values } = conditionOf(county, query);
  const [order, beyond] = query.group === 'closed' ? ['DESC', '<'] : ['', '>'];
  const mark =
    after === undefined
      ? ''
      : ` AND (t.due_at, t.id) ${beyond} ($${values.push(after.at)}::timestamptz, $${values.push(after.id)}::uuid)`;
  const { rows } = await db.query<NamedTask>(
    `SELECT ${named} FROM (SELECT * FROM tasks.task t WHERE ${where}${mark} ORDER BY t.due_at ${order}, t.id ${order}
       LIMIT $${values.push(limit)}) t ${owners} WHERE t.county = $1 ORDER BY t.due_at ${order}, t.id ${order}`,
    values,
  );
  return rows;
}

/** Groups whose number the tally knows. */
const tallied: readonly string[] = ['open', 'closed', 'returned', 'done', 'all'];

/** How many there are; out of the tally where it knows, else counted. */
export async function total(
  db: pg.Pool,
  county: string,
  query: TaskQuery,
  kinds: Readonly<Record<string, TaskKind>>,
): Promise<number> {
  const group = query.group ?? 'open';
  const inTally =
    query.origin === undefined || query.originType === 'list' || query.originType === 'directive';
  if (tallied.includes(group) && query.account === undefined && query.subject === undefined && inTally) {
    const { where, values } = narrowed(county, query);
    const { rows } = await db.query<{ kind: string; state: TaskState; number: string }>(
      `SELECT t.kind, t.state, sum(t.number) AS number FROM tasks.tally t WHERE ${where} GROUP BY 1, 2`,
      values,
    );
    return rows
      .filter(({ kind, state }) => isIn(group, state, isEnded(kinds[kind] ?? { confirmed: true }, state)))
      .reduce((sum, { number }) => sum + Number(number), 0);
  }
  const { where, values } = conditionOf(county, query);
  const { rows } = await db.query<{ total: string }>(
    `SELECT count(*) AS total FROM tasks.task t WHERE ${where}`,
    values,
  );
  return Number(rows[0]?.total);
}

function isIn(group: string, state: TaskState, ended: boolean): boolean {
  if (group === 'all') return true;
  if (group === 'closed') return ended;
  return !ended && (group === 'open' || state === group);
}

/**
 * What these people have to do: what is theirs, or of those they stand in for, and what their units and teams gave to
 * nobody in particular; all kinds but one, if it is named (`without`).
 */
export async function mine(
  db: pg.Pool,
  county: string,
  accounts: readonly string[],
  at: string,
  limit: number,
  without: string | undefined,
): Promise<{ records: NamedTask[]; total: number }> {
  const { rows: whose } = await db.query<{ units: string[]; persons: string[] }>({
    name: 'tasks.whose',
    text: `SELECT ARRAY(SELECT a.unit FROM access.account a WHERE a.county = $1 AND a.id = ANY ($2::uuid[]) AND a.unit IS NOT NULL
                        UNION SELECT m.team FROM tasks.team_member m WHERE m.county = $1 AND m.account = ANY ($2::uuid[])) AS units,
                  ARRAY(SELECT unnest($2::uuid[]) UNION SELECT s.account FROM tasks.substitute s
                        WHERE s.county = $1 AND s.substitute = ANY ($2::uuid[]) AND s.from_at <= $3 AND s.until_at > $3) AS persons`,
    values: [county, accounts, at],
  });
  const { units = [], persons = [] } = whose[0] ?? {};
  // Each owner's earliest come out of an index; of all of an owner's tasks only the number is asked for.
  const but = (place: string) => (without === undefined ? '' : `AND kind <> ${place}`);
  const earliest = (owned: string) =>
    `SELECT id, due_at FROM tasks.task WHERE county = $1 AND live ${but('$5')} AND ${owned} ORDER BY due_at, id LIMIT $4`;
  const counted = (owned: string) =>
    `(SELECT count(*) FROM tasks.task WHERE county = $1 AND live ${but('$4')} AND ${owned})`;
  const also = without === undefined ? [] : [without];
  const [{ rows }, { rows: totals }] = await Promise.all([
    db.query<NamedTask>({
      name: `tasks.mine${also.length === 0 ? '' : '_but'}`,
      text: `SELECT ${named} FROM (
               SELECT o.id FROM (SELECT w.* FROM unnest($2::uuid[]) AS p(id) CROSS JOIN LATERAL (${earliest('account = p.id')}) w
                 UNION ALL SELECT w.* FROM unnest($3::uuid[]) AS u(id) CROSS JOIN LATERAL (${earliest('unit = u.id AND account IS NULL')}) w) o
               ORDER BY o.due_at, o.id LIMIT $4) w
             JOIN tasks.task t ON t.county = $1 AND t.id = w.id ${owners} ORDER BY t.due_at, t.id`,
      values: [county, persons, units, limit, ...also],
    }),
    db.query<{ total: string }>({
      name: `tasks.mine_total${also.length === 0 ? '' : '_but'}`,
      text: `SELECT ${counted('account = ANY ($2::uuid[])')}
               + ${counted('unit = ANY ($3::uuid[]) AND account IS NULL')} AS total`,
      values: [county, persons, units, ...also],
    }),
  ]);
  return { records: rows, total: Number(totals[0]?.total) };
}

export async function oneTask(db: pg.Pool, county: string, id: string): Promise<NamedTask | undefined> {
  const { rows } = await db.query<NamedTask>({
    name: 'tasks.one',
    text: `SELECT ${named} FROM tasks.task t ${owners} WHERE t.county = $1 AND t.id = $2`,
    values: [county, id],
  });
  return rows[0];
}

/** What decides who has a hand in each of these tasks. */
export async function standingsOf(
  db: pg.Pool,
  county: string,
  ids: readonly string[],
): Promise<{ id: string; kind: string; area: string; unit: string; account?: string }[]> {
  const { rows } = await db.query<{
    id: string;
    kind: string;
    area: string;
    unit: string;
    account: string | null;
  }>({
    name: 'tasks.standings',
    text: 'SELECT id, kind, area, unit, account FROM tasks.task WHERE county = $1 AND id = ANY ($2::uuid[])',
    values: [county, ids],
  });
  return rows.map(({ account, ...task }) => ({ ...task, ...(account !== null && { account }) }));
}

export async function stepsOf(
  db: pg.Pool,
  county: string,
  id: string,
): Promise<
  {
    position: string;
    move: MoveName;
    entry: string;
    actor: string;
    actor_name: string | null;
    at: string;
    was: TaskState;
    state: TaskState;
    level: Level | null;
    reason: string | null;
    due_at: string | null;
    unit: string | null;
    unit_name: string | null;
    account: string | null;
    contested: boolean;
  }[]
> {
  const { rows } = await db.query({
    name: 'tasks.steps',
    text: `SELECT s.position, s.move, s.entry, s.actor, a.display AS actor_name, s.at, s.was, s.state, s.level, s.reason, s.due_at, s.unit,
             coalesce(n.name, m.name) AS unit_name, s.account, s.contested
           FROM tasks.step s LEFT JOIN access.account a ON a.county = s.county AND a.id = s.actor
           LEFT JOIN access.unit n ON n.county = s.county AND n.id = s.unit LEFT JOIN tasks.team m ON m.county = s.county AND m.id = s.unit
           WHERE s.county = $1 AND s.task = $2 ORDER BY s.position, s.move`,
    values: [county, id],
  });
  return rows;
}

type EscalationQuery = {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly area?: string | undefined;
  readonly cutOff?: string | undefined;
  readonly scope: string[] | null;
};

/** The very rows that `tasks.escalated` counts (indicators.ts). */
function escalated(county: string, query: EscalationQuery): { where: string; values: unknown[] } {
  const values: unknown[] = [county];
  const conditions = ['s.county = $1', `s.move = 'escalate'`, `s.level <> 'owner'`];
  const add = (sql: (parameter: string) => string, value: unknown) => {
    if (value === undefined || value === null) return;
    values.push(value);
    conditions.push(sql(`$${values.length}`));
  };
  add((p) => `s.at >= ${p}`, query.from);
  add((p) => `s.at < ${p}`, query.to);
  add((p) => `s.area LIKE ${p}`, query.area === undefined ? undefined : `${prefixOf(query.area)}%`);
  add((p) => `s.position <= ${p}`, query.cutOff);
  add((p) => `s.area LIKE ANY (${p})`, query.scope);
  return { where: conditions.join(' AND '), values };
}

export async function escalations(
  db: pg.Pool,
  county: string,
  query: EscalationQuery,
  after: Mark | undefined,
  limit: number,
): Promise<
  {
    task: string;
    kind: string;
    area: string;
    at: string;
    position: string;
    level: Level;
    unheard: boolean;
    state: TaskState;
  }[]
> {
  const { where, values } = escalated(county, query);
  const mark =
    after === undefined
      ? ''
      : ` AND (s.at, s.task) < ($${values.push(after.at)}::timestamptz, $${values.push(after.id)}::uuid)`;
  const { rows } = await db.query(
    `SELECT s.task, t.kind, s.area, s.at, s.position, s.level, s.unheard, s.state
     FROM tasks.step s JOIN tasks.task t ON t.county = s.county AND t.id = s.task
     WHERE ${where}${mark} ORDER BY s.at DESC, s.task DESC LIMIT $${values.push(limit)}`,
    values,
  );
  return rows;
}

export async function escalationTotal(db: pg.Pool, county: string, query: EscalationQuery): Promise<number> {
  const { where, values } = escalated(county, query);
  const { rows } = await db.query<{ total: string }>(
    `SELECT count(*) AS total FROM tasks.step s WHERE ${where}`,
    values,
  );
  return Number(rows[0]?.total);
}

/** Names of units and teams by id. */
export async function unitNames(
  db: pg.Pool,
  county: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; name: string }>(
    `SELECT id, name FROM access.unit WHERE county = $1 AND id = ANY ($2::uuid[])
     UNION ALL SELECT id, name FROM tasks.team WHERE county = $1 AND id = ANY ($2::uuid[])`,
    [county, ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export async function unitAreas(db: pg.Pool, county: string): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; area: string }>(
    'SELECT id, area FROM access.unit WHERE county = $1',
    [county],
  );
  return new Map(rows.map(({ id, area }) => [id, area]));
}

/** Duties from a day before an instant to two weeks after it. */
export async function dutiesAround(
  db: pg.Pool,
  county: string,
  accounts: readonly string[],
  at: string,
): Promise<{ account: string; from: string; until: string }[]> {
  const near = (days: number) => new Date(Date.parse(at) + days * 86_400_000).toISOString();
  const { rows } = await db.query<{ account: string; from: string; until: string }>(
    `SELECT account, from_at AS "from", until_at AS until FROM tasks.duty
     WHERE county = $1 AND account = ANY ($2::uuid[]) AND until_at > $3 AND from_at < $4 AND until_at > from_at ORDER BY from_at, account`,
    [county, accounts, near(-1), near(14)],
  );
  return rows;
}
