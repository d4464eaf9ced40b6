import { type Actor, type Agency, deskRoles, type Role } from '@lianfang/domain/kernel/access.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import {
  areaInCounty,
  giveTotp,
  insertGrant,
  mustFind,
  newId,
  refuseConflict,
  refuseSelf,
} from './accountRows.ts';
import { changeLimit, forgetTries, signInLimit, takeTry } from './attempts.ts';
import type { AccessDeps } from './deps.ts';
import { change } from './log.ts';
import { checkPassword, checkUnused, hashPassword, isPassword, passwordPolicy } from './passwords.ts';
import { dropCached, endSessions } from './sessionStore.ts';
import { type AccountRow, claimedName, findAccount, findClaim, grantsOf, inForce } from './store.ts';
import { makeTotp, type SecondFactor } from './totp.ts';

/** Days without a sign-in after which an account is shown as stale (等保 2.0 访问控制 c). */
export const STALE_DAYS = 90;

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{1,31}$/u;

/** Adds a unit to the actor's county. `conflict` when its name is taken. */
export async function addUnit(
  deps: AccessDeps,
  actor: Actor,
  unit: { name: string; agency: Agency; area: string },
): Promise<{ unit: string }> {
  const area = await areaInCounty(deps, actor.county, unit.area);
  const id = newId(deps);
  await change(deps, actor, async (tx, note) => {
    const { rowCount } = await tx.query(
      'INSERT INTO access.unit (county, id, name, agency, area, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (county, name) DO NOTHING',
      [actor.county, id, unit.name.trim(), unit.agency, area, new Date(deps.now())],
    );
    if (rowCount === 0) throw problem('conflict', { what: 'unit', field: 'name' });
    note('unit.added', id, { agency: unit.agency, area });
  });
  return { unit: id };
}

export type NewAccount = {
  name: string;
  display: string;
  unit?: string | undefined;
  roles: readonly { role: Role; area: string }[];
  password: string;
  /** Whether the password lets in only to change it: true when another person chose it. */
  mustChange: boolean;
};

/**
 * Adds an account with its roles; a second factor is made where a role needs one, and given out this once.
 * `conflict` for a name taken in any county or roles that exclude one another, `session.password_policy`.
 */
export async function addAccount(
  deps: AccessDeps,
  actor: Actor,
  { name, display, unit, roles, password, mustChange }: NewAccount,
): Promise<{ account: string; totp?: SecondFactor }> {
  const shown = name.normalize('NFKC').trim();
  if (!NAME.test(shown)) throw problem('request.malformed', { fields: ['name'] });
  refuseConflict(roles.map(({ role }) => role));
  checkPassword(passwordPolicy(), password, [shown, display]);
  const areas = await Promise.all(roles.map(({ area }) => areaInCounty(deps, actor.county, area)));
  const hash = await hashPassword(password);
  const id = newId(deps);
  const totp = roles.some(({ role }) => deskRoles.includes(role))
    ? makeTotp(deps.keyring, actor.county, id, shown)
    : undefined;
  await claimName(deps, actor.county, shown, id);
  await change(deps, actor, async (tx, note) => {
    const at = new Date(deps.now());
    await tx.query(
      `INSERT INTO access.account (county, id, name, display, unit, password_hash, password_set_at, must_change, totp_secret, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $7)`,
      [actor.county, id, shown, display.trim(), unit ?? null, hash, at, mustChange, totp?.stored ?? null],
    );
    note('account.added', id);
    for (const [index, { role }] of roles.entries()) {
      await insertGrant(tx, actor.county, id, role, areas[index]!, at);
      note('role.granted', id, { role, area: areas[index]! });
    }
  }).catch(async (error) => {
    await deps.pool.query('DELETE FROM access.account_name WHERE name = $1 AND account = $2', [
      claimedName(shown),
      id,
    ]);
    if ((error as { code?: string }).code === '23503') throw problem('not_found', { what: 'unit' });
    throw error;
  });
  return { account: id, ...(totp && { totp: { secret: totp.secret, uri: totp.uri } }) };
}

