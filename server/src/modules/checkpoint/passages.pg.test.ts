import type { Envelope } from '@lianfang/domain/kernel/entry.ts';
import type { Passage } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPassage, type Desk, type Kit, openKit, type TestDevice } from '../../../test/kit.ts';

const MINUTE = 60_000;

let kit: Kit;
let desk: Desk;
let device: TestDevice;
beforeAll(async () => {
  kit = await openKit();
  desk = await kit.desk('desk');
  device = await kit.device('CP4');
});
afterAll(() => kit?.close());

const correct = (corrects: string, passage: Partial<Passage>): Envelope =>
  device.entry('checkpoint.passage.corrected', { corrects, passage: aPassage(passage), why: '登记有误' });
/** The county's figures without those that are nought, and without the posts. */
async function figures(more = ''): Promise<Record<string, number>> {
  const { body } = await desk.call(
    'GET',
    `/api/reads/indicators.values?from=2026-11-01T00:00:00Z&to=2026-12-31T00:00:00Z${more}`,
  );
  return Object.fromEntries(
    body.figures
      .map(({ indicator, value }: { indicator: string; value: number }) => [
        indicator.replace('checkpoint.', ''),
        value,
      ])
      .filter(([indicator, value]: [string, number]) => value !== 0 && indicator !== 'posts.staffed'),
  );
}

test('a correction changes the figures, a void takes them back, the first stays to be seen', async () => {
  expect(await figures()).toEqual({});
  const entry = device.passage({
    persons: [{ temperature: 36.5 }, { certificate: { result: 'negative', ageHours: 12 }, sampled: true }],
  });
  await device.deliver([entry]);
  expect(await figures()).toEqual({
    'vehicles.checked': 1,
    'persons.screened': 2,
    'certificates.verified': 1,
    'samples.collected': 1,
  });
  kit.clock.now += 3 * 60 * MINUTE;
  desk = await kit.desk('desk');
  const correction = correct(entry.id, {
    persons: [{ temperature: 36.5 }, {}, { certificate: { result: 'positive' } }],
    outcome: 'turned_back',
    reason: 'no_certificate',
  });
  const [corrected] = await device.deliver([correction]);
  expect(await figures()).toEqual({
    'vehicles.checked': 1,
    'persons.screened': 3,
    'vehicles.turned_back': 1,
    'persons.turned_back': 3,
    'certificates.verified': 1,
  });
  const cutOff = `&cutOff=${Number(corrected?.position) - 1}`;
  expect(await figures(cutOff)).toMatchObject({ 'persons.screened': 2 });
  // What was seen is corrected, not when and where.
  const { body: hours } = await desk.call(
    'GET',
    '/api/reads/indicators.values?from=2026-11-01T00:00:00Z&to=2026-12-31T00:00:00Z&by=hour',
  );
  expect(hours.rows.map(({ key }: { key: string }) => key)).toEqual(['2026-11-22T04:00:00.000Z']);

  await device.deliver([device.entry('checkpoint.passage.voided', { voids: entry.id, why: '重复登记' })]);
  expect(await figures()).toEqual({});
  expect(await figures(cutOff)).toMatchObject({ 'persons.screened': 2 });
  const { body } = await desk.call('GET', `/api/reads/checkpoint.passage?id=${entry.id}`);
  expect(body.versions.map(({ id, state }: { id: string; state: string }) => [id, state])).toEqual([
    [entry.id, 'corrected'],
    [correction.id, 'voided'],
  ]);
});

test('a passage is found by plate, document and phone, and by nothing like them', async () => {
  const entry = device.passage({
    plate: '陕C·F9K21',
    persons: [
      { name: '李试验', document: { type: 'id_card', number: '610399199003070012' }, phone: '19900000077' },
    ],
  });
  await device.deliver([entry]);
  const found = async (filter: object) =>
    (await desk.call('POST', '/api/reads/checkpoint.passages', filter)).body.rows.map(
      ({ id }: { id: string }) => id,
    );
  expect(await found({ plate: '陕CF9K21' })).toEqual([entry.id]);
  expect(await found({ plate: '陕cf9k21' })).toEqual([entry.id]);
  expect(await found({ phone: '199 0000 0077' })).toEqual([entry.id]);
  expect(await found({ document: '610399199003070012', phone: '19900000077' })).toEqual([entry.id]);
  expect(await found({ plate: '陕CF9K22' })).toEqual([]);
  await device.deliver([correct(entry.id, { plate: '陕CF9K23' })]);
  expect(await found({ plate: '陕CF9K21' })).toEqual([]);
  expect(await found({ plate: '陕CF9K23' })).toHaveLength(1);
});

