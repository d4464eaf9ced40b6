import type { Agency } from '@lianfang/domain/kernel/access.ts';
import { areaPrefix } from '@lianfang/domain/kernel/areaCode.ts';
import type { TaskState } from '@lianfang/domain/kernel/task.ts';
import type { LegalBasis } from '@lianfang/domain/modules/response/schema.ts';
import type pg from 'pg';
import type { Window } from '../../../kernel/indicators/values.ts';
import { directiveFigure, taskForceFigure } from '../figures.ts';

type Db = pg.Pool | pg.ClientBase;

/** Beyond every position that there will be. */
const ALL = '9223372036854775807';

/** What a query may give the asker: areas that begin so (null: all), and what his units or he himself have to do with. */
export type Seen = { readonly scope: string[] | null; readonly units: string[]; readonly actor: string };

export type ResponseRecord = {
  id: string;
  name: string;
  area: string;
  level: number;
  activated_at: string;
  closed_at: string | null;
  closed_by: string | null;
  closed_why: string | null;
  /** Items of the close-out checklist that are not done. */
  left: string;
};

/** Every response, the newest first. */
export async function responses(db: Db, county: string): Promise<ResponseRecord[]> {
  const { rows } = await db.query<ResponseRecord>({
    name: 'response.responses',
    text: `SELECT r.id, r.name, r.area, r.activated_at, r.closed_at, r.closed_by, r.closed_why,
             (SELECT l.level FROM response.level l WHERE l.county = $1 AND l.response = r.id ORDER BY l.position DESC LIMIT 1) AS level,
             (SELECT count(*) FROM response.item i JOIN tasks.task k ON k.county = i.county AND k.id = i.task
                WHERE i.county = $1 AND i.response = r.id AND k.live) AS left
           FROM response.response r WHERE r.county = $1 ORDER BY r.position DESC`,
    values: [county],
  });
  return rows;
}

export type LevelRecord = {
  level: number;
  from_at: string;
  set_by: string;
  basis: LegalBasis[];
  measures: string[];
  why: string | null;
};

export async function levelsOf(db: Db, county: string, response: string): Promise<LevelRecord[]> {
  const { rows } = await db.query<LevelRecord>(
    'SELECT level, from_at, set_by, basis, measures, why FROM response.level WHERE county = $1 AND response = $2 ORDER BY position DESC',
    [county, response],
  );
  return rows;
}

/** Counts of tasks by state, as `count(…)` columns over `k`; `$at` is the parameter of the present instant. */
const standing = (
  at: string,
) => `count(*) FILTER (WHERE k.state = 'open') AS open, count(*) FILTER (WHERE k.state = 'accepted') AS accepted,
  count(*) FILTER (WHERE k.state = 'done') AS done, count(*) FILTER (WHERE k.state = 'confirmed') AS confirmed,
  count(*) FILTER (WHERE k.state = 'returned') AS returned, count(*) FILTER (WHERE k.state = 'cancelled') AS cancelled,
  count(*) FILTER (WHERE k.state IN ('open', 'accepted', 'returned') AND k.due_at < ${at}) AS overdue, count(*) AS total`;
const standingColumns = [
  'open',
  'accepted',
  'done',
  'confirmed',
  'returned',
  'cancelled',
  'overdue',
  'total',
] as const;
export type StandingRecord = Record<(typeof standingColumns)[number], string>;

export async function countsOf(
  db: Db,
  county: string,
  response: string,
  at: string,
): Promise<
  StandingRecord &
    Record<
      'issued' | 'meetings' | 'leaders' | 'task_forces' | 'items' | 'items_done' | 'items_overdue',
      string
    >
