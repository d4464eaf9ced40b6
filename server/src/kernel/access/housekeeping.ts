import type { AccessDeps } from './deps.ts';
import { carryLog } from './log.ts';

const DAY_MS = 86_400_000;

/**
 * To be called now and then, at the start too: carries to the ledger what could not be carried at once, and clears counted
 * tries after a day, codes a week after their end, sessions 30 days after theirs.
 */
export async function tidyAccess(deps: AccessDeps, counties: readonly string[]): Promise<void> {
  for (const county of counties) await carryLog(deps, county);
  const before = (days: number) => new Date(deps.now() - days * DAY_MS);
  await deps.pool.query(
    'DELETE FROM access.attempt WHERE first_at < $1 AND (locked_until IS NULL OR locked_until < $2)',
    [before(1), before(0)],
  );
  await deps.pool.query('DELETE FROM access.enrolment WHERE expires_at < $1', [before(7)]);
  await deps.pool.query('DELETE FROM access.session WHERE expires_at < $1 OR revoked_at < $1', [before(30)]);
}
