import { type Actor, holds, type Role } from '@lianfang/domain/kernel/access.ts';
import { covers } from '../../kernel/access/permissions.ts';
import type { RevealAsked, RevealGuard } from '../../kernel/access/reveal.ts';
import * as store from './read/store.ts';

/** Who sees every row of the county, whoever owns it. */
const over: readonly Role[] = ['verification_desk', 'commander'];
/** Who sees the rows of the unit that he belongs to. */
const within: readonly Role[] = ['unit_lead', 'community_officer'];

/**
 * What is said of the people on a list is seen by those who have to do with it: the owning unit with its lead, the
 * verification desk, the commander. Having a role in the area is not enough.
 */
export const rowGuard: RevealGuard = {
  roles: {
    verification: [...over, ...within],
    correction: ['verification_desk'],
    tracing: ['verification_desk', 'commander'],
    complaint: ['verification_desk', 'commander'],
  },
  may: mayOpen,
};

async function mayOpen(
  deps: Parameters<RevealGuard['may']>[0],
  actor: Actor,
  entries: readonly RevealAsked[],
): Promise<boolean> {
  const at = new Date(deps.now()).toISOString();
  if (over.some((role) => covers(actor, [role], actor.county, at))) return true;
  if (!holds(actor, within, at)) return false;
  const rows = entries.map(({ id, kind, data }) => rowOf(kind, id, data));
  if (rows.some((row) => row === undefined)) return false;
  const ids = [...new Set(rows as string[])];
  const [owners, units] = await Promise.all([
    store.ownersOfRows(deps.pool, actor.county, ids),
    store.unitsOf(deps.pool, actor.county, actor.id),
  ]);
  return ids.every((id) => isTheirs(owners.get(id), units, actor));
}

function isTheirs(
  owner: { unit: string | null; account: string | null } | undefined,
  units: readonly string[],
  actor: Actor,
): boolean {
  if (owner === undefined) return false;
  return owner.account === actor.id || (owner.unit !== null && units.includes(owner.unit));
}

/** The row that an entry is about; titles and headers of a list are of all of its rows, and the desk's alone. */
function rowOf(kind: string, id: string, data: Readonly<Record<string, unknown>>): string | undefined {
  if (kind === 'verification.row.received') return id;
  return typeof data.row === 'string' ? data.row : undefined;
}
