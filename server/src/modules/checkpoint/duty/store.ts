import type pg from 'pg';
import { prefixOf } from '../../../kernel/access/permissions.ts';
import type { Window } from '../../../kernel/indicators/values.ts';

type Db = pg.Pool | pg.ClientBase;

/** Posts with a shift in the window, or with something registered in it: `checkpoint.posts.staffed`. */
export async function staffedPosts(
  db: Db,
  county: string,
  window: Window,
): Promise<{ post: string; area: string }[]> {
  const { rows } = await db.query<{ post: string; area: string }>({
    name: 'checkpoint.staffed',
    // A shift that nobody closed counts for a day at most. Hours in which a post has a sum lead to its passages: for a post
    // that was closed all day, no passage of the others need be looked at. ORDER BY and LIMIT keep the search to the index by
    // time: left to itself the planner hopes to find one soon in a scan of everything there ever was.
    text: `SELECT p.code AS post, p.area FROM checkpoint.post p
           WHERE p.county = $1 AND ($4::text IS NULL OR p.code = $4) AND p.area LIKE $5 AND ($6::text[] IS NULL OR p.area LIKE ANY ($6))
             AND (EXISTS (SELECT 1 FROM checkpoint.shift s WHERE s.county = $1 AND s.post = p.code AND s.position <= $7 AND s.opened_at < $3
                            AND s.opened_at > $2::timestamptz - interval '24 hours'
                            AND (s.closed_position IS NULL OR s.closed_position > $7 OR s.closed_at > $2))
               OR EXISTS (SELECT 1 FROM indicators.hour h CROSS JOIN LATERAL (
                            SELECT 1 FROM checkpoint.passage v WHERE v.county = $1 AND v.post = h.post
                              AND v.occurred >= greatest(h.hour, $2) AND v.occurred < least(h.hour + interval '1 hour', $3)
                              AND v.position <= $7 AND (v.superseded IS NULL OR v.superseded > $7) ORDER BY v.occurred LIMIT 1) one
                          WHERE h.county = $1 AND h.post = p.code AND h.indicator = 'checkpoint.persons.screened'
                            AND h.hour > $2::timestamptz - interval '1 hour' AND h.hour < $3))`,
    values: [
      county,
      window.from,
      window.to,
      window.post ?? null,
      within(window.area),
      window.scope === undefined ? null : window.scope.map((prefix) => `${prefix}%`),
      String(window.cutOff ?? 9223372036854775807n),
    ],
  });
  return rows;
}

/** A LIKE pattern for an area with all that lies in it, or for everything. */
function within(area: string | undefined): string {
  return area === undefined ? '%' : `${prefixOf(area)}%`;
}

/** A fever with its task. `ended_at` without an outcome: cancelled by whoever issues such tasks. */
export type FeverRecord = {
  passage: string;
  person: number;
  post: string;
  temperature: number | null;
  opened_at: string;
  due_at: string;
  ended_at: string | null;
  outcome: string | null;
};

const feverColumns =
  'f.passage, f.person, f.post, f.temperature, t.opened_at, t.due_at, t.ended_at, e.outcome';
const withTask = `JOIN tasks.task t ON t.county = f.county AND t.subject = f.passage AND t.part = f.person AND t.kind = 'checkpoint.fever'
  LEFT JOIN checkpoint.fever_ending e ON e.county = t.county AND e.entry = t.ended_entry`;

export async function feversOf(db: Db, county: string, passage: string): Promise<FeverRecord[]> {
  const { rows } = await db.query<FeverRecord>(
    `SELECT ${feverColumns} FROM checkpoint.fever f ${withTask} WHERE f.county = $1 AND f.passage = $2 ORDER BY f.person`,
    [county, passage],
  );
  return rows;
}

export async function fevers(
  db: Db,
  county: string,
  {
    state,
    post,
    area,
    limit,
    scope,
  }: {
    state: 'open' | 'ended' | 'all';
    post: string | undefined;
    area: string | undefined;
    limit: number;
    scope: string[] | null;
  },
): Promise<FeverRecord[]> {
  const { rows } = await db.query<FeverRecord>(
    `SELECT ${feverColumns} FROM checkpoint.fever f ${withTask} JOIN checkpoint.post p ON p.county = f.county AND p.code = f.post
     WHERE f.county = $1 AND ($2 = 'all' OR t.live = ($2 = 'open')) AND ($3::text IS NULL OR f.post = $3)
       AND ($4::text[] IS NULL OR p.area LIKE ANY ($4)) AND p.area LIKE $6 ORDER BY t.live DESC, t.due_at, f.passage, f.person LIMIT $5`,
    [county, state, post ?? null, scope, limit, within(area)],
  );
  return rows;
}