test('a fever opens what only the clinician ends', async () => {
  const clinic = await kit.device('CP5', 'clinician');
  const police = await kit.device('CP5', 'crew1');
  const entry = clinic.passage({
    persons: [{ temperature: 36.4 }, { temperature: 37.3 }, { temperature: 36.6, symptoms: true }],
    outcome: 'handed_to_clinician',
  });
  await clinic.deliver([entry]);
  const fevers = async (more = '') =>
    (await desk.call('GET', `/api/reads/checkpoint.fevers?post=CP5${more}`)).body;
  expect(await fevers()).toMatchObject({
    open: 2,
    overdue: 0,
    fevers: [
      { passage: entry.id, person: 1, temperature: 37.3, overdue: false },
      { passage: entry.id, person: 2, overdue: false },
    ],
  });

  const end = (of: TestDevice, person: number) =>
    of.entry('checkpoint.fever.ended', {
      passage: entry.id,
      person,
      outcome: 'normal_on_remeasure',
      temperature: 36.7,
    });
  expect(await police.deliver([end(police, 1)])).toMatchObject([
    { status: 'refused', reason: 'checkpoint.clinician_only' },
  ]);
  expect(await device.deliver([end(device, 1)])).toMatchObject([
    { status: 'refused', reason: 'checkpoint.clinician_only' },
  ]);

  kit.clock.now += 31 * MINUTE;
  desk = await kit.desk('desk');
  expect(await fevers()).toMatchObject({ open: 2, overdue: 2 });
  expect(await clinic.deliver([end(clinic, 1)])).toMatchObject([{ status: 'applied' }]);
  expect(await clinic.deliver([end(clinic, 1)])).toMatchObject([
    { status: 'refused', reason: 'checkpoint.fever_ended' },
  ]);
  expect(await fevers()).toMatchObject({ open: 1, overdue: 1, fevers: [{ person: 2, overdue: true }] });
  expect(await fevers('&state=ended')).toMatchObject({
    fevers: [{ person: 1, outcome: 'normal_on_remeasure' }],
  });
  const { body } = await desk.call('GET', `/api/reads/checkpoint.passage?id=${entry.id}`);
  expect(body.feverTasks).toHaveLength(2);

  // A correction says so again: nothing is opened twice.
  await clinic.deliver([
    clinic.entry('checkpoint.passage.corrected', {
      corrects: entry.id,
      passage: aPassage({ persons: [{ temperature: 38 }, { temperature: 37.3 }, { symptoms: true }] }),
      why: '补记',
    }),
  ]);
  expect(await fevers()).toMatchObject({ open: 2 });
});

