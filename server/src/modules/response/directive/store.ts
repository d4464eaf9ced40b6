import { areaPrefix } from '@lianfang/domain/kernel/areaCode.ts';
import type { TaskState } from '@lianfang/domain/kernel/task.ts';
import type { Order } from '@lianfang/domain/modules/response/schema.ts';
import { smallints, uuids } from '../../../kernel/db/columns.ts';
import type { Window } from '../../../kernel/indicators/values.ts';
import type { Tx } from '../../../kernel/ledger/handlers.ts';
import { directiveFigure } from '../figures.ts';
import { ALL, type Db, placeOf, type Seen, type StandingRecord, standing } from '../standing.ts';

/** The next number of a directive or a meeting of a response: the head's lock keeps it from being given twice. */
export async function nextNumber(
  { client, county }: Tx,
  table: 'directive' | 'meeting',
  response: string,
): Promise<number> {
  const { rows } = await client.query<{ next: number }>(
    `SELECT coalesce(max(number), 0) + 1 AS next FROM response.${table} WHERE county = $1 AND response = $2`,
    [county, response],
  );
  return rows[0]?.next ?? 1;
}

export type NewDirective = Order & {
  readonly id: string;
  readonly number: number;
  readonly response: string;
  readonly inside: string | undefined;
  readonly meeting: string | undefined;
  readonly area: string;
};

export type Target = { readonly unit: string; readonly account: string | undefined; readonly task: string };

