import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { Suggestion } from '@lianfang/domain/modules/people/reads.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COUNTY, type Desk, type Kit, openKit } from '../../../test/kit.ts';
import { retentionDays, retire } from '../../retention.ts';
import { sameAs } from './api.ts';
import { idNumber, meet as meetIn, type Row } from './testTools.ts';

let kit: Kit;
let verifier: Desk;
beforeAll(async () => {
  kit = await openKit();
  verifier = await kit.desk('verifier');
});
afterAll(() => kit?.close());

const meet = (...rows: (Row & { row?: string })[]) => meetIn(kit.product, COUNTY, rows);
const VILLAGE = '610330100201';

async function decide(
  kind: string,
  data: object,
  by = verifier,
): Promise<{ id: string; status: string; reason?: string }> {
  const entry = {
    id: uuidv7(kit.clock.now, randomBytes(10)),
    kind,
    at: new Date(kit.clock.now).toISOString(),
    data,
  };
  const { status, body } = await by.call('POST', '/api/entries', { entries: [entry] });
  expect(status).toBe(200);
  return body.answers[0];
}
const read = async (name: string, params: object) => {
  const { status, body } = await verifier.call('POST', `/api/reads/${name}`, params);
  return status === 200 ? body : { status, code: body.error?.code ?? body.code };
};
async function personOf(subject: string): Promise<string> {
  return (await sameAs(kit.product.deps.pool, COUNTY, [subject])).get(subject)?.person as string;
}
/** The open suggestions that have to do with one of these rows. */
async function asked(...rows: string[]): Promise<Suggestion[]> {
  const { rows: all } = (await read('people.suggestions', { limit: 200 })) as { rows: Suggestion[] };
  return all.filter(({ subject, other }) => rows.includes(subject.id) || rows.includes(other.id));
}
const partsOf = ({ parts }: Suggestion) => parts.map(({ part }) => part);

test('the same person on three lists is one person with three rows, by the exact number alone', async () => {
  const number = idNumber(1);
  const [one] = await meet({ document: number, name: '王甲', phone: '19900000101' });
  const [two] = await meet({ document: number, name: '王岬' });
  const [three, stranger] = await meet({ document: number }, { document: idNumber(2), name: '王甲' });
  const person = await personOf(one as string);
  expect(await Promise.all([two, three].map((row) => personOf(row as string)))).toEqual([person, person]);
  expect(await personOf(stranger as string)).toBe(stranger);
  const story = await read('people.person', { id: person });
  expect(story.subjects).toMatchObject([
    { id: one, how: 'alone', has: ['document', 'phone', 'name'] },
    { id: two, how: 'document' },
    { id: three, how: 'document', has: ['document'] },
  ]);
  expect(await asked(one as string, two as string, three as string)).toEqual([]);
});

test('the old form of a number links with the new one; a damaged or doubtful one never links', async () => {
  const number = idNumber(3, '19750607');
  const old = number.slice(0, 6) + number.slice(8, 17);
  const [first, second] = await meet({ document: number }, { document: old });
  expect(await personOf(second as string)).toBe(first);
  const slip = number.slice(0, 17) + (number.endsWith('1') ? '2' : '1');
  const bad = [slip, slip, '6.10399E+17', '6.10399E+17', '610399197506000000', '610399197506000000'];
  const rows = await meet(...bad.map((document) => ({ document })));
  expect(new Set(await Promise.all(rows.map(personOf))).size).toBe(rows.length);
  const { persons } = await read('people.lookup', { document: old });
  expect(persons).toMatchObject([{ person: first, subjects: [{ id: first }, { id: second }] }]);
});

test('a name alone never links and never asks, however often it stands there', async () => {
  const rows = await meet(...Array.from({ length: 40 }, () => ({ name: '李同名', area: '610330000000' })));
  expect(new Set(await Promise.all(rows.map(personOf))).size).toBe(40);
  expect(await asked(...rows)).toEqual([]);
  // Nor a name with a township, a phone alone, a birth date alone.
  const more = await meet(
    { name: '李同名', area: '610330100000' },
    { name: '李同名', area: '610330100000' },
    { phone: '19900000102' },
    { phone: '19900000102' },
    { born: '1990-03-07' },
    { born: '1990-03-07' },
  );
  expect(new Set(await Promise.all(more.map(personOf))).size).toBe(6);
  expect(await asked(...more)).toEqual([]);
});

