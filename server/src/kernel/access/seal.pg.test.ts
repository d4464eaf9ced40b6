import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSecret, openVault, sealSecret } from './seal.ts';
import { county, meddled, newWorld, problemOf, type World } from './testTools.ts';
import { weekOf } from './weeks.ts';

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.drop());

const personal = { plate: '陕C12345', persons: [{ name: '王小明', number: '610399199001011234' }] };
const newId = () => uuidv7(world.deps.now(), randomBytes(10));

describe('sealing', () => {
  test('gives back what was sealed, and bytes that say nothing', async () => {
    const { vault, now } = world.deps;
    const [id, seal] = [newId(), await vault.sealer(county, now())];
    const bytes = seal(id, personal);
    expect(await vault.open(county, id, bytes)).toEqual(personal);
    expect(bytes.includes('610399')).toBe(false);
    expect(bytes.includes('王')).toBe(false);
    expect(seal(id, personal).equals(bytes)).toBe(false);
  });

  test('fits one entry of one county', async () => {
    const { vault, now } = world.deps;
    const [id, seal] = [newId(), await vault.sealer(county, now())];
    const bytes = seal(id, personal);
    expect(await problemOf(vault.open(county, newId(), bytes))).toBe('ledger.altered');
    // Another county has no key of that week.
    expect(await problemOf(vault.open('610398', id, bytes))).toBe('not_found destroyed');
  });

  test('every changed byte is found', async () => {
    const { vault, now } = world.deps;
    const [id, seal] = [newId(), await vault.sealer(county, now())];
    const bytes = seal(id, { name: '王' });
    for (let index = 0; index < bytes.length; index++) {
      const altered = Buffer.from(bytes);
      altered[index]! ^= 1;
      expect(await problemOf(vault.open(county, id, altered))).toMatch(
        /^(ledger\.altered|not_found destroyed)$/,
      );
    }
    expect(await problemOf(vault.open(county, id, bytes.subarray(0, 20)))).toBe('ledger.altered');
    expect(await problemOf(vault.open(county, id, Buffer.alloc(0)))).toBe('ledger.altered');
  });

  test('many who need the key of a week at once end with one', async () => {
    const { pool, keyring, now } = world.deps;
    const at = now() + 21 * 86_400_000;
    const vaults = Array.from({ length: 8 }, () => openVault({ pool, keyring, now }));
    const id = newId();
    const sealed = await Promise.all(
      vaults.map(async (vault) => (await vault.sealer(county, at))(id, personal)),
    );
    for (const bytes of sealed) expect(await vaults[0]!.open(county, id, bytes)).toEqual(personal);
    const { rows } = await pool.query(
      'SELECT count(*)::int AS keys FROM access.data_key WHERE county = $1 AND week = $2',
      [county, weekOf(at)],
    );
    expect(rows[0]).toEqual({ keys: 1 });
  });

  test('also when one looked before the other had made it', async () => {
    const { deps } = world;
    const at = deps.now() + 28 * 86_400_000;
    const [one, two] = [newId(), newId()];
    let first: Buffer = Buffer.alloc(0);
    const { pool } = meddled(deps, {
      async before(sql) {
        if (sql.startsWith('INSERT')) first = (await deps.vault.sealer(county, at))(one, personal);
      },
    });
    const late = openVault({ pool, keyring: deps.keyring, now: deps.now });
    const second = (await late.sealer(county, at))(two, personal);
    expect(await late.open(county, one, first)).toEqual(personal);
    // A third process knows nothing but what is stored.
    const third = openVault({ pool: deps.pool, keyring: deps.keyring, now: deps.now });
    expect(await third.open(county, one, first)).toEqual(personal);
    expect(await third.open(county, two, second)).toEqual(personal);
  });

  test('the stored key is of no use without the master key', async () => {
    const { pool, now } = world.deps;
    const other = await newWorld();
    const thief = openVault({ pool, keyring: other.deps.keyring, now });
    await other.drop();
    const id = newId();
    const bytes = (await world.deps.vault.sealer(county, now()))(id, personal);
    await expect(thief.open(county, id, bytes)).rejects.toThrow();
  });
});

