import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COUNTY, type Desk, type Kit, openKit } from '../../../test/kit.ts';
import { makePerson } from '../../../test/lists/generate.ts';
import { createRandom } from '../../../test/registers/random.ts';
import { importers } from '../../importers.ts';
import { addScriptDevice } from '../../kernel/access/devices.ts';
import { SERVER_ID, serverActor } from '../../kernel/access/permissions.ts';
import { importFile } from '../../kernel/imports/engine.ts';
import { openTable } from '../../kernel/imports/openTable.ts';
import { retire } from '../../retention.ts';

let kit: Kit;
let desk: Desk;
let lead: Desk;
let commander: Desk;
const folder = mkdtempSync(join(tmpdir(), 'verification-'));
let people = 0;

beforeAll(async () => {
  kit = await openKit();
  desk = await kit.desk('verifier');
  lead = await kit.desk('unitlead');
  commander = await kit.desk('commander');
});
afterAll(async () => {
  await kit?.close();
  rmSync(folder, { recursive: true, force: true });
});

const HEADER = '序号,姓名,联系电话,现住址,来源地,抵达日期,备注';

/** Takes a list of rows `address` (a new person each), or of whole lines; gives the list and its rows in order. */
async function listOf(
  addresses: readonly string[],
  given: Record<string, string> = {},
): Promise<{ list: string; rows: string[]; lines: string[] }> {
  const lines = addresses.map((address, index) => {
    if (address.includes(',')) return address;
    people += 1;
    return `${index + 1},测试人${people},1990000${String(people).padStart(4, '0')},${address},西安市,2022-01-05,`;
  });
  const path = join(folder, `${randomBytes(4).toString('hex')}.csv`);
  // The newest is read back as the first.
  kit.clock.now += 1000;
  writeFileSync(path, `核查名单\r\n${HEADER}\r\n${lines.join('\r\n')}\r\n`);
  await importFile(
    { ...kit.product, importers },
    { county: COUNTY, account: SERVER_ID },
    'lists',
    path,
    '名单.csv',
    { given: { sender: '市疾控中心', due: '+24', ...given } },
    false,
  );
  const { lists } = await read('verification.lists', {});
  const { rows } = await read('verification.rows', { list: lists[0].id, limit: 500 });
  rows.sort((a: { row: number }, b: { row: number }) => a.row - b.row);
  return { list: lists[0].id, rows: rows.map(({ id }: { id: string }) => id), lines };
}

async function read(name: string, params: object = {}, by: Desk = desk) {
  const { status, body } = await by.call('POST', `/api/reads/${name}`, params);
  if (status !== 200) throw new Error(`${name} ${status} ${JSON.stringify(body)}`);
  return body;
}

async function make(kind: string, data: object, by: Desk = desk) {
  kit.clock.now += 1000;
  const id = uuidv7(kit.clock.now, randomBytes(10));
  const at = new Date(kit.clock.now).toISOString();
  const { body } = await by.call('POST', '/api/entries', { entries: [{ id, kind, at, data }] });
  return body.answers[0] as { id: string; status: string; reason?: string };
}

async function applied(kind: string, data: object, by: Desk = desk): Promise<string> {
  const answer = await make(kind, data, by);
  expect(answer).toMatchObject({ status: 'applied' });
  return answer.id;
}

const story = (id: string, by: Desk = desk) => read('verification.row', { id }, by);
const visit = (row: string, finding: string, more: object = {}) => ({
  row,
  finding,
  at: new Date(kit.clock.now - 600_000).toISOString(),
  how: 'visit',
  evidence: [{ type: 'own_statement', note: '本人说明' }],
  ...more,
});

