import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type Problem, problem } from '@lianfang/domain/kernel/problem.ts';

/** The keys of one installation. Prints and serialises as `[keyring]`. */
export type Keyring = {
  /** Wraps the data keys (AES-256-GCM), 32 bytes. */
  master: Buffer;
  /** Root of the look-up hashes (HMAC-SHA-256), 32 bytes. */
  lookup: Buffer;
  /** Signs the head of the ledger and reports, Ed25519. */
  signing: KeyObject;
  signingPublic: KeyObject;
  /** First 16 hex digits of SHA-256 over the public key (SPKI): names it in what it signed. */
  keyId: string;
  /** Authenticates device challenges (HMAC-SHA-256), 32 bytes. */
  challenge: Buffer;
};

const secrets = ['master', 'lookup', 'challenge'] as const;
const files = [...secrets.map((name) => `${name}.key`), 'signing.pem', 'signing.pub.pem'];

/**
 * The keys under `<dataDir>/keys`. With `create` they are made when there are none at all; a part of them is never
 * made anew, since what was sealed under the lost one would be lost with it. Throws `setup.missing` without keys,
 * `setup.key` (details `file`, `why`) when one is missing, readable by others, too short, or no random key.
 */
export function loadKeyring(dataDir: string, { create = false }: { create?: boolean } = {}): Keyring {
  const folder = join(dataDir, 'keys');
  if (!exists(folder)) {
    if (!create) throw problem('setup.missing', { what: 'keys' });
    makeKeys(dataDir, folder);
  }
  checkPermissions(folder, 'keys');
  for (const file of files) checkPermissions(join(folder, file), file);
  const [master, lookup, challenge] = secrets.map((name) =>
    readSecret(join(folder, `${name}.key`), `${name}.key`),
  );
  if (!master || !lookup || !challenge) throw unfit('keys', 'missing');
  if (master.equals(lookup) || master.equals(challenge) || lookup.equals(challenge))
    throw unfit('keys', 'same');
  const { signing, signingPublic } = readSigning(folder);
  const keyId = createHash('sha256').update(spki(signingPublic)).digest('hex').slice(0, 16);
  return shielded({ master, lookup, signing, signingPublic, keyId, challenge });
}

/** All keys are written to a folder aside, which takes its place in one step: never half a set, never two. */
function makeKeys(dataDir: string, folder: string): void {
  mkdirSync(dataDir, { recursive: true });
  const aside = `${folder}.${randomUUID()}`;
  mkdirSync(aside, { mode: 0o700 });
  try {
    for (const name of secrets)
      writeKey(join(aside, `${name}.key`), `${randomBytes(32).toString('base64')}\n`);
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeKey(join(aside, 'signing.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeKey(join(aside, 'signing.pub.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    sync(aside);
    renameSync(aside, folder);
    sync(dataDir);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    // Another program was quicker: its keys count.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

function writeKey(path: string, text: string | Buffer): void {
  const handle = openSync(path, 'wx', 0o600);
  try {
    writeSync(handle, text.toString());
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function sync(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function checkPermissions(path: string, file: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw unfit(file, 'missing');
  // Windows has no such bits; there the folder's owner decides.
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) throw unfit(file, 'permissions');
}

function readSecret(path: string, file: string): Buffer {
  const bytes = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
  if (bytes.length < 32) throw unfit(file, 'too_short');
  if (bytes.length > 32) throw unfit(file, 'malformed');
  if (isGuessable(bytes)) throw unfit(file, 'not_random');
  return bytes;
}

/** Words that people put where a key belongs: a key of 32 random bytes contains none of them. */
const words = [
  'changeme',
  'default',
  'secret',
  'password',
  'lianfang',
  'example',
  '12345',
  'abcdef',
  'qwert',
];
/** Private keys published in RFC 8032 §7.1: they sign for anyone. */
const publishedSeeds = [
  '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
  '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
  'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
];

/** Zeros, one byte repeated, counted up, or text: 32 random bytes have fewer than 16 values once in 10^11. */
function isGuessable(bytes: Buffer): boolean {
  const text = bytes.toString('latin1').toLowerCase();
  const steps = new Set(bytes.subarray(1).map((byte, index) => (byte - bytes[index]!) & 0xff));
  return (
    new Set(bytes).size < 16 ||
    steps.size < 8 ||
    words.some((word) => text.includes(word)) ||
    /^[ -~]*$/.test(text)
  );
}

function readSigning(folder: string): { signing: KeyObject; signingPublic: KeyObject } {
  const signing = parseKey(() => createPrivateKey(readFileSync(join(folder, 'signing.pem'))), 'signing.pem');
  const stored = parseKey(
    () => createPublicKey(readFileSync(join(folder, 'signing.pub.pem'))),
    'signing.pub.pem',
  );
  const signingPublic = createPublicKey(signing);
  if (!spki(stored).equals(spki(signingPublic))) throw unfit('signing.pub.pem', 'other_pair');
  const seed = Buffer.from(signing.export({ format: 'jwk' }).d ?? '', 'base64url');
  if (publishedSeeds.includes(seed.toString('hex')) || isGuessable(seed))
    throw unfit('signing.pem', 'not_random');
  return { signing, signingPublic };
}

/** The parser's own error is dropped: it may quote the file. */
function parseKey(parse: () => KeyObject, file: string): KeyObject {
  let key: KeyObject;
  try {
    key = parse();
  } catch {
    throw unfit(file, 'malformed');
  }
  if (key.asymmetricKeyType !== 'ed25519') throw unfit(file, 'malformed');
  return key;
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

function unfit(file: string, why: string): Problem {
  return problem('setup.key', { file, why });
}

function shielded(keyring: Keyring): Keyring {
  const words = () => '[keyring]';
  Object.defineProperty(keyring, 'toJSON', { value: words });
  Object.defineProperty(keyring, inspect.custom, { value: words });
  return keyring;
}
