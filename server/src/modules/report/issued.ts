import { createPublicKey } from 'node:crypto';
import type { Deps } from '../../kernel/deps.ts';
import { reportJson, signReport, verifyReport } from './signature.ts';
import * as store from './store.ts';

export type SignedReport = store.Stored & { readonly signature: NonNullable<store.Stored['signature']> };

/**
 * An issued report with its signature. It is made when the report is first looked at and kept from then on: the
 * ledger's handlers, which store the issuing, hold no keys.
 */
export async function signed(deps: Deps, county: string, found: store.Stored): Promise<SignedReport> {
  if (found.signature !== undefined) return { ...found, signature: found.signature };
  const { keyring, pool } = deps;
  await store.keepSignature(
    pool,
    county,
    found.report.id,
    signReport(found.content, found.hands, keyring.signing, keyring.keyId),
  );
  const again = await store.findReport(pool, county, found.report.id);
  return { ...found, signature: again!.signature! };
}

/** Whether what stands in the tables is still what was signed, by the key that the county published. */
export async function isGenuine(
  { pool, keyring }: Deps,
  { content, hands, signature }: SignedReport,
): Promise<boolean> {
  const known = signature.key === keyring.keyId ? undefined : await store.publicKeyOf(pool, signature.key);
  if (signature.key !== keyring.keyId && known === undefined) return false;
  const key =
    known === undefined
      ? keyring.signingPublic
      : createPublicKey({ key: known, format: 'der', type: 'spki' });
  return verifyReport(reportJson(content, hands, signature), key).genuine;
}
