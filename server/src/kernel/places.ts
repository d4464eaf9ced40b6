import type pg from 'pg';
import type { Places } from './deps.ts';

/** How long an answer may be reused, unless something is asked for that it does not know. */
const TRUST_MS = 3000;

/** Where devices stand and who is on them, out of the tables of access. `areasOfPosts` comes from the module that has posts. */
export function openPlaces(
  pool: pg.Pool,
  now: () => number,
  areasOfPosts: (county: string) => Promise<Map<string, string>>,
): Places {
  const areas = remembered(now, areasOfPosts);
  const devices = remembered(now, async (key) => {
    const [county, device] = key.split('/') as [string, string];
    const { rows } = await pool.query<{ post: string; now: boolean }>({
      name: 'places.of_device',
      text: `SELECT post, true AS now FROM access.device WHERE county = $1 AND id = $2 AND post IS NOT NULL
             UNION ALL SELECT post, false FROM access.device_post WHERE county = $1 AND device = $2`,
      values: [county, device],
    });
    return { post: rows.find((row) => row.now)?.post, all: rows.map(({ post }) => post) };
  });
  return {
    areas,
    ofDevice: (county, device, fresh) => devices(`${county}/${device}`, fresh),
    async crewOf(county, device) {
      const { rows } = await pool.query<{
        account: string;
        name: string;
        agency: string | null;
        roles: string[];
      }>(
        `SELECT a.id AS account, a.display AS name, u.agency,
                ARRAY(SELECT g.role FROM access.role_grant g WHERE g.county = $1 AND g.account = a.id AND g.from_at <= $3
                      AND (g.until_at IS NULL OR g.until_at > $3)) AS roles
         FROM access.device_account d JOIN access.account a ON a.county = d.county AND a.id = d.account
         LEFT JOIN access.unit u ON u.county = a.county AND u.id = a.unit
         WHERE d.county = $1 AND d.device = $2 AND a.disabled_at IS NULL ORDER BY a.display`,
        [county, device, new Date(now()).toISOString()],
      );
      return rows.map((row) => ({ ...row, agency: row.agency ?? 'other' }));
    },
  };
}

function remembered<T>(
  now: () => number,
  ask: (key: string) => Promise<T>,
): (key: string, fresh?: boolean) => Promise<T> {
  const known = new Map<string, { at: number; answer: Promise<T> }>();
  return (key, fresh = false) => {
    const before = known.get(key);
    if (!fresh && before !== undefined && now() - before.at < TRUST_MS) return before.answer;
    const answer = ask(key);
    known.set(key, { at: now(), answer });
    answer.catch(() => known.delete(key));
    return answer;
  };
}

/** What a county was called when it joined; undefined when it has not. */
export async function countyOf(
  pool: pg.Pool,
  county: string,
): Promise<{ name: string; area: string; exercise: boolean } | undefined> {
  const { rows } = await pool.query<{ name: string; area: string; exercise: boolean }>(
    'SELECT name, area, exercise FROM kernel.county WHERE county = $1',
    [county],
  );
  return rows[0];
}
