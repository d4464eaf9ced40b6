import { randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COUNTY, type Desk, type Kit, openKit } from '../../../test/kit.ts';
import { generateList, writeLargeList } from '../../../test/lists/generate.ts';
import { importers } from '../../importers.ts';
import { SERVER_ID } from '../../kernel/access/permissions.ts';
import { commitFile, importFile, receiveFile } from '../../kernel/imports/engine.ts';
import type { Found } from '../../kernel/imports/importer.ts';
import type { ImportTools } from '../../kernel/imports/importing.ts';
import { verifyLedger } from '../../kernel/ledger/verify.ts';

let kit: Kit;
let tools: ImportTools;
let desk: Desk;
const folder = mkdtempSync(join(tmpdir(), 'lists-'));
const samples = fileURLToPath(new URL('../../../test/lists/samples/', import.meta.url));

beforeAll(async () => {
  kit = await openKit();
  tools = { ...kit.product, importers };
  desk = await kit.desk('verifier');
});
afterAll(async () => {
  await kit?.close();
  rmSync(folder, { recursive: true, force: true });
});

function take(path: string, given: Record<string, string> = {}, dry = false): Promise<Found> {
  return importFile(
    tools,
    { county: COUNTY, account: SERVER_ID },
    'lists',
    path,
    path.slice(path.lastIndexOf('/') + 1),
    { given: { sender: '市疾控中心', due: '+24', ...given } },
    dry,
  );
}

