import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId, openPlain, type Plain, places } from '../../../test/faults/plain.ts';
import { aPassage, COUNTY } from '../../../test/kit.ts';
import { genesis, idBytes, linkHash, signHead } from './chain.ts';
import { verifyLedger } from './verify.ts';

let plain: Plain;
beforeAll(async () => {
  plain = await openPlain();
});
afterAll(() => plain?.close());

const sql = (text: string, values: unknown[] = []) => plain.product.deps.pool.query(text, values);
const entry = (device: string, seq: number, post: string) => ({
  id: newId(plain.clock.now),
  device,
  seq,
  kind: 'checkpoint.passage.registered',
  at: new Date(plain.clock.now).toISOString(),
  post,
  data: aPassage(),
});
async function deliver(token: string, entries: object[]): Promise<Answer[]> {
  const response = await plain.app.inject({
    method: 'POST',
    url: '/api/entries',
    headers: { authorization: `Bearer ${token}` },
    payload: { entries },
  });
  return response.json().answers;
}

test('sixteen senders at once get dense positions, in the order in which they were answered', async () => {
  const senders = await Promise.all(
    Array.from({ length: 16 }, (_, n) => plain.device((places[n % 4] as (typeof places)[0]).post)),
  );
  const { rows: before } = await sql('SELECT position FROM ledger.head WHERE county = $1', [COUNTY]);
  let turn = 0;
  const answered: { asked: number; done: number; positions: number[] }[] = [];
  await Promise.all(
    senders.map(async ({ device, token }, n) => {
      let seq = 0;
      for (let batch = 0; batch < 6; batch++) {
        const entries = Array.from({ length: 1 + ((n + batch) % 5) }, () =>
          entry(device, ++seq, (places[n % 4] as (typeof places)[0]).post),
        );
        const asked = turn++;
        const positions = (await deliver(token, entries)).map(({ position }) => Number(position));
        answered.push({ asked, done: turn++, positions });
      }
    }),
  );
  const all = answered.flatMap(({ positions }) => positions).sort((a, b) => a - b);
  const first = Number(before[0].position) + 1;
  expect(all).toEqual(Array.from({ length: all.length }, (_, n) => first + n));
  for (const { positions } of answered)
    expect(positions).toEqual(positions.map((_, n) => (positions[0] as number) + n));
  for (const earlier of answered)
    for (const later of answered)
      if (earlier.done < later.asked)
        expect(Math.max(...earlier.positions)).toBeLessThan(Math.min(...later.positions));
  expect(await plain.verify()).toMatchObject({
    genuine: true,
    entries: all.at(-1),
    position: String(all.at(-1)),
    faults: [],
  });
});

/** Changes the ledger behind the product's back, looks what is found, and puts everything back. */
async function tampered(statements: readonly [string, unknown[]?][], key?: Buffer) {
  const { deps } = plain.product;
  await sql('CREATE TABLE kept AS SELECT * FROM ledger.entry');
  await sql('CREATE TABLE kept_head AS SELECT * FROM ledger.head');
  try {
    for (const [text, values = []] of statements) await sql(text, values);
    const client = await deps.pool.connect();
    const trusted = key ?? deps.keyring.signingPublic.export({ type: 'spki', format: 'der' });
    return await verifyLedger(client, COUNTY, trusted).finally(() => client.release());
  } finally {
    await sql('DELETE FROM ledger.entry');
    await sql('INSERT INTO ledger.entry SELECT * FROM kept');
    await sql('DELETE FROM ledger.head');
    await sql('INSERT INTO ledger.head SELECT * FROM kept_head');
    await sql('DROP TABLE kept, kept_head');
  }
}

let newest = 0;
beforeEach(async () => {
  const { rows } = await sql('SELECT position FROM ledger.head WHERE county = $1', [COUNTY]);
  newest = Number(rows[0].position);
});
const at = (position: number) => `WHERE county = '${COUNTY}' AND position = ${position}`;
const copyTo = (
  position: number,
  from: number,
  more = '',
) => `INSERT INTO ledger.entry (county, id, position, hash, digest, content, sealed)
  SELECT county, '${newId(Date.parse('2026-11-22T04:00:00Z'))}', ${position}, hash, digest, content, sealed FROM ledger.entry ${at(from)} ${more}`;

test('what nobody touched is genuine, also when the server has been started again', async () => {
  await plain.restart();
  expect(await plain.verify()).toMatchObject({ genuine: true, faults: [] });
});

