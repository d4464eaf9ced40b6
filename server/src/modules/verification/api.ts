import type pg from 'pg';
import { forgetRows } from './store.ts';

/** What others may ask of the verification desk. */

/** Ends the look-up hashes, keys and first letters of rows received before an instant; their counts stay. */
export function forgetTokens(db: pg.Pool, county: string, before: string): Promise<void> {
  return forgetRows(db, county, before);
}
