import { randomBytes } from 'node:crypto';
import { type Actor, type Role, rolesConflict } from '@lianfang/domain/kernel/access.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { Tx } from '../db/pool.ts';
import type { AccessDeps } from './deps.ts';
import { prefixOf } from './permissions.ts';
import { type AccountRow, countyArea, findAccount } from './store.ts';
import { makeTotp } from './totp.ts';

/** Stores another second factor for an account, in the transaction of the caller. */
export async function giveTotp(deps: AccessDeps, tx: Tx, county: string, account: string, name: string) {
  const totp = makeTotp(deps.keyring, county, account, name);
  await tx.query('UPDATE access.account SET totp_secret = $3, totp_step = 0 WHERE county = $1 AND id = $2', [
    county,
    account,
    totp.stored,
  ]);
  return totp;
}

/** Gives a role from `at` on; the area has 12 digits. */
export async function insertGrant(
  tx: Tx,
  county: string,
  account: string,
  role: Role,
  area: string,
  at: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO access.role_grant (county, account, role, area, from_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (county, account, role, area, from_at) DO UPDATE SET until_at = NULL`,
    [county, account, role, area, at],
  );
}

/** The account's row, locked: what is decided over it is decided one after the other. */
export async function mustFind(db: Pick<Tx, 'query'>, county: string, account: string): Promise<AccountRow> {
  const row = await findAccount(db, county, account, true);
  if (!row) throw problem('not_found', { what: 'account' });
  return row;
}

/** The 12 digits of an area of this county; `request.malformed` for one outside it. */
export async function areaInCounty(deps: AccessDeps, county: string, area: string): Promise<string> {
  const code = area.padEnd(12, '0');
  if (code.startsWith(prefixOf(await countyArea(deps.pool, county)))) return code;
  throw problem('request.malformed', { fields: ['area'], why: 'outside_county' });
}

/** Throws `conflict` for roles that exclude one another. */
export function refuseConflict(roles: readonly Role[]): void {
  const why = rolesConflict(roles);
  if (why) throw problem('conflict', { what: 'roles', why });
}

/** Throws `access.denied` (`self`): some things nobody does to himself. */
export function refuseSelf(actor: Actor, account: string): void {
  if (actor.id === account) throw problem('access.denied', { why: 'self' });
}

/** A new id (UUIDv7). */
export function newId(deps: AccessDeps): string {
  return uuidv7(deps.now(), randomBytes(10));
}