> {
  const { rows } = await db.query(
    `SELECT s.*, (SELECT count(*) FROM response.directive d WHERE d.county = $1 AND d.response = $2 AND d.inside IS NULL) AS issued,
       (SELECT count(*) FROM response.meeting m WHERE m.county = $1 AND m.response = $2) AS meetings,
       (SELECT count(*) FROM response.leader l WHERE l.county = $1 AND l.response = $2 AND l.until_at IS NULL) AS leaders,
       (SELECT count(*) FROM response.task_force f WHERE f.county = $1 AND f.response = $2 AND f.dissolved_at IS NULL) AS task_forces,
       i.items, i.items_done, i.items_overdue
     FROM (SELECT ${standing('$3')} FROM response.directive d JOIN response.target t ON t.county = d.county AND t.directive = d.id
             JOIN tasks.task k ON k.county = t.county AND k.id = t.task
             WHERE d.county = $1 AND d.response = $2 AND d.inside IS NULL) s,
          (SELECT count(*) AS items, count(*) FILTER (WHERE NOT k.live) AS items_done,
             count(*) FILTER (WHERE k.live AND k.due_at < $3) AS items_overdue
           FROM response.item i JOIN tasks.task k ON k.county = i.county AND k.id = i.task WHERE i.county = $1 AND i.response = $2) i`,
    [county, response, at],
  );
  return rows[0];
}

export type TaskForceRecord = StandingRecord & {
  id: string;
  response: string;
  name: string;
  remit: string;
  area: string;
  agencies: Agency[];
  formed_at: string;
  dissolved_at: string | null;
  phone: string | null;
  people: { account: string; role: 'lead' | 'deputy' | 'member' }[];
};

/** Task forces in the order in which they were formed; with a `figure`, those that the indicator counts. */
export async function taskForces(
  db: Db,
  county: string,
  {
    response,
    state,
    at,
    figure,
  }: {
    response: string | undefined;
    state: 'active' | 'dissolved' | 'all';
    at: string;
    figure?: Pick<Window, 'to' | 'area' | 'scope' | 'cutOff'> | undefined;
  },
): Promise<TaskForceRecord[]> {
  const counted = figure === undefined ? 'true' : taskForceFigure({ to: '$5', cutOff: '$6' });
  const { rows } = await db.query<TaskForceRecord>(
    `SELECT f.id, f.response, f.name, f.remit, f.area, f.agencies, f.formed_at, f.dissolved_at, c.phone, s.*,
       (SELECT json_agg(json_build_object('account', m.account, 'role', m.role) ORDER BY m.n) FROM response.member m
          WHERE m.county = $1 AND m.task_force = f.id) AS people
     FROM response.task_force f LEFT JOIN response.contact c ON c.county = f.county AND c.unit = f.id
     CROSS JOIN LATERAL (SELECT ${standing('$4')} FROM response.target t JOIN tasks.task k ON k.county = t.county AND k.id = t.task
       WHERE t.county = $1 AND t.unit = f.id) s
     WHERE f.county = $1 AND ($2::uuid IS NULL OR f.response = $2) AND ($3 = 'all' OR (f.dissolved_at IS NULL) = ($3 = 'active'))
       AND $5::timestamptz IS NOT DISTINCT FROM $5 AND $6::bigint IS NOT DISTINCT FROM $6 AND f.area LIKE $7
       AND ($8::text[] IS NULL OR f.area LIKE ANY ($8)) AND ${counted} ORDER BY f.position`,
    [county, response ?? null, state, at, figure?.to ?? at, ...placeOf(figure)],
  );
  return rows;
}

/** The cut-off, the area and the scope of a figure as parameters. */
function placeOf(figure?: Pick<Window, 'area' | 'scope' | 'cutOff'>): [string, string, string[] | null] {
  return [
    String(figure?.cutOff ?? ALL),
    figure?.area === undefined ? '%' : `${areaPrefix(figure.area.padEnd(12, '0'))}%`,
    figure?.scope === undefined ? null : figure.scope.map((prefix) => `${prefix}%`),
  ];
}

