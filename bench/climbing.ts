import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from '../server/src/kernel/db/pool.ts';
import { createRandom } from '../server/test/registers/random.ts';
import { connect } from './client.ts';
import { count, type Figure, percent, say } from './figure.ts';
import { loadLists } from './manyTasks.ts';
import { delivery, type Phone } from './passages.ts';
import type { Server } from './program.ts';

const COUNTY = '610330';
const SIZE = 100;
const MINUTE = 60_000;
const ROUNDS = 2;
/** For how long the pace is taken before the first minute. */
const ALONE_MS = 20_000;
const LOADING_MS = 15_000;

type Round = {
  /** From the minute to the last one's climbing, and from the first one's, ms. */
  readonly took: number;
  readonly worked: number;
  /** Passages a second while tasks climb, and from then until the next round. */
  readonly beside: number;
  readonly after: number;
};

/**
 * Many tasks fall due at a full minute, and as many at the next, and climb by the server's own clock, while sixteen phones
 * deliver batches of a hundred as fast as they are answered, the load of the figure for ingest: how long it takes, that each
 * climbs once, and the deliveries' pace beside it against their pace before, between and after.
 */
export async function climbing(
  pool: Pool,
  server: Server,
  phones: readonly Phone[],
  late: number,
): Promise<Figure[]> {
  const now = Date.now();
  // Time for loading them while nobody delivers, and for the pace before.
  const first = Math.ceil((now + ROUNDS * LOADING_MS + ALONE_MS) / MINUTE) * MINUTE;
  const minutes = Array.from({ length: ROUNDS }, (_, round) => first + round * MINUTE);
  const hoursAgo = (hours: number) => new Date(now - hours * 60 * MINUTE).toISOString();
  for (const at of minutes)
    await loadLists(pool, {
      county: COUNTY,
      name: `late ${at}`,
      rows: late,
      lists: 10,
      live: 1,
      from: hoursAgo(20),
      until: hoursAgo(10),
      due: new Date(at).toISOString(),
    });
  if (Date.now() > first - ALONE_MS) throw new Error('loading what falls due took too long');
  const answered = { number: 0 };
  const stop = deliveries(server, phones, answered);
  try {
    return await watch(pool, answered, minutes, late);
  } finally {
    await stop();
  }
}

/** Phones that deliver as fast as they are answered, until the function given back is called. */
function deliveries(
  server: Server,
  phones: readonly Phone[],
  answered: { number: number },
): () => Promise<void> {
  const random = createRandom(31);
  let going = true;
  const lanes = phones.map(async (phone) => {
    const connection = connect(server.url, phone.token);
    try {
      while (going) {
        const body = delivery(phone, SIZE, random, Date.now());
        const { status } = await connection.post('/api/entries', body);
        if (status !== 200) throw new Error(`a delivery came to ${status}`);
        answered.number++;
      }
    } finally {
      connection.close();
    }
  });
  const all = Promise.all(lanes);
  all.catch(() => undefined);
  return async () => {
    going = false;
    await all;
  };
}

async function watch(
  pool: Pool,
  answered: { readonly number: number },
  minutes: readonly number[],
  late: number,
): Promise<Figure[]> {
  const [first = 0] = minutes;
  /** Passages a second, from now until something has happened. */
  const pace = async (happens: () => Promise<unknown>) => {
    const [number, began] = [answered.number, performance.now()];
    await happens();
    return ((answered.number - number) * SIZE * 1000) / (performance.now() - began);
  };
  say('phones deliver');
  await until(first - ALONE_MS);
  const before = await pace(() => until(first));
  const rounds: Round[] = [];
  for (const at of minutes) {
    const beside = await pace(async () => {
      while ((await stillDue(pool, at)) && Date.now() < at + MINUTE) await wait(500);
    });
    const ended = Date.now();
    const after = await pace(() => until(at + MINUTE));
    rounds.push({ took: ended - at, worked: ended - (await climbs(pool, at)).first, beside, after });
    say(`${count(beside)} passages/s beside it, ${count(after)} after`);
  }
  // The run of one more minute has been, too: whether anything climbed twice shows now.
  await wait(4_000);
  const found = await Promise.all(minutes.map((at) => climbs(pool, at)));
  const seconds = (of: (round: Round) => number) =>
    rounds.map((round) => (of(round) / 1000).toFixed(1)).join(', ');
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const beside = mean(rounds.map((round) => round.beside));
  const alone = mean([before, ...rounds.map(({ after }) => after)]);
  const once = found.every(({ steps, tasks }) => steps === late && tasks === late);
  return [
    {
      name: `${count(late)} tasks fall due in one minute: all have climbed`,
      limit: '≤ 60 s',
      measured: `${seconds(({ took }) => took)} s after the minute, ${seconds(({ worked }) => worked)} s after the first`,
      met: once && rounds.every(({ took }) => took <= MINUTE),
    },
    {
      name: '  each exactly once, a further run included',
      limit: `${count(late)} of ${count(late)}`,
      measured: found.map(({ steps, tasks }) => `${count(steps)} steps of ${count(tasks)} tasks`).join(', '),
      met: once,
    },
    {
      name: '  ingest beside it / before, between and after',
      limit: '≥ 80 %',
      measured: `${percent(beside / alone)}: ${count(beside)} / ${count(alone)} passages/s`,
      met: beside / alone >= 0.8,
    },
  ];
}

/** Cheap, since it is asked while the pace is taken. */
async function stillDue(pool: Pool, at: number): Promise<boolean> {
  const { rows } = await pool.query('SELECT 1 FROM tasks.task WHERE county = $1 AND next_at = $2 LIMIT 1', [
    COUNTY,
    new Date(at).toISOString(),
  ]);
  return rows.length > 0;
}

/** What has climbed of those that fell due at an instant, and when the first did. */
async function climbs(pool: Pool, at: number): Promise<{ steps: number; tasks: number; first: number }> {
  const { rows } = await pool.query<{ steps: number; tasks: number; first: number }>(
    `SELECT count(*)::int AS steps, count(DISTINCT s.task)::int AS tasks, extract(epoch FROM min(s.at))::float8 * 1000 AS first
     FROM tasks.step s JOIN tasks.task t ON t.county = s.county AND t.id = s.task AND t.due_at = $2
     WHERE s.county = $1 AND s.move = 'escalate' AND s.at >= $2`,
    [COUNTY, new Date(at).toISOString()],
  );
  return rows[0] as (typeof rows)[number];
}

async function until(instant: number): Promise<void> {
  await wait(Math.max(0, instant - Date.now()));
}
