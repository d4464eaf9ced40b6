import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomFillSync,
} from 'node:crypto';
import type { Lookup } from '@lianfang/domain/kernel/entry.ts';
import { checkIdNumber } from '@lianfang/domain/kernel/identifiers/idNumber.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { Pool } from '../db/pool.ts';
import type { Keyring } from './keys.ts';
import { weekOf } from './weeks.ts';

/** Seals what is said about one entry's persons; `id` is bound to it, so that it fits no other entry. */
export type Sealer = (id: string, personal: object) => Buffer;

export type Vault = {
  /** The function that seals for a county in the week of `atMs` (the server's receipt). Rejects for a destroyed week. */
  sealer(county: string, atMs: number): Promise<Sealer>;
  /**
   * For `reveal` and for correcting held rows only. Throws `not_found` (`why: 'destroyed'`, `week`) once the week's
   * key is gone, `ledger.altered` when the bytes are not what was sealed under this county and id.
   */
  open(county: string, id: string, bytes: Buffer): Promise<Record<string, unknown>>;
  /** 16 bytes by which equal values of one county are found again; another county gives others. */
  token(county: string, lookup: Lookup, value: string): Buffer;
  /** 16 keyed bytes over a text: equal exactly when the text is, and no way to guess the text from them. */
  contentDigest(text: string): Buffer;
  /** Destroys the data keys of all weeks before `week` for good and gives what was destroyed. */
  destroyWeeksBefore(
    county: string,
    week: number,
  ): Promise<{ week: number; createdAt: string; destroyedAt: string }[]>;
};

type Cached = { key: KeyObject; checked: number };

/** Layout: version (1 byte) · week (4, big endian) · nonce (12) · ciphertext · tag (16). */
const VERSION = 1;
const HEAD = 5;
const NONCE = 12;
const TAG = 16;
/** Another process may destroy a key: openings ask again after 2 s, sealings after a minute. */
const OPEN_TRUST_MS = 2_000;
const SEAL_TRUST_MS = 60_000;

/** Opens the vault of an installation. Data keys are unwrapped on demand and kept in memory. */
export function openVault({
  pool,
  keyring,
  now,
}: {
  pool: Pool;
  keyring: Keyring;
  now: () => number;
}): Vault {
  const dataKeys = new Map<string, Cached>();
  const lookupKeys = new Map<string, MacKey>();
  const wrapping = createSecretKey(keyring.master);
  const digestKey = macKey(derive(keyring.lookup, '', 'lianfang content digest'));

  async function dataKey(county: string, week: number, trust: number, create: boolean): Promise<KeyObject> {
    const name = `${county}/${week}`;
    const known = dataKeys.get(name);
    if (known && now() - known.checked < trust) return known.key;
    const wrapped = await storedKey(
      pool,
      county,
      week,
      create ? () => wrap(wrapping, county, week) : undefined,
      now(),
    );
    if (!wrapped) {
      dataKeys.delete(name);
      throw problem('not_found', { what: 'personal_data', why: 'destroyed', week });
    }
    const key = known?.key ?? createSecretKey(decrypt(wrapping, wrapped, wrapContext(county, week)));
    dataKeys.set(name, { key, checked: now() });
    return key;
  }

  function lookupKey(county: string, lookup: Lookup): MacKey {
    const name = `${county}/${lookup}`;
    const known = lookupKeys.get(name);
    if (known) return known;
    const key = macKey(derive(keyring.lookup, county, `lianfang lookup ${lookup}`));
    lookupKeys.set(name, key);
    return key;
  }

  return {
    async sealer(county, atMs) {
      const week = weekOf(atMs);
      return sealerWith(await dataKey(county, week, SEAL_TRUST_MS, true), county, week);
    },
    async open(county, id, bytes) {
      if (bytes.length < HEAD + NONCE + TAG || bytes[0] !== VERSION)
        throw problem('ledger.altered', { entry: id });
      const key = await dataKey(county, bytes.readUInt32BE(1), OPEN_TRUST_MS, false);
      try {
        return JSON.parse(decrypt(key, bytes.subarray(HEAD), entryContext(county, id)).toString('utf8'));
      } catch {
        throw problem('ledger.altered', { entry: id });
      }
    },
    token(county, lookup, value) {
      const spelling = normalised(value);
      return hmac16(lookupKey(county, lookup), lookup === 'document' ? newNumber(spelling) : spelling);
    },
    contentDigest(text) {
      return hmac16(digestKey, text);
    },
    async destroyWeeksBefore(county, week) {
      if (week > weekOf(now())) throw problem('conflict', { what: 'data_key', why: 'week_not_over', week });
      const destroyed = await destroyKeys(pool, county, week, now());
      for (const name of dataKeys.keys()) {
        const [of, number] = name.split('/');
        if (of === county && Number(number) < week) dataKeys.delete(name);
      }
      return destroyed;
    },
  };
}

/** Secrets that are no entries (a TOTP secret) under a key of their own, bound to whose they are (`context`). */
export function sealSecret(keyring: Keyring, context: string, secret: Buffer): Buffer {
  return encrypt(derive(keyring.master, '', 'lianfang secrets'), secret, `secret|${context}`);
}

/** The secret again; throws `setup.key` when it was not sealed under this keyring and context. */
export function openSecret(keyring: Keyring, context: string, bytes: Buffer): Buffer {
  try {
    return decrypt(derive(keyring.master, '', 'lianfang secrets'), bytes, `secret|${context}`);
  } catch {
    throw problem('setup.key', { file: 'master.key', why: 'other_master' });
  }
}

