import type { DeviceState } from '@lianfang/domain/kernel/reads.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPassage, COUNTY, type Desk, type Kit, openKit, type TestDevice } from '../../../test/kit.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

let kit: Kit;
let desk: Desk;
let administrator: Desk;
let security: Desk;
beforeAll(async () => {
  kit = await openKit();
  desk = await kit.desk('desk');
  administrator = await kit.desk('sysadmin');
  security = await kit.desk('secadmin');
});
afterAll(() => kit?.close());

async function stateOf({ device }: TestDevice): Promise<DeviceState> {
  const { body } = await desk.call('GET', '/api/reads/ledger.devices');
  return body.devices.find(({ id }: DeviceState) => id === device);
}
const iso = (ms: number) => new Date(ms).toISOString();
async function passageRow(id: string) {
  const { rows } = await kit.product.deps.pool.query(
    'SELECT occurred, claimed, received, flags, position, post FROM checkpoint.passage WHERE county = $1 AND id = $2',
    [COUNTY, id],
  );
  return rows[0];
}

test('what a device has captured and what has arrived: gaps, and since when it is behind', async () => {
  const device = await kit.device('CP1');
  const [one, two, three, four, five, six] = Array.from({ length: 6 }, () => device.passage());
  const since = iso(kit.clock.now);
  await device.deliver([one, two, five], { captured: 7, undelivered: 4 });
  expect(await stateOf(device)).toMatchObject({
    captured: 7,
    received: 3,
    missing: 4,
    gaps: [
      [3, 4],
      [6, 7],
    ],
    behindSince: since,
    lastDeliveryAt: since,
  });

  kit.clock.now += 10 * MINUTE;
  await device.deliver([three, four]);
  expect(await stateOf(device)).toMatchObject({
    received: 5,
    missing: 2,
    gaps: [[6, 7]],
    behindSince: since,
  });

  // What is refused has been answered: it is nowhere else any more.
  const refused = device.passage({ outcome: 'turned_back' });
  expect(await device.deliver([six, refused])).toMatchObject([{ status: 'applied' }, { status: 'refused' }]);
  const complete = await stateOf(device);
  expect(complete).toMatchObject({ captured: 7, received: 7, missing: 0, gaps: [] });
  expect(complete).not.toHaveProperty('behindSince');
});

test('a device that only says what it has captured is behind; a smaller number later does not hide it', async () => {
  const device = await kit.device('CP1');
  await device.deliver([], { captured: 3, undelivered: 3 });
  expect(await stateOf(device)).toMatchObject({ captured: 3, received: 0, missing: 3, gaps: [[1, 3]] });
  expect(await stateOf(device)).not.toHaveProperty('lastDeliveryAt');
  await device.deliver([], { captured: 1 });
  expect(await stateOf(device)).toMatchObject({ captured: 3, missing: 3, behindSince: iso(kit.clock.now) });
});

test('the phone is told up to which number the server has heard of it', async () => {
  const device = await kit.device('CP1');
  const entries = [device.passage(), device.passage(), device.passage()];
  const first = await device.call('POST', '/api/entries', { entries: [entries[2]] });
  expect(first.body).toMatchObject({ lastSeq: 3, missing: [[1, 2]] });
  const second = await device.call('POST', '/api/entries', { entries: [entries[0]], captured: 5 });
  expect(second.body).toMatchObject({
    lastSeq: 3,
    missing: [
      [2, 2],
      [4, 5],
    ],
  });
  await device.deliver([entries[1]]);
  const field = await device.call('GET', '/api/reads/checkpoint.field');
  expect(field.body).toMatchObject({ lastSeq: 3, device: device.device, post: { code: 'CP1' } });
});

