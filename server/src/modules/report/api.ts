import type { Deps } from '../../kernel/deps.ts';
import { signed } from './issued.ts';
import { findReport, unsigned } from './store.ts';

/** Signs what has been issued and is not signed yet. */
export async function signIssued(deps: Deps, county: string): Promise<void> {
  for (const id of await unsigned(deps.pool, county)) {
    const found = await findReport(deps.pool, county, id);
    if (found !== undefined) await signed(deps, county, found);
  }
}
