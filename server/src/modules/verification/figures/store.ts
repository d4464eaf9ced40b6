import type pg from 'pg';
import { prefixOf } from '../../../kernel/access/permissions.ts';
import type { Window } from '../../../kernel/indicators/values.ts';
import { deadlinesAt } from '../deadlines/store.ts';

/** What the figures count rows and endings of rows from, over the alias `v`. */
export const ROWS = 'verification.row v';
export const ENDINGS = 'verification.ending v';

type Part = { post: string; area: string; value: number };

function placeOf({ area, scope }: Window): [string, string[] | null] {
  return [
    area === undefined ? '%' : `${prefixOf(area)}%`,
    scope === undefined ? null : scope.map((prefix) => `${prefix}%`),
  ];
}

/** Parameters of a query by their places: `$2`; that of the cut-off may be null, for now. The first one is the county. */
type Bounds = { readonly to: string; readonly cutOff: string };

/** A version (of a row, of an ending) that was there at the cut-off and in force, as SQL over its alias. */
function inForce(alias: string, cutOff: string): string {
  return `(${cutOff}::bigint IS NULL OR ${alias}.position <= ${cutOff})
    AND (${alias}.superseded IS NULL OR ${alias}.superseded > coalesce(${cutOff}, ${alias}.superseded))`;
}

/**
 * Rows that had not ended when a period did, as known at a cut-off, as SQL over `v` (verification.row); with `overdue` those of
 * them whose deadline, as it was known then, had passed. The same text counts them and opens the figure. What is open now may
 * have been ended at the cut-off.
 */
function openAt({ to, cutOff }: Bounds, overdue: boolean): { from: string; where: string } {
  const where = `v.occurred < ${to} AND ${inForce('v', cutOff)} AND v.state <> 'duplicate'
    AND NOT EXISTS (SELECT 1 FROM verification.ending e WHERE e.county = $1 AND e.row = v.id AND e.occurred < ${to}
      AND ${inForce('e', cutOff)})`;
  return overdue
    ? {
        from: `${ROWS} LEFT JOIN ${deadlinesAt(cutOff)} d ON d.subject = v.id`,
        where: `${where} AND coalesce(d.due_at, v.due) < ${to}`,
      }
    : { from: ROWS, where };
}

/** Those rows by area. */
export async function openRows(
  client: pg.ClientBase,
  county: string,
  window: Window,
  overdue: boolean,
): Promise<Part[]> {
  if (window.post !== undefined) return [];
  const { from, where } = openAt({ to: '$2', cutOff: '$3' }, overdue);
  const { rows } = await client.query<{ area: string; value: string }>({
    name: `verification.${overdue ? 'overdue' : 'open'}_at`,
    text: `SELECT v.area, count(*) AS value FROM ${from}
           WHERE v.county = $1 AND v.area LIKE $4 AND ($5::text[] IS NULL OR v.area LIKE ANY ($5)) AND ${where} GROUP BY v.area`,
    values: [county, window.to, cutOffOf(window), ...placeOf(window)],
  });
  return rows.map(({ area, value }) => ({ post: '', area, value: Number(value) }));
}

/** Which rows a figure counts: see `figureRows`. */
export type RowFigure = {
  readonly source: { readonly from: string; readonly where: string } | { readonly open: 'all' | 'overdue' };
  /** ISO 8601, inclusive; what is open at the end of a period has no beginning. */
  readonly from?: string | undefined;
  /** ISO 8601, exclusive. */
  readonly to: string;
  readonly area?: string | undefined;
  /** With `area`: only what was counted at the area itself, as figures by area are. */
  readonly own?: boolean | undefined;
  readonly scope: readonly string[] | null;
  readonly cutOff?: string | undefined;
};

/**
 * The rows that a figure counts, as SQL over `r` (verification.row): each row of it counts one. A figure knows where a row
 * was when it was counted, which need not be where it is now. `add` takes a value and gives its place in the query, of which
 * the first parameter is the county.
 */
export function figureRows(figure: RowFigure, add: (value: unknown) => string): string {
  const { source, from, to, area, own, scope, cutOff } = figure;
  const until = `${add(to)}::timestamptz`;
  const known = `${add(cutOff ?? null)}::bigint`;
  const conditions = ['v.county = $1'];
  if (area !== undefined && own === true) conditions.push(`v.area = ${add(area.padEnd(12, '0'))}`);
  else if (area !== undefined) conditions.push(`v.area LIKE ${add(`${prefixOf(area)}%`)}`);
  if (scope !== null) conditions.push(`v.area LIKE ANY (${add(scope)})`);
  if ('open' in source) {
    const open = openAt({ to: until, cutOff: known }, source.open === 'overdue');
    return `r.id IN (SELECT v.id FROM ${open.from} WHERE ${[...conditions, open.where].join(' AND ')})`;
  }
  if (from !== undefined) conditions.push(`v.occurred >= ${add(from)}::timestamptz`);
  conditions.push(`v.occurred < ${until}`, inForce('v', known), source.where);
  const row = source.from === ENDINGS ? 'v.row' : 'v.id';
  return `r.id IN (SELECT ${row} FROM ${source.from} WHERE ${conditions.join(' AND ')})`;
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
