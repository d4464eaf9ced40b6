import { createHash, randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { Pool } from '../db/pool.ts';
import type { AccessDeps } from './deps.ts';

export type SessionRow = {
  id: string;
  county: string;
  account: string | null;
  device: string | null;
  createdAt: string;
  seenAt: string;
  idleSeconds: number;
  expiresAt: string;
  revokedAt: string | null;
  agent: string | null;
  beforeAt: string | null;
  beforeFrom: string | null;
};

export type NewSession = {
  county: string;
  account?: string | undefined;
  device?: string | undefined;
  idleMs: number;
  lifeMs: number;
  agent?: string | undefined;
  /** Hash of the challenge that was answered; a second session for it is refused. */
  challenge?: Buffer | undefined;
  before?: { at: string | null; from: string | null } | undefined;
};

const columns = `id, county, account, device, created_at AS "createdAt", seen_at AS "seenAt", idle_seconds AS "idleSeconds",
  expires_at AS "expiresAt", revoked_at AS "revokedAt", agent, before_at AS "beforeAt", before_from AS "beforeFrom"`;

/** Opens a session; its token (256 random bits, base64url) is known to nobody afterwards. Undefined for a challenge used. */
export async function insertSession(
  deps: AccessDeps,
  session: NewSession,
): Promise<{ id: string; token: string; expires: string } | undefined> {
  const now = deps.now();
  const id = uuidv7(now, randomBytes(10));
  const token = randomBytes(32).toString('base64url');
  const { rowCount } = await deps.pool.query(
    `INSERT INTO access.session (token_hash, id, county, account, device, created_at, seen_at, idle_seconds, expires_at, agent, challenge, before_at, before_from)
     VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (challenge) DO NOTHING`,
    [
      tokenHash(token),
      id,
      session.county,
      session.account ?? null,
      session.device ?? null,
      new Date(now),
      Math.floor(session.idleMs / 1000),
      new Date(now + session.lifeMs),
      session.agent?.slice(0, 200) ?? null,
      session.challenge ?? null,
      session.before?.at ?? null,
      session.before?.from ?? null,
    ],
  );
  const expires = new Date(now + Math.min(session.idleMs, session.lifeMs)).toISOString();
  return rowCount === 1 ? { id, token, expires } : undefined;
}

/** The session of a token's hash, whatever its state. */
export async function findSession(pool: Pool, hash: Buffer): Promise<SessionRow | undefined> {
  const { rows } = await pool.query<SessionRow>({
    name: 'access.session',
    text: `SELECT ${columns} FROM access.session WHERE token_hash = $1`,
    values: [hash],
  });
  return rows[0];
}

/** Sessions of a county that are open now; of one account where it is given. */
export async function openSessions(
  deps: AccessDeps,
  county: string,
  account?: string,
): Promise<SessionRow[]> {
  const { rows } = await deps.pool.query<SessionRow>(
    `SELECT ${columns} FROM access.session
      WHERE county = $1 AND ($2::uuid IS NULL OR account = $2) AND revoked_at IS NULL AND expires_at > $3
      ORDER BY created_at DESC LIMIT 5000`,
    [county, account ?? null, new Date(deps.now())],
  );
  return rows.filter((row) => Date.parse(expiryOf(row)) > deps.now());
}

export async function touchSession(deps: AccessDeps, hash: Buffer): Promise<void> {
  await deps.pool.query({
    name: 'access.touch',
    text: 'UPDATE access.session SET seen_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL',
    values: [hash, new Date(deps.now())],
  });
}

/** Ends sessions of an account or a device, or one by its id, and forgets what is cached of them. Gives how many. */
export async function endSessions(
  deps: AccessDeps,
  county: string,
  which: { account: string; except?: string | undefined } | { device: string } | { session: string },
): Promise<number> {
  const { rowCount } = await deps.pool.query(
    `UPDATE access.session SET revoked_at = $2
      WHERE county = $1 AND revoked_at IS NULL
        AND (account = $3::uuid OR device = $4::uuid OR id = $5::uuid) AND ($6::uuid IS NULL OR id <> $6)`,
    [
      county,
      new Date(deps.now()),
      'account' in which ? which.account : null,
      'device' in which ? which.device : null,
      'session' in which ? which.session : null,
      ('account' in which ? which.except : undefined) ?? null,
    ],
  );
  dropCached(deps);
  return rowCount ?? 0;
}

/** When a session ends if nobody uses it again: the idle limit or the end in any case. */
export function expiryOf({ seenAt, idleSeconds, expiresAt }: SessionRow): string {
  return new Date(Math.min(Date.parse(seenAt) + idleSeconds * 1000, Date.parse(expiresAt))).toISOString();
}

export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}

/** What a process remembers of tokens for some seconds. `generation` moves when something was revoked. */
export type SessionCache = {
  generation: number;
  readonly known: Map<string, { until: number; seen: number; value: unknown }>;
};

const caches = new WeakMap<Pool, SessionCache>();

export function cacheOf({ pool }: Pick<AccessDeps, 'pool'>): SessionCache {
  const found = caches.get(pool);
  if (found) return found;
  const cache: SessionCache = { generation: 0, known: new Map() };
  caches.set(pool, cache);
  return cache;
}

/** After a revocation, a changed role, a moved device: the next request asks the database. */
export function dropCached(deps: Pick<AccessDeps, 'pool'>): void {
  const cache = cacheOf(deps);
  cache.generation++;
  cache.known.clear();
}
