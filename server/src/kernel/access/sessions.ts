import type { Actor, Agency } from '@lianfang/domain/kernel/access.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { type Credentials, verifyCredentials } from './credentials.ts';
import type { AccessDeps } from './deps.ts';
import { deviceActor, findDevice } from './deviceStore.ts';
import { change } from './log.ts';
import { isOverdue, passwordPolicy } from './passwords.ts';
import { demand } from './permissions.ts';
import {
  cacheOf,
  endSessions,
  expiryOf,
  findSession,
  insertSession,
  openSessions,
  type SessionRow,
  tokenHash,
  touchSession,
} from './sessionStore.ts';
import { countyArea, findAccount, grantsOf, present } from './store.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** 30 minutes without use, half a day in any case. */
export const deskLife = { idleMs: 30 * MINUTE, lifeMs: 12 * HOUR } as const;
/** How long a process believes what it read; a session revoked elsewhere lives on so long at most. */
const TRUST_MS = 3_000;

/** Who sent a request. */
export type SignedIn = Actor & {
  readonly session: string;
  /** When the session ends unless it is used again (ISO 8601). */
  readonly sessionExpires: string;
  /** Nothing is open to this actor but changing the password, signing out, and access.me. */
  readonly mustChangePassword: boolean;
  /** The post where the device is now. */
  readonly post?: string | undefined;
  readonly lastLogin?: { readonly at: string; readonly from?: string } | undefined;
};

/**
 * Signs an account in. `agent` is what the browser calls itself, `from` its address. Throws what `verifyCredentials`
 * throws. The token is for the answer alone.
 */
export async function signIn(
  deps: AccessDeps,
  request: Credentials & { agent?: string | undefined; from?: string | undefined },
): Promise<{ token: string; expires: string; actor: SignedIn }> {
  const { county, account } = await verifyCredentials(deps, request);
  const opened = await insertSession(deps, {
    county,
    account: account.id,
    ...deskLife,
    agent: request.agent,
    before: { at: account.lastLoginAt, from: account.lastLoginFrom },
  });
  await change(deps, { id: account.id, kind: 'account', county, grants: [] }, async (tx, note) => {
    await tx.query(
      'UPDATE access.account SET last_login_at = $3, last_login_from = $4 WHERE county = $1 AND id = $2',
      [county, account.id, new Date(deps.now()), request.from?.slice(0, 64) ?? null],
    );
    note('session.opened', account.id);
  });
  const actor = opened && (await authenticate(deps, opened.token));
  // Only when the account was put out of use within these milliseconds.
  if (!actor) throw problem('session.wrong');
  return { token: opened.token, expires: opened.expires, actor };
}

/** Ends the session of a token. */
export async function signOut(deps: AccessDeps, token: string): Promise<void> {
  const found = await findSession(deps.pool, tokenHash(token));
  if (found) await endSessions(deps, found.county, { session: found.id });
}

/**
 * Who holds a token; undefined when it is unknown, ended, idle for too long, revoked, or its account or device is out of
 * use. Believes what it read for three seconds; a revocation in this process counts at once. `touch: false` for what a
 * page asks by itself: it is answered, but does not count as use of the session.
 */
export async function authenticate(
  deps: AccessDeps,
  token: string,
  { touch = true }: { touch?: boolean } = {},
): Promise<SignedIn | undefined> {
  if (token.length < 40 || token.length > 64) return undefined;
  const hash = tokenHash(token);
  const key = hash.toString('base64');
  const cache = cacheOf(deps);
  const now = deps.now();
  const known = cache.known.get(key);
  // Remembered while nobody touched the page, it must not hide that now somebody does.
  if (known && known.until > now && !(touch && now - known.seen >= MINUTE)) return known.value as SignedIn;
  const { generation } = cache;
  const row = await findSession(deps.pool, hash);
  if (!row || row.revokedAt !== null || Date.parse(expiryOf(row)) <= now) return undefined;
  if (touch && now - Date.parse(row.seenAt) >= MINUTE) {
    await touchSession(deps, hash);
    row.seenAt = new Date(now).toISOString();
  }
  const actor = row.device === null ? await accountSession(deps, row) : await deviceSessionActor(deps, row);
  // What was revoked while this was being read is not put back.
  if (actor && generation === cache.generation) {
    if (cache.known.size >= 10_000) cache.known.clear();
    const until = Math.min(now + TRUST_MS, Date.parse(expiryOf(row)));
    cache.known.set(key, { until, seen: Date.parse(row.seenAt), value: actor });
  }
  return actor;
}

async function accountSession(deps: AccessDeps, row: SessionRow): Promise<SignedIn | undefined> {
  const [account, grants] = await Promise.all([
    findAccount(deps.pool, row.county, row.account!),
    grantsOf(deps.pool, row.county, [row.account!]),
  ]);
  if (!account || account.disabledAt !== null) return undefined;
  return {
    id: account.id,
    kind: 'account',
    county: row.county,
    grants: present(grants.get(account.id), deps.now()),
    ...(account.agency !== null && { agency: account.agency as Agency }),
    session: row.id,
    sessionExpires: expiryOf(row),
    mustChangePassword: account.mustChange || isOverdue(passwordPolicy(), account.setAt, deps.now()),
    ...(row.beforeAt !== null && {
      lastLogin: { at: row.beforeAt, ...(row.beforeFrom !== null && { from: row.beforeFrom }) },
    }),
  };
}

async function deviceSessionActor(deps: AccessDeps, row: SessionRow): Promise<SignedIn | undefined> {
  const device = await findDevice(deps.pool, row.county, row.device!);
  if (!device || device.revokedAt !== null) return undefined;
  const actor = await deviceActor(deps, row.county, device, await countyArea(deps.pool, row.county));
  return (
    actor && {
      ...actor,
      session: row.id,
      sessionExpires: expiryOf(row),
      mustChangePassword: false,
      ...(device.post !== null && { post: device.post }),
    }
  );
}

export type SessionView = {
  id: string;
  account?: string;
  device?: string;
  createdAt: string;
  lastSeenAt: string;
  expires: string;
  agent?: string;
  current: boolean;
};

/** The open sessions: the actor's own, or with `all` those of the county (security administrator, auditor). */
export async function listSessions(
  deps: AccessDeps,
  actor: Actor & { session?: string },
  all: boolean,
): Promise<SessionView[]> {
  if (all) demand(actor, ['security_admin', 'auditor'], deps.now());
  const rows = await openSessions(deps, actor.county, all ? undefined : actor.id);
  return rows.map((row) => ({
    id: row.id,
    ...(row.account !== null && { account: row.account }),
    ...(row.device !== null && { device: row.device }),
    createdAt: row.createdAt,
    lastSeenAt: row.seenAt,
    expires: expiryOf(row),
    ...(row.agent !== null && { agent: row.agent }),
    current: row.id === actor.session,
  }));
}

/** Ends a session: one's own, or as security administrator any of the county. `not_found` otherwise. */
export async function revokeSession(deps: AccessDeps, actor: Actor, session: string): Promise<void> {
  const own = (await openSessions(deps, actor.county, actor.id)).some(({ id }) => id === session);
  if (!own) demand(actor, ['security_admin'], deps.now());
  await change(deps, actor, async (_tx, note) => note('session.revoked', session));
  if ((await endSessions(deps, actor.county, { session })) === 0)
    throw problem('not_found', { what: 'session' });
}
