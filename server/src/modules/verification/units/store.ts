import { areaPrefix } from '@lianfang/domain/kernel/areaCode.ts';
import type pg from 'pg';
import { SERVER_ID } from '../../../kernel/access/permissions.ts';

/** Who owns rows: the unit of each township, and the verification desk's for what nobody could place. */
export type Owners = {
  /** The unit of the smallest area that holds this one; undefined when there is none. */
  readonly unitOf: (area: string) => string | undefined;
  readonly desk: string;
};

/**
 * Reads the county's units once for a piece of work: those of now, or those that there were at an instant, so that an entry
 * that is read out of the ledger again finds the owners that it found when it came.
 */
export async function ownersOf(db: pg.Pool | pg.ClientBase, county: string, at?: string): Promise<Owners> {
  const { rows } = await db.query<{ id: string; area: string }>({
    name: 'verification.units',
    text: `SELECT id, area FROM access.unit WHERE county = $1 AND agency IN ('township', 'village') 
             AND ($2::timestamptz IS NULL OR created_at <= $2) AND (dissolved_at IS NULL OR dissolved_at > $2)
           ORDER BY created_at, id`,
    values: [county, at ?? null],
  });
  const { rows: desks } = await db.query<{ unit: string }>({
    name: 'verification.desk_unit',
    text: `SELECT coalesce((SELECT f.unit FROM access.account_unit f WHERE f.county = $1 AND f.account = a.id AND f.until_at > $2
             ORDER BY f.until_at LIMIT 1), a.unit) AS unit
           FROM access.role_grant g JOIN access.account a ON a.county = g.county AND a.id = g.account
           WHERE g.county = $1 AND g.role = 'verification_desk' AND ($2::timestamptz IS NULL OR g.from_at <= $2)
             AND (g.until_at IS NULL OR g.until_at > $2) AND a.unit IS NOT NULL AND (a.disabled_at IS NULL OR a.disabled_at > $2)
           ORDER BY g.from_at, a.id LIMIT 1`,
    values: [county, at ?? null],
  });
  // Of several units of one area the oldest has its rows. Asked for each row of a list.
  const byPrefix = new Map(rows.toReversed().map(({ id, area }) => [areaPrefix(area), id]));
  return {
    unitOf: (area) => byPrefix.get(area.slice(0, VILLAGE)) ?? byPrefix.get(area.slice(0, TOWNSHIP)),
    // A county without a desk still has somebody: whoever gives tasks sees what no unit has.
    desk: desks[0]?.unit ?? rows[0]?.id ?? SERVER_ID,
  };
}

/** Digits by which an area of these levels is known. */
const [VILLAGE, TOWNSHIP] = [12, 9];