test('phone with name, and what else is equal, asks somebody: with its reasons and their points', async () => {
  const [known] = await meet({
    document: idNumber(5, '19880808'),
    name: '阿依古丽·买买提',
    phone: '19900000103',
    born: '1988-08-08',
    area: VILLAGE,
  });
  const [row] = await meet({
    document: '6.10399E+17',
    name: '阿依古丽买买提',
    phone: '199 0000 0103',
    area: VILLAGE,
  });
  const [found] = await asked(row as string);
  expect(found).toMatchObject({
    subject: { id: row, type: 'row', area: VILLAGE },
    other: { id: known },
    otherPerson: known,
    score: 80,
    why: { zh: '电话相同；姓名相同；同一村（社区）', en: 'same phone; same name; same village' },
  });
  expect(found?.parts.reduce((sum, { points }) => sum + points, 0)).toBe(found?.score);

  const [born] = await meet({ name: '阿依古丽·买买提', born: '1988-08-08' });
  expect((await asked(born as string)).map(partsOf)[0]).toEqual(['name_same', 'born_same']);
  // Two exact numbers that differ are two people, unless everything else is the same (a slip that the check character lets pass).
  const [family] = await meet({ document: idNumber(6), name: '阿依古丽·买买提', phone: '19900000103' });
  expect((await asked(family as string)).map(({ otherPerson }) => otherPerson)).toEqual([row]);
  const [twin] = await meet({
    document: idNumber(7, '19880808'),
    name: '阿依古丽·买买提',
    phone: '19900000103',
    born: '1988-08-08',
    area: VILLAGE,
  });
  expect((await asked(twin as string)).map(partsOf)).toContainEqual([
    'document_differs',
    'phone_same',
    'name_same',
    'born_same',
    'village_same',
  ]);
  // A passport has no check character: strong evidence, no link.
  const [one, two] = await meet(
    { type: 'passport', document: 'E12345678', name: '史密斯' },
    { type: 'passport', document: 'E1234 5678', name: '史密斯' },
  );
  expect(await personOf(two as string)).not.toBe(await personOf(one as string));
  expect((await asked(two as string)).map(partsOf)).toEqual([['paper_same', 'name_same']]);
});

test('two are made one and parted again exactly; what came meanwhile goes with its number', async () => {
  const [a, b] = await meet(
    { document: idNumber(8), name: '赵甲', phone: '19900000104' },
    { document: 'x', name: '赵甲', phone: '19900000104' },
  );
  const before = await read('people.suggestions', { person: a });
  expect(before.total).toBe(1);
  expect(await decide('people.merged', { into: a, from: a })).toMatchObject({
    reason: 'people.same_person: from',
  });
  const merge = await decide('people.merged', { into: b, from: a, why: '本人确认' });
  expect(merge.status).toBe('applied');
  expect(await personOf(a as string)).toBe(b);
  expect((await read('people.suggestions', { person: b })).total).toBe(0);
  const [c] = await meet({ document: idNumber(8) });
  expect(await personOf(c as string)).toBe(b);
  expect(await decide('people.merged', { into: b, from: a })).toMatchObject({
    reason: 'people.person_missing: from',
  });
  // By any id that the person ever had.
  expect((await read('people.person', { id: a })).person).toBe(b);

  expect((await decide('people.merge_undone', { merge: merge.id })).status).toBe('applied');
  expect(await decide('people.merge_undone', { merge: merge.id })).toMatchObject({
    reason: 'people.merge_gone: merge',
  });
  expect([await personOf(a as string), await personOf(b as string), await personOf(c as string)]).toEqual([
    a,
    b,
    a,
  ]);
  expect(await read('people.suggestions', { person: a })).toEqual(before);
  expect((await read('people.person', { id: b })).history).toMatchObject([
    { what: 'merged', entry: merge.id, from: a, to: b, undone: { entry: expect.any(String) } },
  ]);
});

test('a row is put to another person and back; one that a number had linked becomes its own', async () => {
  const number = idNumber(9);
  const [a, b, c] = await meet({ document: number }, { document: number }, { document: idNumber(10) });
  expect(await decide('people.linked', { subject: b, person: a })).toMatchObject({ status: 'refused' });
  const link = await decide('people.linked', { subject: b, person: c });
  expect(await personOf(b as string)).toBe(c);
  expect(await decide('people.unlinked', { subject: b, person: a })).toMatchObject({
    reason: 'people.moved: person',
  });
  expect((await decide('people.unlinked', { subject: b, person: c })).status).toBe('applied');
  expect(await personOf(b as string)).toBe(a);
  expect((await read('people.person', { id: c })).history).toMatchObject([
    { what: 'linked', entry: link.id, subject: b, from: a, to: c, undone: {} },
  ]);

  const parted = await decide('people.unlinked', { subject: b, person: a });
  expect(await personOf(b as string)).toBe(parted.id);
  expect(await decide('people.unlinked', { subject: b, person: parted.id })).toMatchObject({
    reason: 'people.alone: subject',
  });
  // Somebody has said that two people go by this number: from now on it links nothing by itself, it asks.
  const [d] = await meet({ document: number });
  expect(await personOf(d as string)).toBe(d);
  expect((await asked(d as string)).map(partsOf)).toEqual([]);
  const [e] = await meet(
    { document: number, phone: '19900000105' },
    { document: number, phone: '19900000105', name: '钱乙' },
  );
  expect(await personOf(e as string)).toBe(e);
});