/** The claim is a transaction of its own (reference table); one whose account was never made may be taken over. */
async function claimName(deps: AccessDeps, county: string, name: string, id: string): Promise<void> {
  const { rowCount } = await deps.pool.query(
    'INSERT INTO access.account_name (name, county, account) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING',
    [claimedName(name), county, id],
  );
  if (rowCount === 1) return;
  const claim = await findClaim(deps.pool, name);
  if (
    claim &&
    !(await findAccount(deps.pool, claim.county, claim.account)) &&
    isAbandoned(deps, claim.account)
  ) {
    const taken = await deps.pool.query(
      'UPDATE access.account_name SET county = $2, account = $3 WHERE name = $1 AND account = $4',
      [claimedName(name), county, id, claim.account],
    );
    if (taken.rowCount === 1) return;
  }
  throw problem('conflict', { what: 'account', field: 'name' });
}

/** The id tells when it was made: a minute later its account is there or never will be. */
function isAbandoned(deps: AccessDeps, id: string): boolean {
  return deps.now() - Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) > 60_000;
}

/** Puts an account out of use and ends its sessions. Entries made before stay valid. Nobody does it to himself. */
export async function disableAccount(deps: AccessDeps, actor: Actor, account: string): Promise<void> {
  refuseSelf(actor, account);
  await change(deps, actor, async (tx, note) => {
    await mustFind(tx, actor.county, account);
    await tx.query(
      'UPDATE access.account SET disabled_at = $3 WHERE county = $1 AND id = $2 AND disabled_at IS NULL',
      [actor.county, account, new Date(deps.now())],
    );
    note('account.disabled', account);
  });
  await endSessions(deps, actor.county, { account });
}

export async function enableAccount(deps: AccessDeps, actor: Actor, account: string): Promise<void> {
  refuseSelf(actor, account);
  await change(deps, actor, async (tx, note) => {
    await mustFind(tx, actor.county, account);
    await tx.query('UPDATE access.account SET disabled_at = NULL WHERE county = $1 AND id = $2', [
      actor.county,
      account,
    ]);
    note('account.enabled', account);
  });
}

/** Lifts the lock of too many failed tries. */
export async function unlockAccount(deps: AccessDeps, actor: Actor, account: string): Promise<void> {
  const { name } = await change(deps, actor, async (tx, note) => {
    note('account.unlocked', account);
    return mustFind(tx, actor.county, account);
  });
  await forgetTries(deps, signInLimit, claimedName(name));
}

/** Gives another person's account a password, which that person must change. Ends its sessions. */
export async function resetPassword(
  deps: AccessDeps,
  actor: Actor,
  account: string,
  password: string,
): Promise<void> {
  refuseSelf(actor, account);
  const row = await mustFind(deps.pool, actor.county, account);
  await setPassword(deps, actor, row, password, { mustChange: true, what: 'password.reset' });
  await endSessions(deps, actor.county, { account });
}

/** Changes the actor's own password; his other sessions end. `session.wrong` when the old one is not right. */
export async function changePassword(
  deps: AccessDeps,
  actor: Actor,
  { old, fresh, keepSession }: { old: string; fresh: string; keepSession?: string | undefined },
): Promise<void> {
  const row = await mustFind(deps.pool, actor.county, actor.id);
  // Whoever found a desk unlocked is not to try its owner's password here for hours.
  const { lockedUntil } = await takeTry(deps, changeLimit, actor.id);
  if (lockedUntil) throw problem('session.locked', { until: lockedUntil });
  if (!(await isPassword(row.hash, old))) throw problem('session.wrong');
  await forgetTries(deps, changeLimit, actor.id);
  await setPassword(deps, actor, row, fresh, { mustChange: false, what: 'password.changed' });
  await endSessions(deps, actor.county, { account: actor.id, except: keepSession });
}

