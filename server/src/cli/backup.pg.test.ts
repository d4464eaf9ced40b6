import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '@lianfang/domain/kernel/problem.ts';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { type Kit, openKit } from '../../test/kit.ts';
import { findClaim } from '../kernel/access/store.ts';
import { currentCode } from '../kernel/access/totp.ts';
import { tables } from '../kernel/db/manifest.ts';
import type { Pool } from '../kernel/db/pool.ts';
import { newApp, openProduct } from '../main.ts';
import { backup, restore } from './backup.ts';
import { given } from './common.ts';
import { importFiles } from './import.ts';
import { report } from './report.ts';
import { setup } from './serve.ts';
import { verify } from './verify.ts';

const registers = fileURLToPath(new URL('../../test/registers/fixtures', import.meta.url));
/** Sessions, one-time codes and tries begin anew after a restore; migrations keep their own record. */
const leftOut = new Set(['kernel.migration', 'access.session', 'access.enrolment', 'access.attempt']);

type Place = { readonly data: string; readonly database: TestDatabase };
type Ran = { readonly code: number; readonly document: Record<string, unknown> };

let kit: Kit;
let base: string;
let file: string;
/** A passage that was neither corrected nor voided. */
let passed: string;
const places: Place[] = [];

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'lianfang-backup-'));
  kit = await openKit({ proof: false });
  await fillCounty();
  file = join(base, 'county.backup');
  expect(await run(home(), 'backup', file)).toMatchObject({ code: 0, document: { file, files: 1 } });
});
afterEach(async () => {
  for (const { database } of places.splice(0)) await database.drop();
});
afterAll(async () => {
  await kit.close();
  rmSync(base, { recursive: true, force: true });
});

/** Something in every room: passages, a correction, a fever, a held entry, a register, a report issued by four people. */
async function fillCounty(): Promise<void> {
  const [phone, desk] = [await kit.device('CP1'), await kit.desk('desk')];
  const passages = Array.from({ length: 40 }, (_, nth) =>
    phone.passage(nth === 7 ? { persons: [{ temperature: 38.2 }], outcome: 'handed_to_clinician' } : {}),
  );
  const [first, second] = passages;
  passed = second!.id;
  const correction = { corrects: first!.id, passage: first!.data, why: '核对' };
  const early = { voids: '01890000-0000-7000-8000-000000000001', why: '未到' };
  const answers = await phone.deliver([
    phone.entry('checkpoint.shift.opened', { members: [{ agency: 'police' }] }),
    ...passages,
    phone.entry('checkpoint.passage.corrected', correction),
    phone.entry('checkpoint.passage.voided', early),
    phone.passage({ outcome: 'turned_back' }),
  ]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['applied', 'held', 'refused']));
  expect(await run(home(), 'import', 'registers', join(registers, 'CP8_20220716.xlsx'))).toMatchObject({
    code: 0,
  });
  await upload(desk.token, '20220827草店高速出口登记表.csv');
  const day = { from: '2026-11-21T16:00:00Z', to: '2026-11-22T16:00:00Z' };
  const [compiled] = await enter(desk.call, 'report.compiled', { area: '610330', ...day });
  for (const [account, move] of [
    ['reviewer', 'reviewed'],
    ['approver', 'approved'],
    ['commander', 'issued'],
  ] as const)
    await enter((await kit.desk(account)).call, `report.${move}`, { report: compiled });
}

/** A register that has been sent and checked, and waits for someone to say yes: its file is kept. */
async function upload(token: string, name: string): Promise<void> {
  const text = readFileSync(join(registers, name), 'utf8');
  const part = `--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${text}\r\n--x--\r\n`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=x' };
  const sent = await kit.app.inject({ method: 'POST', url: '/api/imports', headers, payload: part });
  const { id } = sent.json().imports[0];
  const { authorization } = headers;
  await vi.waitFor(async () => {
    const url = `/api/reads/import.one?id=${id}`;
    const read = await kit.app.inject({ url, headers: { authorization } });
    expect(read.json().import.state).toBe('checked');
  }, 10_000);
}