function sealerWith(key: KeyObject, county: string, week: number): Sealer {
  const head = Buffer.alloc(HEAD);
  head[0] = VERSION;
  head.writeUInt32BE(week, 1);
  return (id, personal) =>
    Buffer.concat([head, ...parts(key, JSON.stringify(personal), entryContext(county, id))]);
}

function parts(key: KeyObject, plain: string | Buffer, context: string): [Buffer, Buffer, Buffer] {
  const nonce = freshNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context, 'utf8'));
  const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  // GCM gives nothing more at the end; final() only makes the tag.
  cipher.final();
  return [nonce, body, cipher.getAuthTag()];
}

function encrypt(key: KeyObject, plain: Buffer, context: string): Buffer {
  return Buffer.concat(parts(key, plain, context));
}

function decrypt(key: KeyObject, bytes: Buffer, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG })
    .setAAD(Buffer.from(context, 'utf8'))
    .setAuthTag(bytes.subarray(bytes.length - TAG));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE, bytes.length - TAG)), decipher.final()]);
}

function entryContext(county: string, id: string): string {
  return `${county}|${id}`;
}

function wrapContext(county: string, week: number): string {
  return `data key|${county}|${week}`;
}

function wrap(wrapping: KeyObject, county: string, week: number): Buffer {
  return encrypt(wrapping, randomBytes(32), wrapContext(county, week));
}

const nonces = Buffer.alloc(NONCE * 512);
let nextNonce = nonces.length;

/** Random nonces are drawn many at a time: one draw costs more than the encryption of an entry. */
function freshNonce(): Buffer {
  if (nextNonce === nonces.length) {
    randomFillSync(nonces);
    nextNonce = 0;
  }
  nextNonce += NONCE;
  return Buffer.from(nonces.subarray(nextNonce - NONCE, nextNonce));
}

function derive(root: Buffer, salt: string, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', root, salt, purpose, 32)));
}

/** A key of HMAC-SHA-256 as what its two hashes are taken of, each beginning with its block of the key (RFC 2104). */
type MacKey = { readonly inner: Buffer; readonly outer: Buffer };

const BLOCK = 64;
const SHA256 = 32;
/** Bytes of text for which an input is kept ready. */
const MAC_TEXT = 8_192;

function macKey(key: KeyObject): MacKey {
  const bytes = Buffer.alloc(BLOCK);
  key.export().copy(bytes);
  return {
    inner: Buffer.concat([Buffer.from(bytes.map((byte) => byte ^ 0x36)), Buffer.alloc(MAC_TEXT)]),
    outer: Buffer.concat([Buffer.from(bytes.map((byte) => byte ^ 0x5c)), Buffer.alloc(SHA256)]),
  };
}

/**
 * HMAC-SHA-256, its first 16 bytes. By the hash alone, and with digests that pass as latin-1 text: every value of a person
 * costs one of these, and an Hmac object with its buffers would take three times as long.
 */
function hmac16({ inner, outer }: MacKey, text: string): Buffer {
  const most = text.length * 3;
  const input = most <= MAC_TEXT ? inner : Buffer.concat([inner.subarray(0, BLOCK), Buffer.alloc(most)]);
  const length = BLOCK + input.write(text, BLOCK, 'utf8');
  outer.write(hash('sha256', input.subarray(0, length), 'binary'), BLOCK, 'latin1');
  return Buffer.from(hash('sha256', outer, 'binary').slice(0, 16), 'latin1');
}

/** Texts of which all of that leaves nothing otherwise: numbers, and most names. */
const PLAIN = /^[0-9A-Z\u4e00-\u9fff]*$/;
const BETWEEN = /[\s\u00b7\u2022\u2027\u30fb\u2010-\u2015\u2212-]/g;

/** One spelling for what people mean as one: NFKC, capitals, no spaces, dots between names, hyphens. */
export function normalised(value: string): string {
  return PLAIN.test(value) ? value : value.normalize('NFKC').toUpperCase().replace(BETWEEN, '');
}

/** An identity number of 15 digits in its form of today: whoever shows the old card is found by the new one. */
function newNumber(number: string): string {
  if (number.length !== 15 || !/^\d{15}$/.test(number)) return number;
  const { state, number: upgraded } = checkIdNumber(number);
  return state === 'old' ? upgraded : number;
}

/** The wrapped key of a week, made by `make` when there is none; undefined when it was destroyed or never made. */
async function storedKey(
  pool: Pool,
  county: string,
  week: number,
  make: (() => Buffer) | undefined,
  at: number,
): Promise<Buffer | undefined> {
  const read = () =>
    pool.query<{ wrapped: Buffer | null }>(
      'SELECT wrapped FROM access.data_key WHERE county = $1 AND week = $2',
      [county, week],
    );
  let { rows } = await read();
  if (rows.length === 0 && make) {
    // Of two that make it at once, one row stays and both read that one.
    await pool.query(
      'INSERT INTO access.data_key (county, week, wrapped, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (county, week) DO NOTHING',
      [county, week, make(), new Date(at)],
    );
    ({ rows } = await read());
  }
  return rows[0]?.wrapped ?? undefined;
}

async function destroyKeys(pool: Pool, county: string, week: number, at: number) {
  const { rows } = await pool.query<{ week: number; createdAt: string; destroyedAt: string }>(
    `UPDATE access.data_key SET wrapped = NULL, destroyed_at = $3
      WHERE county = $1 AND week < $2 AND wrapped IS NOT NULL
      RETURNING week, created_at AS "createdAt", destroyed_at AS "destroyedAt"`,
    [county, week, new Date(at)],
  );
  return rows.sort((a, b) => a.week - b.week);
}
