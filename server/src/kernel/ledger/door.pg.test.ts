import { canonical } from '@lianfang/domain/kernel/canonical.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPassage, COUNTY, type Desk, type Kit, openKit, type TestDevice } from '../../../test/kit.ts';

let kit: Kit;
let device: TestDevice;
let desk: Desk;
beforeAll(async () => {
  kit = await openKit();
  desk = await kit.desk('desk');
  device = await kit.device('CP1');
});
afterAll(() => kit?.close());

const passagesOf = async (of: TestDevice) => {
  const { rows } = await kit.product.deps.pool.query(
    'SELECT count(*) FROM checkpoint.passage WHERE county = $1 AND device = $2',
    [COUNTY, of.device],
  );
  return Number(rows[0].count);
};
const alarms = async (code: string) => {
  const { body } = await desk.call('GET', '/api/reads/ledger.alarms?limit=500');
  return body.rows.filter((row: { code: string }) => row.code === code);
};

test('a passage is applied once, whatever is repeated', async () => {
  const own = await kit.device('CP1');
  const entry = own.passage();
  const [first] = await own.deliver([entry, own.passage()]);
  expect(first).toMatchObject({ id: entry.id, status: 'applied' });
  const again = await own.deliver([entry, entry]);
  expect(again).toEqual([first, first]);
  expect(await passagesOf(own)).toBe(2);
});

test('a new entry that stands twice in one batch is applied once', async () => {
  const own = await kit.device('CP1');
  const entry = own.passage();
  const [first, second] = await own.deliver([entry, entry]);
  expect(first).toMatchObject({ status: 'applied' });
  expect(second).toEqual(first);
  expect(await passagesOf(own)).toBe(1);
});

test('the order of keys does not make another content', async () => {
  const entry = device.passage();
  const [first] = await device.deliver([entry]);
  const turned = Object.fromEntries(Object.entries(entry).reverse());
  expect(canonical(turned)).toBe(canonical(entry));
  expect(await device.deliver([turned])).toEqual([first]);
});

test('the same id with other content is refused, the first is kept, an alarm is raised', async () => {
  const entry = device.passage({ from: '宝鸡市' });
  const [first] = await device.deliver([entry]);
  const before = (await alarms('entry.conflict')).length;
  const other = { ...entry, data: aPassage({ from: '汉中市' }) };
  expect(await device.deliver([other])).toEqual([
    { id: entry.id, status: 'refused', reason: 'entry.conflict' },
  ]);
  expect(await device.deliver([entry])).toEqual([first]);
  const { rows } = await kit.product.deps.pool.query(
    'SELECT origin FROM checkpoint.passage WHERE county = $1 AND id = $2',
    [COUNTY, entry.id],
  );
  expect(rows).toEqual([{ origin: '宝鸡市' }]);
  const raised = await alarms('entry.conflict');
  expect(raised).toHaveLength(before + 1);
  expect(raised[0].detail).toEqual({ entry: entry.id, device: device.device });
});

test('another id under the same content is another passage; within one batch a conflict is told too', async () => {
  const entry = device.passage({ from: '宝鸡市' });
  const other = { ...entry, data: aPassage({ from: '汉中市' }) };
  const [first, second, third] = await device.deliver([entry, other, entry]);
  expect(first).toMatchObject({ status: 'applied' });
  expect(second).toEqual({ id: entry.id, status: 'refused', reason: 'entry.conflict' });
  expect(third).toEqual(first);
});

