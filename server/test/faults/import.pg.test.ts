import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Secret, TOTP } from 'otpauth';
import { afterEach, expect, test } from 'vitest';
import { verifyLedger } from '../../src/kernel/ledger/verify.ts';
import { setUpExercise } from '../../src/setup.ts';
import { COUNTY } from '../kit.ts';
import { writeLargeList } from '../lists/generate.ts';
import { databaseProcesses, inside, killAll, newDataDir, startServer, undo, undoAll } from './process.ts';

afterEach(undoAll);

const ROWS = 8000;

// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
type Body = any;

/** Asks the server until what it says is what is waited for. */
async function until(ask: () => Promise<Body>, is: (answer: Body) => boolean): Promise<Body> {
  for (;;) {
    const answer = await ask();
    if (is(answer)) return answer;
    await wait(20);
  }
}

test('a server killed in the middle of a list that the desk takes in: it goes on when it starts again, then another that lives, and nothing is there twice', async () => {
  const dataDir = newDataDir();
  const signIns = await inside(dataDir, (product) => setUpExercise(product, COUNTY));
  const path = join(dataDir, 'list.csv');
  await writeLargeList(path, ROWS);
  let { child, port } = await startServer(dataDir, 0);
  undo.push(() => killAll(databaseProcesses(dataDir)));
  let url = `http://127.0.0.1:${port}`;
  const { password, totp = '' } = signIns.find(
    ({ account }) => account === 'verifier',
  ) as (typeof signIns)[0];
  const code = new TOTP({ secret: Secret.fromBase32(totp), period: 30 }).generate();
  const ask = async (address: string, body: object | FormData, token?: string): Promise<Body> => {
    const response = await fetch(`${url}${address}`, {
      method: 'POST',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(!(body instanceof FormData) && { 'content-type': 'application/json' }),
      },
      body: body instanceof FormData ? body : JSON.stringify(body),
    });
    expect(response.status, await response.clone().text()).toBe(200);
    return response.json();
  };
  const { token } = await ask('/api/session', { account: 'verifier', password, code });
  const read = (name: string, params: object = {}) => ask(`/api/reads/${name}`, params, token);

  const form = new FormData();
  form.append('file', new Blob([readFileSync(path)]), 'list.csv');
  const beside = new URLSearchParams({ kind: 'lists', sender: '省大数据', due: '+24' });
  const { imports } = await ask(`/api/imports?${beside}`, form, token);
  const [{ id }] = imports;
  const state = async () => (await read('import.one', { id })).import;
  expect((await until(state, (one) => one.state !== 'checking')).state).toBe('checked');
  await ask(`/api/imports/${id}/commit`, {}, token);

  const received = async () => (await read('verification.lists')).balance.received;
  const kill = async () => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  // Each time more of it has come in: nobody has to do anything for it to go on from where it was, soon.
  let before = await until(received, (rows) => rows > 0);
  expect(before).toBeLessThan(ROWS);
  await kill();
  ({ child, port } = await startServer(dataDir, port));
  // It has taken the job up by now: whoever comes later has none, and lives on.
  const other = await startServer(dataDir, 0);
  before = await until(received, (rows) => rows > before);
  expect(before).toBeLessThan(ROWS);
  await kill();
  ({ child } = other);
  url = `http://127.0.0.1:${other.port}`;
  const ended = await until(state, (one) => one.state !== 'committing');
  expect(ended).toMatchObject({
    state: 'committed',
    counts: { rows: ROWS, taken: ROWS, duplicate: 0, held: 0 },
  });
  const { lists, balance } = await read('verification.lists');
  expect(lists).toHaveLength(1);
  expect(balance).toMatchObject({ received: ROWS, open: ROWS, closed: 0, returned: 0, duplicate: 0 });
  expect((await read('verification.rows', { list: lists[0].id, limit: 1 })).balance).toEqual(balance);
  const stopped = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await stopped)[0]).toBe(0);

  await inside(dataDir, async ({ deps }) => {
    const { rows } = await deps.pool.query(
      `SELECT (SELECT count(DISTINCT row_number)::int FROM verification.row WHERE county = $1) AS lines,
         (SELECT count(*)::int FROM verification.row WHERE county = $1) AS rows,
         (SELECT count(*)::int FROM tasks.task WHERE county = $1 AND kind = 'verification.row' AND live) AS tasks,
         (SELECT count(*)::int FROM ledger.entry WHERE county = $1 AND content LIKE '%verification.row.received%') AS entries,
         (SELECT sum(value)::int FROM indicators.hour WHERE county = $1 AND indicator = 'verification.rows.received') AS figure`,
      [COUNTY],
    );
    expect(rows[0]).toEqual({ lines: ROWS, rows: ROWS, tasks: ROWS, entries: ROWS, figure: ROWS });
    const client = await deps.pool.connect();
    const key = deps.keyring.signingPublic.export({ type: 'spki', format: 'der' });
    const verdict = await verifyLedger(client, COUNTY, key).finally(() => client.release());
    expect(verdict).toMatchObject({ genuine: true, faults: [] });
  });
}, 240_000);
