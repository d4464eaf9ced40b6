import { randomBytes } from 'node:crypto';
import type { Actor, Role } from '@lianfang/domain/kernel/access.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { Tx } from '../db/pool.ts';
import { type Credentials, verifyCredentials } from './credentials.ts';
import type { AccessDeps } from './deps.ts';
import { findDevice } from './deviceStore.ts';
import { change, type Note } from './log.ts';
import { dropCached, endSessions, insertSession } from './sessionStore.ts';
import { grantsOf, inForce } from './store.ts';

const YEAR_MS = 365 * 86_400_000;

export type NewDevice = {
  county: string;
  /** Exactly one of the two: the post where it stands, or the unit whose people it serves. */
  post?: string | undefined;
  unit?: string | undefined;
  name: string;
  publicKey?: object | undefined;
  account?: string | undefined;
};

/** Where a device stands: its post now, and all that it ever had, newest first. */
export async function placeOfDevice(
  deps: Pick<AccessDeps, 'pool'>,
  county: string,
  device: string,
): Promise<{ post: string | undefined; all: string[] }> {
  const { rows } = await deps.pool.query<{ post: string; current: boolean }>({
    name: 'access.device_posts',
    text: `SELECT post, until_at IS NULL AS current FROM access.device_post
            WHERE county = $1 AND device = $2 ORDER BY from_at DESC`,
    values: [county, device],
  });
  return { post: rows.find(({ current }) => current)?.post, all: [...new Set(rows.map(({ post }) => post))] };
}

/** The crew members that were put on a device and still have a role, by the order they came. */
export async function crewOf(
  deps: AccessDeps,
  county: string,
  device: string,
): Promise<{ account: string; name: string; agency: string; unit?: string; roles: string[] }[]> {
  const { rows } = await deps.pool.query<{
    account: string;
    name: string;
    unit: string | null;
    agency: string | null;
  }>({
    name: 'access.device_crew',
    text: `SELECT d.account, a.display AS name, a.unit, u.agency
             FROM access.device_account d
             JOIN access.account a ON a.county = d.county AND a.id = d.account
             LEFT JOIN access.unit u ON u.county = a.county AND u.id = a.unit
            WHERE d.county = $1 AND d.device = $2 AND a.disabled_at IS NULL ORDER BY d.since_at`,
    values: [county, device],
  });
  const grants = await grantsOf(
    deps.pool,
    county,
    rows.map(({ account }) => account),
  );
  return rows
    .map(({ account, name, unit, agency }) => ({
      account,
      name,
      agency: agency ?? 'other',
      ...(unit !== null && { unit }),
      roles: [...new Set(inForce(grants.get(account), deps.now()).map(({ role }) => role))],
    }))
    .filter(({ roles }) => roles.length > 0);
}

/** Writes a new device in the transaction of the caller and claims its id for the county. Gives the id. */
export async function insertDevice(
  deps: AccessDeps,
  tx: Tx,
  note: Note,
  id: string,
  device: NewDevice,
): Promise<void> {
  const { county, post, unit, name, publicKey, account } = device;
  const at = new Date(deps.now());
  await tx.query(
    'INSERT INTO access.device (county, id, name, post, unit, public_key, account, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
    [county, id, name, post ?? null, unit ?? null, publicKey ?? null, account ?? null, at],
  );
  if (post !== undefined)
    await tx.query('INSERT INTO access.device_post (county, device, from_at, post) VALUES ($1, $2, $3, $4)', [
      county,
      id,
      at,
      post,
    ]);
  note('device.added', id, placeOf({ post, unit }));
}

/** A post or a unit, as the log says it. */
export function placeOf({ post, unit }: Pick<NewDevice, 'post' | 'unit'>): Record<string, string> {
  return { ...(post !== undefined && { post }), ...(unit !== undefined && { unit }) };
}

/** A new device's id, claimed for its county in a transaction of its own (reference table). */
export async function claimDevice(deps: AccessDeps, county: string): Promise<string> {
  const id = uuidv7(deps.now(), randomBytes(10));
  await deps.pool.query('INSERT INTO access.device_county (device, county) VALUES ($1, $2)', [id, county]);
  return id;
}

/** Takes a device out of use, lost or returned, and ends its sessions. What it delivered stays valid. */
export async function revokeDevice(
  deps: AccessDeps,
  actor: Actor,
  device: string,
  why: string,
): Promise<void> {
  await change(deps, actor, async (tx, note) => {
    const { rowCount } = await tx.query(
      'UPDATE access.device SET revoked_at = coalesce(revoked_at, $3), revoked_why = coalesce(revoked_why, $4) WHERE county = $1 AND id = $2',
      [actor.county, device, new Date(deps.now()), why.slice(0, 200)],
    );
    if (rowCount === 0) throw problem('not_found', { what: 'device' });
    note('device.revoked', device);
  });
  await endSessions(deps, actor.county, { device });
}

