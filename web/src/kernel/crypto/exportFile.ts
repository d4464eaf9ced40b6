import { base64url, fromBase64url, randomBytes, textOf, utf8 } from './bytes.ts';

/** What an emergency file looks like on disk. The passphrase was shown once and stands on paper. */
type ExportFile = {
  format: 'lianfang-export';
  version: 1;
  iterations: number;
  salt: string;
  iv: string;
  data: string;
};

const ITERATIONS = 600_000;
/** No 0/O, 1/I/L: it is copied by hand at night. 31 characters, 16 of them: 79 bits. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** A passphrase for one file: `ABCD-EFGH-JKMN-PQRS`. */
export function newPassphrase(): string {
  let text = '';
  while (text.length < 16) {
    for (const byte of randomBytes(32)) {
      // 248 = 8 × 31: larger bytes would make the first characters likelier.
      if (byte < 248 && text.length < 16) text += ALPHABET[byte % 31];
    }
  }
  return (text.match(/.{4}/g) as string[]).join('-');
}

/** The text of a file that holds `value`, readable with the passphrase alone. */
export async function sealFile(passphrase: string, value: unknown): Promise<string> {
  const [salt, iv] = [randomBytes(16), randomBytes(12)];
  const key = await fileKey(passphrase, salt, ITERATIONS);
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, utf8(JSON.stringify(value)));
  const file: ExportFile = {
    format: 'lianfang-export',
    version: 1,
    iterations: ITERATIONS,
    salt: base64url(salt),
    iv: base64url(iv),
    data: base64url(data),
  };
  return JSON.stringify(file);
}

/** The value of such a file; undefined when the text is no such file or the passphrase does not fit. */
export async function openFile(passphrase: string, text: string): Promise<unknown> {
  try {
    const file = JSON.parse(text) as ExportFile;
    if (file.format !== 'lianfang-export' || file.version !== 1) return undefined;
    const key = await fileKey(passphrase, fromBase64url(file.salt), Math.min(file.iterations, 10_000_000));
    const algorithm = { name: 'AES-GCM', iv: fromBase64url(file.iv) };
    return JSON.parse(textOf(await crypto.subtle.decrypt(algorithm, key, fromBase64url(file.data))));
  } catch {
    return undefined;
  }
}

async function fileKey(passphrase: string, salt: BufferSource, iterations: number): Promise<CryptoKey> {
  const plain = passphrase.toUpperCase().replace(/[^0-9A-Z]/g, '');
  const base = await crypto.subtle.importKey('raw', utf8(plain), 'PBKDF2', false, ['deriveKey']);
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  return crypto.subtle.deriveKey(derivation, base, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}
