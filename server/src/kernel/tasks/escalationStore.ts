import type pg from 'pg';
import { uuids } from '../db/columns.ts';
import type { Tx } from '../ledger/handlers.ts';

/** A task whose next step up is due. */
export type DueTask = {
  readonly id: string;
  readonly kind: string;
  readonly unit: string;
  readonly account: string | null;
  readonly area: string;
  readonly climbed: number;
};

/** What is due at an instant, the longest due first. */
export async function dueTasks(db: pg.Pool, county: string, at: string, limit: number): Promise<DueTask[]> {
  const { rows } = await db.query<DueTask>({
    name: 'tasks.due',
    text: `SELECT id, kind, unit, account, area, climbed FROM tasks.task
           WHERE county = $1 AND next_at <= $2 ORDER BY next_at, id LIMIT $3`,
    values: [county, at, limit],
  });
  return rows;
}

/** How many are due at an instant. */
export async function dueNumber(db: pg.Pool, county: string, at: string): Promise<number> {
  const { rows } = await db.query<{ number: number }>(
    'SELECT count(*)::int AS number FROM tasks.task WHERE county = $1 AND next_at <= $2',
    [county, at],
  );
  return rows[0]?.number ?? 0;
}

/** Those of the tasks that have climbed by this entry. */
export async function climbedBy(
  { client, county }: Tx,
  ids: readonly string[],
  entry: string,
): Promise<Set<string>> {
  const { rows } = await client.query<{ task: string }>({
    name: 'tasks.climbed_by',
    text: `SELECT task FROM tasks.step WHERE county = $1 AND task = ANY ($2::uuid[]) AND entry = $3 AND move = 'escalate'`,
    values: [county, uuids(ids), entry],
  });
  return new Set(rows.map(({ task }) => task));
}

/**
 * What waits for an owner who is not there any more, by unit: `gone` when the unit itself is no more, else the person is
 * out of use or belongs to another unit.
 */
export async function withoutOwner(
  db: pg.Pool,
  county: string,
): Promise<{ unit: string; gone: boolean; tasks: string[] }[]> {
  const { rows } = await db.query<{ unit: string; gone: boolean; tasks: string[] }>({
    name: 'tasks.without_owner',
    text: `WITH owner AS (SELECT DISTINCT unit, account FROM tasks.task WHERE county = $1 AND live),
           lost AS (
             SELECT o.unit, o.account,
               NOT EXISTS (SELECT 1 FROM access.unit u WHERE u.county = $1 AND u.id = o.unit AND u.dissolved_at IS NULL)
               AND NOT EXISTS (SELECT 1 FROM tasks.team m WHERE m.county = $1 AND m.id = o.unit AND m.dissolved_at IS NULL) AS gone,
               o.account IS NOT NULL AND NOT EXISTS (
                 SELECT 1 FROM access.account a WHERE a.county = $1 AND a.id = o.account AND a.disabled_at IS NULL
                   AND (a.unit = o.unit OR EXISTS (SELECT 1 FROM tasks.team_member m
                          WHERE m.county = $1 AND m.team = o.unit AND m.account = o.account))) AS left_it
             FROM owner o)
           SELECT l.unit, l.gone, array_agg(t.id ORDER BY t.id) AS tasks
           FROM lost l JOIN tasks.task t ON t.county = $1 AND t.unit = l.unit AND t.account IS NOT DISTINCT FROM l.account
           WHERE (l.gone OR l.left_it) AND t.live AND t.state IN ('open', 'accepted')
           GROUP BY l.unit, l.gone`,
    values: [county],
  });
  return rows;
}
