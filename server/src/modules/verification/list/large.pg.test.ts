import { execFile } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { environment, lean, quietly } from '../../../../../scripts/node24.mjs';
import { COUNTY, type Kit, openKit } from '../../../../test/kit.ts';
import { makePerson } from '../../../../test/lists/generate.ts';
import { createRandom } from '../../../../test/registers/random.ts';
import { workbook } from '../../../kernel/exports/workbook.ts';

const ROWS = 200_000;
/** One in how many says where he lives: making out addresses takes most of the time, and is measured elsewhere. */
const PLACED_IN = 5;
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

test('a list of 200 000 rows is read, placed and matched in bounded memory', async () => {
  const path = join(folder, 'list.xlsx');
  const titles = ['序号', '姓名', '身份证号', '联系电话', '现住址'];
  const columns = titles.map((title) => ({ key: title, title }));
  await pipeline(Readable.from(workbook(columns, people(), '名单')), createWriteStream(path));
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [
      quietly,
      ...lean,
      // Rows that were kept would not fit.
      '--max-old-space-size=192',
      '--import',
      peak,
      cli,
      'import',
      'list',
      path,
      '--sender',
      '省大数据',
      '--due',
      '+24',
      '--check',
      '--json',
    ],
    { env: { ...environment, LIANFANG_DATA: kit.product.deps.dataDir, DATABASE_URL: kit.databaseUrl } },
  );
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
