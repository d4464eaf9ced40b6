import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import type { Passed, Tx } from '../../kernel/ledger/handlers.ts';
import { areaName } from '../area/api.ts';
import * as directory from './directory/store.ts';
import * as forces from './force/store.ts';
import * as life from './life/store.ts';
import * as timeline from './timeline/store.ts';
import { reaches } from './who.ts';

// What the handlers of the command post share. `tx.replay`: it stands in the ledger and was let in once. Who may is not asked
// again then: roles have changed since.

/** Nothing about the command post is about a resident, so that all of it is kept as it came. */
export const whole = { derive: <T>(data: T) => data };
export const fine = () => undefined;

export const outOfArea: Refusal = { refused: 'access.area' };
export const missing: Refusal = { refused: 'response.missing', fields: ['response'] };

/** The response of an entry, when it is active and the commander's area reaches it (and these). */
export async function activeResponse(
  tx: Tx,
  passed: Passed<{ readonly response: string }>,
  ...areas: readonly string[]
): Promise<Refusal | life.Found> {
  const found = await life.responseById(tx, passed.what.response);
  if (found?.active !== true) return missing;
  if (!tx.replay && !(await reaches(tx, passed, ['commander'], [found.area, ...areas]))) return outOfArea;
  return found;
}

/** Areas of units and of task forces that are not dissolved; those that there are not are missing. */
export async function areasOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const areas = await directory.unitsById(tx, ids);
  for (const { id, area, active } of (await forces.taskForcesById(tx, ids)).values())
    if (active) areas.set(id, area);
  return areas;
}

export async function areAccounts(tx: Tx, ids: readonly string[]): Promise<boolean> {
  return (await directory.accountsById(tx, ids)).size === new Set(ids).size;
}

export async function isArea(tx: Tx, code: string): Promise<boolean> {
  return (await areaName(tx.client, code)) !== code;
}

/** Writes one line of the timeline; nothing here adds to hourly sums. */
export async function tell(
  tx: Tx,
  passed: Passed<unknown>,
  event: Omit<timeline.Event, 'kind'>,
): Promise<readonly []> {
  await timeline.writeEvents(tx, passed, [{ kind: passed.kind, ...event }]);
  return [];
}
