import { setTimeout as wait } from 'node:timers/promises';
import { createRandom } from '../server/test/registers/random.ts';
import { type Connection, connect, listen } from './client.ts';
import { diskAlone, settleUnder } from './disk.ts';
import { type Figure, type Pace, quantile, say } from './figure.ts';
import { delivery, type Phone } from './passages.ts';
import type { Installation, Server } from './program.ts';

const SIZE = 100;

/**
 * Deliveries that arrive at their own time, whether the server is done with the last or not: the time of each counts from
 * its arrival. Beside them a dashboard is open, which reads its figures again when it is told that the ledger has grown.
 * Before them the disk by itself, counted the same way: what it takes to make a write durable is in every delivery.
 */
export async function latency(
  { dataDir }: Installation,
  server: Server,
  phones: readonly Phone[],
  desk: string,
  rate: number,
  { quick }: Pace,
): Promise<Figure[]> {
  const seconds = quick ? 8 : 30;
  const random = createRandom(77);
  await settleUnder(dataDir);
  const disk = await diskAlone(dataDir, Math.round(rate * seconds), rate);
  const connections = phones.map(({ token }) => connect(server.url, token));
  const board = openBoard(server, desk);
  try {
    const deliveries = Math.round(rate * seconds);
    const bodies = Array.from({ length: deliveries }, (_, index) =>
      delivery(phones[index % phones.length] as Phone, SIZE, random, Date.now()),
    );
    say(`${deliveries} deliveries at ${rate.toFixed(1)} a second`);
    const times: number[] = [];
    const lanes = connections.map(() => Promise.resolve());
    const began = performance.now();
    for (const [index, body] of bodies.entries()) {
      const arrival = began + (index / rate) * 1000;
      await wait(Math.max(0, arrival - performance.now()));
      const lane = index % lanes.length;
      lanes[lane] = (lanes[lane] as Promise<void>).then(async () => {
        const position = await deliver(connections[lane] as Connection, body);
        const answered = performance.now();
        times.push(answered - arrival);
        board.answered(position, answered);
      });
    }
    await Promise.all(lanes);
    const shown = await board.allShown();
    return [
      {
        name: 'a batch of 100 at half that load, p99',
        limit: '≤ 100 ms',
        measured: `${ms(quantile(times, 0.99))} (p50 ${ms(quantile(times, 0.5))}, worst ${ms(Math.max(...times))})`,
        met: quantile(times, 0.99) <= 100,
      },
      {
        name: '  the disk alone: one durable write for each, p99',
        limit: '',
        measured: `${ms(quantile(disk, 0.99))} (p50 ${ms(quantile(disk, 0.5))}, worst ${ms(Math.max(...disk))})`,
      },
      {
        name: 'from answer to figure on a dashboard, p99',
        limit: '≤ 1 s',
        measured: `${ms(quantile(shown, 0.99))} (p50 ${ms(quantile(shown, 0.5))}, worst ${ms(Math.max(...shown))})`,
        met: quantile(shown, 0.99) <= 1000,
      },
    ];
  } finally {
    board.close();
    for (const connection of connections) connection.close();
  }
}

/** Sends a delivery and gives the position of its last entry. */
async function deliver(connection: Connection, body: Buffer): Promise<bigint> {
  const answer = await connection.post('/api/entries', body);
  if (answer.status !== 200)
    throw new Error(`a delivery came to ${answer.status} ${answer.body.slice(0, 300)}`);
  const { answers } = JSON.parse(answer.body) as { answers: { position: string }[] };
  return BigInt(answers.at(-1)?.position ?? 0);
}

/** A dashboard: one reading of figures at a time, begun again when it was told of growth meanwhile. */
function openBoard(server: Server, desk: string) {
  const connection = connect(server.url, desk);
  const pending: { position: bigint; answered: number }[] = [];
  const shown: number[] = [];
  let told = 0n;
  let reading = false;
  const read = async () => {
    for (let seen = -1n; seen < told; ) {
      seen = told;
      const to = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000);
      const from = new Date(to.getTime() - 86_400_000);
      const answer = await connection.post('/api/reads/indicators.values', { from, to, by: 'post' });
      if (answer.status !== 200) throw new Error(`figures: ${answer.status} ${answer.body.slice(0, 300)}`);
      const position = BigInt((JSON.parse(answer.body) as { position: string }).position);
      const now = performance.now();
      for (let index = pending.length - 1; index >= 0; index--) {
        const one = pending[index] as (typeof pending)[number];
        if (one.position > position) continue;
        shown.push(Math.max(0, now - one.answered));
        pending.splice(index, 1);
      }
    }
    reading = false;
  };
  const hangUp = listen(server.url, desk, (position) => {
    told = position;
    if (reading) return;
    reading = true;
    void read();
  });
  return {
    answered: (position: bigint, at: number) => pending.push({ position, answered: at }),
    async allShown(): Promise<readonly number[]> {
      for (let tries = 0; pending.length > 0 && tries < 100; tries++) await wait(50);
      if (pending.length > 0) throw new Error('the dashboard never showed the last deliveries');
      return shown;
    },
    close() {
      hangUp();
      connection.close();
    },
  };
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}