describe('retention', () => {
  test('ends with the key: what was sealed in the weeks before cannot be opened, also by another process', async () => {
    const { pool, keyring, now, vault } = world.deps;
    const before = now();
    const other = openVault({ pool, keyring, now });
    const old = newId();
    const oldBytes = (await vault.sealer(county, before))(old, personal);
    expect(await other.open(county, old, oldBytes)).toEqual(personal);
    world.pass(7 * 86_400_000);
    const fresh = newId();
    const freshBytes = (await vault.sealer(county, now()))(fresh, personal);
    const destroyed = await vault.destroyWeeksBefore(county, weekOf(now()));
    expect(destroyed).toMatchObject([{ week: weekOf(before), destroyedAt: new Date(now()).toISOString() }]);
    expect(await problemOf(vault.open(county, old, oldBytes))).toBe('not_found destroyed');
    expect(await problemOf(other.open(county, old, oldBytes))).toBe('not_found destroyed');
    expect(await vault.open(county, fresh, freshBytes)).toEqual(personal);
    expect(await vault.destroyWeeksBefore(county, weekOf(now()))).toEqual([]);
    // Nothing is sealed under a week that is over for good.
    expect(await problemOf(vault.sealer(county, before))).toBe('not_found destroyed');
    const { rows } = await pool.query('SELECT wrapped FROM access.data_key WHERE county = $1 AND week = $2', [
      county,
      weekOf(before),
    ]);
    expect(rows).toEqual([{ wrapped: null }]);
  });

  test('does not reach the weeks to come', async () => {
    expect(await problemOf(world.deps.vault.destroyWeeksBefore(county, weekOf(world.deps.now()) + 1))).toBe(
      'conflict week_not_over',
    );
  });
});

describe('look-up hashes', () => {
  const hash = (value: string, kind: 'document' | 'phone' | 'plate' | 'name' = 'document', of = county) =>
    world.deps.vault.token(of, kind, value).toString('hex');

  test('find the same value however it was typed', () => {
    expect(hash('61039919900101123x')).toBe(hash('６１０３９９１９９００１０１１２３Ｘ'));
    expect(hash('610399 19900101 123X')).toBe(hash('610399-19900101-123x'));
    expect(hash('陕C·12345', 'plate')).toBe(hash('陕c12345', 'plate'));
    expect(hash('阿依古丽·买买提', 'name')).toBe(hash('阿依古丽・买买提', 'name'));
    expect(hash('610399199001011234')).not.toBe(hash('610399199001011235'));
  });

  test('of what needs no normalising are those of what does', () => {
    // A space sends a text the long way.
    for (const plain of ['王建军', '610399199001011234', '欧阳A1', ...everyIdeograph()])
      expect(hash(plain, 'name')).toBe(hash(`${plain} `, 'name'));
  });

  test('do not hang on what was hashed before, however long it was', () => {
    const texts = [
      '甲',
      '乙'.repeat(9000),
      'a'.repeat(2730),
      'a'.repeat(2731),
      '',
      'b'.repeat(20_000),
      'b'.repeat(20_001),
    ];
    const once = texts.map((text) => world.deps.vault.contentDigest(text).toString('hex'));
    expect(new Set(once).size).toBe(texts.length);
    for (const [at, text] of [...texts.entries()].reverse())
      expect(world.deps.vault.contentDigest(text).toString('hex')).toBe(once[at]);
  });

  test('are 16 bytes, of no use in another county, for another kind, with other keys', async () => {
    expect(world.deps.vault.token(county, 'phone', '19912345678')).toHaveLength(16);
    expect(hash('19912345678', 'phone')).not.toBe(hash('19912345678', 'document'));
    expect(hash('19912345678', 'phone')).not.toBe(hash('19912345678', 'phone', '610398'));
    const other = await newWorld();
    expect(other.deps.vault.token(county, 'phone', '19912345678').toString('hex')).not.toBe(
      hash('19912345678', 'phone'),
    );
    expect(other.deps.vault.contentDigest('a').equals(world.deps.vault.contentDigest('a'))).toBe(false);
    await other.drop();
  });
});

test('a secret is bound to whose it is', () => {
  const { keyring } = world.deps;
  const bytes = sealSecret(keyring, 'totp|610399|a', Buffer.from('secret'));
  expect(openSecret(keyring, 'totp|610399|a', bytes).toString()).toBe('secret');
  expect(() => openSecret(keyring, 'totp|610399|b', bytes)).toThrow('setup.key');
});

/** The unified ideographs, a hundred at a time. */
function everyIdeograph(): string[] {
  const all = Array.from({ length: 0x9fff - 0x4e00 + 1 }, (_, at) => String.fromCharCode(0x4e00 + at));
  return Array.from({ length: Math.ceil(all.length / 100) }, (_, at) =>
    all.slice(at * 100, at * 100 + 100).join(''),
  );
}
