import { createHmac } from 'node:crypto';
import type { AccessDeps } from './deps.ts';

/** How many tries within how long, and for how long it is closed then. */
export type Limit = {
  readonly label: string;
  readonly tries: number;
  readonly windowMs: number;
  readonly lockMs: number;
};

/** 等保 2.0 身份鉴别 b as commonly read: five tries, half an hour. */
export const signInLimit: Limit = { label: 'account', tries: 5, windowMs: 30 * 60_000, lockMs: 30 * 60_000 };
/** The old password, asked before it is changed. */
export const changeLimit: Limit = { ...signInLimit, label: 'change' };
/** Codes of 39 random bits, a day each: ten tries a quarter of an hour and address leave nothing to guess. */
export const enrolLimit: Limit = { label: 'enrol', tries: 10, windowMs: 15 * 60_000, lockMs: 15 * 60_000 };

export type Attempt = {
  readonly key: Buffer;
  readonly tries: number;
  readonly lockedUntil: string | undefined;
};

/**
 * Takes one try before it is judged, so that tries at the same moment cannot slip past the limit together.
 * `lockedUntil` is given when there was none to take; `tries` equal to the limit was the last one.
 */
export async function takeTry(deps: AccessDeps, limit: Limit, what: string): Promise<Attempt> {
  const now = deps.now();
  const key = keyOf(deps, limit, what);
  const { rows } = await deps.pool.query<{ tries: number }>(
    `INSERT INTO access.attempt AS a (key, tries, first_at, locked_until) VALUES ($1, 1, $2, NULL)
     ON CONFLICT (key) DO UPDATE SET
       tries = CASE WHEN a.locked_until IS NOT NULL OR a.first_at <= $3 THEN 1 ELSE a.tries + 1 END,
       first_at = CASE WHEN a.locked_until IS NOT NULL OR a.first_at <= $3 THEN $2 ELSE a.first_at END,
       locked_until = CASE WHEN a.locked_until IS NULL AND a.first_at > $3 AND a.tries + 1 >= $4 THEN $5::timestamptz END
     WHERE a.locked_until IS NULL OR a.locked_until <= $2
     RETURNING tries`,
    [key, new Date(now), new Date(now - limit.windowMs), limit.tries, new Date(now + limit.lockMs)],
  );
  if (rows[0]) return { key, tries: rows[0].tries, lockedUntil: undefined };
  const found = await deps.pool.query<{ until: string }>(
    'SELECT locked_until AS until FROM access.attempt WHERE key = $1',
    [key],
  );
  return { key, tries: limit.tries, lockedUntil: found.rows[0]?.until ?? new Date(now).toISOString() };
}

/** Gives back a try that was no failure (the password was right, the second factor not asked yet). */
export async function giveBackTry(deps: AccessDeps, { key }: Attempt): Promise<void> {
  await deps.pool.query(
    'UPDATE access.attempt SET tries = greatest(tries - 1, 0), locked_until = NULL WHERE key = $1',
    [key],
  );
}

/** Forgets the tries: they ended in success, or somebody unlocked the account. */
export async function forgetTries(deps: AccessDeps, limit: Limit, what: string): Promise<void> {
  await deps.pool.query('DELETE FROM access.attempt WHERE key = $1', [keyOf(deps, limit, what)]);
}

/** Which of these are locked now, and until when (ISO 8601). */
export async function lockedNow(
  deps: AccessDeps,
  limit: Limit,
  whats: readonly string[],
): Promise<Map<string, string>> {
  const keys = whats.map((what) => keyOf(deps, limit, what));
  const { rows } = await deps.pool.query<{ key: Buffer; until: string }>(
    'SELECT key, locked_until AS until FROM access.attempt WHERE key = ANY($1) AND locked_until > $2',
    [keys, new Date(deps.now())],
  );
  const untils = new Map(rows.map(({ key, until }) => [key.toString('hex'), until]));
  return new Map(
    whats.flatMap((what, index) => {
      const until = untils.get(keys[index]!.toString('hex'));
      return until === undefined ? [] : [[what, until]];
    }),
  );
}

function keyOf({ keyring }: AccessDeps, limit: Limit, what: string): Buffer {
  return createHmac('sha256', keyring.challenge).update(`tries|${limit.label}|${what}`).digest();
}
