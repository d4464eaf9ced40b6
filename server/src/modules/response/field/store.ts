import type pg from 'pg';

/** The words of the orders that people on a phone have to do with: their own, and what their units and teams gave to nobody. */
export async function ordersOf(
  db: pg.Pool,
  county: string,
  accounts: readonly string[],
): Promise<{ task: string; number: number; title: string; text: string; by: string }[]> {
  const { rows } = await db.query<{ task: string; number: number; title: string; text: string; by: string }>({
    name: 'response.orders_of_phone',
    text: `SELECT k.id AS task, d.number, d.title, d.body AS text, coalesce(a.display, '') AS by
             FROM tasks.task k JOIN response.target t ON t.county = k.county AND t.task = k.id
             JOIN response.directive d ON d.county = t.county AND d.id = t.directive
             LEFT JOIN access.account a ON a.county = d.county AND a.id = d.issued_by
            WHERE k.county = $1 AND k.live
              AND (k.account = ANY ($2::uuid[]) OR (k.account IS NULL AND k.unit IN (
                SELECT o.unit FROM access.account o WHERE o.county = $1 AND o.id = ANY ($2::uuid[]) AND o.unit IS NOT NULL
                UNION SELECT m.team FROM tasks.team_member m WHERE m.county = $1 AND m.account = ANY ($2::uuid[]))))
            ORDER BY k.due_at, k.id LIMIT 200`,
    values: [county, accounts],
  });
  return rows;
}
