import { join } from 'node:path';
import { startEmbedded } from '../server/src/kernel/db/embedded.ts';
import { createPool, type Pool } from '../server/src/kernel/db/pool.ts';
import { markOf } from '../server/src/kernel/db/postmaster.ts';
import { createRandom } from '../server/test/registers/random.ts';
import { parametersOf, prepareBare } from './bare.ts';
import { type Connection, connect } from './client.ts';
import { count, type Figure, type Pace, percent, say } from './figure.ts';
import { delivery, type Phone } from './passages.ts';
import { databaseMb, type Installation, residentMb, type Server } from './program.ts';

const COUNTY = '610330';
const SIZE = 100;
const random = createRandom(2026);

export type Ingested = {
  readonly figures: readonly Figure[];
  /** Batches a second over HTTP. */
  readonly rate: number;
  /** Greatest resident memory of the server process seen, MB. */
  readonly serverMb: number;
};

/**
 * Entries over HTTP against the same rows by bare INSERTs, in turns on the same server: sixteen connections, each sending
 * its next batch of a hundred when the last one is answered.
 */
export async function ingest(
  installation: Installation,
  server: Server,
  phones: readonly Phone[],
  { quick }: Pace,
): Promise<Ingested> {
  const seconds = quick ? 5 : 12;
  const rounds = quick ? 2 : 4;
  const database = await startEmbedded({ dataDir: installation.dataDir });
  const pool = createPool({ url: database.url, max: phones.length });
  const connections = phones.map(({ token }) => connect(server.url, token));
  try {
    say('warming up');
    let rate = await overHttp(phones, connections, quick ? 3 : 6, 200);
    const bare = await prepareBare(pool, COUNTY, 300, SIZE);
    const http: number[] = [];
    const bareRates: number[] = [];
    let serverMb = 0;
    let postgresMb = 0;
    let bareRate = rate * 2;
    for (let round = 0; round < rounds; round++) {
      rate = await overHttp(phones, connections, seconds, rate);
      http.push(rate);
      serverMb = Math.max(serverMb, residentMb(server.pid));
      postgresMb = Math.max(postgresMb, databaseMb(markOf(join(installation.dataDir, 'pg', 'data'))));
      bareRate = await bareInserts(pool, bare, phones.length, seconds, bareRate);
      bareRates.push(bareRate);
      say(`round ${round + 1}: HTTP ${count(rate * SIZE)}, bare ${count(bareRate * SIZE)} passages/s`);
    }
    const ratio = sum(http) / sum(bareRates);
    const each = http.map((one, index) => percent(one / (bareRates[index] ?? one))).join(', ');
    return {
      rate: sum(http) / rounds,
      serverMb,
      figures: [
        {
          name: 'ingest over HTTP / bare INSERT … SELECT',
          limit: '≥ 50 %',
          measured: `${percent(ratio)} (${each}): ${count((sum(http) / rounds) * SIZE)} / ${count((sum(bareRates) / rounds) * SIZE)} passages/s`,
          met: ratio >= 0.5,
        },
        {
          name: 'memory of the server under this load',
          limit: '≤ 350 MB',
          measured: `${count(serverMb)} MB, PostgreSQL's processes beside it ${count(postgresMb)} MB`,
          met: serverMb <= 350,
        },
      ],
    };
  } finally {
    for (const connection of connections) connection.close();
    await pool.end();
    await database.stop();
  }
}

/** Batches a second that are answered, all applied. `expected` says how many to have ready before the clock starts. */
async function overHttp(
  phones: readonly Phone[],
  connections: readonly Connection[],
  seconds: number,
  expected: number,
): Promise<number> {
  const ready = phones.map((phone) => {
    const batches = Math.ceil((expected * seconds * 1.5) / phones.length);
    return Array.from({ length: batches }, () => delivery(phone, SIZE, random, Date.now()));
  });
  return paced(phones.length, seconds, async (lane) => {
    const body = ready[lane]?.pop();
    if (body === undefined) return false;
    const answer = await connections[lane]?.post('/api/entries', body);
    if (answer?.status !== 200 || answer.body.split('"applied"').length !== SIZE + 1)
      throw new Error(`a delivery came to ${answer?.status} ${answer?.body.slice(0, 300)}`);
    return true;
  });
}

async function bareInserts(
  pool: Pool,
  bare: Awaited<ReturnType<typeof prepareBare>>,
  lanes: number,
  seconds: number,
  expected: number,
): Promise<number> {
  const batches = Math.ceil(expected * seconds * 1.5);
  const ready = Array.from({ length: batches }, (_, index) =>
    parametersOf(bare.batches[index % bare.batches.length] as (typeof bare.batches)[number], Date.now()),
  );
  return paced(lanes, seconds, async () => {
    const values = ready.pop();
    if (values === undefined) return false;
    await pool.query({ name: 'bench.bare', text: bare.text, values });
    return true;
  });
}

/** Runs lanes side by side for some seconds, or until one has nothing left; gives steps a second. */
async function paced(
  lanes: number,
  seconds: number,
  step: (lane: number) => Promise<boolean>,
): Promise<number> {
  const began = performance.now();
  const end = began + seconds * 1000;
  let steps = 0;
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      while (performance.now() < end && (await step(lane))) steps++;
    }),
  );
  return (steps / (performance.now() - began)) * 1000;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
