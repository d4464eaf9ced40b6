import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { batches, type Model, type Phone, perform } from '../../../test/faults/model.ts';
import { newId, openPlain, type Plain, places } from '../../../test/faults/plain.ts';
import { aPassage, COUNTY } from '../../../test/kit.ts';
import { rebuild } from './rebuild.ts';
import { releaseHeld } from './release.ts';

let plain: Plain;
beforeAll(async () => {
  plain = await openPlain();
});
afterAll(() => plain?.close());

const tables = {
  'checkpoint.post': 'code',
  'checkpoint.shift': 'id',
  'checkpoint.passage': 'id',
  'checkpoint.person': 'id, person',
  'checkpoint.fever': 'passage, person',
  'tasks.task': 'id',
  'tasks.tally': 'kind, area, unit, origin_type, origin, state',
  'indicators.hour': 'indicator, hour, area, post',
} as const;

test('the tables of the posts come out of the ledger again, row by row', async () => {
  const phones: Phone[] = [];
  for (const { post } of places) phones.push({ ...(await plain.device(post)), seq: 0 });
  const model: Model = { versions: [], shifts: [] };
  for (const days of fc.sample(batches(20), { numRuns: 6, seed: 20261122 }))
    for (const batch of days) await perform(plain, phones, model, Date.parse('2026-11-18T00:00:00Z'), batch);
  await rarities(phones[0] as Phone);

  const { deps, kinds } = plain.product;
  const other = await testDatabase();
  try {
    const position = await rebuild(
      { from: deps.pool, to: other.pool, kinds, vault: deps.vault },
      COUNTY,
      (kind) => kind.startsWith('checkpoint.'),
    );
    const { rows: heads } = await deps.pool.query('SELECT position FROM ledger.head WHERE county = $1', [
      COUNTY,
    ]);
    expect(String(position)).toBe(heads[0].position);
    for (const [table, order] of Object.entries(tables)) {
      const read = `SELECT * FROM ${table} WHERE county = $1 ORDER BY ${order}`;
      const [was, is] = await Promise.all([
        deps.pool.query(read, [COUNTY]),
        other.pool.query(read, [COUNTY]),
      ]);
      expect(was.rows.length, table).toBeGreaterThan(0);
      // A sum that has come back to nought is a row that the rebuilt table may not have.
      const rows = (found: { rows: { value?: string }[] }) => found.rows.filter(({ value }) => value !== '0');
      expect(rows(is), table).toEqual(rows(was));
    }
  } finally {
    await other.drop();
  }
});

/** What is seldom: a correction let through by force, its registration coming after all, a clock that is off, a fever ended. */
async function rarities(phone: Phone): Promise<void> {
  const entry = (kind: string, data: object, more: object = {}) => ({
    id: newId(plain.clock.now),
    device: phone.device,
    seq: ++phone.seq,
    kind,
    at: new Date(plain.clock.now).toISOString(),
    post: 'P1',
    data,
    ...more,
  });
  const deliver = async (entries: object[], more: object = {}) => {
    const response = await plain.app.inject({
      method: 'POST',
      url: '/api/entries',
      headers: { authorization: `Bearer ${phone.token}` },
      payload: { entries, ...more },
    });
    return response.json().answers.map(({ status }: { status: string }) => status);
  };
  const late = entry('checkpoint.passage.registered', aPassage());
  const correction = entry('checkpoint.passage.corrected', {
    corrects: late.id,
    passage: aPassage({ persons: [{ temperature: 39 }] }),
    why: '改',
  });
  expect(await deliver([correction])).toEqual(['held']);
  const { deps, kinds, tools } = plain.product;
  await releaseHeld({ pool: deps.pool, kinds, vault: deps.vault, tools }, COUNTY, correction.id, undefined);
  expect(await deliver([late])).toEqual(['applied']);
  const ahead = new Date(plain.clock.now + 86_400_000).toISOString();
  const wrong = entry('checkpoint.passage.registered', aPassage({ persons: [{ symptoms: true }] }), {
    at: ahead,
  });
  expect(await deliver([wrong], { sentAt: ahead })).toEqual(['applied']);
  await deps.append(COUNTY, 'checkpoint.post.defined', {
    code: 'P9',
    name: '新增卡点',
    type: 'other',
    area: '610330000000',
    aliases: ['九号'],
  });
  await deps.append(COUNTY, 'access.changed', { by: newId(plain.clock.now), what: 'session.opened' });
}
