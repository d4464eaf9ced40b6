import type pg from 'pg';
import { prefixOf } from '../../../kernel/access/permissions.ts';
import type { Window } from '../../../kernel/indicators/values.ts';

type Part = { post: string; area: string; value: number };

function placeOf({ area, scope }: Window): [string, string[] | null] {
  return [
    area === undefined ? '%' : `${prefixOf(area)}%`,
    scope === undefined ? null : scope.map((prefix) => `${prefix}%`),
  ];
}

/** Rows that had not ended when a period did, as known at the cut-off, by area; or those of them that were overdue. */
export async function openRows(
  client: pg.ClientBase,
  county: string,
  window: Window,
  overdue: boolean,
): Promise<Part[]> {
  if (window.post !== undefined) return [];
  const { rows } = await client.query<{ area: string; value: string }>({
    name: 'verification.open_at',
    text: `SELECT v.area, count(*) AS value FROM verification.row v
           WHERE v.county = $1 AND v.occurred < $2 AND ($3::bigint IS NULL OR v.position <= $3) AND v.state <> 'duplicate'
             AND v.area LIKE $4 AND ($5::text[] IS NULL OR v.area LIKE ANY ($5)) AND (NOT $6 OR v.due < $2)
             AND (v.state = 'open' OR NOT EXISTS (
               SELECT 1 FROM verification.ending e WHERE e.county = $1 AND e.row = v.id AND e.occurred < $2
                 AND ($3::bigint IS NULL OR e.position <= $3) AND (e.superseded IS NULL OR e.superseded > coalesce($3, e.superseded))))
           GROUP BY v.area`,
    values: [county, window.to, cutOffOf(window), ...placeOf(window), overdue],
  });
  return rows.map(({ area, value }) => ({ post: '', area, value: Number(value) }));
}

/** Minutes from receipt to closing that a share of the rows closed in a period did not exceed. */
export async function closingTimes(
  client: pg.ClientBase,
  county: string,
  window: Window,
  share: number,
): Promise<Part[]> {
  if (window.post !== undefined) return [];
  const { rows } = await client.query<{ value: number | null }>({
    name: 'verification.closing_times',
    text: `SELECT percentile_disc($7) WITHIN GROUP (ORDER BY v.minutes) AS value FROM verification.ending v
           WHERE v.county = $1 AND v.occurred >= $6 AND v.occurred < $2 AND v.state = 'closed'
             AND ($3::bigint IS NULL OR v.position <= $3) AND (v.superseded IS NULL OR v.superseded > coalesce($3, v.superseded))
             AND v.area LIKE $4 AND ($5::text[] IS NULL OR v.area LIKE ANY ($5))`,
    values: [county, window.to, cutOffOf(window), ...placeOf(window), window.from, share],
  });
  const value = rows[0]?.value;
  return value == null ? [] : [{ post: '', area: (window.area ?? county).padEnd(12, '0'), value }];
}

function cutOffOf({ cutOff }: Window): string | null {
  return cutOff === undefined ? null : String(cutOff);
}
