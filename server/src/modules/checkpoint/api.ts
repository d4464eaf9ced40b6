import type pg from 'pg';
import { posts } from './duty/store.ts';
import { clearTokens } from './read/store.ts';

/** What others may ask of the checkpoints. */

/** The area (12 digits) of each post. */
export async function areasOfPosts(db: pg.Pool, county: string): Promise<Map<string, string>> {
  return new Map((await posts(db, county)).map(({ code, area }) => [code, area]));
}

export async function postName(db: pg.Pool, county: string, code: string): Promise<string | undefined> {
  return (await posts(db, county)).find((post) => post.code === code)?.name;
}

/** Posts with the names that registers know them by; the newest shift of each, open while somebody stands there. */
export { latestShifts, posts as postsOf } from './duty/store.ts';

/** Clears the look-up hashes of passages received before an instant: nobody is found by them any more. */
export async function forgetTokens(db: pg.Pool, county: string, before: string): Promise<void> {
  await clearTokens(db, county, before);
}