test('a copy that another phone carried in is the same fact, whichever of the two comes first', async () => {
  const before = (await alarms('entry.conflict')).length;
  const [own, colleague, far] = [await kit.device('CP1'), await kit.device('CP1'), await kit.device('CP2')];
  const carriedBy = (by: TestDevice, entry: object) => ({
    ...by.passage(),
    ...entry,
    device: by.device,
    seq: by.passage().seq,
  });
  const entry = own.passage();
  const [first] = await colleague.deliver([carriedBy(colleague, entry)]);
  expect(first).toMatchObject({ id: entry.id, status: 'applied' });
  expect(await own.deliver([entry])).toEqual([first]);
  expect(await own.deliver([entry, carriedBy(own, entry)])).toEqual([first, first]);

  // A phone that may not carry it has refused itself, not the fact.
  const other = own.passage();
  const carried = carriedBy(far, other);
  const refused = { id: other.id, status: 'refused', reason: 'access.post: post' };
  expect(await far.deliver([carried])).toEqual([refused]);
  expect(await far.deliver([carried])).toEqual([refused]);
  const [later] = await own.deliver([other]);
  expect(later).toMatchObject({ id: other.id, status: 'applied' });
  expect(await far.deliver([carried])).toEqual([later]);
  const held = own.entry('checkpoint.passage.voided', { voids: own.passage().id, why: '录错' });
  expect(await far.deliver([carriedBy(far, held)])).toMatchObject([{ status: 'refused' }]);
  expect(await own.deliver([held])).toMatchObject([{ status: 'held' }]);

  const changed = { ...carriedBy(colleague, entry), data: aPassage({ from: '汉中市' }) };
  expect(await colleague.deliver([changed])).toEqual([
    { id: entry.id, status: 'refused', reason: 'entry.conflict' },
  ]);
  expect(await alarms('entry.conflict')).toHaveLength(before + 1);
});

test('the same id from another device is a conflict as well', async () => {
  const other = await kit.device('CP2');
  const entry = device.passage();
  await device.deliver([entry]);
  const stolen = other.passage({}, { id: entry.id });
  expect(await other.deliver([stolen])).toEqual([
    { id: entry.id, status: 'refused', reason: 'entry.conflict' },
  ]);
});

const bad = {
  'an unknown kind': ['entry.kind', { kind: 'checkpoint.passage.invented' }],
  'a kind that is no name': ['entry.malformed: kind', { kind: 'DROP TABLE' }],
  'no time': ['entry.malformed: .at', { at: undefined }],
  'a day that is none': ['entry.malformed: at', { at: '2026-13-01T00:00:00Z' }],
  'a time without zone': ['entry.malformed: at', { at: '2026-11-22T04:00:00' }],
  'a seq of 0': ['entry.malformed: seq', { seq: 0 }],
  'a seq that is text': ['entry.malformed: seq', { seq: '7' }],
  'a seq with a fraction': ['entry.malformed: seq', { seq: 1.5 }],
  'no seq': ['entry.seq', { seq: undefined }],
  'data that is a list': ['entry.malformed: data', { data: [] }],
  'data that is null': ['entry.malformed: data', { data: null }],
  'something more': ['entry.malformed: .?', { position: '1' }],
  'another device': ['entry.device', { device: '0192f3c0-0000-7000-8000-000000000001' }],
  'a post that does not exist': ['post.unknown: post', { post: 'CP99' }],
  'a post that the device never stood at': ['access.post: post', { post: 'CP5' }],
  'an actor who was never on the device': ['access.actor', { actor: '0192f3c0-0000-7000-8000-000000000002' }],
  'no persons': [
    'entry.data: persons',
    { data: { mode: 'vehicle', plate: '陕C12345', persons: [], outcome: 'passed' } },
  ],
  'a mode of its own': ['entry.data: mode', { data: { ...aPassage(), mode: 'boat' } }],
  'a temperature in text': [
    'entry.data: persons.0.temperature',
    { data: { ...aPassage(), persons: [{ temperature: '36.5' }] } },
  ],
  'a person too much to say': [
    'entry.data: persons.0.?',
    { data: { ...aPassage(), persons: [{ nickname: '小试' }] } },
  ],
  'a name with a control character': [
    'entry.data: persons.0.name',
    { data: { ...aPassage(), persons: [{ name: 'a\u0000b' }] } },
  ],
  'a vehicle without plate': [
    'checkpoint.plate_missing: plate',
    { data: { mode: 'vehicle', persons: [{}], outcome: 'passed' } },
  ],
  'turned back without reason': [
    'checkpoint.reason_missing: reason',
    { data: aPassage({ outcome: 'turned_back' }) },
  ],
  'a pedestrian with a plate': [
    'checkpoint.pedestrian_with_vehicle: plate, vehicleType',
    { data: aPassage({ mode: 'pedestrian' }) },
  ],
} as const;

test.each(Object.entries(bad))(
  '%s is refused, the others of the batch are applied',
  async (_name, [reason, more]) => {
    const faulty = device.passage({}, more as object);
    const [before, answer, after] = await device.deliver([device.passage(), faulty, device.passage()]);
    expect(before).toMatchObject({ status: 'applied' });
    expect(after).toMatchObject({ status: 'applied' });
    expect(answer).toEqual({ id: faulty.id, status: 'refused', reason });
    // The answer is stored: the same again gets the same.
    expect(await device.deliver([faulty])).toEqual([answer]);
  },
);