test('a number that is corrected moves its row; where somebody has put a row, it stays', async () => {
  const [right, wrong] = [idNumber(11), idNumber(12)];
  const [a, b, c] = await meet({ document: right }, { document: wrong }, { document: wrong, name: '孙丙' });
  expect(await personOf(c as string)).toBe(b);
  const [correction] = await meet({ row: c as string, document: right, name: '孙丙' });
  expect(await personOf(c as string)).toBe(a);
  expect((await read('people.person', { id: a })).history).toMatchObject([
    { what: 'corrected', entry: correction, subject: c, from: b, to: a },
  ]);
  // To a number that nobody goes by: it leaves those whose number it was not.
  await meet({ row: c as string, document: idNumber(13), name: '孙丙' });
  const own = await personOf(c as string);
  expect([a, b]).not.toContain(own);
  // Damaged first, read again later.
  const [d] = await meet({ document: '6.10399E+17' });
  await meet({ row: d as string, document: right });
  expect(await personOf(d as string)).toBe(a);
  // The first of a person corrected while others go by the old number: they keep the person.
  await meet({ row: b as string, document: wrong }, { row: a as string, document: idNumber(14) });
  expect(await personOf(d as string)).toBe(a);
  expect(await personOf(a as string)).not.toBe(a);

  await decide('people.linked', { subject: c, person: b });
  await meet({ row: c as string, document: right });
  expect(await personOf(c as string)).toBe(b);
});

test('what was dismissed is not asked again on the same grounds, and is on stronger ones', async () => {
  const same = { name: '周丁', phone: '19900000106' };
  const [a, b] = await meet(same, same);
  expect(await asked(b as string)).toHaveLength(1);
  expect((await decide('people.suggestion_dismissed', { subject: b, other: a, why: '父子' })).status).toBe(
    'applied',
  );
  expect(await decide('people.suggestion_dismissed', { subject: b, other: a })).toMatchObject({
    reason: 'people.suggestion_gone',
  });
  expect(await asked(b as string)).toEqual([]);
  const { rows } = await read('people.suggestions', { state: 'dismissed' });
  expect(rows.find(({ subject }: Suggestion) => subject.id === b)).toMatchObject({
    dismissed: { at: expect.any(String) },
  });
  await meet({ row: b as string, ...same, area: '610330000000' });
  expect(await asked(b as string)).toEqual([]);
  await meet({ row: a as string, ...same, area: VILLAGE }, { row: b as string, ...same, area: VILLAGE });
  expect((await asked(b as string)).map(({ score }) => score)).toEqual([80]);
});

test('only for who has the whole county; nothing about a person in an address; nothing in the log', async () => {
  const township = await kit.desk('unitlead');
  expect((await township.call('POST', '/api/reads/people.lookup', { phone: '19900000101' })).status).toBe(
    403,
  );
  const { status } = await verifier.call('GET', '/api/reads/people.lookup?phone=19900000101');
  expect(status).toBe(400);
  expect(await read('people.lookup', {})).toEqual({ persons: [], more: false });
  expect((await read('people.lookup', { phone: '19900000101', document: idNumber(1) })).persons).toHaveLength(
    1,
  );
  expect((await read('people.lookup', { phone: '19900000199' })).persons).toEqual([]);
  expect(kit.logged()).not.toMatch(/19900000101|王甲/);
  expect(await read('people.person', { id: '01900000-0000-7000-8000-000000000009' })).toMatchObject({
    status: 404,
  });
});

test('when its time is over nobody is found or matched by a token; who was one person stays one', async () => {
  const number = idNumber(15);
  const [a, b, c] = await meet(
    { document: number, name: '吴戊', phone: '19900000107' },
    { document: number },
    { name: '吴戊', phone: '19900000107' },
  );
  expect(await asked(c as string)).toHaveLength(1);
  kit.clock.now += (retentionDays() + 14) * 86_400_000;
  await retire(kit.product.deps, COUNTY);
  verifier = await kit.desk('verifier');
  expect((await read('people.lookup', { document: number })).persons).toEqual([]);
  expect(await asked(c as string)).toEqual([]);
  expect(await personOf(b as string)).toBe(a);
  expect((await read('people.person', { id: a })).subjects).toMatchObject([{ has: [] }, { has: [] }]);
  const [later] = await meet({ document: number });
  expect(await personOf(later as string)).toBe(later);
});
