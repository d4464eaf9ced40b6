import type { Role } from '@lianfang/domain/kernel/access.ts';
import { covers } from '../../kernel/access/permissions.ts';
import { grantsOf, inForce, present } from '../../kernel/access/store.ts';
import type { Passed, Tx } from '../../kernel/ledger/handlers.ts';

type By = Pick<Passed<unknown>, 'actor' | 'received'>;

/**
 * True when the actor holds one of the roles for every one of the areas. The door has looked at the role; here it is looked
 * at where. Who has no roles at all is the server.
 */
export async function reaches(
  tx: Tx,
  { actor, received }: By,
  roles: readonly Role[],
  areas: readonly string[],
): Promise<boolean> {
  const held = (await grantsOf(tx.client, tx.county, [actor])).get(actor);
  if (held === undefined) return true;
  const grants = present(held, Date.parse(received));
  const one = { id: actor, kind: 'account', county: tx.county, grants } as const;
  return areas.every((area) => covers(one, roles, area));
}

/** True when the account holds the role at the moment, wherever. */
export async function hasRole(tx: Tx, account: string, role: Role, { received }: By): Promise<boolean> {
  const held = (await grantsOf(tx.client, tx.county, [account])).get(account);
  return inForce(held, Date.parse(received)).some((grant) => grant.role === role);
}
