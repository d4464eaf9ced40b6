import { inTransaction } from '../db/pool.ts';
import type { Deps } from '../deps.ts';

/** Who waits in this process, by county: one connection holds the turn, however many imports run. */
const lines = new Map<string, Promise<unknown>>();

/**
 * Does a piece of work while no other import of the county does one, here or on another server. The work may use other
 * connections: what is held is a row of its own.
 */
export function alone<T>({ pool }: Pick<Deps, 'pool'>, county: string, work: () => Promise<T>): Promise<T> {
  const before = lines.get(county) ?? Promise.resolve();
  const mine = before
    .catch(() => undefined)
    .then(() =>
      inTransaction(pool, async (client) => {
        await client.query('INSERT INTO import.turn (county) VALUES ($1) ON CONFLICT DO NOTHING', [county]);
        await client.query('SELECT 1 FROM import.turn WHERE county = $1 FOR UPDATE', [county]);
        return work();
      }),
    );
  lines.set(county, mine);
  return mine;
}