export async function insertDirective(
  { client, county }: Tx,
  directive: NewDirective,
  targets: readonly Target[],
  by: { readonly at: string; readonly actor: string; readonly position: bigint },
): Promise<void> {
  const { id, number, response, inside, meeting, title, text, area, priority, dueAt } = directive;
  await client.query(
    `INSERT INTO response.directive (county, id, number, response, inside, meeting, title, body, area, priority, due_at, issued_at, issued_by, position)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      county,
      id,
      number,
      response,
      inside ?? null,
      meeting ?? null,
      title,
      text,
      area,
      priority,
      dueAt,
      by.at,
      by.actor,
      String(by.position),
    ],
  );
  await client.query(
    `INSERT INTO response.target (county, directive, n, task, unit, account)
     SELECT $1, $2, * FROM unnest($3::smallint[], $4::uuid[], $5::uuid[], $6::uuid[])`,
    [
      county,
      id,
      smallints(targets.map((_, n) => n)),
      uuids(targets.map(({ task }) => task)),
      uuids(targets.map(({ unit }) => unit)),
      uuids(targets.map(({ account }) => account)),
    ],
  );
}

/** Directives of a figure by their area: what `directivePage` with the same indicator opens. */
export async function countedDirectives(
  db: Db,
  county: string,
  indicator: string,
  window: Window,
): Promise<{ post: string; area: string }[]> {
  const { rows } = await db.query<{ area: string }>(
    `SELECT d.area FROM response.directive d WHERE d.county = $1 AND d.area LIKE $5 AND ($6::text[] IS NULL OR d.area LIKE ANY ($6))
       AND ${directiveFigure(indicator, { from: '$2', to: '$3', cutOff: '$4' })}`,
    [county, window.from, window.to, ...placeOf(window)],
  );
  return rows.map(({ area }) => ({ post: '', area }));
}

export type DirectiveRecord = StandingRecord & {
  id: string;
  number: number;
  response: string;
  inside: string | null;
  meeting: string | null;
  title: string;
  body: string;
  area: string;
  priority: 1 | 2 | 3;
  due_at: string;
  issued_at: string;
  issued_by: string;
  position: string;
  stands: 'open' | 'acknowledged' | 'done' | 'ended';
};

export type DirectiveQuery = {
  readonly id?: string | undefined;
  readonly response?: string | undefined;
  readonly state?: string | undefined;
  readonly unit?: string | undefined;
  readonly issuedBy?: string | undefined;
  /** Only what the asker has to do with. */
  readonly own?: boolean | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly area?: string | undefined;
  readonly indicator?: string | undefined;
  readonly cutOff?: bigint | undefined;
  readonly at: string;
};

/** Directives that a query finds, from a place in the list on (newest first); `all` says how many it finds in all. */
export async function directivePage(
  db: Db,
  county: string,
  query: DirectiveQuery,
  seen: Seen,
  after: readonly [string, number] | undefined,
  limit: number,
): Promise<(DirectiveRecord & { all: string })[]> {
  const figure =
    query.indicator === undefined
      ? undefined
      : directiveFigure(query.indicator, { from: '$6', to: '$7', cutOff: '$8' });
  const issued =
    '($6::timestamptz IS NULL OR d.issued_at >= $6) AND ($7::timestamptz IS NULL OR d.issued_at < $7)';
  // A figure counts by area alone, so what opens it goes by area alone; else what somebody has to do is his to see, too.
  const visible =
    figure === undefined
      ? `($10::text[] IS NULL OR d.area LIKE ANY ($10) OR d.issued_by = $12 OR EXISTS (SELECT 1 FROM response.target v
           JOIN tasks.task w ON w.county = v.county AND w.id = v.task WHERE v.county = $1 AND v.directive = d.id
           AND (v.unit = ANY ($11) OR v.account = $12 OR w.account = $12 OR w.area LIKE ANY ($10))))`
      : '($10::text[] IS NULL OR d.area LIKE ANY ($10)) AND $11::uuid[] IS NOT DISTINCT FROM $11 AND $12::uuid IS NOT DISTINCT FROM $12';
  const { rows } = await db.query<DirectiveRecord & { all: string }>(
    `WITH found AS (SELECT d.*, s.*, CASE WHEN s.open > 0 THEN 'open' WHEN s.accepted + s.returned > 0 THEN 'acknowledged'
         WHEN s.done > 0 THEN 'done' ELSE 'ended' END AS stands
       FROM response.directive d CROSS JOIN LATERAL (SELECT ${standing('$9')} FROM response.target t
         JOIN tasks.task k ON k.county = t.county AND k.id = t.task WHERE t.county = $1 AND t.directive = d.id) s
       WHERE d.county = $1 AND ($2::uuid IS NULL OR d.id = $2) AND ($3::uuid IS NULL OR d.response = $3)
         AND ($4::uuid IS NULL OR EXISTS (SELECT 1 FROM response.target t WHERE t.county = $1 AND t.directive = d.id AND t.unit = $4))
         AND ($5::uuid IS NULL OR d.issued_by = $5) AND (NOT $18::boolean OR d.issued_by = $12 OR d.inside = ANY ($11) OR EXISTS (
           SELECT 1 FROM response.target o JOIN tasks.task p ON p.county = o.county AND p.id = o.task
           WHERE o.county = $1 AND o.directive = d.id AND ((o.account IS NULL AND o.unit = ANY ($11)) OR o.account = $12 OR p.account = $12)))
         AND d.position <= $8 AND d.area LIKE $13 AND ${visible} AND ${figure ?? issued})
     SELECT * FROM (SELECT f.*, count(*) OVER () AS "all" FROM found f
       WHERE $14::text IS NULL OR f.stands = $14 OR ($14 = 'overdue' AND f.overdue > 0)) l
     WHERE $15::bigint IS NULL OR (l.position, l.number) < ($15, $16::integer) ORDER BY l.position DESC, l.number DESC LIMIT $17`,
    [
      county,
      query.id ?? null,
      query.response ?? null,
      query.unit ?? null,
      query.issuedBy ?? null,
      query.from ?? null,
      query.to ?? null,
      String(query.cutOff ?? ALL),
      query.at,
      seen.scope,
      seen.units,
      seen.actor,
      query.area === undefined ? '%' : `${areaPrefix(query.area.padEnd(12, '0'))}%`,
      query.state ?? null,
      after?.[0] ?? null,
      after?.[1] ?? null,
      limit,
      query.own === true,
    ],
  );
  return rows;
}

export type TargetRecord = {
  directive: string;
  task: string;
  unit: string;
  account: string | null;
  owner_account: string | null;
  state: TaskState;
  due_at: string;
  acknowledged_at: string | null;
  finished_at: string | null;
  confirmed_at: string | null;
  /** It is a task force's. */
  team: boolean;
};

/** The addressees of directives with how their tasks stand, in the order in which they were named. */
export async function targetsOf(
  db: Db,
  county: string,
  directives: readonly string[],
): Promise<TargetRecord[]> {
  const first = (moves: string) =>
    `(SELECT s.at FROM tasks.step s WHERE s.county = $1 AND s.task = t.task AND s.move IN (${moves}) ORDER BY s.position LIMIT 1)`;
  const { rows } = await db.query<TargetRecord>(
    `SELECT t.directive, t.task, k.unit, t.account, k.account AS owner_account, k.state, k.due_at,
       ${first(`'accept', 'report_progress', 'finish'`)} AS acknowledged_at,
       CASE WHEN k.state IN ('done', 'confirmed') THEN k.ended_at END AS finished_at,
       CASE WHEN k.state = 'confirmed' THEN ${first(`'confirm'`)} END AS confirmed_at,
       EXISTS (SELECT 1 FROM response.task_force f WHERE f.county = $1 AND f.id = k.unit) AS team
     FROM response.target t JOIN tasks.task k ON k.county = t.county AND k.id = t.task
     WHERE t.county = $1 AND t.directive = ANY ($2::uuid[]) ORDER BY t.directive, t.n`,
    [county, directives],
  );
  return rows;
}

export type StepRecord = {
  task: string;
  move: string;
  at: string;
  actor: string;
  reason: string | null;
  entry: string;
};

export async function stepsOf(db: Db, county: string, directive: string): Promise<StepRecord[]> {
  const { rows } = await db.query<StepRecord>(
    `SELECT s.task, s.move, s.at, s.actor, s.reason, s.entry FROM response.target t JOIN tasks.step s ON s.county = t.county AND s.task = t.task
     WHERE t.county = $1 AND t.directive = $2 ORDER BY s.position, s.task`,
    [county, directive],
  );
  return rows;
}

/** What directives want of an account: its own, and what its units have given to nobody. */
export async function waitingFor(
  db: Db,
  county: string,
  account: string,
  unitIds: readonly string[],
): Promise<
  {
    directive: string;
    number: number;
    title: string;
    priority: 1 | 2 | 3;
    task: string;
    state: TaskState;
    due_at: string;
  }[]
> {
  const { rows } = await db.query(
    `SELECT t.directive, d.number, d.title, d.priority, t.task, k.state, k.due_at
     FROM tasks.task k JOIN response.target t ON t.county = k.county AND t.task = k.id
     JOIN response.directive d ON d.county = t.county AND d.id = t.directive
     WHERE k.county = $1 AND k.live AND k.state IN ('open', 'accepted') AND (k.account = $2 OR (k.account IS NULL AND k.unit = ANY ($3)))
     ORDER BY k.due_at, k.id LIMIT 200`,
    [county, account, unitIds],
  );
  return rows;
}
