import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COUNTY, type Desk, type Kit, openKit } from '../../../../test/kit.ts';
import { generateRegister } from '../../../../test/registers/generate.ts';
import { importers } from '../../../importers.ts';
import { startJobs } from '../../../jobs.ts';
import { SERVER_ID } from '../../../kernel/access/permissions.ts';
import { commitFile, importFile } from '../../../kernel/imports/engine.ts';
import type { Found } from '../../../kernel/imports/importer.ts';
import type { ImportTools } from '../../../kernel/imports/importing.ts';
import { indicatorValues } from '../../../kernel/indicators/values.ts';
import { verifyLedger } from '../../../kernel/ledger/verify.ts';
import { checkpointSources } from '../indicators.ts';

let kit: Kit;
let tools: ImportTools;
let jobs: { stop: () => Promise<void> };
const folder = mkdtempSync(join(tmpdir(), 'importer-'));

beforeAll(async () => {
  kit = await openKit();
  tools = { ...kit.product, importers };
  jobs = await startJobs(kit.product);
});
afterAll(async () => {
  await jobs?.stop();
  await kit?.close();
  rmSync(folder, { recursive: true, force: true });
});

function take(path: string, name: string, dry = false): Promise<Found> {
  return importFile(tools, { county: COUNTY, account: SERVER_ID }, 'registers', path, name, {}, dry);
}

