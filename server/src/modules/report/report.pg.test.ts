import { createPublicKey, randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { ReportContent } from '@lianfang/domain/modules/report/reads.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COUNTY, type Desk, type Kit, openKit, type TestDevice } from '../../../test/kit.ts';
import { previewReport, type ReportFormat, reportFile } from './files.ts';
import { closePdf } from './pdf.ts';
import { verifyReport } from './signature.ts';

let kit: Kit;
let device: TestDevice;
let desks: Record<'desk' | 'reviewer' | 'approver' | 'commander' | 'auditor', Desk>;
let day = 0;

beforeAll(async () => {
  kit = await openKit();
  device = await kit.device('CP1');
  const names = ['desk', 'reviewer', 'approver', 'commander', 'auditor'] as const;
  const signedIn: [string, Desk][] = [];
  for (const name of names) signedIn.push([name, await kit.desk(name)]);
  desks = Object.fromEntries(signedIn) as typeof desks;
}, 120_000);
afterAll(async () => {
  await closePdf();
  await kit?.close();
});
// Every test has a day of its own, in which nothing has happened yet.
beforeEach(() => {
  day += 1;
});

/** The period of this test: a day of the county in the past, which nobody else writes into. */
function period(of = day) {
  const from = Date.parse('2026-08-31T16:00:00Z') + of * 2 * 86_400_000;
  return { from: new Date(from).toISOString(), to: new Date(from + 86_400_000).toISOString() };
}

/** Passages of the period, an hour after its beginning. */
function passages(count: number, passage = {}) {
  const at = new Date(Date.parse(period().from) + 3_600_000).toISOString();
  return Array.from({ length: count }, () => device.passage(passage, { at }));
}

async function enter(by: keyof typeof desks, kind: string, data: object) {
  const id = uuidv7(kit.clock.now, randomBytes(10));
  const at = new Date(kit.clock.now).toISOString();
  const { status, body } = await desks[by].call('POST', '/api/entries', {
    entries: [{ id, kind, at, data }],
  });
  expect(status).toBe(200);
  return body.answers[0] as { id: string; status: string; reason?: string; position?: string };
}

async function read(by: keyof typeof desks, name: string, params: object = {}) {
  return desks[by].call('POST', `/api/reads/report.${name}`, params);
}

const compile = (data: object = {}) =>
  enter('desk', 'report.compiled', { area: COUNTY, ...period(), ...data });
const sign = (step: string, by: keyof typeof desks, report: string, remark?: string) =>
  enter(by, `report.${step}`, { report, ...(remark && { remark }) });

async function issue(data: object = {}): Promise<string> {
  const { id, status } = await compile(data);
  expect(status).toBe('applied');
  for (const [step, by] of [
    ['reviewed', 'reviewer'],
    ['approved', 'approver'],
    ['issued', 'commander'],
  ] as const) {
    expect(await sign(step, by, id)).toMatchObject({ status: 'applied' });
  }
  return id;
}

async function content(id: string): Promise<ReportContent> {
  return (await read('desk', 'one', { id })).body.content;
}

const figure = (report: ReportContent, indicator: string) =>
  report.lines.find((line) => line.indicator === `checkpoint.${indicator}`);

describe('compiling', () => {
  it('counts the period at the newest position, by post, with the day before', async () => {
    await device.deliver([
      ...passages(3),
      ...passages(1, { outcome: 'turned_back', reason: 'from_risk_area' }),
      device.passage({}, { at: new Date(Date.parse(period().from) - 3_600_000).toISOString() }),
    ]);
    const answer = await compile();
    const report = await content(answer.id);
    expect(figure(report, 'vehicles.checked')).toMatchObject({ value: 4, before: 1, version: 1 });
    expect(figure(report, 'persons.turned_back')).toMatchObject({ value: 1, before: 0 });
    expect(figure(report, 'posts.staffed')).toMatchObject({ value: 1 });
    expect(report.byPost.map(({ post }) => post)).toEqual([
      'CP1',
      'CP2',
      'CP3',
      'CP4',
      'CP5',
      'CP6',
      'CP7',
      'CP8',
    ]);
    expect(report.byPost[0]).toMatchObject({
      name: '草店高速出口',
      values: { 'checkpoint.vehicles.checked': 4 },
    });
    expect(report.byPost[1]?.values['checkpoint.vehicles.checked']).toBe(0);
    expect(report).toMatchObject({ county: COUNTY, area: '610330000000', areaName: '凤县', exercise: true });
    expect(BigInt(report.cutOff)).toBe(BigInt(answer.position as string) - 1n);
    const { rows } = await kit.product.deps.pool.query(
      'SELECT hash FROM ledger.entry WHERE county = $1 AND position = $2',
      [COUNTY, report.cutOff],
    );
    expect(rows[0].hash.toString('hex')).toBe(report.ledgerHead);
  });

  it('counts at an earlier cut-off what stood in the ledger then', async () => {
    const [first] = await device.deliver(passages(1));
    await device.deliver(passages(5));
    const { id } = await compile({ cutOff: first?.position });
    expect(figure(await content(id), 'vehicles.checked')?.value).toBe(1);
  });

  it('is refused beyond the ledger, for a period that runs backwards, and by who may not', async () => {
    const { from, to } = period();
    expect(await compile({ cutOff: '999999999' })).toMatchObject({
      status: 'refused',
      reason: 'report.cut_off: cutOff',
    });
    expect((await compile({ from: to, to: from })).reason).toContain('report.window');
    expect(await enter('reviewer', 'report.compiled', { area: COUNTY, from, to })).toMatchObject({
      status: 'refused',
      reason: 'access.denied',
    });
    expect((await compile({ area: '610300' })).reason).toContain('access.area');
  });

  it('says which device has not delivered', async () => {
    const late = await kit.device('CP3');
    await late.deliver([late.passage()], { captured: 4, undelivered: 3 });
    const { id } = await compile({
      from: new Date(kit.clock.now - 3_600_000).toISOString(),
      to: new Date(kit.clock.now).toISOString(),
    });
    const { completeness } = await content(id);
    expect(completeness).toMatchObject({ complete: false });
    expect(completeness.behind).toMatchObject([
      { id: late.device, post: 'CP3', captured: 4, received: 1, missing: 3, gaps: [[2, 4]] },
    ]);
    expect(completeness.until).toBeUndefined();
    await late.deliver([late.passage(), late.passage(), late.passage()], { captured: 4, undelivered: 0 });
    const after = await compile({
      from: new Date(kit.clock.now - 3_600_000).toISOString(),
      to: new Date(kit.clock.now).toISOString(),
    });
    expect((await content(after.id)).completeness).toMatchObject({ complete: true, behind: [] });
  });

  it('can be asked for without keeping anything', async () => {
    await device.deliver(passages(2));
    const before = (await read('desk', 'list')).body.reports.length;
    const preview = await previewReport(kit.product.deps, COUNTY, { area: COUNTY, ...period() });
    expect(figure(preview, 'vehicles.checked')?.value).toBe(2);
    expect((await read('desk', 'list')).body.reports).toHaveLength(before);
  });
});

describe('the sign-off', () => {
  it('takes four people, one after the other, and freezes what they signed', async () => {
    await device.deliver(passages(2));
    const { id } = await compile();
    expect((await read('reviewer', 'one', { id })).body.moves).toEqual(['reviewed', 'returned']);
    expect((await read('desk', 'one', { id })).body.moves).toEqual([]);
    expect(await sign('approved', 'approver', id)).toMatchObject({ reason: 'report.state' });
    expect(await sign('reviewed', 'commander', id)).toMatchObject({ reason: 'access.denied' });
    await sign('reviewed', 'reviewer', id, '已核对');
    expect(await sign('approved', 'reviewer', id)).toMatchObject({
      status: 'refused',
      reason: 'report.same_person',
    });
    await sign('approved', 'approver', id);
    expect((await read('desk', 'one', { id })).body.signature).toBeUndefined();
    await sign('issued', 'commander', id);
    await device.deliver(passages(3));
    const { body } = await read('auditor', 'one', { id });
    expect(body.report.state).toBe('issued');
    expect(figure(body.content, 'vehicles.checked')?.value).toBe(2);
    expect(
      body.hands.map(({ step, display, remark }: Record<string, string>) => [step, display, remark]),
    ).toEqual([
      ['compiled', '数据综合员', undefined],
      ['reviewed', '审核人', '已核对'],
      ['approved', '批准人', undefined],
      ['issued', '指挥长', undefined],
    ]);
    expect(body.signature).toMatchObject({ key: kit.product.deps.keyring.keyId });
    expect((await sign('returned', 'commander', id, '太迟')).reason).toBe('report.state');
  });

  it('can be returned with a remark by any of them; the next one keeps the number', async () => {
    const first = await compile();
    await sign('reviewed', 'reviewer', first.id);
    expect(await compile({ replaces: first.id })).toMatchObject({ reason: 'report.state' });
    await sign('returned', 'commander', first.id, 'CP3 数据有误');
    const second = await compile({ replaces: first.id });
    expect(second.status).toBe('applied');
    expect((await content(second.id)).number).toBe((await content(first.id)).number);
    expect(await compile({ replaces: first.id })).toMatchObject({ reason: 'report.state' });
    const { hands, report } = (await read('desk', 'one', { id: first.id })).body;
    expect([report.state, hands.at(-1).remark]).toEqual(['returned', 'CP3 数据有误']);
    const next = await compile();
    expect((await content(next.id)).number).not.toBe((await content(first.id)).number);
  });

  it('waits for a report that has not arrived, and refuses none that never will', async () => {
    const nowhere = uuidv7(kit.clock.now, randomBytes(10));
    expect(await sign('reviewed', 'reviewer', nowhere)).toMatchObject({ status: 'held' });
    expect((await read('desk', 'one', { id: nowhere })).status).toBe(404);
  });
});

describe('amendments', () => {
  it('tells once what has changed since, and what was told becomes the base', async () => {
    await device.deliver(passages(2));
    const old = await issue();
    const { number } = await content(old);
    await device.deliver(passages(3));
    day += 1;
    const told = await content(await issue());
    expect(told.amendments).toMatchObject([{ report: old, number }]);
    expect(told.amendments[0]?.changes).toContainEqual({
      indicator: 'checkpoint.vehicles.checked',
      was: 2,
      is: 5,
    });
    day += 1;
    expect((await content(await issue())).amendments).toEqual([]);
  });

  it('tells of a voided registration, and not of a draft', async () => {
    const [one] = passages(2);
    await device.deliver([one]);
    const draft = await compile();
    const old = await issue();
    await device.deliver([device.entry('checkpoint.passage.voided', { voids: one?.id, why: '重复登记' })]);
    day += 1;
    const { amendments } = await content((await compile()).id);
    expect(amendments.map(({ report }) => report)).toEqual([old]);
    expect(amendments.map(({ report }) => report)).not.toContain(draft.id);
    expect(amendments[0]?.changes).toContainEqual({
      indicator: 'checkpoint.vehicles.checked',
      was: 1,
      is: 0,
    });
    await issue();
  });
});

describe('what leaves the house', () => {
  const asked = () => ({
    deps: kit.product.deps,
    county: COUNTY,
    scope: undefined,
    actor: { id: '', kind: 'server' as const, county: COUNTY, grants: [] },
  });
  const file = (id: string, format: ReportFormat) => reportFile(asked(), id, format);
  const verify = async (id: string, hash?: string) =>
    (
      await kit.app.inject({
        method: 'GET',
        url: `/api/reads/report.verify?id=${id}${hash ? `&hash=${hash}` : ''}`,
      })
    ).json();

  it('is signed with the ledger head in it, the same for ever, in three formats', async () => {
    const id = await issue();
    const json = Buffer.from((await file(id, 'json')).body).toString();
    const publicKey = createPublicKey(kit.product.deps.keyring.signing);
    expect(verifyReport(json, publicKey)).toMatchObject({ genuine: true, content: await content(id) });
    expect(Buffer.from((await file(id, 'json')).body).toString()).toBe(json);
    const pdf = await file(id, 'pdf');
    expect([Buffer.from(pdf.body.subarray(0, 5)).toString(), pdf.name]).toEqual([
      '%PDF-',
      `${(await content(id)).number}.pdf`,
    ]);
    expect(Buffer.from((await file(id, 'xlsx')).body.subarray(0, 2)).toString()).toBe('PK');
  });

  it('can be verified by anyone who holds the paper, who learns nothing without it', async () => {
    const id = await issue();
    const { contentHash } = (await read('desk', 'one', { id })).body.signature;
    expect(await verify(id, contentHash.slice(0, 32))).toMatchObject({
      found: true,
      genuine: true,
      areaName: '凤县',
      exercise: true,
      contentHash,
    });
    expect(await verify(id, '0'.repeat(32))).toEqual({ found: true, genuine: false });
    expect(await verify(id)).toEqual({ found: true, genuine: false });
    const draft = await compile();
    expect(await verify(draft.id, contentHash)).toEqual({ found: false, genuine: false });
  });

  it('is known as altered when a figure is changed in the database', async () => {
    const id = await issue();
    const { contentHash } = (await read('desk', 'one', { id })).body.signature;
    await kit.product.deps.pool.query(
      `UPDATE report.report SET content = replace(content, '"exercise":true', '"exercise":false') WHERE county = $1 AND id = $2`,
      [COUNTY, id],
    );
    expect(await verify(id, contentHash)).toEqual({ found: true, genuine: false });
  });
});