/** Moves a device to another post from now on, or from a unit to one; where it was is kept. */
export async function moveDevice(
  deps: AccessDeps,
  actor: Actor,
  device: string,
  post: string,
): Promise<void> {
  await change(deps, actor, async (tx, note) => {
    const row = await findDevice(tx, actor.county, device, true);
    if (!row) throw problem('not_found', { what: 'device' });
    if (row.post === post) return;
    const values = [actor.county, device, new Date(deps.now())];
    await tx.query(
      'UPDATE access.device_post SET until_at = greatest($3::timestamptz, from_at) WHERE county = $1 AND device = $2 AND until_at IS NULL',
      values,
    );
    await tx.query(
      `INSERT INTO access.device_post (county, device, from_at, post) VALUES ($1, $2, $3, $4)
       ON CONFLICT (county, device, from_at) DO UPDATE SET post = $4, until_at = NULL`,
      [...values, post],
    );
    await tx.query('UPDATE access.device SET post = $3, unit = NULL WHERE county = $1 AND id = $2', [
      actor.county,
      device,
      post,
    ]);
    note('device.moved', device, { from: row.post ?? row.unit ?? '', to: post });
  });
  dropCached(deps);
}

/** Who may be put on a phone of a unit, and who on one at a post: there officers of a community lend a hand too. */
const unitCrewRoles: readonly Role[] = ['community_officer', 'unit_lead'];
const crewRoles: readonly Role[] = ['checkpoint_crew', 'checkpoint_lead', ...unitCrewRoles];

/**
 * Puts a crew member on a device, once and online; `device` is the actor of the device's session. From then on entries
 * of this device may name the account, for ever. Throws what signing in throws, `access.denied` for another county or
 * an account that is no crew; on a phone of a unit, for one who does not work in the field for that unit.
 */
export async function enrolCrew(
  deps: AccessDeps,
  device: Actor,
  credentials: Credentials,
): Promise<{ account: string; name: string; agency?: string; roles: Role[] }> {
  if (device.device === undefined) throw problem('access.denied', { why: 'device' });
  const { county, account, grants } = await verifyCredentials(deps, credentials);
  const roles = [...new Set(grants.map(({ role }) => role))];
  const own = await findDevice(deps.pool, device.county, device.device);
  const wanted = own?.unit == null ? crewRoles : unitCrewRoles;
  const isCrew = roles.some((role) => wanted.includes(role));
  if (county !== device.county || !isCrew)
    throw problem('access.denied', { why: isCrew ? 'county' : 'role' });
  if (own?.unit != null && account.unit !== own.unit) throw problem('access.denied', { why: 'unit' });
  await change(deps, { id: account.id, kind: 'account', county, grants: [] }, async (tx, note) => {
    const { rowCount } = await tx.query(
      `INSERT INTO access.device_account (county, device, account, since_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (county, device, account) DO NOTHING`,
      [county, device.device, account.id, new Date(deps.now())],
    );
    if (rowCount === 1) note('device.crew', account.id, { device: device.device! });
    await tx.query('UPDATE access.account SET last_login_at = $3 WHERE county = $1 AND id = $2', [
      county,
      account.id,
      new Date(deps.now()),
    ]);
  });
  return {
    account: account.id,
    name: account.display,
    ...(account.agency !== null && { agency: account.agency }),
    roles,
  };
}

/**
 * A device for a program: no key of its own but a token for a year, shown once and revoked with the device. It acts as
 * `account` where one is given, else as itself with the role of a crew.
 */
export async function addScriptDevice(
  deps: AccessDeps,
  actor: Actor,
  { county, post, unit, account, name = 'script' }: Omit<NewDevice, 'name' | 'publicKey'> & { name?: string },
): Promise<{ device: string; token: string; post?: string; unit?: string; expires: string }> {
  const device = await claimDevice(deps, county);
  await change(deps, actor, (tx, note) =>
    insertDevice(deps, tx, note, device, { county, post, unit, name, account }),
  );
  const opened = await insertSession(deps, { county, device, idleMs: YEAR_MS, lifeMs: YEAR_MS, agent: name });
  return {
    device,
    token: opened!.token,
    ...(post !== undefined && { post }),
    ...(unit !== undefined && { unit }),
    expires: opened!.expires,
  };
}
