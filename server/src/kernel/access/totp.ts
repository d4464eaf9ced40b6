import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { AccessDeps } from './deps.ts';
import type { Keyring } from './keys.ts';
import { openSecret, sealSecret } from './seal.ts';
import { findAccount } from './store.ts';

/** A second factor to be typed or scanned into an authenticator app; shown once. */
export type SecondFactor = { readonly secret: string; readonly uri: string };

const PERIOD = 30;

/** A new secret (160 bits) for an account: what its owner is given, and what is stored. */
export function makeTotp(
  keyring: Keyring,
  county: string,
  account: string,
  name: string,
): SecondFactor & { stored: Buffer } {
  const bytes = randomBytes(20);
  const secret = new Secret({ buffer: Uint8Array.from(bytes).buffer });
  const uri = new TOTP({ issuer: 'Lianfang 联防', label: name, secret, period: PERIOD }).toString();
  return { secret: secret.base32, uri, stored: sealSecret(keyring, `totp|${county}|${account}`, bytes) };
}

/** The 30-second step whose code this is, at most one step away from now (ms); undefined when it is none of the three. */
export function totpStep(
  keyring: Keyring,
  county: string,
  account: string,
  stored: Buffer,
  code: string,
  now: number,
): number | undefined {
  const token = code.normalize('NFKC').replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const bytes = openSecret(keyring, `totp|${county}|${account}`, stored);
  const totp = new TOTP({ secret: new Secret({ buffer: Uint8Array.from(bytes).buffer }), period: PERIOD });
  // The library compares in constant time.
  const delta = totp.validate({ token, timestamp: now, window: 1 });
  return delta === null ? undefined : Math.floor(now / 1000 / PERIOD) + delta;
}

/**
 * The code that an account's authenticator shows now; undefined without a second factor. For the operator of an exercise
 * alone: the caller makes sure that it is one.
 */
export async function currentCode(
  deps: AccessDeps,
  county: string,
  account: string,
): Promise<string | undefined> {
  const row = await findAccount(deps.pool, county, account);
  if (!row?.totp) return undefined;
  const bytes = openSecret(deps.keyring, `totp|${county}|${account}`, row.totp);
  const totp = new TOTP({ secret: new Secret({ buffer: Uint8Array.from(bytes).buffer }), period: PERIOD });
  return totp.generate({ timestamp: deps.now() });
}