async function balanceOf(list: string) {
  const one = await read('verification.list', { id: list });
  const { balance } = one.list;
  expect(balance.received).toBe(balance.closed + balance.open + balance.returned + balance.duplicate);
  const { balance: counted } = await read('verification.rows', { list, limit: 1 });
  expect(counted).toEqual(balance);
  for (const part of [one.areas, one.units])
    expect(
      part.reduce((sum: number, { balance: b }: { balance: { received: number } }) => sum + b.received, 0),
    ).toBe(balance.received);
  const { rows } = await kit.product.deps.pool.query(
    `SELECT count(*)::int AS n FROM verification.row r LEFT JOIN tasks.task t ON t.county = r.county AND t.id = r.task
     WHERE r.list = $1 AND (r.state = 'open') <> coalesce(t.live, false)`,
    [list],
  );
  // What is open has somebody who is to do something, what is not has nobody.
  expect(rows[0].n).toBe(0);
  return balance;
}

/** A phone of a township's unit, with an officer on it. */
async function phone(account: string) {
  const { rows } = await kit.product.deps.pool.query('SELECT id, unit FROM access.account WHERE name = $1', [
    account,
  ]);
  const made = await addScriptDevice(kit.product.deps, serverActor(COUNTY), {
    county: COUNTY,
    unit: rows[0].unit,
    account: rows[0].id,
  });
  let seq = 0;
  const call = async (url: string, body: object) => {
    const response = await kit.app.inject({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${made.token}` },
      payload: body,
    });
    return { status: response.statusCode, body: response.json() };
  };
  const { password } = kit.signIns.find((signIn) => signIn.account === account) as { password: string };
  const crew = await call('/api/crew', { account, password });
  if (crew.status !== 200) throw new Error(`${crew.status} ${JSON.stringify(crew.body)}`);
  return {
    account: rows[0].id as string,
    mine: async (have?: string[], limit?: number) => {
      const { status, body } = await call('/api/reads/verification.mine', {
        ...(have && { have }),
        ...(limit && { limit }),
      });
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
      return body;
    },
    async make(kind: string, data: object) {
      kit.clock.now += 1000;
      const entry = {
        id: uuidv7(kit.clock.now, randomBytes(10)),
        device: made.device,
        seq: ++seq,
        kind,
        at: new Date(kit.clock.now).toISOString(),
        actor: rows[0].id,
        data,
      };
      const { body } = await call('/api/entries', { entries: [entry] });
      return body.answers[0] as { id: string; status: string; reason?: string };
    },
  };
}

describe('findings', () => {
  test('each finding ends a row in its way, and the balance holds after each', async () => {
    const { list, rows } = await listOf(Array(7).fill('凤县双石铺镇1组1号'));
    const [a, b, c, d, e, f, g] = rows as [string, string, string, string, string, string, string];
    await applied('verification.finding.recorded', visit(a, 'found_in_order'), lead);
    await applied(
      'verification.finding.recorded',
      visit(b, 'handed_to_observation', { handedTo: '隔离点一' }),
      lead,
    );
    await applied(
      'verification.finding.recorded',
      visit(c, 'not_at_address', { movedTo: { area: `${COUNTY}101000`, address: '凤州镇5组' } }),
      lead,
    );
    await applied(
      'verification.finding.recorded',
      visit(d, 'outside_county', { right: { area: '610302000000' } }),
      lead,
    );
    await applied(
      'verification.attempt.recorded',
      { row: e, at: new Date(kit.clock.now - 60_000).toISOString(), how: 'call', result: 'no_answer' },
      lead,
    );
    await applied(
      'verification.finding.recorded',
      { ...visit(e, 'unreachable'), how: 'call', evidence: [] },
      lead,
    );
    await applied(
      'verification.finding.recorded',
      visit(f, 'refused', { concealed: { statement: '我上周去过外地，没有说' } }),
      lead,
    );
    await applied('verification.finding.recorded', visit(g, 'wrong_data', { wrong: ['phone'] }), lead);
    expect(await balanceOf(list)).toMatchObject({
      received: 7,
      closed: 5,
      returned: 1,
      open: 1,
      contested: 0,
    });
    const moved = await story(c);
    expect(moved.row).toMatchObject({
      state: 'open',
      area: `${COUNTY}101000`,
      unitName: '凤州镇',
      task: { state: 'open' },
    });
    expect(moved.findings).toMatchObject([
      { finding: 'not_at_address', state: 'replaced', movedTo: `${COUNTY}101000` },
    ]);
    expect(moved.tasks).toHaveLength(2);
    expect((await story(f)).row).toMatchObject({ state: 'closed', finding: 'refused', concealed: true });
    expect((await story(e)).attempts).toMatchObject([{ how: 'call', result: 'no_answer' }]);
    const values = await read(
      'indicators.values',
      { from: '2026-11-21T16:00:00Z', to: '2026-11-22T16:00:00Z' },
      commander,
    );
    const figure = (id: string) =>
      values.figures.find((one: { indicator: string }) => one.indicator === id).value;
    expect({
      received: figure('verification.rows.received'),
      closed: figure('verification.rows.closed'),
      returned: figure('verification.rows.returned'),
      site: figure('verification.rows.verified_on_site'),
      open: figure('verification.rows.open'),
      overdue: figure('verification.rows.overdue'),
    }).toEqual({ received: 7, closed: 5, returned: 1, site: 4, open: 1, overdue: 0 });
  });

  test('a finding that does not say enough is refused, and says what is missing', async () => {
    const { rows } = await listOf(['凤县双石铺镇1组2号']);
    const [row] = rows as [string];
    const no = async (data: object, reason: string, by = lead) =>
      expect((await make('verification.finding.recorded', data, by)).reason).toContain(reason);
    await no(visit(row, 'found_in_order', { evidence: [] }), 'verification.evidence_missing');
    await no(visit(row, 'handed_to_observation'), 'verification.handed_to_missing');
    await no(visit(row, 'not_at_address'), 'verification.moved_to_missing');
    await no(visit(row, 'outside_county'), 'verification.right_area_missing');
    await no(
      visit(row, 'outside_county', { right: { area: `${COUNTY}101000` } }),
      'verification.area_inside',
    );
    await no({ ...visit(row, 'unreachable'), evidence: [] }, 'verification.attempts_missing');
    await no(visit(row, 'wrong_data'), 'verification.wrong_missing');
    await no(visit(row, 'found_in_order', { at: '2027-01-01T00:00:00Z' }), 'verification.time_ahead');
    await no(visit('01900000-0000-7000-8000-00000000ffff', 'found_in_order'), 'entry.base_missing');
    const elsewhere = await listOf(['凤县凤州镇1组2号']);
    await no(visit(elsewhere.rows[0] as string, 'found_in_order'), 'verification.not_yours');
    // A word alone does not end a row, nor call it off.
    const { task } = (await story(row)).row;
    for (const kind of ['task.finished', 'task.cancelled'])
      expect(
        (
          await make(
            kind,
            { tasks: [task.id], ...(kind === 'task.cancelled' && { reason: '算了' }) },
            kind === 'task.finished' ? lead : desk,
          )
        ).reason,
      ).toContain('task.own_ending');
  });

  test('two that found different things offline are both kept, and the desk says which stands', async () => {
    const { list, rows } = await listOf(['凤县双石铺镇1组3号', '凤县双石铺镇1组4号']);
    const [row, other] = rows as [string, string];
    const officer = await phone('officer1');
    const first = await applied('verification.finding.recorded', visit(row, 'found_in_order'), lead);
    const second = await officer.make(
      'verification.finding.recorded',
      visit(row, 'not_at_address', { movedTo: { area: `${COUNTY}104000` } }),
    );
    expect(second.status).toBe('applied');
    expect((await story(row)).row).toMatchObject({
      state: 'closed',
      finding: 'found_in_order',
      contested: true,
    });
    expect((await story(row)).findings.map(({ state }: { state: string }) => state)).toEqual([
      'stands',
      'rival',
    ]);
    expect(await balanceOf(list)).toMatchObject({ contested: 1, closed: 1, open: 1 });
    expect((await make('verification.finding.settled', { row, finding: first }, lead)).status).toBe(
      'refused',
    );
    await applied('verification.finding.settled', { row, finding: second.id });
    expect((await story(row)).row).toMatchObject({
      state: 'open',
      contested: false,
      area: `${COUNTY}104000`,
      unitName: '河口镇',
    });
    expect(await balanceOf(list)).toMatchObject({ contested: 0, closed: 0, open: 2 });
    // Settled the other way, nothing changes but that it is settled.
    await applied('verification.finding.recorded', visit(other, 'refused'), lead);
    const late = await officer.make('verification.finding.recorded', visit(other, 'found_in_order'));
    const [stands] = (await story(other)).findings;
    await applied('verification.finding.settled', { row: other, finding: stands.entry });
    expect((await story(other)).row).toMatchObject({ state: 'closed', finding: 'refused', contested: false });
    expect((await make('verification.finding.settled', { row: other, finding: late.id })).reason).toContain(
      'verification.not_contested',
    );
    await applied('verification.row.reopened', { row: other, why: '有新情况' });
    expect((await story(other)).row).toMatchObject({ state: 'open', task: { state: 'open' } });
    await applied('verification.finding.recorded', visit(other, 'found_in_order'), lead);
    expect(await balanceOf(list)).toMatchObject({ closed: 1, open: 1 });
  });
});

describe('the desk', () => {
  test('what could not be placed stands in the tray, is placed with one key, and the place is learned', async () => {
    const { list, rows } = await listOf(['老电厂家属院3号楼', ',,,凤县平木镇2组,,,没有名字']);
    const [row, held] = rows as [string, string];
    const tray = await read('verification.unplaced', { list });
    expect(tray).toMatchObject({ total: 2 });
    expect(JSON.stringify(tray)).not.toContain('老电厂');
    expect((await make('verification.row.placed', { row, area: '610302000000' })).reason).toContain(
      'verification.area_outside',
    );
    expect((await make('verification.row.placed', { row: held, area: `${COUNTY}101000` })).reason).toContain(
      'verification.row_held',
    );
    await applied('verification.row.placed', { row, area: `${COUNTY}101000`, alias: '老电厂' });
    expect((await story(row)).row).toMatchObject({
      area: `${COUNTY}101000`,
      unitName: '凤州镇',
      task: { state: 'open' },
    });
    expect((await story(row)).placings).toHaveLength(2);
    await applied('verification.row.corrected', {
      row: held,
      name: '测试补',
      phone: '19900009999',
      area: `${COUNTY}106000`,
      why: '来源单位来电补报',
    });
    expect((await story(held)).row).toMatchObject({ unitName: '平木镇', name: '测＊' });
    expect((await story(held)).versions).toHaveLength(2);
    expect(await read('verification.unplaced', { list })).toMatchObject({ total: 0 });
    const next = await listOf(['老电厂家属院5号楼']);
    expect((await story(next.rows[0] as string)).row).toMatchObject({ area: `${COUNTY}101000` });
    // Within the township another unit takes over the same task.
    await applied('verification.row.placed', {
      row,
      area: `${COUNTY}101000`,
      unit: (await story(held)).row.unit,
    });
    expect((await story(row)).row).toMatchObject({ unitName: '平木镇' });
    await applied('verification.row.returned', { row, reason: 'outside_county', rightArea: '610302000000' });
    expect(await balanceOf(list)).toMatchObject({ returned: 1, open: 1 });
  });

  test('a list that its sender takes back, or sets right, keeps what was found and gives back the rest', async () => {
    const first = await listOf(['凤县双石铺镇2组1号', '凤县双石铺镇2组2号', '凤县双石铺镇2组3号']);
    const [a, b, c] = first.rows as [string, string, string];
    await applied('verification.finding.recorded', visit(a, 'found_in_order'), lead);
    const second = await listOf([first.lines[1] as string, '凤县双石铺镇2组9号'], { corrects: first.list });
    expect((await story(b)).row).toMatchObject({ state: 'open' });
    expect((await story(c)).row).toMatchObject({ state: 'returned' });
    expect(await balanceOf(first.list)).toMatchObject({ closed: 1, open: 1, returned: 1 });
    expect(await balanceOf(second.list)).toMatchObject({ duplicate: 1, open: 1 });
    expect((await read('verification.list', { id: first.list })).list).toMatchObject({
      state: 'corrected',
      correctedBy: second.list,
    });
    await applied('verification.list.withdrawn', { list: second.list, why: '发错了' });
    expect(await balanceOf(second.list)).toMatchObject({ duplicate: 1, returned: 1, open: 0 });
    // What both had goes with the list that had set the other right.
    expect((await story(b)).row).toMatchObject({ state: 'returned' });
    expect(await balanceOf(first.list)).toMatchObject({ closed: 1, open: 0, returned: 2 });
    expect((await make('verification.list.withdrawn', { list: second.list, why: '再撤' })).reason).toContain(
      'verification.list_ended',
    );
    // What went back and comes again is a new row.
    const third = await listOf([first.lines[2] as string]);
    expect(await balanceOf(third.list)).toMatchObject({ open: 1, duplicate: 0 });
    // An officer who had not heard of it has been there: that is kept too.
    const late = await applied('verification.finding.recorded', visit(c, 'found_in_order'), lead);
    expect((await story(c)).findings).toMatchObject([{ entry: late, state: 'rival' }]);
    expect((await story(c)).row).toMatchObject({ state: 'returned', contested: true });
  });

  test('whoever another list asks for as well is not given back until that one is taken back too', async () => {
    const first = await listOf(['凤县双石铺镇4组1号', '凤县双石铺镇4组2号', '凤县双石铺镇4组3号']);
    const [a, b, c] = first.rows as [string, string, string];
    const other = await listOf([first.lines[0] as string, first.lines[1] as string], {
      sender: '西安市疾控中心',
    });
    const right = await listOf([first.lines[1] as string, first.lines[2] as string], {
      corrects: first.list,
    });
    // Of the list that was set right the new one has two, and the other sender still waits for the third.
    expect(await balanceOf(first.list)).toMatchObject({ open: 3, returned: 0 });
    await applied('verification.list.withdrawn', { list: right.list, why: '发错了' });
    expect(await balanceOf(first.list)).toMatchObject({ open: 2, returned: 1 });
    expect((await story(c)).row).toMatchObject({ state: 'returned' });
    await applied('verification.finding.recorded', visit(b, 'found_in_order'), lead);
    expect((await story(a)).row).toMatchObject({ state: 'open', task: { state: 'open' } });
    await applied('verification.list.withdrawn', { list: other.list, why: '重复推送' });
    expect((await story(a)).row).toMatchObject({ state: 'returned' });
    expect(await balanceOf(first.list)).toMatchObject({ open: 0, closed: 1, returned: 2 });
    expect(await balanceOf(other.list)).toMatchObject({ duplicate: 2, returned: 0 });
  });

  test('the answer goes back in the sender’s own form, complete to the row', async () => {
    const { list, rows, lines } = await listOf([
      '凤县双石铺镇3组1号',
      '凤县双石铺镇3组2号',
      ',,,说不清的地方,,,无名',
      '1,测试同,19900008888,凤县双石铺镇3组4号,成都市,2022-01-06,原样',
      '9,测试同,199-0000-8888,凤县双石铺镇3组4号,成都市,2022-01-06,又一次',
    ]);
    await applied(
      'verification.finding.recorded',
      visit(rows[0] as string, 'handed_to_observation', { handedTo: '集中点二' }),
      lead,
    );
    await applied(
      'verification.finding.recorded',
      visit(rows[3] as string, 'outside_county', {
        right: { area: '510104000000', address: '成都市锦江区' },
      }),
      lead,
    );
    expect((await lead.call('POST', `/api/lists/${list}/feedback`, { why: '反馈' })).status).toBe(403);
    const { status, body, headers } = await desk.call('POST', `/api/lists/${list}/feedback`, {
      why: '反馈来源单位',
    });
    expect(status).toBe(200);
    expect(decodeURIComponent(String(headers['content-disposition']))).toContain('名单-反馈.csv');
    const path = join(folder, 'feedback.csv');
    writeFileSync(path, body);
    const table = await openTable(path);
    const got: string[][] = [];
    for (const sheet of table.sheets)
      for await (const batch of sheet.rows())
        got.push(...batch.map(({ cells }) => cells.map((cell) => String(cell ?? ''))));
    await table.close();
    expect(got[0]?.[0]).toBe('核查名单');
    expect(got[1]?.slice(0, 7)).toEqual(HEADER.split(','));
    expect(got).toHaveLength(2 + 5);
    got.slice(2).forEach((cells, index) => {
      expect(cells.slice(0, 7).join(',').replace(/,*$/, '')).toBe(
        (lines[index] as string).replace(/,*$/, ''),
      );
    });
    const states = got.slice(2).map((cells) => cells[7]);
    expect(states).toEqual(['已办结', '核查中', '核查中', '退回', '重复（退回）']);
    expect(got[2]?.join()).toContain('集中点二');
    expect(got[5]?.join()).toContain('成都市锦江区');
    expect(got[6]?.join()).toContain('与本名单第 6 行相同');
    const { rows: logged } = await kit.product.deps.pool.query(
      `SELECT data FROM access.log WHERE kind = 'access.revealed' ORDER BY at DESC LIMIT 1`,
    );
    expect(logged[0].data).toMatchObject({ purpose: 'export', entries: [list] });
  });
});

describe('who sees whom', () => {
  test('what is said of a person is opened by the owner chain alone, and each opening is in the ledger', async () => {
    const { rows } = await listOf(['凤县双石铺镇4组1号', '凤县凤州镇4组2号']);
    const [own, other] = rows as [string, string];
    const open = async (by: Desk, entry: string, purpose = 'verification') =>
      (await by.call('POST', '/api/reveals', { purpose, why: '核查', entries: [entry] })).status;
    expect(await open(lead, own)).toBe(200);
    expect(await open(lead, other)).toBe(403);
    expect(await open(desk, other)).toBe(200);
    expect(await open(commander, other)).toBe(200);
    // Nor does a desk of registers see them, nor the verification desk the registers.
    expect(await open(await kit.desk('desk'), other)).toBe(403);
    expect(await open(await kit.desk('taskforce'), other)).toBe(403);
    const checkpoint = await kit.device('CP1');
    const passage = checkpoint.passage();
    await checkpoint.deliver([passage]);
    expect(await open(desk, passage.id)).toBe(403);
    const finding = await applied(
      'verification.finding.recorded',
      visit(own, 'refused', { note: '态度激动' }),
      lead,
    );
    expect(await open(lead, finding)).toBe(200);
    const reporter = await kit.desk('desk');
    expect(await open(reporter, finding)).toBe(403);
    // Whoever sees the row in a list reads what was done about it, without anything that says who it is.
    const told = await story(own, reporter);
    expect(told).toMatchObject({
      row: { id: own, name: '测＊', state: 'closed' },
      findings: [{ finding: 'refused' }],
    });
    expect(JSON.stringify(told)).not.toMatch(/态度激动|1990000|双石铺镇4组1号|西安市/);
    const file = await reporter.call('POST', '/api/exports', {
      read: 'verification.rows',
      params: {},
      format: 'csv',
      purpose: 'export',
      why: '日报核对',
    });
    expect(file.status).toBe(200);
    expect(String(file.body)).toContain(own);
    // Where his area ends, the story does.
    expect((await lead.call('POST', '/api/reads/verification.row', { id: other })).status).toBe(404);
  });

  test('a phone has the open rows of its officers, once, and loses them when they are closed', async () => {
    const { rows } = await listOf(['凤县双石铺镇5组1号', '凤县凤州镇5组2号', '凤县双石铺镇5组3号']);
    const [own, other] = rows as [string, string];
    const officer = await phone('officer1');
    const second = await phone('officer2');
    const all = await officer.mine();
    const row = all.rows.find(({ id }: { id: string }) => id === own);
    expect(row.personal).toMatchObject({ address: '凤县双石铺镇5组1号', from: '西安市' });
    expect(row.arrived).toBe('2022-01-05');
    expect(all.rows.some(({ id }: { id: string }) => id === other)).toBe(false);
    expect((await second.mine()).rows.map(({ id }: { id: string }) => id)).toContain(other);
    const logged = async () =>
      (
        await kit.product.deps.pool.query(
          `SELECT count(*)::int AS n FROM access.log WHERE kind = 'access.revealed'`,
        )
      ).rows[0].n;
    // One that holds fewer has the nearest deadlines, and is told how many there are.
    const few = await officer.mine(undefined, 1);
    expect(all.total).toBeGreaterThan(1);
    expect(few).toMatchObject({ total: all.total, rows: [{ id: all.rows[0].id }] });
    const before = await logged();
    const held = all.rows.map(({ version }: { version: string }) => version);
    const again = await officer.mine(held);
    expect(again.rows.every(({ personal }: { personal?: object }) => personal === undefined)).toBe(true);
    expect(await logged()).toBe(before);
    await applied('verification.row.corrected', {
      row: own,
      name: '测试改',
      phone: '19900007777',
      address: '凤县双石铺镇5组8号',
      why: '电话有误',
    });
    const changed = (await officer.mine(held)).rows.filter(
      ({ personal }: { personal?: object }) => personal !== undefined,
    );
    expect(changed).toMatchObject([{ id: own, personal: { name: '测试改', phone: '19900007777' } }]);
    expect((await officer.make('verification.finding.recorded', visit(own, 'found_in_order'))).status).toBe(
      'applied',
    );
    expect((await officer.mine()).rows.some(({ id }: { id: string }) => id === own)).toBe(false);
  });

  test('the same person on three lists is one person with three rows', async () => {
    const { document } = makePerson(createRandom(7));
    const ids: string[] = [];
    for (const day of ['2022-01-01', '2022-01-02', '2022-01-03']) {
      const path = join(folder, `three-${day}.csv`);
      writeFileSync(
        path,
        `姓名,身份证号,电话,住址,抵达日期\r\n测试三,${document},19900005555,凤县双石铺镇6组,${day}\r\n`,
      );
      await importFile(
        { ...kit.product, importers },
        { county: COUNTY, account: SERVER_ID },
        'lists',
        path,
        'x.csv',
        { given: { sender: day, due: '+24' } },
        false,
      );
      const { lists } = await read('verification.lists', { sender: day });
      const { rows } = await read('verification.rows', { list: lists[0].id });
      ids.push(rows[0].id);
    }
    const one = await story(ids[2] as string);
    expect(one.others.map(({ id }: { id: string }) => id).sort()).toEqual(ids.slice(0, 2).sort());
    expect(one.others.map(({ state }: { state: string }) => state)).toEqual(['open', 'open']);
    expect((await read('verification.rows', { person: one.row.person })).total).toBe(3);
    expect((await read('verification.rows', { document })).total).toBe(3);
  });

  test('look-ups and names end with their time, and the counts stay', async () => {
    const before = (await read('verification.lists', {})).balance;
    kit.clock.now += 60 * 86_400_000;
    desk = await kit.desk('verifier');
    await retire(kit.product.deps, COUNTY);
    const { rows } = await kit.product.deps.pool.query(
      `SELECT count(*)::int AS n FROM verification.row WHERE name_masked IS NOT NULL OR phone_token IS NOT NULL OR document_token IS NOT NULL OR key IS NOT NULL`,
    );
    expect(rows[0].n).toBe(0);
    expect((await kit.product.deps.pool.query('SELECT 1 FROM verification.row_key')).rowCount).toBe(0);
    const after = (await read('verification.lists', {})).balance;
    expect({ ...after, overdue: 0 }).toEqual({ ...before, overdue: 0 });
  });
});
