import type pg from 'pg';
import type { Deps } from '../deps.ts';
import * as store from './store.ts';

/** Class of the locks by which programs show that they are at work on a file; the second key comes from the import's id. */
const importingClass = 610_330_017;
/** For so long a file that is brought again is taken to be the import that was cut off, and not the same file anew. */
const RESUMED_FOR_MS = 86_400_000;

/**
 * Notes a file that is read where it lies and does the work with it. When the same file, for the same sender, was being
 * taken in and its program has ended in the middle, it is that import which goes on, under the id and with the options
 * that it had. A program at work holds a lock of its session, which goes with the process.
 */
export async function resumed<T>(
  { pool, now }: Pick<Deps, 'pool' | 'now'>,
  county: string,
  anew: store.NewFile,
  work: (file: store.NewFile) => Promise<T>,
): Promise<T> {
  const session = await pool.connect();
  try {
    const since = new Date(now() - RESUMED_FOR_MS).toISOString();
    const begun = await cutOff(session, county, anew, since);
    if (begun === undefined) {
      await isOurs(session, anew.id);
      await store.insertFile(session, county, anew);
    }
    return await work({ ...anew, ...begun });
  } finally {
    // The session goes with it, and so do its locks.
    session.release(true);
  }
}

/** The latest import of this file at which nobody is at work any more: ours from now on. */
async function cutOff(session: pg.ClientBase, county: string, anew: store.NewFile, since: string) {
  for (const one of await store.filesCutOff(session, county, anew, since))
    if ((await isOurs(session, one.id)) && (await store.resumeFile(session, county, one.id))) return one;
  return undefined;
}

async function isOurs(session: pg.ClientBase, id: string): Promise<boolean> {
  const { rows } = await session.query<{ ours: boolean }>(
    'SELECT pg_try_advisory_lock($1, hashtext($2)) AS ours',
    [importingClass, id],
  );
  return rows[0]?.ours === true;
}
