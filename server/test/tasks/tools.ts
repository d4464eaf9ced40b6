import { randomBytes } from 'node:crypto';
import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { TaskState } from '@lianfang/domain/kernel/task.ts';
import type { TaskKindName } from '@lianfang/domain/tasks.ts';
import { findClaim } from '../../src/kernel/access/store.ts';
import { type NewTask, openTasks, taskId } from '../../src/kernel/tasks/engine.ts';
import { type Climb, escalate } from '../../src/kernel/tasks/escalation.ts';
import { type Call, COUNTY, type Kit } from '../kit.ts';

/** The township whose officers take part in the exercise, and one beside it. */
export const TOWNSHIP = '双石铺镇';
export const MINUTE = 60_000;

/** A kind that somebody confirms, and is owned by whoever works for a unit. */
export const KIND = 'response.directive' satisfies TaskKindName;

export async function unitOf(kit: Kit, name: string): Promise<{ unit: string; area: string }> {
  const { rows } = await kit.product.deps.pool.query<{ unit: string; area: string }>(
    'SELECT id AS unit, area FROM access.unit WHERE county = $1 AND name = $2',
    [COUNTY, name],
  );
  return rows[0] as { unit: string; area: string };
}

export async function accountOf(kit: Kit, name: string): Promise<string> {
  return (await findClaim(kit.product.deps.pool, name))?.account as string;
}

/** Opens tasks the way a module does: in a transaction of the ledger's queue. Gives their ids. */
export async function open(
  kit: Kit,
  count: number,
  task: Partial<NewTask> & Pick<NewTask, 'owner' | 'area'>,
): Promise<string[]> {
  const now = kit.clock.now;
  const openedAt = new Date(now).toISOString();
  const tasks = Array.from({ length: count }, (): NewTask => {
    const subject = uuidv7(now, randomBytes(10));
    const kind = task.kind ?? KIND;
    return {
      id: taskId(kind, subject),
      kind,
      subject,
      origin: { type: 'list', id: subject },
      dueAt: new Date(now + 60 * MINUTE).toISOString(),
      dueRule: '+60m',
      priority: 2,
      openedAt,
      ...task,
    };
  });
  const actor = await accountOf(kit, 'commander');
  await kit.product.queue.deliver(COUNTY, {
    prepared: [],
    contact: undefined,
    also: (tx) =>
      openTasks(tx, tasks, { entry: uuidv7(now, randomBytes(10)), actor, position: 0n, at: openedAt }),
  });
  return tasks.map(({ id }) => id);
}

/** Delivers one entry from a desk; `at` is when it happened. */
export async function say(
  kit: Kit,
  call: Call,
  kind: string,
  data: object,
  at = kit.clock.now,
): Promise<Answer> {
  return (await sayAll(kit, call, [{ kind, data }], at))[0] as Answer;
}

/** Delivers entries from a desk at once; gives the answer to each. */
export async function sayAll(
  kit: Kit,
  call: Call,
  said: readonly { kind: string; data: object }[],
  at = kit.clock.now,
): Promise<Answer[]> {
  const entries = said.map((one) => ({
    id: uuidv7(kit.clock.now, randomBytes(10)),
    at: new Date(at).toISOString(),
    ...one,
  }));
  const { status, body } = await call('POST', '/api/entries', { entries });
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body.answers;
}

/** One run of the escalation; gives what people were told. */
export async function run(kit: Kit): Promise<Climb[]> {
  const { deps, kinds, queue } = kit.product;
  const told: Climb[] = [];
  await escalate(
    { deps, kinds, queue, onEscalated: async (_tx, climbs) => void told.push(...climbs), spreadMs: 0 },
    COUNTY,
  );
  return told;
}

export type Row = {
  id: string;
  state: TaskState;
  unit: string;
  account: string | null;
  live: boolean;
  contested: boolean;
  climbed: number;
  level: string | null;
  unheard: boolean;
  due_at: string;
  next_at: string | null;
  asked_due: string | null;
  ended_entry: string | null;
  reason: string | null;
};

/** The tasks as they stand, by id. */
export async function tasksOf(kit: Kit, ids?: readonly string[]): Promise<Map<string, Row>> {
  const { rows } = await kit.product.deps.pool.query<Row>(
    `SELECT id, state, unit, account, live, contested, climbed, level, unheard, due_at, next_at, asked_due, ended_entry, reason
     FROM tasks.task WHERE county = $1 AND ($2::uuid[] IS NULL OR id = ANY ($2::uuid[]))`,
    [COUNTY, ids ?? null],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function stepsOf(
  kit: Kit,
  id: string,
): Promise<
  { move: string; level: string | null; unheard: boolean; contested: boolean; reason: string | null }[]
> {
  const { rows } = await kit.product.deps.pool.query(
    'SELECT move, level, unheard, contested, reason FROM tasks.step WHERE county = $1 AND task = $2 ORDER BY position, move',
    [COUNTY, id],
  );
  return rows;
}

/** What the tally says against what the tasks say; nothing when they agree. */
export async function tallyFaults(kit: Kit): Promise<unknown[]> {
  const { rows } = await kit.product.deps.pool.query(
    `SELECT coalesce(a.kind, b.kind) AS kind, coalesce(a.state, b.state) AS state, a.number AS tally, b.number AS tasks
     FROM (SELECT kind, area, unit, state, sum(number) AS number FROM tasks.tally WHERE county = $1 GROUP BY 1, 2, 3, 4 HAVING sum(number) <> 0) a
     FULL JOIN (SELECT kind, area, unit, state, count(*) AS number FROM tasks.task WHERE county = $1 GROUP BY 1, 2, 3, 4) b
       ON a.kind = b.kind AND a.area = b.area AND a.unit = b.unit AND a.state = b.state
     WHERE a.number IS DISTINCT FROM b.number`,
    [COUNTY],
  );
  return rows;
}
