import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { afterEach, expect, test } from 'vitest';
import { addScriptDevice } from '../../src/kernel/access/devices.ts';
import { serverActor } from '../../src/kernel/access/permissions.ts';
import { verifyLedger } from '../../src/kernel/ledger/verify.ts';
import type { Product } from '../../src/main.ts';
import { joinCounty } from '../../src/setup.ts';
import { aPassage, COUNTY } from '../kit.ts';
import { newId } from './plain.ts';
import { databaseProcesses, inside, killAll, newDataDir, startServer, undo, undoAll } from './process.ts';

/** What is killed, one after the other, while phones deliver. */
const blows = ['server', 'database', 'both', 'server', 'database'] as const;
/** Batches that must have been acknowledged between two blows. */
const BETWEEN = 12;
const SENDERS = 4;

afterEach(undoAll);

type Phone = { device: string; token: string; post: string; seq: number; acknowledged: Map<string, Answer> };

/** Captures and delivers without end, each batch until it is answered, a quarter of them twice at once. */
async function send(
  phone: Phone,
  url: string,
  goesOn: () => boolean,
  acknowledged: () => void,
): Promise<void> {
  for (let batch = 0; goesOn(); batch++) {
    const entries = Array.from({ length: 3 + (batch % 15) }, (_, n) => ({
      id: newId(Date.now()),
      device: phone.device,
      seq: ++phone.seq,
      kind: 'checkpoint.passage.registered',
      at: new Date().toISOString(),
      post: phone.post,
      data: aPassage({ persons: Array.from({ length: 1 + (n % 3) }, () => ({ temperature: 36.5 })) }),
    }));
    const request = { entries, captured: phone.seq, undelivered: entries.length };
    const answers = await answered(url, phone.token, request, batch % 4 === 3);
    for (const answer of answers) phone.acknowledged.set(answer.id, answer);
    acknowledged();
  }
}

async function answered(url: string, token: string, request: object, twice: boolean): Promise<Answer[]> {
  for (;;) {
    const tries = await Promise.all((twice ? [1, 2] : [1]).map(() => deliver(url, token, request)));
    const [answers, ...others] = tries.filter((one) => one !== undefined);
    // The second answer of two is the first one again, never another.
    for (const other of others) expect(other).toEqual(answers);
    if (answers !== undefined) return answers;
    await wait(50);
  }
}

async function deliver(url: string, token: string, request: object): Promise<Answer[] | undefined> {
  try {
    const response = await fetch(`${url}/api/entries`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(20_000),
    });
    if (response.status === 200) return ((await response.json()) as { answers: Answer[] }).answers;
    expect(response.status, await response.text()).toBe(503);
  } catch (error) {
    // The connection was refused or cut: the phone tries again. Everything else is a fault.
    if (!(error instanceof TypeError || (error as Error).name === 'TimeoutError')) throw error;
  }
  return undefined;
}

test('server and database killed again and again while phones deliver: all that was acknowledged is there, once', async () => {
  const dataDir = newDataDir();
  const phones = await inside(dataDir, async (product) => {
    await joinCounty(product, COUNTY, true);
    const made: Phone[] = [];
    for (let n = 1; n <= SENDERS; n++) {
      const post = `K${n}`;
      const area = '610330101000';
      await product.deps.append(COUNTY, 'checkpoint.post.defined', {
        code: post,
        name: post,
        type: 'other',
        area,
      });
      const { device, token } = await addScriptDevice(product.deps, serverActor(COUNTY), {
        county: COUNTY,
        post,
      });
      made.push({ device, token, post, seq: 0, acknowledged: new Map() });
    }
    return made;
  });

  let { child, port } = await startServer(dataDir, 0);
  undo.push(() => killAll(databaseProcesses(dataDir)));
  const url = `http://127.0.0.1:${port}`;
  let over = false;
  let batches = 0;
  let wake = () => {};
  const senders = phones.map((phone) =>
    send(
      phone,
      url,
      () => !over,
      () => {
        batches++;
        wake();
      },
    ),
  );
  const broken = Promise.all(senders).then(() => undefined);
  const reached = async (count: number) => {
    while (batches < count) await Promise.race([broken, new Promise<void>((done) => (wake = done))]);
  };
  for (const blow of blows) {
    await reached(batches + BETWEEN);
    const database = blow === 'server' ? [] : databaseProcesses(dataDir);
    if (blow !== 'server') expect(database.length).toBeGreaterThan(3);
    if (blow === 'database') {
      killAll(database);
      continue;
    }
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    killAll(database);
    await gone;
    ({ child, port } = await startServer(dataDir, port));
  }
  await reached(batches + BETWEEN);
  over = true;
  await Promise.all(senders);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await ended)[0]).toBe(0);

  await inside(dataDir, (product) => judge(product, phones));
}, 240_000);

async function judge({ deps }: Product, phones: readonly Phone[]): Promise<void> {
  const acknowledged = new Map(phones.flatMap((phone) => [...phone.acknowledged]));
  expect([...acknowledged.values()].filter(({ status }) => status !== 'applied')).toEqual([]);
  const sql = async (text: string) => (await deps.pool.query(text, [COUNTY])).rows;
  const entries = await sql(
    `SELECT id, position FROM ledger.entry WHERE county = $1 AND content LIKE '%passage.registered%' ORDER BY id`,
  );
  // Phones stop only when all is answered: nothing else can be there.
  expect(entries).toEqual(
    [...acknowledged.values()]
      .map(({ id, position }) => ({ id, position }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
  const passages = await sql('SELECT id FROM checkpoint.passage WHERE county = $1');
  expect(passages.map(({ id }) => id).sort()).toEqual([...acknowledged.keys()].sort());
  const [sums] = await sql(
    `SELECT (SELECT sum(value)::int FROM indicators.hour WHERE county = $1 AND indicator = 'checkpoint.vehicles.checked') AS vehicles,
            (SELECT sum(value)::int FROM indicators.hour WHERE county = $1 AND indicator = 'checkpoint.persons.screened') AS persons,
            (SELECT count(*)::int FROM checkpoint.person WHERE county = $1) AS rows`,
  );
  expect(sums).toMatchObject({ vehicles: acknowledged.size, persons: sums.rows });
  for (const { device, seq } of phones) {
    const { rows } = await deps.pool.query(
      'SELECT received::text, captured, behind_since FROM ledger.device WHERE county = $1 AND device = $2',
      [COUNTY, device],
    );
    expect(rows).toEqual([{ received: `{[1,${seq + 1})}`, captured: String(seq), behind_since: null }]);
  }
  const client = await deps.pool.connect();
  const key = deps.keyring.signingPublic.export({ type: 'spki', format: 'der' });
  const verdict = await verifyLedger(client, COUNTY, key).finally(() => client.release());
  expect(verdict).toMatchObject({ genuine: true, faults: [] });
}
