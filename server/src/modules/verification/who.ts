import { holds } from '@lianfang/domain/kernel/access.ts';
import { SERVER_ID } from '../../kernel/access/permissions.ts';
import { grantsOf } from '../../kernel/access/store.ts';
import type { Passed, Tx } from '../../kernel/ledger/handlers.ts';

/** True when an entry was made at the verification desk: what a row needs, whoever owns it, may be done there. */
export async function isDesk(
  tx: Tx,
  { actor, occurred }: Pick<Passed<unknown>, 'actor' | 'occurred'>,
): Promise<boolean> {
  if (actor === SERVER_ID) return true;
  const grants = (await grantsOf(tx.client, tx.county, [actor])).get(actor) ?? [];
  return holds(
    { id: actor, kind: 'account', county: tx.county, grants },
    ['verification_desk', 'task_force_lead'],
    occurred,
  );
}
