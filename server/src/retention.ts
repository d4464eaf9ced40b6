import { change } from './kernel/access/log.ts';
import { serverActor } from './kernel/access/permissions.ts';
import { weekOf } from './kernel/access/weeks.ts';
import type { Deps } from './kernel/deps.ts';
import { forgetFiles } from './kernel/imports/engine.ts';
import { forgetTokens } from './modules/checkpoint/api.ts';
import { forgetTokens as forgetPeople } from './modules/people/api.ts';
import { forgetTokens as forgetRows } from './modules/verification/api.ts';

/** Days for which personal data of passages is kept. A county may shorten or, with a legal ground, lengthen it. */
export function retentionDays(): number {
  const days = Number(process.env.LIANFANG_RETENTION_DAYS ?? 28);
  return Number.isFinite(days) && days >= 7 ? days : 28;
}

/**
 * Ends the time of personal data: the data keys of weeks that lie wholly before the period are destroyed, and with them
 * everything sealed under them; look-up hashes and files handed in at that time go too. Counts and the ledger's proofs remain.
 */
export async function retire(deps: Deps, county: string): Promise<void> {
  const before = deps.now() - retentionDays() * 86_400_000;
  await forgetFiles(deps, county, new Date(before).toISOString());
  const destroyed = await deps.vault.destroyWeeksBefore(county, weekOf(before));
  if (destroyed.length === 0) return;
  await forgetTokens(deps.pool, county, new Date(before - 7 * 86_400_000).toISOString());
  await forgetPeople(deps.pool, county, new Date(before - 7 * 86_400_000).toISOString());
  await forgetRows(deps.pool, county, new Date(before - 7 * 86_400_000).toISOString());
  await change(deps, serverActor(county), async (_tx, note) => {
    note('retention.destroyed', undefined, { weeks: destroyed.length, upTo: destroyed.at(-1)?.week ?? 0 });
  });
}