/** Open and overdue fevers by post, of the posts that lie in the scope and the area. */
export async function feverCounts(
  db: Db,
  county: string,
  at: string,
  { area, scope }: { area?: string | undefined; scope: string[] | null },
): Promise<Map<string, { open: number; overdue: number }>> {
  const { rows } = await db.query<{ post: string; open: string; overdue: string }>(
    `SELECT f.post, count(*) AS open, count(*) FILTER (WHERE t.due_at < $2) AS overdue
     FROM tasks.task t JOIN checkpoint.fever f ON f.county = t.county AND f.passage = t.subject AND f.person = t.part
     JOIN checkpoint.post p ON p.county = f.county AND p.code = f.post
     WHERE t.county = $1 AND t.kind = 'checkpoint.fever' AND t.live AND p.area LIKE $3 AND ($4::text[] IS NULL OR p.area LIKE ANY ($4)) GROUP BY f.post`,
    [county, at, within(area), scope],
  );
  return new Map(
    rows.map(({ post, open, overdue }) => [post, { open: Number(open), overdue: Number(overdue) }]),
  );
}

export type PostRecord = {
  code: string;
  name: string;
  type: 'expressway_exit' | 'trunk_road' | 'other';
  area: string;
  aliases: string[];
  active: boolean;
};

export async function posts(db: Db, county: string): Promise<PostRecord[]> {
  const { rows } = await db.query<PostRecord>({
    name: 'checkpoint.posts',
    text: 'SELECT code, name, type, area, aliases, active FROM checkpoint.post WHERE county = $1 ORDER BY length(code), code',
    values: [county],
  });
  return rows;
}

export type ShiftRecord = {
  id: string;
  post: string;
  label: string | null;
  opened_at: string;
  closed_at: string | null;
  agencies: string[];
  handover: string | null;
};

/** What shifts are known by, by id. */
export async function shiftsOf(
  db: Db,
  county: string,
  ids: readonly string[],
): Promise<Map<string, { label: string | null; opened_at: string }>> {
  const { rows } = await db.query<{ id: string; label: string | null; opened_at: string }>(
    'SELECT id, label, opened_at FROM checkpoint.shift WHERE county = $1 AND id = ANY ($2::uuid[])',
    [county, [...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The newest shift of each post, and the newest hand-over note. */
export async function latestShifts(
  db: Db,
  county: string,
): Promise<Map<string, { open: ShiftRecord | undefined; handover: string | undefined }>> {
  const { rows } = await db.query<ShiftRecord & { newest: number }>(
    `SELECT id, post, label, opened_at, closed_at, agencies, handover FROM (
       SELECT *, row_number() OVER (PARTITION BY post ORDER BY opened_at DESC) AS newest FROM checkpoint.shift WHERE county = $1) s
     WHERE newest <= 3 ORDER BY post, opened_at DESC`,
    [county],
  );
  const byPost = new Map<string, { open: ShiftRecord | undefined; handover: string | undefined }>();
  for (const row of rows) {
    const known = byPost.get(row.post) ?? { open: undefined, handover: undefined };
    byPost.set(row.post, {
      open: known.open ?? (row.closed_at === null ? row : undefined),
      handover: known.handover ?? row.handover ?? undefined,
    });
  }
  return byPost;
}

export async function shifts(
  db: Db,
  county: string,
  {
    post,
    area,
    from,
    to,
    scope,
  }: {
    post: string | undefined;
    area: string | undefined;
    from: string | undefined;
    to: string | undefined;
    scope: string[] | null;
  },
): Promise<(ShiftRecord & { passages: string; persons: string })[]> {
  const { rows } = await db.query<ShiftRecord & { passages: string; persons: string }>(
    `SELECT s.id, s.post, s.label, s.opened_at, s.closed_at, s.agencies, s.handover, t.passages, t.persons
     FROM checkpoint.shift s JOIN checkpoint.post p ON p.county = s.county AND p.code = s.post
     CROSS JOIN LATERAL (SELECT count(*) AS passages, coalesce(sum(v.persons), 0) AS persons FROM checkpoint.passage v
       WHERE v.county = $1 AND v.shift = s.id AND v.superseded IS NULL AND v.occurred >= s.opened_at - interval '1 day'
         AND v.occurred < coalesce(s.closed_at, s.opened_at + interval '2 days') + interval '1 hour') t
     WHERE s.county = $1 AND ($2::text IS NULL OR s.post = $2) AND ($3::timestamptz IS NULL OR coalesce(s.closed_at, 'infinity') > $3)
       AND ($4::timestamptz IS NULL OR s.opened_at < $4) AND ($5::text[] IS NULL OR p.area LIKE ANY ($5))
       AND p.area LIKE $6
     ORDER BY s.opened_at DESC LIMIT 200`,
    [county, post ?? null, from ?? null, to ?? null, scope, within(area)],
  );
  return rows;
}

/** When something was last registered, by post. */
export async function lastPassages(db: Db, county: string): Promise<Map<string, string>> {
  const { rows } = await db.query<{ code: string; last: string | null }>(
    `SELECT p.code, l.occurred AS last FROM checkpoint.post p CROSS JOIN LATERAL (
       SELECT max(h.hour) AS hour FROM indicators.hour h WHERE h.county = $1 AND h.indicator = 'checkpoint.persons.screened' AND h.post = p.code) h
     CROSS JOIN LATERAL (SELECT max(v.occurred) AS occurred FROM checkpoint.passage v WHERE v.county = $1 AND v.post = p.code
       AND v.occurred >= h.hour AND v.occurred < h.hour + interval '1 hour') l
     WHERE p.county = $1`,
    [county],
  );
  return new Map(rows.flatMap(({ code, last }) => (last === null ? [] : [[code, last]])));
}