function saved(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function totals(from: string, to: string): Promise<Record<string, number>> {
  const window = {
    from: new Date(`${from}T00:00:00+08:00`).toISOString(),
    to: new Date(`${to}T00:00:00+08:00`).toISOString(),
  };
  return (await indicatorValues(kit.product.deps.pool, checkpointSources, COUNTY, window)).total;
}

describe('registers that a post kept', () => {
  const samples = fileURLToPath(new URL('../../../../test/registers/samples/', import.meta.url));
  test('the sample files come to exactly what they must', async () => {
    const expected = JSON.parse(readFileSync(join(samples, 'expected.json'), 'utf8'));
    const flagged: Record<string, number> = {};
    for (const { file } of expected.files) {
      const { counts } = await take(join(samples, file), file);
      expect(counts.rows).toBe(counts.taken + counts.held + counts.duplicate);
      for (const [flag, count] of Object.entries(counts.flagged))
        flagged[flag] = (flagged[flag] ?? 0) + count;
    }
    expect(await totals('2022-01-05', '2022-01-07')).toMatchObject(expected.totals);
    expect({
      normalised: flagged.normalised,
      idDamaged: flagged.idDamaged,
      idWrong: flagged.idDoubtful,
      idOld: flagged.idOld,
      phoneMissing: flagged.phoneMissing,
    }).toEqual(expected.flagged);
  });

  test.each([101, 102, 103, 104, 105, 106])(
    'a register of another layout (seed %i) adds exactly its own figures',
    async (seed) => {
      const { name, bytes, expected } = await generateRegister(seed);
      const before = await totals('2022-01-01', '2023-01-01');
      const path = saved(name, bytes);
      const checked = await take(path, name, true);
      expect(await totals('2022-01-01', '2023-01-01')).toEqual(before);
      const { counts } = await take(path, name);
      expect(counts).toMatchObject({
        rows: expected.rows,
        held: expected.held,
        taken: expected.persons,
      });
      expect(checked.counts).toEqual(counts);
      const after = await totals('2022-01-01', '2023-01-01');
      const added = (id: string) => (after[id] ?? 0) - (before[id] ?? 0);
      expect({
        vehicles: added('checkpoint.vehicles.checked'),
        persons: added('checkpoint.persons.screened'),
        vehiclesTurnedBack: added('checkpoint.vehicles.turned_back'),
        personsTurnedBack: added('checkpoint.persons.turned_back'),
        certificates: added('checkpoint.certificates.verified'),
        samples: added('checkpoint.samples.collected'),
      }).toEqual({
        vehicles: expected.vehicles,
        persons: expected.persons,
        vehiclesTurnedBack: expected.vehiclesTurnedBack,
        personsTurnedBack: expected.personsTurnedBack,
        certificates: expected.certificates,
        samples: expected.samples,
      });
    },
  );

  test('the same file again adds nothing: every row that was taken is a duplicate', async () => {
    const { name, bytes } = await generateRegister(201);
    const path = saved(name, bytes);
    const first = await take(path, name);
    const before = await totals('2022-01-01', '2023-01-01');
    const again = await take(path, `copy-of-${name}`);
    expect(again.counts).toMatchObject({
      rows: first.counts.rows,
      taken: 0,
      held: first.counts.held,
      duplicate: first.counts.taken + first.counts.duplicate,
    });
    expect(await totals('2022-01-01', '2023-01-01')).toEqual(before);
  });

  test.each([202, 203, 204])(
    'four people drop the same file at once: it is taken once (%i)',
    async (seed) => {
      const { name, bytes, expected } = await generateRegister(seed);
      const before = await totals('2022-01-01', '2023-01-01');
      const path = saved(name, bytes);
      const all = await Promise.all([1, 2, 3, 4].map(() => take(path, name)));
      expect(all.every(({ counts }) => counts.rows === counts.taken + counts.held + counts.duplicate)).toBe(
        true,
      );
      expect(all.reduce((sum, { counts }) => sum + counts.taken, 0)).toBe(expected.persons);
      const after = await totals('2022-01-01', '2023-01-01');
      expect((after['checkpoint.persons.screened'] ?? 0) - (before['checkpoint.persons.screened'] ?? 0)).toBe(
        expected.persons,
      );
    },
  );
});

describe('at the desk', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await kit.desk('desk');
  });

  async function upload(name: string, bytes: Buffer): Promise<string> {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(bytes)]), name);
    const request = new Request('http://localhost/', { method: 'POST', body: form });
    const response = await kit.app.inject({
      method: 'POST',
      url: '/api/imports',
      headers: {
        authorization: `Bearer ${desk.token}`,
        'content-type': request.headers.get('content-type') as string,
      },
      payload: Buffer.from(await request.arrayBuffer()),
    });
    expect(response.statusCode).toBe(200);
    return response.json().imports[0].id;
  }
  const one = async (id: string) => (await desk.call('GET', `/api/reads/import.one?id=${id}`)).body;
  const until = async (id: string, state: string) =>
    expect.poll(async () => (await one(id)).import.state, { timeout: 20_000, interval: 50 }).toBe(state);

  test('a file is checked first, then committed, and leaves nothing readable on the disk', async () => {
    const { name, bytes, expected } = await generateRegister(301, { type: 'csv', faults: 12 });
    const before = await totals('2022-01-01', '2023-01-01');
    const id = await upload(name, bytes);
    await until(id, 'checked');
    expect((await one(id)).import.counts).toMatchObject({ rows: expected.rows, held: expected.held });
    expect(await totals('2022-01-01', '2023-01-01')).toEqual(before);
    const kept = readFileSync(join(kit.product.deps.dataDir, 'imports', `${id}.sealed`));
    expect(kept.includes(bytes.subarray(100, 140))).toBe(false);

    expect((await desk.call('POST', `/api/imports/${id}/commit`)).status).toBe(200);
    await until(id, 'committed');
    // The job may run again after a restart: nothing is taken twice.
    await commitFile(tools, COUNTY, id);
    const after = await totals('2022-01-01', '2023-01-01');
    expect((after['checkpoint.persons.screened'] ?? 0) - (before['checkpoint.persons.screened'] ?? 0)).toBe(
      expected.persons,
    );
    const { import: row, preview } = await one(id);
    expect(row.counts.rows).toBe(row.counts.taken + row.counts.held + row.counts.duplicate);
    expect(JSON.stringify(preview)).not.toMatch(/610399\d{8}/);
    // The balance stands in the ledger, once, though the job ran twice.
    const { rows: said } = await kit.product.deps.pool.query(
      `SELECT content::jsonb -> 'data' AS data FROM ledger.entry
       WHERE county = $1 AND content::jsonb ->> 'kind' = $2 AND content::jsonb -> 'data' ->> 'import' = $3`,
      [COUNTY, 'import.committed', id],
    );
    const { rows: total, taken, held, duplicate } = row.counts;
    expect(said).toMatchObject([{ data: { rows: total, taken, held, duplicate } }]);
  });

  test('a held row is corrected on the screen and counts; a dismissed one stays traceable', async () => {
    const header = '登记时间,车牌号,姓名,身份证号,联系电话,处置';
    const rows = [
      '2022-03-01 08:00,陕C11111,甲某,610399194204022974,19900000001,放行',
      ',陕C22222,乙某,,19900000002,放行',
      ',陕C33333,丙某,,19900000003,放行',
    ];
    const id = await upload('CP3-20220301.csv', Buffer.from(`${header}\n${rows.join('\n')}\n`));
    await until(id, 'checked');
    await desk.call('POST', `/api/imports/${id}/commit`);
    await until(id, 'committed');
    const held = (await desk.call('GET', `/api/reads/import.held?id=${id}`)).body;
    expect(held.rows).toHaveLength(2);
    const [first, second] = held.rows;
    const opened = await desk.call('POST', `/api/imports/held/${first.id}/open`, { why: '补录时间' });
    const corrected = await desk.call('POST', `/api/imports/held/${first.id}`, {
      cells: { ...opened.body.cells, time: '2022-03-01 09:30' },
    });
    expect(corrected.body).toMatchObject({ state: 'taken' });
    const still = await desk.call('POST', `/api/imports/held/${second.id}`, { cells: { plate: '陕C33333' } });
    expect(still.body).toMatchObject({ state: 'open' });
    await desk.call('POST', `/api/imports/held/${second.id}`, { dismiss: true, why: '重复登记' });
    const all = (await desk.call('GET', `/api/reads/import.held?id=${id}&state=all`)).body;
    expect(all.rows.map(({ state }: { state: string }) => state).sort()).toEqual(['dismissed', 'taken']);
    expect(await totals('2022-03-01', '2022-03-02')).toMatchObject({ 'checkpoint.persons.screened': 2 });
  });

  test('the error file, corrected, is imported as it is and adds exactly what was missing', async () => {
    const header = '登记时间,车牌号,姓名,身份证号,联系电话,处置';
    const rows = [
      '2022-04-01 08:00,陕C44441,甲某,6.10399E+17,19900000001,放行',
      '2022-04-01 08:05,陕C44442,乙某,610399194204022974,19900000002,放行',
      ',陕C44443,丙某,610399199712064364,19900000003,放行',
    ];
    const id = await upload('CP4-20220401.csv', Buffer.from(`${header}\n${rows.join('\n')}\n`));
    await until(id, 'checked');
    await desk.call('POST', `/api/imports/${id}/commit`);
    await until(id, 'committed');
    expect(await totals('2022-04-01', '2022-04-02')).toMatchObject({ 'checkpoint.persons.screened': 2 });
    const errors = await desk.call('GET', `/api/imports/${id}/errors`);
    const text = (errors.body as Buffer).toString('utf8');
    expect(text).toContain('错误原因');
    expect(text).not.toContain('陕C44442');
    const fixed = text
      .replace('6.10399E+17', '610399201309212865')
      .replace(/^,陕C44443/m, '2022-04-01 08:10,陕C44443');
    const again = await upload('CP4-20220401-错误行.csv', Buffer.from(fixed));
    await until(again, 'checked');
    await desk.call('POST', `/api/imports/${again}/commit`);
    await until(again, 'committed');
    expect(await totals('2022-04-01', '2022-04-02')).toMatchObject({
      'checkpoint.vehicles.checked': 3,
      'checkpoint.persons.screened': 3,
    });
    expect((await one(again)).import.counts).toMatchObject({ rows: 2, taken: 2, held: 0, duplicate: 0 });
  });

  test('what is no register is answered clearly, and kept out', async () => {
    const id = await upload(
      'photo.xlsx',
      Buffer.from('\u00ff\u00d8\u00ff\u00e0 not a spreadsheet at all', 'latin1'),
    );
    await until(id, 'failed');
    expect((await one(id)).import.problem.code).toMatch(/^import\./);
  });

  test('every imported passage names file, sheet and row, and the ledger stays whole', async () => {
    const { body } = await desk.call('GET', '/api/reads/checkpoint.passages?origin=import&limit=5');
    expect(body.rows.length).toBe(5);
    for (const row of body.rows)
      expect(row.source).toMatchObject({ import: expect.any(String), rows: expect.any(Array) });
    const client = await kit.product.deps.pool.connect();
    try {
      expect((await verifyLedger(client, COUNTY)).faults).toEqual([]);
    } finally {
      client.release();
    }
  });
});
