import { afterAll, beforeAll, expect, test } from 'vitest';
import { COUNTY, type Kit, openKit } from '../test/kit.ts';
import { sources } from './indicators.ts';
import { indicatorValues } from './kernel/indicators/values.ts';
import { verifyLedger } from './kernel/ledger/verify.ts';
import { retentionDays, retire } from './retention.ts';

const DAY = 86_400_000;
let kit: Kit;
beforeAll(async () => {
  kit = await openKit();
});
afterAll(() => kit?.close());

test('when its time is over a person cannot be read or found any more; counts and proofs remain', async () => {
  const { deps } = kit.product;
  const device = await kit.device('CP1');
  const from = new Date(kit.clock.now - DAY).toISOString();
  const entry = device.passage();
  await device.deliver([entry]);
  const to = new Date(kit.clock.now + DAY).toISOString();
  const count = async () => (await indicatorValues(deps.pool, sources, COUNTY, { from, to })).total;
  const before = await count();

  const early = await kit.desk('desk');
  const why = { purpose: 'verification', why: '核对', entries: [entry.id] };
  expect((await early.call('POST', '/api/reveals', why)).body.reveals[0].personal.plate).toBe('陕CF37K2');
  const found = async (token: string, call = early.call) =>
    (await call('POST', '/api/reads/checkpoint.passages', { plate: '陕CF37K2', cutOff: token })).body.total;
  expect(await found('999999')).toBe(1);

  // A day before the end nothing goes; a week after it, everything.
  kit.clock.now += (retentionDays() - 1) * DAY;
  await retire(deps, COUNTY);
  expect(
    (await (await kit.desk('desk')).call('POST', '/api/reveals', why)).body.reveals[0].personal.plate,
  ).toBe('陕CF37K2');
  kit.clock.now += 15 * DAY;
  await retire(deps, COUNTY);

  const late = await kit.desk('desk');
  const gone = await late.call('POST', '/api/reveals', why);
  expect(gone.body.reveals[0]).toMatchObject({ personal: {}, erased: true });
  expect(await found('999999', late.call)).toBe(0);
  expect(await count()).toEqual(before);
  const client = await deps.pool.connect();
  try {
    expect((await verifyLedger(client, COUNTY)).faults).toEqual([]);
  } finally {
    client.release();
  }
  const log = await (await kit.desk('auditor')).call('GET', '/api/reads/access.log');
  expect(JSON.stringify(log.body)).toContain('retention.destroyed');
});
