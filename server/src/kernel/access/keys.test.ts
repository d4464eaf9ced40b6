import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadKeyring } from './keys.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lianfang-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function thrown(work: () => unknown): { code: string; details: object } {
  try {
    work();
  } catch (error) {
    const { code, details } = error as { code: string; details: object };
    return { code, details };
  }
  throw new Error('nothing was thrown');
}

describe('keys of an installation', () => {
  test('are not there until they are made on purpose', () => {
    expect(thrown(() => loadKeyring(folder)).code).toBe('setup.missing');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('are made once, stay the same, and only their owner may read them', () => {
    const made = loadKeyring(folder, { create: true });
    const again = loadKeyring(folder, { create: true });
    expect(again.keyId).toBe(made.keyId);
    expect(again.master.equals(made.master)).toBe(true);
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(join(folder, 'keys'))) {
      expect(statSync(join(folder, 'keys', file)).mode & 0o777).toBe(0o600);
    }
  });

  test('differ from installation to installation', () => {
    const other = mkdtempSync(join(tmpdir(), 'lianfang-keys-'));
    const [one, two] = [loadKeyring(folder, { create: true }), loadKeyring(other, { create: true })];
    rmSync(other, { recursive: true });
    expect(one.master.equals(two.master)).toBe(false);
    expect(one.keyId).not.toBe(two.keyId);
  });

  test('are refused when others can read them', () => {
    loadKeyring(folder, { create: true });
    chmodSync(join(folder, 'keys', 'master.key'), 0o644);
    expect(thrown(() => loadKeyring(folder))).toEqual({
      code: 'setup.key',
      details: { file: 'master.key', why: 'permissions' },
    });
    chmodSync(join(folder, 'keys', 'master.key'), 0o600);
    chmodSync(join(folder, 'keys'), 0o750);
    expect(thrown(() => loadKeyring(folder)).details).toEqual({ file: 'keys', why: 'permissions' });
  });

  test.each([
    ['zeros', Buffer.alloc(32), 'not_random'],
    ['one byte repeated', Buffer.alloc(32, 0x5a), 'not_random'],
    ['counted up', Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 'not_random'],
    ['typed text', Buffer.from('kPq7Zr2Lm9Xw4Tn6Bv1Ys8Hd3Jf5Gc0A'), 'not_random'],
    [
      'a default',
      Buffer.concat([
        Buffer.from('changeme'),
        Buffer.from('9f8e7d6c5b4a39281706f5e4d3c2b1a0f9e8d7c6b5a49382', 'hex'),
      ]),
      'not_random',
    ],
    ['too short', Buffer.from('00112233445566778899aabbccddeeff', 'hex'), 'too_short'],
    ['too long', Buffer.alloc(48, 7), 'malformed'],
  ])('are refused when they are no random 32 bytes: %s', (_, bytes, why) => {
    loadKeyring(folder, { create: true });
    writeFileSync(join(folder, 'keys', 'lookup.key'), bytes.toString('base64'));
    expect(thrown(() => loadKeyring(folder))).toEqual({
      code: 'setup.key',
      details: { file: 'lookup.key', why },
    });
  });

  test('a lost one is never made anew beside the others', () => {
    loadKeyring(folder, { create: true });
    rmSync(join(folder, 'keys', 'master.key'));
    expect(thrown(() => loadKeyring(folder, { create: true }))).toEqual({
      code: 'setup.key',
      details: { file: 'master.key', why: 'missing' },
    });
  });

  test('a half that belongs to another pair is refused, and what is no key', () => {
    loadKeyring(folder, { create: true });
    const other = mkdtempSync(join(tmpdir(), 'lianfang-keys-'));
    const pair = loadKeyring(other, { create: true });
    rmSync(other, { recursive: true });
    writeFileSync(
      join(folder, 'keys', 'signing.pub.pem'),
      pair.signingPublic.export({ type: 'spki', format: 'pem' }),
    );
    expect(thrown(() => loadKeyring(folder)).details).toEqual({ file: 'signing.pub.pem', why: 'other_pair' });
    writeFileSync(join(folder, 'keys', 'signing.pem'), 'SECRET-TEXT');
    const { details } = thrown(() => loadKeyring(folder));
    expect(details).toEqual({ file: 'signing.pem', why: 'malformed' });
  });

  test('the keys published as examples in RFC 8032 are refused', () => {
    loadKeyring(folder, { create: true });
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
    const pem = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`;
    writeFileSync(join(folder, 'keys', 'signing.pem'), pem);
    const x = Buffer.from(
      '302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      'hex',
    );
    writeFileSync(
      join(folder, 'keys', 'signing.pub.pem'),
      `-----BEGIN PUBLIC KEY-----\n${x.toString('base64')}\n-----END PUBLIC KEY-----\n`,
    );
    expect(thrown(() => loadKeyring(folder)).details).toEqual({ file: 'signing.pem', why: 'not_random' });
  });

  test('an empty folder is no set of keys', () => {
    mkdirSync(join(folder, 'keys'), { mode: 0o700 });
    // An empty folder is what a crash between two steps of an operator leaves: not a set of keys.
    expect(thrown(() => loadKeyring(folder, { create: true })).details).toEqual({
      file: 'master.key',
      why: 'missing',
    });
  });

  test('do not show when printed or serialised', () => {
    const keyring = loadKeyring(folder, { create: true });
    const shown = `${inspect({ keyring })} ${JSON.stringify({ keyring })}`;
    expect(shown).not.toContain(keyring.master.toString('base64').slice(0, 12));
    expect(shown).not.toContain(keyring.master.toString('hex').slice(0, 8));
    expect(shown).not.toContain('"data":[');
    expect(shown).toContain('[keyring]');
  });
});
