import { randomBytes } from 'node:crypto';
import type { Envelope } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { Passage } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPassage, COUNTY, type Desk, type Kit, openKit, type TestDevice } from '../../../test/kit.ts';
import { HELD_DAYS, releaseHeld, releaseOverdue } from './release.ts';

let kit: Kit;
let device: TestDevice;
let desk: Desk;
beforeAll(async () => {
  kit = await openKit();
  desk = await kit.desk('desk');
  device = await kit.device('CP1');
});
afterAll(() => kit?.close());

const releasing = () => {
  const { deps, kinds, tools } = kit.product;
  return { pool: deps.pool, kinds, vault: deps.vault, tools };
};
const correct = (corrects: string, passage: Partial<Passage>): Envelope =>
  device.entry('checkpoint.passage.corrected', { corrects, passage: aPassage(passage), why: '看错了' });
const persons = (count: number) => Array.from({ length: count }, () => ({ temperature: 36.4 }));
/** Persons screened, as the county's figures say. */
async function screened(): Promise<number> {
  const { body } = await desk.call(
    'GET',
    '/api/reads/indicators.values?from=2026-11-01T00:00:00Z&to=2026-12-31T00:00:00Z',
  );
  return body.figures.find(
    ({ indicator }: { indicator: string }) => indicator === 'checkpoint.persons.screened',
  ).value;
}
async function versions(id: string): Promise<{ id: string; persons: number; state: string }[]> {
  const { body } = await desk.call('GET', `/api/reads/checkpoint.passage?id=${id}`);
  return body.versions.map(({ id, persons, state }: { id: string; persons: number; state: string }) => ({
    id,
    persons,
    state,
  }));
}
const inTray = async (id: string) => {
  const { body } = await desk.call('GET', '/api/reads/ledger.tray?limit=500');
  return body.rows.find((row: { id: string }) => row.id === id);
};

test('a correction that comes before its base in one batch is applied after it', async () => {
  const before = await screened();
  const base = device.passage({ persons: persons(1) });
  const correction = correct(base.id, { persons: persons(3) });
  const answers = await device.deliver([correction, base]);
  expect(answers.map(({ status }) => status)).toEqual(['applied', 'applied']);
  expect(Number(answers[0]?.position)).toBe(Number(answers[1]?.position) + 1);
  expect(await screened()).toBe(before + 3);
  expect(await device.deliver([correction, base])).toEqual(answers);
});

test('a correction that comes in an earlier batch is held, and released by its base', async () => {
  const before = await screened();
  const base = device.passage({ persons: persons(1) });
  const correction = correct(base.id, { persons: persons(4) });
  const held = { id: correction.id, status: 'held', reason: 'entry.base_missing' };
  expect(await device.deliver([correction])).toEqual([held]);
  expect(await device.deliver([correction])).toEqual([held]);
  expect(await inTray(correction.id)).toMatchObject({
    status: 'held',
    base: base.id,
    kind: 'checkpoint.passage.corrected',
  });
  expect(await screened()).toBe(before);
  const [answer] = await device.deliver([base]);
  expect(answer).toMatchObject({ status: 'applied' });
  const [released] = await device.deliver([correction]);
  expect(released).toMatchObject({ status: 'applied', position: String(Number(answer?.position) + 1) });
  expect(await inTray(correction.id)).toBeUndefined();
  expect(await screened()).toBe(before + 4);
  expect(await versions(base.id)).toEqual([
    { id: base.id, persons: 1, state: 'corrected' },
    { id: correction.id, persons: 4, state: 'current' },
  ]);
});

test('several corrections of one passage take effect in the order they came', async () => {
  const base = device.passage({ persons: persons(1) });
  const [first, second, third] = [2, 3, 4].map((count) => correct(base.id, { persons: persons(count) })) as [
    Envelope,
    Envelope,
    Envelope,
  ];
  await device.deliver([first]);
  await device.deliver([second]);
  await device.deliver([base, third]);
  expect((await versions(base.id)).at(-1)).toEqual({ id: third.id, persons: 4, state: 'current' });
});

test('one with the order turned round in the same batch as well', async () => {
  const base = device.passage({ persons: persons(1) });
  const [first, second] = [2, 3].map((count) => correct(base.id, { persons: persons(count) })) as [
    Envelope,
    Envelope,
  ];
  await device.deliver([first]);
  await device.deliver([second, base]);
  expect((await versions(base.id)).at(-1)).toEqual({ id: second.id, persons: 3, state: 'current' });
});

test('a correction of what has been voided is refused, also when it was held', async () => {
  const before = await screened();
  const base = device.passage();
  const voiding = device.entry('checkpoint.passage.voided', { voids: base.id, why: '重复登记' });
  const correction = correct(base.id, { persons: persons(5) });
  await device.deliver([voiding]);
  expect(await device.deliver([correction])).toMatchObject([{ status: 'held' }]);
  await device.deliver([base]);
  const gone = { status: 'refused', reason: 'checkpoint.passage_gone' };
  expect(await device.deliver([voiding, correction])).toMatchObject([{ status: 'applied' }, gone]);
  expect(await device.deliver([correct(base.id, {})])).toMatchObject([gone]);
  expect(
    await device.deliver([device.entry('checkpoint.passage.voided', { voids: base.id, why: '再次' })]),
  ).toMatchObject([gone]);
  expect(await screened()).toBe(before);
});

