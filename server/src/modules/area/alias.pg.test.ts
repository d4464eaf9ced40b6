import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COUNTY, type Desk, type Kit, openKit } from '../../../test/kit.ts';

let kit: Kit;
let verifier: Desk;
beforeAll(async () => {
  kit = await openKit();
  verifier = await kit.desk('verifier');
});
afterAll(() => kit?.close());

async function make(kind: string, data: object, by: Desk = verifier) {
  const id = uuidv7(kit.clock.now, randomBytes(10));
  const entry = { id, kind, at: new Date(kit.clock.now).toISOString(), data };
  const { body } = await by.call('POST', '/api/entries', { entries: [entry] });
  return { ...body.answers[0], id } as { id: string; status: string; reason?: string };
}

async function resolved(address: string) {
  const { status, body } = await verifier.call('POST', '/api/reads/area.resolve', { addresses: [address] });
  expect(status).toBe(200);
  return body.resolved[0];
}

async function aliases() {
  return (await verifier.call('GET', '/api/reads/area.aliases')).body.aliases;
}

it('learns what a county calls a place, uses it, and forgets it when it is dropped', async () => {
  const address = '铅硐沟口7号';
  expect((await resolved(address)).level).toBe(0);
  const learned = await make('area.alias.learned', { text: '铅硐沟口', code: `${COUNTY}101000` });
  expect(learned.status).toBe('applied');
  expect(await resolved(address)).toMatchObject({ code: `${COUNTY}101000`, why: ['alias', 'own_county'] });
  expect(await aliases()).toMatchObject([
    { id: learned.id, text: '铅硐沟口', code: `${COUNTY}101000`, name: '陕西省宝鸡市凤县凤州镇' },
  ]);
  const corrected = await make('area.alias.learned', { text: '鉛硐溝口 ', code: `${COUNTY}100000` });
  expect(await resolved(address)).toMatchObject({ code: `${COUNTY}100000` });
  expect(await make('area.alias.dropped', { learned: corrected.id })).toMatchObject({ status: 'applied' });
  expect(await resolved(address)).toMatchObject({ code: `${COUNTY}101000` });
  expect(await make('area.alias.dropped', { learned: learned.id, why: '两处都这么叫' })).toMatchObject({
    status: 'applied',
  });
  expect((await resolved(address)).level).toBe(0);
  expect(await aliases()).toEqual([]);
  expect(await make('area.alias.dropped', { learned: learned.id })).toMatchObject({
    status: 'refused',
    reason: expect.stringContaining('area.alias.missing'),
  });
});

it('keeps no address of a person, and no place that is not known', async () => {
  for (const text of ['凤州镇国安寺村三组十二号', '阳光家园三单元', '张三19900000001', '社区']) {
    const answer = await make('area.alias.learned', { text, code: `${COUNTY}101000` });
    expect([text, answer.status, answer.reason]).toEqual([
      text,
      'refused',
      expect.stringMatching(/area\.alias|entry\.data/),
    ]);
  }
  expect(await make('area.alias.learned', { text: '铅硐沟口', code: '999999999999' })).toMatchObject({
    status: 'refused',
    reason: expect.stringContaining('area.alias.code'),
  });
});

it('an address of a person is never taken out of a URL, and never logged', async () => {
  const address = '凤县凤州镇国安寺村三组';
  const { status } = await verifier.call(
    'GET',
    `/api/reads/area.resolve?addresses=${encodeURIComponent(address)}`,
  );
  expect(status).toBe(400);
  expect((await resolved(address)).code).toBe(`${COUNTY}101216`);
  const canary = '凤州镇国安寺村九九组';
  await resolved(canary);
  expect(kit.logged()).not.toContain(canary);
});