test('a device that was answered more than the ledger holds says that it was put back, once', async () => {
  const device = await kit.device('CP1');
  const [answer] = await device.deliver([device.passage()]);
  const told = async () =>
    (await desk.call('GET', '/api/reads/ledger.alarms?limit=500')).body.rows.filter(
      ({ code }: { code: string }) => code === 'ledger.rolled_back',
    );
  await device.deliver([], { seen: answer?.position });
  expect(await told()).toEqual([]);
  const head = (await desk.call('GET', '/api/reads/ledger.state')).body.position;
  const seen = String(Number(head) + 5);
  for (let n = 0; n < 3; n++) await device.deliver([], { seen });
  expect(await told()).toMatchObject([{ detail: { device: device.device, seen, head } }]);
});

test('a sequence number under two ids raises an alarm and loses nothing', async () => {
  const device = await kit.device('CP1');
  const numbered = [
    device.passage({}, { seq: 1 }),
    device.passage({}, { seq: 1 }),
    device.passage({}, { seq: 2 }),
  ];
  const later = device.passage({}, { seq: 2 });
  expect(await device.deliver(numbered)).toMatchObject(numbered.map(() => ({ status: 'applied' })));
  expect(await device.deliver([later])).toMatchObject([{ status: 'applied' }]);
  await device.deliver([later]);
  const { body } = await desk.call('GET', '/api/reads/ledger.alarms?limit=500');
  const details = body.rows
    .filter(
      ({ code, detail }: { code: string; detail: { device: string } }) =>
        code === 'device.sequence' && detail.device === device.device,
    )
    .map(({ detail }: { detail: object }) => detail);
  expect(details).toHaveLength(2);
  expect(details).toEqual(
    expect.arrayContaining([
      { device: device.device, seq: 1, entry: numbered[1]?.id },
      { device: device.device, seq: 2, entry: later.id },
    ]),
  );
});

test('a clock a day wrong is set right, flagged and told', async () => {
  for (const wrong of [DAY, -DAY]) {
    const device = await kit.device('CP1');
    const happened = kit.clock.now - 20 * MINUTE;
    const entry = device.passage({}, { at: iso(happened + wrong) });
    await device.deliver([entry], { sentAt: iso(kit.clock.now + wrong) });
    expect(await passageRow(entry.id)).toMatchObject({
      occurred: iso(happened),
      claimed: iso(happened + wrong),
      received: iso(kit.clock.now),
      flags: expect.arrayContaining(['clock']),
    });
    expect((await stateOf(device)).skewSeconds).toBe(wrong / 1000);
  }
});

test('a clock four minutes wrong is believed', async () => {
  const device = await kit.device('CP1');
  const entry = device.passage({}, { at: iso(kit.clock.now - 30 * MINUTE) });
  await device.deliver([entry], { sentAt: iso(kit.clock.now - 4 * MINUTE) });
  expect(await passageRow(entry.id)).toMatchObject({
    occurred: entry.at,
    flags: expect.not.arrayContaining(['clock']),
  });
});

test('nothing happens later than it is received', async () => {
  const device = await kit.device('CP1');
  const far = device.passage({}, { at: iso(kit.clock.now + 3 * DAY) });
  const near = device.passage({}, { at: iso(kit.clock.now + MINUTE) });
  await device.deliver([far, near]);
  expect(await passageRow(far.id)).toMatchObject({
    occurred: iso(kit.clock.now),
    claimed: far.at,
    flags: expect.arrayContaining(['clock']),
  });
  expect(await passageRow(near.id)).toMatchObject({
    occurred: iso(kit.clock.now),
    claimed: near.at,
    flags: expect.not.arrayContaining(['clock']),
  });
});

test('nothing is ordered by what a clock claims', async () => {
  const device = await kit.device('CP1');
  const late = device.passage({}, { at: '2026-11-21T00:00:00Z' });
  const early = device.passage({}, { at: '2026-11-20T00:00:00Z' });
  const answers = await device.deliver([late, early]);
  expect(Number(answers[1]?.position)).toBe(Number(answers[0]?.position) + 1);
});