/** Gives an account another second factor, shown once; codes of the one before count no more. */
export async function resetTotp(deps: AccessDeps, actor: Actor, account: string): Promise<SecondFactor> {
  refuseSelf(actor, account);
  const { secret, uri } = await change(deps, actor, async (tx, note) => {
    const { name } = await mustFind(tx, actor.county, account);
    note('totp.reset', account);
    return giveTotp(deps, tx, actor.county, account, name);
  });
  await endSessions(deps, actor.county, { account });
  return { secret, uri };
}

/**
 * Gives a role for an area from now on; a second factor where the role is the first to need one. Nobody gives himself a
 * role. `conflict` for roles that exclude one another.
 */
export async function grantRole(
  deps: AccessDeps,
  actor: Actor,
  { account, role, area }: { account: string; role: Role; area: string },
): Promise<{ totp?: SecondFactor }> {
  refuseSelf(actor, account);
  const code = await areaInCounty(deps, actor.county, area);
  const totp = await change(deps, actor, async (tx, note) => {
    const row = await mustFind(tx, actor.county, account);
    const held = inForce((await grantsOf(tx, actor.county, [account])).get(account), deps.now());
    refuseConflict([...held.map((grant) => grant.role), role]);
    if (held.some((grant) => grant.role === role && grant.area === code)) return undefined;
    await insertGrant(tx, actor.county, account, role, code, new Date(deps.now()));
    note('role.granted', account, { role, area: code });
    return deskRoles.includes(role) && !row.totp
      ? giveTotp(deps, tx, actor.county, account, row.name)
      : undefined;
  });
  dropCached(deps);
  return totp ? { totp: { secret: totp.secret, uri: totp.uri } } : {};
}

/** Ends a role for an area now. `not_found` when it is not held. */
export async function revokeRole(
  deps: AccessDeps,
  actor: Actor,
  { account, role, area }: { account: string; role: Role; area: string },
): Promise<void> {
  await change(deps, actor, async (tx, note) => {
    await mustFind(tx, actor.county, account);
    const code = area.padEnd(12, '0');
    const { rowCount } = await tx.query(
      `UPDATE access.role_grant SET until_at = greatest($5::timestamptz, from_at)
        WHERE county = $1 AND account = $2 AND role = $3 AND area = $4 AND (until_at IS NULL OR until_at > $5)`,
      [actor.county, account, role, code, new Date(deps.now())],
    );
    if (rowCount === 0) throw problem('not_found', { what: 'role' });
    note('role.revoked', account, { role, area: code });
  });
  dropCached(deps);
}

async function setPassword(
  deps: AccessDeps,
  actor: Actor,
  row: AccountRow,
  password: string,
  { mustChange, what }: { mustChange: boolean; what: string },
): Promise<void> {
  const policy = passwordPolicy();
  checkPassword(policy, password, [row.name, row.display]);
  const { rows } = await deps.pool.query<{ hash: string }>(
    'SELECT hash FROM access.password_old WHERE county = $1 AND account = $2 ORDER BY set_at DESC LIMIT $3',
    [actor.county, row.id, policy.remembered - 1],
  );
  await checkUnused(policy, password, [row.hash, ...rows.map(({ hash }) => hash)]);
  const hash = await hashPassword(password);
  await change(deps, actor, async (tx, note) => {
    const { rowCount } = await tx.query(
      `UPDATE access.account SET password_hash = $3, password_set_at = $4, must_change = $5
        WHERE county = $1 AND id = $2 AND password_hash = $6`,
      [actor.county, row.id, hash, new Date(deps.now()), mustChange, row.hash],
    );
    if (rowCount === 0) throw problem('conflict', { what: 'password' });
    await tx.query(
      'INSERT INTO access.password_old (county, account, set_at, hash) VALUES ($1, $2, $3, $4) ON CONFLICT (county, account, set_at) DO NOTHING',
      [actor.county, row.id, row.setAt, row.hash],
    );
    note(what, row.id);
  });
}