test('who corrects the version that he saw corrects the passage', async () => {
  const before = await screened();
  const base = device.passage({ persons: persons(1) });
  const first = correct(base.id, { persons: persons(2) });
  const second = correct(first.id, { persons: persons(3) });
  const third = correct(base.id, { persons: persons(4) });
  const answers = await device.deliver([base, first, second, third]);
  expect(answers.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied', 'applied']);
  expect(await screened()).toBe(before + 4);
  expect(await versions(base.id)).toHaveLength(4);
});

test('a person lets a held correction through; the ledger says who', async () => {
  const before = await screened();
  const missing = device.passage({ persons: persons(1) });
  const correction = correct(missing.id, { persons: persons(2) });
  await device.deliver([correction]);
  const by = uuidv7(kit.clock.now, randomBytes(10));
  const answer = await releaseHeld(releasing(), COUNTY, correction.id, by);
  expect(answer).toMatchObject({ id: correction.id, status: 'applied' });
  expect(await device.deliver([correction])).toEqual([answer]);
  expect(await screened()).toBe(before + 2);
  const { rows } = await kit.product.deps.pool.query<{ content: string }>(
    'SELECT content FROM ledger.entry WHERE county = $1 AND position = $2',
    [COUNTY, String(Number(answer.position) + 1)],
  );
  expect(JSON.parse(rows[0]?.content as string)).toMatchObject({
    kind: 'ledger.released',
    data: { entry: correction.id, by, why: 'person' },
  });
  await expect(releaseHeld(releasing(), COUNTY, correction.id, by)).rejects.toMatchObject({
    code: 'not_found',
  });

  // The registration turns up after all: it was corrected before it came, and does not count beside its correction.
  expect(await device.deliver([missing])).toMatchObject([{ status: 'applied' }]);
  expect(await screened()).toBe(before + 2);
  expect(await versions(missing.id)).toEqual(
    expect.arrayContaining([
      { id: correction.id, persons: 2, state: 'current' },
      { id: missing.id, persons: 1, state: 'corrected' },
    ]),
  );
});

test('what cannot be done even by force is refused for good', async () => {
  const closing = device.entry('checkpoint.shift.closed', { shift: uuidv7(kit.clock.now, randomBytes(10)) });
  expect(await device.deliver([closing])).toMatchObject([{ status: 'held' }]);
  const answer = await releaseHeld(releasing(), COUNTY, closing.id, undefined);
  expect(answer).toEqual({ id: closing.id, status: 'refused', reason: 'checkpoint.shift_closed' });
  expect(await device.deliver([closing])).toEqual([answer]);
});

test('after five days the time limit lets through what is held, and nothing younger', async () => {
  const [old, young] = [
    correct(uuidv7(kit.clock.now, randomBytes(10)), {}),
    correct(uuidv7(kit.clock.now, randomBytes(10)), {}),
  ];
  await device.deliver([old]);
  kit.clock.now += 3 * 86_400_000;
  await device.deliver([young]);
  kit.clock.now += (HELD_DAYS - 3) * 86_400_000 + 1000;
  expect(await releaseOverdue(releasing(), COUNTY)).toBe(1);
  expect(await device.deliver([old, young])).toMatchObject([{ status: 'applied' }, { status: 'held' }]);
  expect(await releaseOverdue(releasing(), COUNTY)).toBe(0);
});

test('a fever ended before its passage came is held; the clinician’s agency is remembered', async () => {
  const clinic = await kit.device('CP2', 'clinician');
  const base = clinic.passage({ persons: [{ temperature: 38.2 }] });
  const ended = clinic.entry('checkpoint.fever.ended', {
    passage: base.id,
    person: 0,
    outcome: 'sent_to_fever_clinic',
  });
  expect(await clinic.deliver([ended])).toMatchObject([{ status: 'held' }]);
  expect(await clinic.deliver([base])).toMatchObject([{ status: 'applied' }]);
  expect(await clinic.deliver([ended])).toMatchObject([{ status: 'applied' }]);
});

test('a held correction that the database refuses does not take its base along', async () => {
  const base = device.passage({ persons: persons(1) });
  const correction = { ...correct(base.id, { persons: persons(2) }), at: '2026-02-31T08:00:00Z' };
  expect(await device.deliver([correction])).toMatchObject([{ status: 'held' }]);
  expect(await device.deliver([base])).toMatchObject([{ status: 'applied' }]);
  expect(await device.deliver([correction])).toMatchObject([
    { status: 'refused', reason: 'entry.unstorable' },
  ]);
});
