import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';

/** Class of the locks by which servers show that they are at work; the second key comes from the name of their workers. */
const workingClass = 610_330_016;
/** How often a server looks for what others have left behind; twice it must have been left before it is taken. */
const LOOK_MS = 5_000;

export type Workers = {
  /** Says that the workers of this name (`locked_by` of their jobs) live, as long as this process does. */
  readonly join: (name: string) => void;
  readonly stop: () => Promise<void>;
};

/**
 * Keeps jobs from waiting for a server that is no more. A server that was killed leaves its jobs locked, and their queue
 * with them: the library would take them up after four hours. So the workers of each server hold a lock of its session,
 * which goes with the process; what is locked in a name that holds none is free again: at once for a server that starts,
 * and within seconds while others live. `failed` hears why a look came to nothing; the next one follows.
 */
export async function watchWorkers(pool: pg.Pool, failed: (error: Error) => void): Promise<Workers> {
  const stopping = new AbortController();
  let name: string | undefined;
  let session: pg.PoolClient | undefined;

  async function show(): Promise<void> {
    if (name === undefined || (session !== undefined && (await isAlive(session)))) return;
    session?.release(true);
    session = undefined;
    const client = await pool.connect();
    try {
      await client.query('SELECT pg_advisory_lock_shared($1, hashtext($2))', [workingClass, name]);
      session = client;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  async function keep(): Promise<void> {
    let before: readonly string[] = [];
    while (!stopping.signal.aborted) {
      try {
        await show();
        const left = await leftBehind(pool);
        await free(
          pool,
          left.filter((one) => before.includes(one)),
        );
        before = left;
      } catch (error) {
        if (!stopping.signal.aborted) failed(error as Error);
      }
      await wait(LOOK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  await free(pool, await leftBehind(pool));
  let kept: Promise<void> = Promise.resolve();
  return {
    join(given) {
      name = given;
      kept = keep();
    },
    async stop() {
      stopping.abort();
      await kept;
      // The session goes with it, and so does the lock.
      session?.release(true);
    },
  };
}

function isAlive(session: pg.PoolClient): Promise<boolean> {
  return session.query('SELECT 1').then(
    () => true,
    () => false,
  );
}

/** Names in which jobs or queues are locked and that nobody holds. */
async function leftBehind(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT name FROM (SELECT locked_by AS name FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL
       UNION SELECT locked_by FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL) held
     WHERE NOT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database()
       AND l.locktype = 'advisory' AND l.classid = $1 AND l.objid::bigint = hashtext(name)::bigint & 4294967295 AND l.objsubid = 2 AND l.granted)`,
    [workingClass],
  );
  return rows.map(({ name }) => name);
}

async function free(pool: pg.Pool, names: readonly string[]): Promise<void> {
  if (names.length > 0) await pool.query('SELECT graphile_worker.force_unlock_workers($1)', [names]);
}