test('every figure by area opens into exactly the rows that it counts', async () => {
  const county = '610330000000';
  const [township, village] = ['610330104000', '610330104201'];
  // Posts of the county itself, of a township and of one of its villages: each counts for itself.
  for (const [code, area] of [
    ['CP41', county],
    ['CP42', township],
    ['CP43', village],
  ] as const) {
    await kit.product.deps.append('610330', 'checkpoint.post.defined', {
      code,
      name: code,
      type: 'other',
      area,
    });
    const there = await kit.device(code);
    const shift = there.entry('checkpoint.shift.opened', { members: [{ agency: 'police' }] });
    const first = there.passage({ persons: [{ temperature: 39 }, { sampled: true }] });
    const refused = there.passage({ outcome: 'turned_back', reason: 'no_certificate' });
    await there.deliver([
      shift,
      first,
      there.passage({ mode: 'pedestrian', plate: undefined, vehicleType: undefined }),
      refused,
    ]);
  }
  const period = { from: '2026-11-01T00:00:00Z', to: '2026-12-31T00:00:00Z' };
  const ask = async (name: string, params: object) =>
    (await desk.call('POST', `/api/reads/${name}`, params)).body;
  const { rows, position } = await ask('indicators.values', { ...period, by: 'area' });
  expect(rows.map(({ key }: { key: string }) => key)).toEqual(
    expect.arrayContaining([county, township, village]),
  );
  for (const { key, values } of rows) {
    for (const [indicator, value] of Object.entries(values)) {
      if (!indicator.startsWith('checkpoint.') || indicator === 'checkpoint.posts.staffed') continue;
      const list = await ask('checkpoint.passages', {
        ...period,
        indicator,
        area: key,
        own: true,
        cutOff: position,
        limit: 500,
      });
      expect([key, indicator, list.total, list.rows.length]).toEqual([key, indicator, value, value]);
      const { figures } = await ask('indicators.values', { ...period, area: key });
      const within = await ask('checkpoint.passages', { ...period, indicator, area: key, cutOff: position });
      expect([key, indicator, within.total]).toEqual([
        key,
        indicator,
        figures.find((figure: { indicator: string }) => figure.indicator === indicator).value,
      ]);
    }
  }
  const posts = async (name: string, params: object) =>
    [
      ...new Set((await ask(`checkpoint.${name}`, params))[name].map(({ post }: { post: string }) => post)),
    ].sort();
  for (const name of ['shifts', 'fevers']) {
    expect(await posts(name, { area: township })).toEqual(['CP42', 'CP43']);
    expect(await posts(name, { area: village })).toEqual(['CP43']);
    expect(await posts(name, { area: '610330' })).toEqual(expect.arrayContaining(['CP41', 'CP42', 'CP43']));
    expect(await posts(name, { area: '610331' })).toEqual([]);
  }
  expect(await ask('checkpoint.fevers', { area: township })).toMatchObject({ open: 2, overdue: 0 });
});

test('what is written is brought into the index of positions by itself', async () => {
  const { rows } = await kit.product.deps.pool.query<{ name: string; options: string[] | null }>(
    `SELECT c.relname AS name, c.reloptions AS options FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
       JOIN pg_class t ON t.oid = i.indrelid JOIN pg_am a ON a.oid = c.relam
     WHERE a.amname = 'brin' AND t.relnamespace = 'checkpoint'::regnamespace`,
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { name, options } of rows) expect([name, options]).toEqual([name, ['autosummarize=on']]);
});

test('a shift is opened with the agencies present, closed once, and its note is read by the next', async () => {
  const own = await kit.device('CP7');
  const members = [{ agency: 'police', count: 2 }, { agency: 'health' }];
  const opened = own.entry('checkpoint.shift.opened', { members, label: '夜班' });
  const passage = own.passage({ shift: opened.id });
  const closed = own.entry('checkpoint.shift.closed', { shift: opened.id, handover: '口罩还剩两盒' });
  expect(await own.deliver([opened, passage])).toMatchObject([{ status: 'applied' }, { status: 'applied' }]);
  const field = async () => (await own.call('GET', '/api/reads/checkpoint.field')).body;
  expect(await field()).toMatchObject({ shift: { id: opened.id, label: '夜班' } });
  expect(
    await own.deliver([closed, own.entry('checkpoint.shift.closed', { shift: opened.id })]),
  ).toMatchObject([{ status: 'applied' }, { status: 'refused', reason: 'checkpoint.shift_closed' }]);
  expect(await field()).toMatchObject({ handover: '口罩还剩两盒' });
  expect(await field()).not.toHaveProperty('shift');
  const { body } = await desk.call('GET', '/api/reads/checkpoint.shifts?post=CP7');
  expect(body.shifts).toMatchObject([
    { id: opened.id, passages: 1, persons: 1, agencies: ['police', 'health'] },
  ]);
  const named = { shift: opened.id, ofShift: { label: '夜班' } };
  const list = await desk.call('GET', `/api/reads/checkpoint.passages?shift=${opened.id}`);
  expect(list.body.rows).toMatchObject([named]);
  const one = await desk.call('GET', `/api/reads/checkpoint.passage?id=${passage.id}`);
  expect(one.body).toMatchObject({ current: named });
  const board = await desk.call('GET', '/api/reads/checkpoint.posts');
  expect(board.body.posts.find(({ code }: { code: string }) => code === 'CP7')).toMatchObject({
    areaName: '河口镇',
  });
  expect(await own.deliver([own.entry('checkpoint.shift.opened', { members: [] })])).toMatchObject([
    { status: 'refused', reason: 'checkpoint.members_missing: members' },
  ]);
});
