import { execFile } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { environment, lean, quietly } from '../../../../../scripts/node24.mjs';
import { COUNTY, type Kit, openKit } from '../../../../test/kit.ts';
import { makePerson, writeLargeList } from '../../../../test/lists/generate.ts';
import { createRandom } from '../../../../test/registers/random.ts';
import { workbook } from '../../../kernel/exports/workbook.ts';

const ROWS = 200_000;
/** One in how many says where he lives: making out addresses takes most of the time, and is measured elsewhere. */
const PLACED_IN = 5;
/** Rows of a list, of one that repeats some of it, and of one with other people. */
const [BEFORE, AGAIN, FRESH] = [6000, 1000, 1001];
const IMPORTING = 'lianfang-large';
const cli = fileURLToPath(new URL('../../../cli.ts', import.meta.url));
/** Said by the process itself when it ends: what it held at its highest, in kilobytes. */
const peak =
  "data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))";

let kit: Kit;
const folder = mkdtempSync(join(tmpdir(), 'large-list-'));
beforeAll(async () => {
  kit = await openKit();
});
afterAll(async () => {
  await kit?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command in a process of its own, whose connections to the database are ended with it. */
function importing(node: readonly string[], path: string, ...more: readonly string[]) {
  const words = ['import', 'list', path, '--sender', '省大数据', '--due', '+24', '--json', ...more];
  return promisify(execFile)(process.execPath, [quietly, ...lean, ...node, cli, ...words], {
    env: {
      ...environment,
      LIANFANG_DATA: kit.product.deps.dataDir,
      DATABASE_URL: `${kit.databaseUrl}${kit.databaseUrl.includes('?') ? '&' : '?'}application_name=${IMPORTING}`,
    },
  });
}

test('a list of 200 000 rows is read, placed and matched in bounded memory', async () => {
  const path = join(folder, 'list.xlsx');
  const titles = ['序号', '姓名', '身份证号', '联系电话', '现住址'];
  const columns = titles.map((title) => ({ key: title, title }));
  await pipeline(Readable.from(workbook(columns, people(), '名单')), createWriteStream(path));
  // Rows that were kept would not fit.
  const { stdout, stderr } = await importing(['--max-old-space-size=192', '--import', peak], path, '--check');
  const { rows, taken, held, duplicate, unplaced, byArea } = JSON.parse(stdout);
  // The last one stands there twice.
  expect({ rows, taken, held, duplicate, unplaced }).toEqual({
    rows: ROWS,
    taken: ROWS - 1,
    held: 0,
    duplicate: 1,
    unplaced: ROWS - ROWS / PLACED_IN,
  });
  const placed = Object.values(byArea as Record<string, number>);
  expect(placed.reduce((sum, number) => sum + number, 0)).toBe(ROWS / PLACED_IN - 1);
  // Modules and code are 170 MB of it; the rest depends on when garbage is collected, not on how many rows there are.
  expect(Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024).toBeLessThan(350);
  const { rows: written } = await kit.product.deps.pool.query(
    'SELECT 1 FROM verification.list WHERE county = $1',
    [COUNTY],
  );
  expect(written).toEqual([]);
}, 240_000);

test('a list is matched row by row before anything is known of the tables', async () => {
  // Nothing analyses the tables of a test, as nothing has on a county's first night.
  const paths = [BEFORE, AGAIN, FRESH].map((rows) => join(folder, `${rows}.csv`)) as [string, string, string];
  await writeLargeList(paths[0], BEFORE, 1);
  await writeLargeList(paths[1], AGAIN, 1);
  await writeLargeList(paths[2], FRESH, 2);
  await importing([], paths[0]);
  for (const [path, rows, duplicate, ...more] of [
    [paths[1], AGAIN, AGAIN, '--check'],
    [paths[1], AGAIN, AGAIN],
    [paths[2], FRESH, 0],
  ] as const) {
    const before = await lookedAt();
    expect(JSON.parse((await importing([], path, ...more)).stdout)).toMatchObject({ rows, duplicate });
    expect((await lookedAt()) - before).toBeLessThan(rows * 30);
  }
}, 120_000);

/** How many rows of the register and of lists were looked at so far, once every import has said what it did. */
async function lookedAt(): Promise<number> {
  const { pool } = kit.product.deps;
  await vi.waitUntil(async () => {
    const { rows } = await pool.query('SELECT 1 FROM pg_stat_activity WHERE application_name = $1', [
      IMPORTING,
    ]);
    return rows.length === 0;
  });
  const { rows } = await pool.query<{ sum: string }>(
    `SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) AS sum FROM pg_stat_user_tables
     WHERE schemaname IN ('people', 'verification')`,
  );
  return Number(rows[0]?.sum);
}

async function* people() {
  const random = createRandom(ROWS);
  let last: string[] = [];
  for (let row = 1; row < ROWS; row += 1) {
    const { name, document, phone, township, house } = makePerson(random);
    last = [name, document, phone, row % PLACED_IN === 0 ? `陕西省宝鸡市凤县${township[1]}${house}` : ''];
    yield [String(row), ...last];
  }
  yield [String(ROWS), ...last];
}
