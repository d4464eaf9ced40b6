import { type Bytes, randomBytes, utf8 } from './bytes.ts';

// The store's secret is kept once for each crew member, in two wrappings. The inner one is made from the person's
// PIN; six digits alone could be tried out in an afternoon, so the outer one is made with a key of the device that
// the browser keeps and hands to no script: rows copied out of the store are worth nothing elsewhere. (Against
// someone who takes the whole disk of an unlocked phone apart, only the phone's own disk encryption helps.)

/** OWASP's figure for PBKDF2-HMAC-SHA-256 (2023). */
export const PIN_ITERATIONS = 600_000;

/** The store's secret as kept for one person. */
export type WrappedSecret = {
  readonly salt: Bytes;
  readonly iterations: number;
  readonly innerIv: Bytes;
  readonly outerIv: Bytes;
  readonly data: ArrayBuffer;
};

/** A fresh secret of 32 bytes for a store. */
export function newSecret(): Bytes {
  return randomBytes(32);
}

/** The device's own wrapping key: made here, never exportable. */
export function newDeviceKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** Wraps the store's secret for the person who knows the PIN, on this device. */
export async function wrapSecret(
  secret: Bytes,
  pin: string,
  deviceKey: CryptoKey,
  iterations = PIN_ITERATIONS,
): Promise<WrappedSecret> {
  const salt = randomBytes(16);
  const [innerIv, outerIv] = [randomBytes(12), randomBytes(12)];
  const inner = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: innerIv },
    await pinKey(pin, salt, iterations),
    secret,
  );
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: outerIv }, deviceKey, inner);
  return { salt, iterations, innerIv, outerIv, data };
}

/** The secret again, or undefined when the PIN is wrong. The caller wipes it after use. */
export async function unwrapSecret(
  wrapped: WrappedSecret,
  pin: string,
  deviceKey: CryptoKey,
): Promise<Bytes | undefined> {
  const inner = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: wrapped.outerIv },
    deviceKey,
    wrapped.data,
  );
  const key = await pinKey(pin, wrapped.salt, wrapped.iterations);
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: wrapped.innerIv }, key, inner));
  } catch {
    return undefined;
  }
}

async function pinKey(pin: string, salt: Bytes, iterations: number): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveKey']);
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  return crypto.subtle.deriveKey(derivation, base, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}
