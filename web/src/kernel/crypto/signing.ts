import { base64url, utf8 } from './bytes.ts';

const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** The key by which the server knows this device again: made here, its private half never leaves the browser. */
export function newSigningKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(EC, false, ['sign', 'verify']);
}

/** The public half as the server takes it (JWK, the members that name the point and nothing else). */
export async function publicJwk(
  keys: CryptoKeyPair,
): Promise<{ kty: string; crv: string; x: string; y: string }> {
  const { kty = '', crv = '', x = '', y = '' } = await crypto.subtle.exportKey('jwk', keys.publicKey);
  return { kty, crv, x, y };
}

/** Signature over the UTF-8 text: IEEE P1363 r‖s in base64url. */
export async function signText(keys: CryptoKeyPair, text: string): Promise<string> {
  return base64url(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, keys.privateKey, utf8(text)));
}