test('a moved phone delivers for where it stands at once, and still for where it stood', async () => {
  const device = await kit.device('CP1');
  const earlier = device.passage();
  await device.deliver([device.passage()]);
  kit.clock.now += 1000;
  const { status } = await administrator.call('POST', '/api/commands/access.device.move', {
    device: device.device,
    post: 'CP2',
  });
  expect(status).toBe(200);
  const here = device.passage({}, { post: 'CP2' });
  expect(await device.deliver([here, earlier])).toMatchObject([{ status: 'applied' }, { status: 'applied' }]);
  expect(await passageRow(here.id)).toMatchObject({ post: 'CP2' });
  expect(await passageRow(earlier.id)).toMatchObject({ post: 'CP1' });
  const unsaid = device.passage({}, { post: undefined });
  await device.deliver([unsaid]);
  expect(await passageRow(unsaid.id)).toMatchObject({ post: 'CP2' });
});

test('a post that was defined a moment ago is known', async () => {
  const device = await kit.device('CP1');
  await device.deliver([device.passage()]);
  const { body } = await administrator.call('POST', '/api/entries', {
    entries: [
      {
        ...device.entry('checkpoint.post.defined', {
          code: 'CP20',
          name: '临时卡点',
          type: 'other',
          area: '610330000000',
        }),
        device: undefined,
        seq: undefined,
        post: undefined,
      },
    ],
  });
  expect(body.answers).toMatchObject([{ status: 'applied' }]);
  const there = await kit.device('CP20');
  expect(await there.deliver([there.passage()])).toMatchObject([{ status: 'applied' }]);
});

test('a crew member whose role has ended still delivers what he captured before, and nothing after', async () => {
  const device = await kit.device('CP3');
  const password = kit.signIns.find(({ account }) => account === 'crew2')?.password;
  const joined = await device.call('POST', '/api/crew', { account: 'crew2', password });
  expect(joined.status).toBe(200);
  const actor = joined.body.account as string;
  const before = device.passage({}, { actor });
  kit.clock.now += 10 * MINUTE;
  const { status } = await security.call('POST', '/api/commands/access.role.revoke', {
    account: actor,
    role: 'checkpoint_crew',
    area: '610330000000',
  });
  expect(status).toBe(200);
  kit.clock.now += 10 * MINUTE;
  const after = device.passage({}, { actor });
  expect(await device.deliver([before, after])).toMatchObject([
    { status: 'applied' },
    { status: 'refused', reason: 'access.denied' },
  ]);
});

test('a revoked device is told so by 401; what it delivered stays', async () => {
  const device = await kit.device('CP1');
  const entry = device.passage();
  await device.deliver([entry]);
  const { status } = await administrator.call('POST', '/api/commands/access.device.revoke', {
    device: device.device,
    why: '遗失',
  });
  expect(status).toBe(200);
  const refused = await device.call('POST', '/api/entries', { entries: [device.passage()] });
  expect(refused.status).toBe(401);
  expect(await passageRow(entry.id)).toBeDefined();
  expect(await stateOf(device)).toMatchObject({ state: 'revoked' });
});

test('an expired session is told so by 401, and nothing of the delivery is stored', async () => {
  const device = await kit.device('CP1');
  kit.clock.now += 366 * DAY;
  const entry = device.passage();
  const late = await device.call('POST', '/api/entries', { entries: [entry] });
  expect(late).toMatchObject({ status: 401, body: { code: 'session.expired' } });
  expect(await desk.call('GET', '/api/reads/ledger.state')).toMatchObject({ status: 401 });
  expect(await passageRow(entry.id)).toBeUndefined();
  const nobody = await kit.app.inject({
    method: 'POST',
    url: '/api/entries',
    payload: { entries: [aPassage()] },
  });
  expect(nobody.statusCode).toBe(401);
  expect(nobody.json().code).toBe('session.missing');
});