async function enter(call: Awaited<ReturnType<Kit['desk']>>['call'], kind: string, data: object) {
  const id = (await kit.device('CP2')).entry(kind, {}).id;
  const at = new Date(kit.clock.now).toISOString();
  const { body } = await call('POST', '/api/entries', { entries: [{ id, kind, at, data }] });
  expect(body.answers).toMatchObject([{ status: 'applied' }]);
  return [id];
}

function home() {
  return { data: kit.product.deps.dataDir, url: kit.databaseUrl };
}

/** A place to restore into: an empty folder, and a database in which nothing has been set up. */
async function emptyPlace(): Promise<Place & { url: string }> {
  const database = await testDatabase({ proof: false });
  const place = { data: mkdtempSync(join(base, 'data-')), database };
  places.push(place);
  return { ...place, url: database.url };
}

const commands = { backup, restore, verify, report, setup, import: importFiles };

/** A command as an operator calls it, on the test's database: its exit code and the document that it prints. */
async function run({ data, url }: { data: string; url: string }, ...args: string[]): Promise<Ran> {
  const [command] = args as [keyof typeof commands];
  vi.stubEnv('LIANFANG_DATA', data);
  vi.stubEnv('DATABASE_URL', url);
  let out = '';
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  try {
    const code = await commands[command](given([...args, '--json']));
    return { code, document: JSON.parse(out) };
  } catch (error) {
    if (error instanceof Problem) return { code: 1, document: { problem: { code: error.code } } };
    throw error;
  } finally {
    stdout.mockRestore();
    vi.unstubAllEnvs();
  }
}

/** Rows and a digest of each table, whatever order they lie in. */
async function contents(pool: Pool): Promise<Record<string, { rows: string; md5: string | null }>> {
  const found: Record<string, { rows: string; md5: string | null }> = {};
  for (const name of Object.keys(tables).filter((table) => !leftOut.has(table))) {
    const { rows } = await pool.query<{ rows: string; md5: string | null }>(
      `SELECT count(*) AS rows, md5(string_agg(t::text, E'\\n' ORDER BY t::text)) AS md5 FROM ${name} t`,
    );
    found[name] = rows[0]!;
  }
  return found;
}

const problemOf = ({ code, document }: Ran) => [
  code,
  (document.problem as { code: string } | undefined)?.code,
];

