import { type Bytes, base64url, randomBytes, textOf, utf8 } from './bytes.ts';

/** A value as the phone keeps it: AES-256-GCM, bound to the name of the place where it lies. */
export type Sealed = { readonly iv: Bytes; readonly data: ArrayBuffer };

/** The keys of an opened store: they live in memory only and cannot be exported from it. */
export type StoreKeys = { readonly seal: CryptoKey; readonly token: CryptoKey };

/** The store's keys from its 32 secret bytes: one to seal with, one to look things up by keyed hash. */
export async function storeKeys(secret: Bytes): Promise<StoreKeys> {
  const seal = await crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const derivation = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(0),
    info: utf8('lianfang field look-up'),
  };
  const hmac = { name: 'HMAC', hash: 'SHA-256', length: 256 };
  const token = await crypto.subtle.deriveKey(derivation, base, hmac, false, ['sign']);
  return { seal, token };
}

/** Seals a JSON value for the place `name`: it opens nowhere else. */
export async function seal(keys: StoreKeys, name: string, value: unknown): Promise<Sealed> {
  const iv = randomBytes(12);
  const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(name) };
  return { iv, data: await crypto.subtle.encrypt(algorithm, keys.seal, utf8(JSON.stringify(value))) };
}

/** The value again; rejects when it was altered, moved to another place, or sealed with another key. */
export async function unseal<T>(keys: StoreKeys, name: string, sealed: Sealed): Promise<T> {
  const algorithm = { name: 'AES-GCM', iv: sealed.iv, additionalData: utf8(name) };
  return JSON.parse(textOf(await crypto.subtle.decrypt(algorithm, keys.seal, sealed.data))) as T;
}

/** A keyed hash by which something personal (a plate) is found again without lying open in the store. */
export async function lookupToken(keys: StoreKeys, text: string): Promise<string> {
  return base64url(await crypto.subtle.sign('HMAC', keys.token, utf8(text)));
}
