import { createHmac, createPublicKey, randomInt } from 'node:crypto';
import type { Actor } from '@lianfang/domain/kernel/access.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { enrolLimit, giveBackTry, takeTry } from './attempts.ts';
import type { AccessDeps } from './deps.ts';
import type { JsonWebKey } from './deviceStore.ts';
import { claimDevice, insertDevice, placeOf } from './devices.ts';
import { change } from './log.ts';
import { serverActor } from './permissions.ts';

const DAY_MS = 86_400_000;
/** 31 signs that are not taken for one another: no 0 O, 1 I L. Eight of them are 39 bits. */
const SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const LENGTH = 8;

/** Makes a code that enrols one phone, at a post or for a unit, within 24 hours. Shown once, as `ABCD-EFGH`. */
export async function makeEnrolmentCode(
  deps: AccessDeps,
  actor: Actor,
  { post, unit, name }: { post?: string | undefined; unit?: string | undefined; name?: string | undefined },
): Promise<{ code: string; expires: string }> {
  const code = Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join('');
  const expires = new Date(deps.now() + DAY_MS).toISOString();
  await change(deps, actor, async (tx, note) => {
    await tx.query(
      `INSERT INTO access.enrolment (code_hash, county, post, unit, name, made_by, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        codeHash(deps, code),
        actor.county,
        post ?? null,
        unit ?? null,
        name?.slice(0, 64) ?? null,
        actor.id,
        new Date(deps.now()),
        expires,
      ],
    );
    note('device.code', undefined, placeOf({ post, unit }));
  });
  return { code: `${code.slice(0, 4)}-${code.slice(4)}`, expires };
}

/**
 * Enrols a phone with a code and the public half of the P-256 key that it made. `from` is its address, by which tries are
 * counted. `device.code` (`why`: wrong, used, expired), `device.signature` for another key, `request.too_many`.
 */
export async function enrolDevice(
  deps: AccessDeps,
  {
    code,
    publicKey,
    name,
    from = '',
  }: { code: string; publicKey: unknown; name: string; from?: string | undefined },
): Promise<{ device: string; county: string; post?: string; unit?: string; lastSeq: number }> {
  const attempt = await takeTry(deps, enrolLimit, from);
  if (attempt.lockedUntil) throw problem('request.too_many', { until: attempt.lockedUntil });
  const key = p256(publicKey);
  const hash = codeHash(deps, code);
  const found = await findCode(deps, hash);
  const place = found.post === null ? { unit: found.unit as string } : { post: found.post };
  const device = await claimDevice(deps, found.county);
  await change(deps, serverActor(found.county), async (tx, note) => {
    // Of two phones with one code the row lets one through; a fault after this gives the code back.
    const { rowCount } = await tx.query(
      'UPDATE access.enrolment SET used_at = $2, device = $3 WHERE code_hash = $1 AND used_at IS NULL',
      [hash, new Date(deps.now()), device],
    );
    if (rowCount === 0) throw problem('device.code', { why: 'used' });
    await insertDevice(deps, tx, note, device, {
      county: found.county,
      ...place,
      name: found.name ?? nameOf(name),
      publicKey: key,
    });
  }).catch(async (error) => {
    await deps.pool.query('DELETE FROM access.device_county WHERE device = $1', [device]);
    throw error;
  });
  // Thirty phones enrolled in a row in one office are no attack.
  await giveBackTry(deps, attempt);
  return { device, county: found.county, ...place, lastSeq: 0 };
}

async function findCode(deps: AccessDeps, hash: Buffer) {
  const { rows } = await deps.pool.query<{
    county: string;
    post: string | null;
    unit: string | null;
    name: string | null;
    expires: string;
    used: string | null;
  }>(
    'SELECT county, post, unit, name, expires_at AS expires, used_at AS used FROM access.enrolment WHERE code_hash = $1',
    [hash],
  );
  const [found] = rows;
  if (!found) throw problem('device.code', { why: 'wrong' });
  if (found.used !== null) throw problem('device.code', { why: 'used' });
  if (Date.parse(found.expires) <= deps.now()) throw problem('device.code', { why: 'expired' });
  return found;
}

function codeHash({ keyring }: AccessDeps, code: string): Buffer {
  const signs = code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
  return createHmac('sha256', keyring.lookup).update(`enrolment|${signs}`).digest();
}

/** The four members of a public P-256 key, checked to be a point of the curve; nothing else of the object is kept. */
function p256(key: unknown): JsonWebKey {
  const { kty, crv, x, y } = (key ?? {}) as Record<string, unknown>;
  const coordinate = /^[A-Za-z0-9_-]{43}$/;
  if (kty !== 'EC' || crv !== 'P-256' || !coordinate.test(String(x)) || !coordinate.test(String(y))) {
    throw problem('device.signature', { why: 'key' });
  }
  const jwk: JsonWebKey = { kty, crv, x: String(x), y: String(y) };
  try {
    createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw problem('device.signature', { why: 'key' });
  }
  return jwk;
}

function nameOf(name: string): string {
  return [...name.normalize('NFC').trim()].slice(0, 60).join('').slice(0, 64) || 'phone';
}