test('what has no id gets an answer that is not stored', async () => {
  const answers = await device.deliver([null, 7, 'x', [], {}, { id: 'short' }, { id: 5 }, device.passage()]);
  expect(answers.map(({ reason }) => reason ?? 'applied')).toEqual([
    ...Array.from({ length: 7 }, () => 'entry.id'),
    'applied',
  ]);
});

test('text that no database keeps is refused as text, wherever it stands', async () => {
  const kinds = device.passage({}, { kind: 'a\u0000b' });
  const posts = device.passage({}, { post: 'CP\u00001' });
  const answers = await device.deliver([kinds, posts, device.passage()]);
  expect(answers.map(({ status }) => status)).toEqual(['refused', 'refused', 'applied']);
  expect(await device.deliver([kinds])).toEqual([answers[0]]);
});

test('a row that the database refuses fails alone', async () => {
  // A day that the calendar does not have passes the door's form; PostgreSQL refuses it.
  const poison = device.passage({}, { at: '2026-02-31T08:00:00Z' });
  const batch = [device.passage(), device.passage(), poison, device.passage()];
  const answers = await device.deliver(batch);
  expect(answers.map(({ status }) => status)).toEqual(['applied', 'applied', 'refused', 'applied']);
  expect(await device.deliver(batch)).toEqual(answers);
  expect(await device.deliver([poison])).toEqual([answers[2]]);
  expect(answers[2]?.reason).toBe('entry.unstorable');
  expect(await alarms('entry.unstorable')).toMatchObject([{ detail: { entry: poison.id } }]);
});

test('a poisoned delivery does not harm those that were joined with it', async () => {
  const others = await Promise.all([kit.device('CP2'), kit.device('CP3'), kit.device('CP4')]);
  const poison = device.passage({}, { at: '0000-02-30T08:00:00+08:00' });
  const answers = await Promise.all([
    ...others.map((other) => other.deliver([other.passage(), other.passage()])),
    device.deliver([device.passage(), poison]),
    ...others.map((other) => other.deliver([other.passage()])),
  ]);
  expect(
    answers
      .flat()
      .map(({ status }) => status)
      .filter((status) => status === 'refused'),
  ).toHaveLength(1);
  for (const other of others) expect(await passagesOf(other)).toBe(3);
});

test('a desk delivers without device and seq', async () => {
  const entry = { ...device.passage(), device: undefined, seq: undefined };
  const { status, body } = await desk.call('POST', '/api/entries', { entries: [entry] });
  expect(status).toBe(200);
  expect(body.answers[0]).toMatchObject({ id: entry.id, status: 'applied' });
  expect(body).not.toHaveProperty('lastSeq');
  const numbered = { ...device.passage(), device: undefined };
  const refused = await desk.call('POST', '/api/entries', { entries: [numbered] });
  expect(refused.body.answers[0]).toMatchObject({ status: 'refused', reason: 'entry.device' });
});

test('a desk says at which post it was', async () => {
  const entry = { ...device.passage(), device: undefined, seq: undefined, post: undefined };
  const { body } = await desk.call('POST', '/api/entries', { entries: [entry] });
  expect(body.answers[0]).toMatchObject({ status: 'refused', reason: 'checkpoint.post_missing: post' });
});

test.each([
  ['no entries', {}],
  ['entries that are no list', { entries: {} }],
  ['more than a thousand', { entries: Array.from({ length: 1001 }, () => ({})) }],
  ['something more', { entries: [], county: '110101' }],
  ['a clock that is none', { entries: [], sentAt: 'now' }],
])('a delivery with %s is refused as a whole', async (_name, body) => {
  expect(await device.call('POST', '/api/entries', body)).toMatchObject({
    status: 400,
    body: { code: 'request.malformed' },
  });
});

test('a thousand entries go through at once', async () => {
  const own = await kit.device('CP6');
  const entries = Array.from({ length: 1000 }, () => own.passage());
  const answers = await own.deliver(entries);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['applied']));
  expect(await passagesOf(own)).toBe(1000);
});