function saved(name: string, bytes: Buffer | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function read(name: string, params: object = {}, by: Desk = desk) {
  const { status, body } = await by.call('POST', `/api/reads/${name}`, params);
  if (status !== 200) throw new Error(`${name} ${status} ${JSON.stringify(body)}`);
  return body;
}

/** The balance over all lists, which must hold whatever happened, in the tally as in the rows. */
async function balance() {
  const { balance: tallied, lists } = await read('verification.lists', { limit: 500 });
  const { balance: counted } = await read('verification.rows', { limit: 1 });
  expect(tallied).toEqual(counted);
  for (const one of [tallied, ...lists.map((list: { balance: object }) => list.balance)])
    expect(one.received).toBe(one.closed + one.open + one.returned + one.duplicate);
  return tallied;
}

async function tasks(): Promise<number> {
  const { rows } = await kit.product.deps.pool.query(
    `SELECT count(*)::int AS n FROM tasks.task WHERE county = $1 AND kind = 'verification.row' AND live`,
    [COUNTY],
  );
  return rows[0].n;
}

describe('lists that others send', () => {
  test('the sample comes to exactly what it must, and once more adds nothing', async () => {
    const expected = JSON.parse(readFileSync(join(samples, 'expected.json'), 'utf8')).list;
    const path = join(samples, 'list.xlsx');
    const checked = await take(path, {}, true);
    expect((await balance()).received).toBe(0);
    const { counts } = await take(path);
    expect(counts).toMatchObject({
      rows: expected.rows,
      taken: expected.accepted,
      held: expected.held,
      duplicate: expected.duplicates,
      byArea: expected.byTownship,
      unplaced: 0,
    });
    expect(checked.counts).toEqual(counts);
    expect(await tasks()).toBe(295);
    const again = await take(path);
    expect(again.counts).toMatchObject({ rows: 300, taken: 0, held: 0, duplicate: 300 });
    expect(await tasks()).toBe(295);
    expect(await balance()).toMatchObject({ received: 600, open: 295, duplicate: 305, held: 2, unplaced: 0 });
  });

  test.each(Array.from({ length: 14 }, (_, index) => 301 + index))(
    'a list of another layout (seed %i) comes to its own figures, and the next one repeats part of it',
    async (seed) => {
      const first = await generateList(seed);
      const path = saved(first.name, first.bytes);
      const checked = await take(path, {}, true);
      const { counts } = await take(path);
      const { flagged, ...figures } = first.expected;
      expect(counts).toMatchObject(figures);
      expect(counts.flagged).toMatchObject(flagged);
      expect(checked.counts).toEqual(counts);
      const next = await generateList(seed + 1000, { again: first.people.slice(0, 15) });
      const { flagged: alsoFlagged, ...also } = next.expected;
      const second = await take(saved(next.name, next.bytes));
      expect(second.counts).toMatchObject(also);
      expect(second.counts.flagged).toMatchObject({ idDamaged: alsoFlagged.idDamaged });
      await balance();
    },
  );

  test('the same list dropped by two people at once is taken once', async () => {
    const { name, bytes, expected } = await generateList(901, { rows: 400, type: 'csv' });
    const path = saved(name, bytes);
    const before = await tasks();
    const [one, other] = await Promise.all([take(path), take(path)]);
    expect(one.counts.taken + other.counts.taken).toBe(expected.taken);
    expect(one.counts.held + other.counts.held).toBe(expected.held);
    expect(one.counts.duplicate + other.counts.duplicate).toBe(expected.rows + expected.duplicate);
    expect(await tasks()).toBe(before + expected.taken + expected.held);
    await balance();
  });

  test('an import that was cut off goes on where it stopped, and nothing is there twice', async () => {
    kit.clock.now += 60_000;
    const path = join(folder, 'cut.csv');
    await writeLargeList(path, 3000);
    const who = {
      county: COUNTY,
      account: (
        await kit.product.deps.pool.query('SELECT id FROM access.account WHERE name = $1', ['verifier'])
      ).rows[0].id,
    };
    const { id } = await receiveFile(tools, who, 'lists', 'cut.csv', createReadStream(path), {
      sender: '省大数据',
      due: '2026-11-20T00:00:00Z',
    });
    await expect
      .poll(async () => (await read('import.one', { id })).import.state, { timeout: 60_000 })
      .toBe('checked');
    await kit.product.deps.pool.query(`UPDATE import.file SET state = 'committing' WHERE id = $1`, [id]);
    // The server dies when the third thousand is on its way.
    let delivered = 0;
    const dying: ImportTools = {
      ...tools,
      queue: {
        ...tools.queue,
        deliver: async (county, parcel) => {
          delivered += 1;
          if (delivered > 3) throw new Error('killed');
          return tools.queue.deliver(county, parcel);
        },
      },
    };
    await expect(commitFile(dying, COUNTY, id)).rejects.toThrow('killed');
    expect(await told()).toEqual([]);
    const { lists } = await read('verification.lists', { sender: '省大数据' });
    expect(lists[0]).toMatchObject({ state: 'importing' });
    expect(lists[0].balance.received).toBeGreaterThan(0);
    expect(lists[0].balance.received).toBeLessThan(3000);
    await commitFile(tools, COUNTY, id);
    const after = await read('verification.lists', { sender: '省大数据' });
    expect(after.lists).toHaveLength(1);
    // Its deadline lies in the past: all of it is overdue at once.
    expect(after.lists[0]).toMatchObject({
      state: 'open',
      balance: { received: 3000, open: 3000, overdue: 3000 },
    });
    expect((await read('import.one', { id })).import.counts).toMatchObject({
      rows: 3000,
      taken: 3000,
      duplicate: 0,
    });
    const { rows } = await kit.product.deps.pool.query(
      `SELECT count(*)::int AS n, count(DISTINCT row_number)::int AS d FROM verification.row WHERE list = $1`,
      [after.lists[0].id],
    );
    expect(rows[0]).toEqual({ n: 3000, d: 3000 });
    // Each owner hears of the list once, of all that is his; so it is when the import is run once more.
    const messages = await told();
    const officer = messages.find(({ name }) => name === 'officer1');
    expect(messages.map(({ messages: n }) => n)).toEqual(messages.map(() => 1));
    expect(officer?.tasks).toBe(officer?.own);
    expect(officer?.tasks).toBeGreaterThan(200);
    await commitFile(tools, COUNTY, id);
    expect(await told()).toEqual(messages);

    /** Who has been told of the list, how often and of how many tasks; and how many of it are his unit's. */
    async function told() {
      const found = await kit.product.deps.pool.query<{
        name: string;
        messages: number;
        tasks: number;
        own: number;
      }>(
        `SELECT a.name, count(*)::int AS messages, sum(m.count)::int AS tasks,
           (SELECT count(*)::int FROM tasks.task t JOIN verification.list l ON l.id = t.origin WHERE l.import = $2 AND t.unit = a.unit) AS own
         FROM notify.message m JOIN access.account a ON a.id = m.account
         WHERE m.county = $1 AND m.kind = 'assigned' AND m.at >= $3 GROUP BY a.name, a.unit ORDER BY a.name`,
        [COUNTY, id, new Date(kit.clock.now).toISOString()],
      );
      return found.rows;
    }
  });

  test('what cannot be read is answered, and what is missing beside the file too', async () => {
    await expect(take(saved('a.csv', '只有一句话\r\n'))).rejects.toMatchObject({ code: 'import.no_header' });
    await expect(
      take(saved('b.csv', '姓名,电话\r\n张三,19900000000\r\n'), { due: 'soon' }),
    ).rejects.toMatchObject({
      details: { fields: ['due'] },
    });
    await expect(take(saved('c.csv', '姓名,电话\r\n'), { sender: ' ' })).rejects.toMatchObject({
      details: { fields: ['sender'] },
    });
    const odd = await take(
      saved(
        'd.csv',
        '乡镇,村组,名字,手机号,户籍地址,现住址,从何处来,备注\r\n' +
          '凤州镇,,测试甲,199 0000-0001,四川省成都市,3组5号,西安,\r\n' +
          ',,测试乙,19900000002,陕西省宝鸡市凤县平木镇2组,,,\r\n' +
          ',,,,凤县平木镇3组,,,说不清是谁\r\n' +
          ',,测试丙,,镇上,,,\r\n' +
          '合计：5人\r\n',
      ),
    );
    expect(odd.counts).toMatchObject({
      rows: 4,
      taken: 3,
      held: 1,
      byArea: { '610330101': 1, '610330106': 1 },
      unplaced: 1,
    });
    expect(odd.warnings.map(({ code }) => code)).toContain('total_disagrees');
  });

  test('a word that was explained for a sender is known in the next list of that sender alone', async () => {
    const header = '大名,机子,窝\r\n';
    await kit.product.deps.pool.query(
      `INSERT INTO import.sender_mapping (county, kind, sender, header, field) VALUES ($1, 'lists', '甲县', '大名', 'name'), ($1, 'lists', '甲县', '机子', 'phone'), ($1, 'lists', '甲县', '窝', 'address')`,
      [COUNTY],
    );
    const path = saved('words.csv', `${header}测试丁,19900000009,凤县凤州镇9组\r\n`);
    await expect(take(path, { sender: '乙县' })).rejects.toMatchObject({ code: 'import.no_header' });
    expect((await take(path, { sender: '甲县' })).counts).toMatchObject({
      taken: 1,
      byArea: { '610330101': 1 },
    });
  });

  test.each([
    'verification.list.received',
    'verification.sheet.received',
    'verification.row.received',
    'verification.list.corrected',
  ])('nobody writes %s by hand: it comes out of a file', async (kind) => {
    const entry = {
      id: uuidv7(kit.clock.now, randomBytes(10)),
      kind,
      at: new Date(kit.clock.now).toISOString(),
      data: {},
    };
    const { body } = await desk.call('POST', '/api/entries', { entries: [entry] });
    expect(body.answers[0]).toMatchObject({ status: 'refused', reason: 'access.denied' });
  });

  test('the ledger holds every row and verifies, and no table says who anybody is', async () => {
    const { deps } = kit.product;
    const client = await deps.pool.connect();
    const verified = await verifyLedger(client, COUNTY).finally(() => client.release());
    expect(verified.faults).toEqual([]);
    const { rows } = await deps.pool.query(
      `SELECT (SELECT string_agg(r::text, '') FROM verification.row r WHERE list IN (SELECT id FROM verification.list WHERE name = 'd.csv')) AS rows,
              (SELECT string_agg(content, '') FROM ledger.entry WHERE content LIKE '%verification.row%' AND content LIKE '%' || (SELECT id::text FROM verification.list WHERE name = 'd.csv' LIMIT 1) || '%') AS content`,
    );
    for (const word of ['测试甲', '19900000001', '3组5号', '说不清']) {
      expect(rows[0].rows).not.toContain(word);
      expect(rows[0].content).not.toContain(word);
    }
  });
});
