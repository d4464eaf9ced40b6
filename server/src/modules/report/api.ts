import type { KeyObject } from 'node:crypto';
import type { Deps } from '../../kernel/deps.ts';
import { signed } from './issued.ts';
import { verifyReport } from './signature.ts';
import { findReport, unsigned } from './store.ts';

/** Signs what has been issued and is not signed yet. */
export async function signIssued(deps: Deps, county: string): Promise<void> {
  for (const id of await unsigned(deps.pool, county)) {
    const found = await findReport(deps.pool, county, id);
    if (found !== undefined) await signed(deps, county, found);
  }
}

/** The ledger's head that an issued report (its JSON file) was compiled at; undefined when the file is not genuine. */
export function headOfReport(
  json: string,
  publicKey: KeyObject,
): { county: string; position: bigint; hash: string } | undefined {
  const verdict = verifyReport(json, publicKey);
  if (!verdict.genuine) return undefined;
  const { county, cutOff, ledgerHead } = verdict.content;
  return { county, position: BigInt(cutOff), hash: ledgerHead };
}