export async function activeTaskForces(
  db: Db,
  county: string,
  window: Window,
): Promise<{ post: string; area: string }[]> {
  const { rows } = await db.query<{ area: string }>(
    `SELECT f.area FROM response.task_force f WHERE f.county = $1 AND ${taskForceFigure({ to: '$2', cutOff: '$3' })} AND f.area LIKE $4
       AND ($5::text[] IS NULL OR f.area LIKE ANY ($5))`,
    [county, window.to, ...placeOf(window)],
  );
  return rows.map(({ area }) => ({ post: '', area }));
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

export async function countedMeetings(
  db: Db,
  county: string,
  window: Window,
): Promise<{ post: string; area: string }[]> {
  const { rows } = await db.query<{ area: string }>(
    `SELECT m.area FROM response.meeting m WHERE m.county = $1 AND m.held_at >= $2 AND m.held_at < $3 AND m.position <= $4
       AND m.area LIKE $5 AND ($6::text[] IS NULL OR m.area LIKE ANY ($6))`,
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

export type MeetingRecord = {
  id: string;
  number: number;
  response: string;
  title: string;
  held_at: string;
  until_at: string | null;
  place: string | null;
  chair: string;
  units: string[];
  minutes: string;
  decisions: { text: string; directive?: string }[];
  position: string;
  all: string;
};

/** Meetings, the last one held first; `counted`: only what a figure of the asker's areas counts. */
export async function meetingPage(
  db: Db,
  county: string,
  query: Pick<DirectiveQuery, 'response' | 'from' | 'to' | 'area' | 'cutOff'> & { readonly counted: boolean },
  seen: Seen,
  after: readonly [string, number] | undefined,
  limit: number,
): Promise<MeetingRecord[]> {
  const { rows } = await db.query<MeetingRecord>(
    `SELECT * FROM (SELECT m.id, m.number, m.response, m.title, m.held_at, m.until_at, m.place, m.chair, m.units, m.minutes, m.decisions,
         m.position, count(*) OVER () AS "all"
       FROM response.meeting m WHERE m.county = $1 AND ($2::uuid IS NULL OR m.response = $2) AND ($3::timestamptz IS NULL OR m.held_at >= $3)
         AND ($4::timestamptz IS NULL OR m.held_at < $4) AND m.position <= $5 AND m.area LIKE $6
         AND ($7::text[] IS NULL OR m.area LIKE ANY ($7) OR (NOT $8 AND m.units && $9))) l
     WHERE $10::bigint IS NULL OR (l.position, l.number) < ($10, $11::integer) ORDER BY l.position DESC, l.number DESC LIMIT $12`,
    [
      county,
      query.response ?? null,
      query.from ?? null,
      query.to ?? null,
      String(query.cutOff ?? ALL),
      query.area === undefined ? '%' : `${areaPrefix(query.area.padEnd(12, '0'))}%`,
      seen.scope,
      query.counted,
      seen.units,
      after?.[0] ?? null,
      after?.[1] ?? null,
      limit,
    ],
  );
  return rows;
}

export type LeaderRecord = {
  id: string;
  response: string;
  account: string;
  areas: string[];
  posts: string[];
  remit: string | null;
  from_at: string;
  until_at: string | null;
};

export async function leaders(
  db: Db,
  county: string,
  { response, ended, account }: { response?: string | undefined; ended: boolean; account?: string },
): Promise<LeaderRecord[]> {
  const { rows } = await db.query<LeaderRecord>(
    `SELECT l.id, l.response, l.account, l.areas, l.posts, l.remit, l.from_at, l.until_at FROM response.leader l
     WHERE l.county = $1 AND ($2::uuid IS NULL OR l.response = $2) AND ($3 OR l.until_at IS NULL) AND ($4::uuid IS NULL OR l.account = $4)
     ORDER BY l.until_at IS NOT NULL, l.position`,
    [county, response ?? null, ended, account ?? null],
  );
  return rows;
}

export type TimelineRecord = {
  position: string;
  n: number;
  entry: string;
  kind: string;
  at: string;
  actor: string;
  subject: string;
  title: string;
  level: number | null;
  number: number | null;
};

/**
 * The timeline from a place on, newest first: what the command post wrote, and each move of a directive's task but those up.
 * What concerns the whole of a response is everyone's to see.
 */
export async function timeline(
  db: Db,
  county: string,
  response: string,
  seen: Seen,
  after: readonly [string, number] | undefined,
  limit: number,
): Promise<TimelineRecord[]> {
  const { rows } = await db.query<TimelineRecord>(
    `SELECT * FROM (
       SELECT e.position, e.n::integer AS n, e.entry, e.kind, e.at, e.actor, e.subject, e.title, e.level, e.number FROM response.event e
       WHERE e.county = $1 AND e.response = $2 AND ($3::text[] IS NULL OR e.area LIKE ANY ($3) OR e.actor = $5
         OR e.kind IN ('response.activated', 'response.level.changed', 'response.closed')
         OR EXISTS (SELECT 1 FROM response.target t WHERE t.county = $1 AND t.directive = e.subject AND (t.unit = ANY ($4) OR t.account = $5)))
       UNION ALL
       SELECT s.position, row_number() OVER (PARTITION BY s.position ORDER BY s.task)::integer, s.entry, 'task.' || s.move, s.at, s.actor, s.task,
         d.title, NULL, d.number FROM response.directive d JOIN response.target t ON t.county = d.county AND t.directive = d.id
         JOIN tasks.step s ON s.county = t.county AND s.task = t.task
       WHERE d.county = $1 AND d.response = $2 AND s.move <> 'escalate'
         AND ($3::text[] IS NULL OR d.area LIKE ANY ($3) OR s.area LIKE ANY ($3) OR d.issued_by = $5 OR t.unit = ANY ($4) OR t.account = $5)) l
     WHERE $6::bigint IS NULL OR (l.position, l.n) < ($6, $7::integer) ORDER BY l.position DESC, l.n DESC LIMIT $8`,
    [county, response, seen.scope, seen.units, seen.actor, after?.[0] ?? null, after?.[1] ?? null, limit],
  );
  return rows;
}

export type ItemRecord = {
  task: string;
  code: string;
  content: string | null;
  note: string | null;
  unit: string;
  account: string | null;
  due_at: string;
  state: TaskState;
  live: boolean;
  ended_at: string | null;
  done_by: string | null;
};

export async function items(db: Db, county: string, response: string): Promise<ItemRecord[]> {
  const { rows } = await db.query<ItemRecord>(
    `SELECT i.task, i.code, i.content, i.note, k.unit, k.account, k.due_at, k.state, k.live, k.ended_at,
       (SELECT s.actor FROM tasks.step s WHERE s.county = $1 AND s.task = i.task AND s.entry = k.ended_entry LIMIT 1) AS done_by
     FROM response.item i JOIN tasks.task k ON k.county = i.county AND k.id = i.task WHERE i.county = $1 AND i.response = $2 ORDER BY i.n`,
    [county, response],
  );
  return rows;
}

export type TroubleRecord = {
  id: string;
  kind: string;
  subject: string;
  area: string;
  due_at: string;
  what: 'task_overdue' | 'task_returned' | 'task_contested';
  all: string;
};

/** Tasks in these areas that somebody must look at, the longest overdue first, and how many there are. */
export async function troubles(
  db: Db,
  county: string,
  areas: readonly string[],
  at: string,
  limit: number,
): Promise<TroubleRecord[]> {
  const { rows } = await db.query<TroubleRecord>(
    `SELECT k.id, k.kind, k.subject, k.area, k.due_at, count(*) OVER () AS "all",
       CASE WHEN k.contested THEN 'task_contested' WHEN k.state = 'returned' THEN 'task_returned' ELSE 'task_overdue' END AS what
     FROM tasks.task k WHERE k.county = $1 AND k.area LIKE ANY ($2) AND k.live
       AND (k.contested OR k.state = 'returned' OR (k.state IN ('open', 'accepted') AND k.due_at < $3)) ORDER BY k.due_at, k.id LIMIT $4`,
    [county, areas, at, limit],
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