describe('backup and restore', () => {
  test('every table, the files and the figures are the same in another place, and the ledger is genuine', async () => {
    const place = await emptyPlace();
    expect(await run(place, 'restore', file)).toMatchObject({ code: 0 });
    const [before, after] = [await contents(kit.product.deps.pool), await contents(place.database.pool)];
    expect(after).toEqual(before);
    const filled = Object.entries(before).filter(([, { rows }]) => rows !== '0');
    expect(filled.length).toBeGreaterThan(20);

    const verdict = await run(place, 'verify');
    expect(verdict).toMatchObject({ code: 0, document: { genuine: true } });
    expect(verdict).toEqual(await run(home(), 'verify'));
    const day = ['--from', '2026-11-21T16:00:00Z', '--to', '2026-11-22T16:00:00Z'];
    const daily = (at: { data: string; url: string }) =>
      run(at, 'report', 'daily', '--area', '610330', ...day);
    const lines = ({ document }: Ran) =>
      (document.content as { lines: unknown } | undefined)?.lines ?? document.lines;
    const there = lines(await daily(place));
    expect(there).toEqual(lines(await daily(home())));
    expect(there).toContainEqual(
      expect.objectContaining({ indicator: 'checkpoint.vehicles.checked', value: 40 }),
    );

    const [imports, restored] = [join(home().data, 'imports'), join(place.data, 'imports')];
    for (const name of readdirSync(imports).filter((one) => one.endsWith('.sealed')))
      expect(readFileSync(join(restored, name)).equals(readFileSync(join(imports, name)))).toBe(true);
  });

  test('with the keys, people sign in with the passwords they had and personal data can be opened', async () => {
    const place = await emptyPlace();
    await run(place, 'restore', file);
    const product = await openProduct({
      dataDir: place.data,
      databaseUrl: place.url,
      now: () => kit.clock.now + 3_600_000,
    });
    const app = await newApp(product);
    try {
      const { password } = kit.signIns.find(({ account }) => account === 'desk')!;
      const { county, account } = (await findClaim(product.deps.pool, 'desk'))!;
      const code = await currentCode(product.deps, county, account);
      const signIn = await app.inject({
        method: 'POST',
        url: '/api/session',
        payload: { account: 'desk', password, code },
      });
      const headers = { authorization: `Bearer ${signIn.json().token}` };
      const list = { method: 'POST', url: '/api/reads/checkpoint.passages', headers } as const;
      const { rows } = (await app.inject({ ...list, payload: { plate: '陕CF37K2' } })).json();
      expect(rows).toContainEqual(expect.objectContaining({ id: passed }));
      const asked = { purpose: 'verification', why: '恢复后核对', entries: [passed] };
      const opened = await app.inject({ method: 'POST', url: '/api/reveals', headers, payload: asked });
      expect(opened.json().reveals[0].personal).toMatchObject({
        plate: '陕CF37K2',
        persons: [{ name: '张试验', document: { number: '610399199712064364' }, phone: '19900000001' }],
      });
    } finally {
      await app.close();
      await product.close();
    }
  });

  test('a damaged or cut-off backup is refused and leaves nothing in the way of a good one', async () => {
    const place = await emptyPlace();
    const whole = readFileSync(file);
    const bad = join(base, 'bad.backup');
    copyFileSync(`${file}.keys`, `${bad}.keys`);
    const flipped = Buffer.from(whole);
    flipped[Math.floor(whole.length / 2)]! ^= 0x10;
    for (const bytes of [
      flipped,
      whole.subarray(0, -40),
      whole.subarray(0, whole.length >> 1),
      Buffer.from('x'),
    ]) {
      writeFileSync(bad, bytes);
      expect(problemOf(await run(place, 'restore', bad))).toEqual([1, 'backup.damaged']);
    }
    expect(existsSync(join(place.data, 'keys'))).toBe(false);
    expect(await run(place, 'restore', file)).toMatchObject({ code: 0 });
  });

  test('without its keys, or with those of another installation, a backup is refused', async () => {
    const place = await emptyPlace();
    const alone = join(base, 'alone.backup');
    copyFileSync(file, alone);
    expect(problemOf(await run(place, 'restore', alone))).toEqual([1, 'setup.key']);
    writeFileSync(`${alone}.keys`, '{"keys":{}}');
    expect(problemOf(await run(place, 'restore', alone))).toEqual([1, 'setup.key']);

    const other = await emptyPlace();
    await run(other, 'setup', '--county', '610329');
    expect(await run(other, 'backup', join(base, 'other.backup'))).toMatchObject({ code: 0 });
    copyFileSync(join(base, 'other.backup.keys'), `${alone}.keys`);
    expect(problemOf(await run(place, 'restore', alone))).toEqual([1, 'setup.key']);
    const { rows } = await place.database.pool.query('SELECT 1 FROM kernel.county');
    expect(rows).toEqual([]);
    expect(existsSync(join(place.data, 'keys'))).toBe(false);
  });

  test('what is there is never overwritten', async () => {
    expect(problemOf(await run(home(), 'backup', join(base, 'nowhere', 'x.backup')))).toEqual([
      1,
      'not_found',
    ]);
    const place = await emptyPlace();
    await run(place, 'restore', file);
    expect(problemOf(await run(place, 'restore', file))).toEqual([1, 'setup.exists']);
    const elsewhere = { data: mkdtempSync(join(base, 'data-')), url: place.url };
    expect(problemOf(await run(elsewhere, 'restore', file))).toEqual([1, 'setup.exists']);
    expect(existsSync(join(elsewhere.data, 'keys'))).toBe(false);
    expect(await run(place, 'verify')).toMatchObject({ code: 0 });
  });
});
