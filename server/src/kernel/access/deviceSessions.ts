import { createHash, createHmac, createPublicKey, randomBytes, timingSafeEqual, verify } from 'node:crypto';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { AccessDeps } from './deps.ts';
import { findDevice, findDeviceCounty } from './deviceStore.ts';
import { insertSession } from './sessionStore.ts';

const DAY_MS = 86_400_000;
const CHALLENGE_MS = 2 * 60_000;
/** 30 days since it was last used, a year in any case; the phone opens another with its key by itself. */
const deviceLife = { idleMs: 30 * DAY_MS, lifeMs: 365 * DAY_MS } as const;

/**
 * A challenge for a device to sign within two minutes. Nothing is stored: it carries its end, a nonce, and our HMAC over
 * both and the device. Given for any id, so that it tells nobody which exist.
 */
export function deviceChallenge(deps: AccessDeps, device: string): string {
  const body = `${(deps.now() + CHALLENGE_MS).toString(36)}.${randomBytes(16).toString('base64url')}`;
  return `${body}.${authentication(deps, device, body)}`;
}

/**
 * Opens a session for a device that signed its challenge: `signature` is base64url of ECDSA P-256 with SHA-256 (r‖s) over
 * the challenge's UTF-8. `device.signature` when it does not fit, is too late or was used; `device.revoked`.
 */
export async function deviceSession(
  deps: AccessDeps,
  {
    device,
    challenge,
    signature,
    agent,
  }: { device: string; challenge: string; signature: string; agent?: string | undefined },
): Promise<{ token: string; expires: string }> {
  checkChallenge(deps, device, challenge);
  const county = await findDeviceCounty(deps.pool, device);
  const row = county === undefined ? undefined : await findDevice(deps.pool, county, device);
  if (!county || !row?.publicKey) throw problem('device.signature', { why: 'signature' });
  const key = createPublicKey({ key: row.publicKey, format: 'jwk' });
  const bytes = Buffer.from(signature, 'base64url');
  const genuine =
    bytes.length === 64 &&
    verify('sha256', Buffer.from(challenge, 'utf8'), { key, dsaEncoding: 'ieee-p1363' }, bytes);
  if (!genuine) throw problem('device.signature', { why: 'signature' });
  if (row.revokedAt !== null) throw problem('device.revoked', { device });
  const used = createHash('sha256').update(challenge).digest();
  const opened = await insertSession(deps, { county, device, ...deviceLife, agent, challenge: used });
  if (!opened) throw problem('device.signature', { why: 'used' });
  return { token: opened.token, expires: opened.expires };
}

function checkChallenge(deps: AccessDeps, device: string, challenge: string): void {
  const [end = '', nonce = '', code = ''] = challenge.split('.');
  const expected = Buffer.from(authentication(deps, device, `${end}.${nonce}`));
  const given = Buffer.from(code);
  if (challenge.length > 200 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw problem('device.signature', { why: 'challenge' });
  }
  if (Number.parseInt(end, 36) <= deps.now()) throw problem('device.signature', { why: 'late' });
}

function authentication({ keyring }: AccessDeps, device: string, body: string): string {
  return createHmac('sha256', keyring.challenge).update(`challenge|${device}|${body}`).digest('base64url');
}