test.each([
  ['content', `content = replace(content, 'vehicle', 'vehicl3')`],
  ['one bit of what is sealed', 'sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)'],
  ['what is sealed taken away', 'sealed = NULL'],
  ['the digest', 'digest = set_byte(digest, 0, get_byte(digest, 0) # 1)'],
  ['the id', `id = '0192f3c0-0000-7000-8000-00000000000f'`],
])('altered: %s', async (_what, change) => {
  const verdict = await tampered([[`UPDATE ledger.entry SET ${change} ${at(40)}`]]);
  expect(verdict.faults).toEqual([{ position: '40', fault: 'altered' }]);
  expect(verdict.genuine).toBe(false);
});

test('altered: a hash, which no longer fits before or after it', async () => {
  const verdict = await tampered([
    [`UPDATE ledger.entry SET hash = set_byte(hash, 31, get_byte(hash, 31) # 1) ${at(40)}`],
  ]);
  expect(verdict.faults).toEqual([
    { position: '40', fault: 'altered' },
    { position: '41', fault: 'altered' },
  ]);
});

test('altered together with its own hash', async () => {
  const { rows } = await sql(`SELECT * FROM ledger.entry ${at(40)}`);
  const { rows: before } = await sql(`SELECT hash FROM ledger.entry ${at(39)}`);
  const content = rows[0].content.replace('car', 'van');
  const hash = linkHash(before[0].hash, {
    position: 40n,
    id: idBytes(rows[0].id),
    digest: rows[0].digest,
    content: Buffer.from(content),
    sealed: rows[0].sealed,
  });
  const verdict = await tampered([
    [`UPDATE ledger.entry SET content = $1, hash = $2 ${at(40)}`, [content, hash]],
  ]);
  expect(verdict.faults).toEqual([{ position: '41', fault: 'altered' }]);
});

test('removed: in the middle, the first, the last', async () => {
  expect((await tampered([[`DELETE FROM ledger.entry ${at(40)}`]])).faults).toEqual([
    { position: '40', fault: 'missing' },
    { position: '41', fault: 'altered' },
  ]);
  expect((await tampered([[`DELETE FROM ledger.entry ${at(1)}`]])).faults).toEqual([
    { position: '1', fault: 'missing' },
    { position: '2', fault: 'altered' },
  ]);
  expect((await tampered([[`DELETE FROM ledger.entry ${at(newest)}`]])).faults).toEqual([
    { position: String(newest), fault: 'missing' },
  ]);
});

test('removed, and those behind it moved up', async () => {
  const verdict = await tampered([
    [`DELETE FROM ledger.entry ${at(40)}`],
    [`UPDATE ledger.entry SET position = position - 1 WHERE county = $1 AND position > 40`, [COUNTY]],
  ]);
  expect(verdict.faults[0]).toEqual({ position: '40', fault: 'altered' });
  expect(verdict.faults.at(-1)).toMatchObject({ position: expect.stringMatching(/\d/) });
});

test('swapped: two rows in each other’s place', async () => {
  const verdict = await tampered([
    [
      `UPDATE ledger.entry SET position = CASE position WHEN 40 THEN 50 ELSE 40 END WHERE county = $1 AND position IN (40, 50)`,
      [COUNTY],
    ],
  ]);
  expect(verdict.faults.map(({ position }) => position)).toEqual(['40', '41', '50', '51']);
});

test('inserted: at a position that is taken, between, and behind the end', async () => {
  const taken = await tampered([[copyTo(40, 41)]]);
  expect(taken.faults).toContainEqual({ position: '40', fault: 'twice' });
  const between = await tampered([
    [`UPDATE ledger.entry SET position = position + 1 WHERE county = $1 AND position >= 40`, [COUNTY]],
    [copyTo(40, 39)],
  ]);
  expect(between.faults[0]).toEqual({ position: '40', fault: 'altered' });
  const behind = await tampered([[copyTo(newest + 1, newest)]]);
  expect(behind.faults).toContainEqual({ position: String(newest + 1), fault: 'head' });
});

