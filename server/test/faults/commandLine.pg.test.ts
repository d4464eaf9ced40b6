import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COUNTY, type Kit, openKit } from '../kit.ts';
import { writeLargeList } from '../lists/generate.ts';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const ROWS = 3000;

let kit: Kit;
let child: ChildProcess | undefined;
beforeAll(async () => {
  kit = await openKit({ proof: false });
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await kit.close();
});

/** The command as an operator starts it, beside the product. */
function command(...args: string[]) {
  const LIANFANG_DATA = kit.product.deps.dataDir;
  const env = { ...process.env, LIANFANG_DATA, DATABASE_URL: kit.databaseUrl, LIANFANG_LOG: 'fatal' };
  child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { printed: text(child.stdout!), ended: once(child, 'exit') };
}

async function rowsThere(): Promise<number> {
  const { rows } = await kit.product.deps.pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM verification.row WHERE county = $1',
    [COUNTY],
  );
  return rows[0]!.n;
}

test('a list that the command line was taking in when it was killed goes on when it is brought again, as one list', async () => {
  const path = join(kit.product.deps.dataDir, 'list.csv');
  await writeLargeList(path, ROWS);
  const brought = ['import', 'list', path, '--sender', '省大数据', '--due', '+24', '--json'];
  const first = command(...brought);
  while ((await rowsThere()) === 0) await wait(10);
  child?.kill('SIGKILL');
  await first.ended;
  const before = await rowsThere();
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(ROWS);

  const again = command(...brought);
  expect(await again.ended).toEqual([0, null]);
  expect(JSON.parse(await again.printed)).toMatchObject({ rows: ROWS, taken: ROWS, duplicate: 0, held: 0 });
  const verifier = await kit.desk('verifier');
  const { body } = await verifier.call('POST', '/api/reads/verification.lists', {});
  expect(body.lists).toHaveLength(1);
  expect(body.balance).toMatchObject({ received: ROWS, open: ROWS, closed: 0, returned: 0, duplicate: 0 });
  expect(await rowsThere()).toBe(ROWS);
}, 120_000);

test('whoever reads what a command says may leave before the end', async () => {
  const { printed, ended } = command('tasks', '--json');
  child?.stdout?.destroy();
  await expect(printed).rejects.toThrow();
  expect(await ended).toEqual([0, null]);
});