test('an inserted row that continues the chain as it should is behind the signed head', async () => {
  const { rows } = await sql(`SELECT * FROM ledger.entry ${at(newest)}`);
  const id = newId(plain.clock.now);
  const { hash: previous, digest, content, sealed } = rows[0];
  const hash = linkHash(previous, {
    position: BigInt(newest + 1),
    id: idBytes(id),
    digest,
    content: Buffer.from(content),
    sealed,
  });
  const forged: [string, unknown[]] = [
    'INSERT INTO ledger.entry (county, id, position, hash, digest, content, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [COUNTY, id, newest + 1, hash, digest, content, sealed],
  ];
  expect((await tampered([forged])).faults).toEqual([{ position: String(newest + 1), fault: 'head' }]);
  // And with the head moved along, but signed by another key.
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const other = publicKey.export({ type: 'spki', format: 'der' });
  const withHead: [string, unknown[]][] = [
    forged,
    [
      'UPDATE ledger.head SET position = $2, hash = $3, signature = $4 WHERE county = $1',
      [COUNTY, newest + 1, hash, signHead(privateKey, COUNTY, BigInt(newest + 1), hash)],
    ],
  ];
  expect((await tampered(withHead)).faults).toEqual([{ position: String(newest + 1), fault: 'signature' }]);
  expect((await tampered(withHead, other)).genuine).toBe(true);
  expect((await tampered([], other)).faults).toEqual([{ position: String(newest), fault: 'signature' }]);
});

test('a head that is altered, turned back or gone', async () => {
  expect(
    (await tampered([[`UPDATE ledger.head SET hash = set_byte(hash, 0, get_byte(hash, 0) # 1)`]])).genuine,
  ).toBe(false);
  expect(
    (
      await tampered([
        [`UPDATE ledger.head SET signature = set_byte(signature, 9, get_byte(signature, 9) # 1)`],
      ])
    ).faults,
  ).toEqual([{ position: String(newest), fault: 'signature' }]);
  const back = await tampered([
    [`UPDATE ledger.head SET position = 40, hash = (SELECT hash FROM ledger.entry ${at(40)})`],
  ]);
  expect(back.faults).toContainEqual({ position: '41', fault: 'head' });
  expect(back.faults).toContainEqual({ position: '40', fault: 'signature' });
  expect((await tampered([['DELETE FROM ledger.head']])).genuine).toBe(false);
});

test('a whole database put back to an older head of its own is behind what was signed since', async () => {
  const { device, token } = await plain.device('P1');
  const beat = async (seq: number) => {
    await deliver(token, [entry(device, seq, 'P1')]);
    // Closing writes the head that is due.
    await plain.restart();
  };
  await beat(1);
  const { rows: old } = await sql('SELECT * FROM ledger.head WHERE county = $1', [COUNTY]);
  await beat(2);
  expect(await plain.verify()).toMatchObject({ genuine: true, faults: [] });
  const { rows: now } = await sql('SELECT * FROM ledger.head WHERE county = $1', [COUNTY]);

  const back = async () => {
    await sql('DELETE FROM ledger.entry WHERE county = $1 AND position > $2', [COUNTY, old[0].position]);
    await sql('UPDATE ledger.head SET position = $2, hash = $3, signature = $4 WHERE county = $1', [
      COUNTY,
      old[0].position,
      old[0].hash,
      old[0].signature,
    ]);
  };
  await back();
  expect(await tampered([])).toMatchObject({ genuine: true });
  expect(await plain.verify()).toMatchObject({
    genuine: false,
    faults: [{ position: now[0].position, fault: 'rolled_back' }],
  });
  // Gone on with from there, as far and with a head as genuine: the heads that were kept say that it was otherwise.
  appendFileSync(
    join(plain.product.deps.dataDir, 'heads.log'),
    `${COUNTY} 999999 ${'0'.repeat(64)} ${'A'.repeat(86)}\n${COUNTY} 12`,
  );
  await deliver(token, [entry(device, 3, 'P1')]);
  expect(await plain.verify()).toMatchObject({
    genuine: false,
    faults: [{ position: now[0].position, fault: 'other_head' }],
  });
});

test('links of two counties begin apart, and no field runs into the next', () => {
  expect(genesis('610330').equals(genesis('610331'))).toBe(false);
  const link = {
    position: 1n,
    id: Buffer.alloc(16),
    digest: Buffer.alloc(16),
    content: Buffer.from('ab'),
    sealed: Buffer.from('c'),
  };
  const start = genesis('610330');
  const hashes = [
    link,
    { ...link, content: Buffer.from('a'), sealed: Buffer.from('bc') },
    { ...link, content: Buffer.from('abc'), sealed: null },
    { ...link, position: 2n },
  ].map((one) => linkHash(start, one).toString('hex'));
  expect(new Set(hashes).size).toBe(4);
});
