import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { type Level, levels, moves, type TaskState } from '@lianfang/domain/kernel/task.ts';
import type { TaskEscalated } from '@lianfang/domain/kernel/taskEntries.ts';
import type { Deps } from '../deps.ts';
import { SERVER_ORIGIN } from '../ledger/append.ts';
import { type Kinds, type Prepared, prepare } from '../ledger/door.ts';
import type { Tx } from '../ledger/handlers.ts';
import type { Queue } from '../ledger/queue.ts';
import { write } from './engine.ts';
import * as due from './escalationStore.ts';
import { kindOf } from './kinds.ts';
import { afterClimb, type Moved } from './moved.ts';
import { heardFrom, type Person, peopleAt } from './people.ts';
import type { By } from './said.ts';
import { lockTasks } from './store.ts';

/** Whom the run told of what: one line for each person and kind, for the notifications. Counts and ids, nothing else. */
export type Climb = {
  readonly account: string;
  /** `due_soon` before the deadline, `escalated` from then on. */
  readonly why: 'due_soon' | 'escalated';
  readonly level: Level;
  readonly kind: string;
  readonly tasks: readonly string[];
  readonly at: string;
};

export type Escalating = {
  readonly deps: Pick<Deps, 'pool' | 'vault' | 'now'>;
  readonly kinds: Kinds;
  readonly queue: Queue;
  /** Called in the transaction in which the tasks climb, so that nobody is told twice or not at all. */
  readonly onEscalated?: (tx: Tx, climbs: readonly Climb[]) => Promise<void>;
  /** Over how long at most a run of several entries is spread, ms; 40 s when left out. */
  readonly spreadMs?: number;
};

/** Tasks in one entry: a flush of this size leaves room for the deliveries that wait beside it. */
const TOGETHER = 500;
/** Thousands that fall due at once must not take the pace from those who deliver: from one entry to the next, ms. */
const APART_MS = 1_500;
/** All have climbed within the minute, however many they are. */
const SPREAD_MS = 40_000;

/**
 * One run: what belongs to units and people that are no more finds its way back, then whatever is due climbs, step by step,
 * until nothing is due by the server's clock. What has climbed is in the ledger; so a run that was cut off, a second one
 * beside it, or a clock that goes back make nothing happen twice. Returns how many steps were made.
 */
export async function escalate(tools: Escalating, county: string): Promise<number> {
  const { deps, spreadMs = SPREAD_MS } = tools;
  await giveBack(tools, county);
  let made = 0;
  let apart: number | undefined;
  for (;;) {
    const began = performance.now();
    const at = new Date(deps.now()).toISOString();
    const tasks = await due.dueTasks(deps.pool, county, at, TOGETHER);
    if (tasks.length === 0) return made;
    if (tasks.length === TOGETHER)
      apart ??= Math.min(APART_MS, spreadMs / ((await due.dueNumber(deps.pool, county, at)) / TOGETHER));
    const people = await peopleAt(deps.pool, county, at);
    const found = stepsOf(tasks, people);
    let climbed = 0;
    const steps = found.map(({ step }) => step);
    await deliver(tools, county, 'task.escalated', { steps }, async (tx, entry) => {
      climbed = await tell(tx, tools, found, entry, at);
    });
    // Somebody else was faster with each of them, or it was changed a moment ago: the next run looks again.
    if (climbed === 0) return made;
    made += climbed;
    if (tasks.length === TOGETHER) await wait(Math.max(0, (apart ?? 0) - (performance.now() - began)));
  }
}

type Found = {
  readonly task: due.DueTask;
  readonly step: TaskEscalated['steps'][number];
  readonly accounts: readonly string[];
  readonly soon: boolean;
};

/** The step that each task is due to make, and whom it reaches. Tasks that are alike reach the same people. */
function stepsOf(tasks: readonly due.DueTask[], people: ReadonlyMap<string, Person>): Found[] {
  const known = new Map<string, ReturnType<typeof heardFrom>>();
  return tasks.flatMap((task) => {
    const kind = kindOf(task.kind);
    const rule = kind.escalation[task.climbed];
    if (rule === undefined) return [];
    const key = [task.kind, rule.to, task.unit, task.account, task.area].join('|');
    const heard = known.get(key) ?? heardFrom(people, kind, task, rule.to);
    known.set(key, heard);
    const { level, accounts, unheard } = heard;
    let step = task.climbed + 1;
    // Nobody was there at the rule's level: what a later step would have told this level is told by now.
    if (!unheard && level !== rule.to)
      while (step < kind.escalation.length && rank(kind.escalation[step]?.to) <= rank(level)) step++;
    return [
      {
        task,
        step: { task: task.id, step, level, ...(unheard && { unheard }) },
        accounts,
        soon: rule.after < 0,
      },
    ];
  });
}

function rank(level: Level | undefined): number {
  return level === undefined ? levels.length : levels.indexOf(level);
}

/** Sends one entry of the server's through the ledger; `also` is called in its transaction once it stands there. */
async function deliver(
  { deps, kinds, queue }: Escalating,
  county: string,
  kind: 'task.escalated' | 'task.returned' | 'task.reassigned',
  data: object,
  also?: (tx: Tx, entry: string) => Promise<void>,
): Promise<void> {
  const now = deps.now();
  const id = uuidv7(now, randomBytes(10));
  const entry = prepare(
    kinds,
    { id, kind, at: new Date(now).toISOString(), data },
    {
      county,
      device: undefined,
      origin: SERVER_ORIGIN,
      actorOf: () => ({ id: SERVER_ORIGIN, kind: 'server', county, grants: [] }),
      posts: undefined,
      areaOf: () => undefined,
      received: now,
      sentAt: undefined,
      sealer: await deps.vault.sealer(county, now),
      vault: deps.vault,
    },
  ) as Prepared;
  await queue.deliver(county, {
    prepared: [entry],
    contact: undefined,
    also: async (tx, applied) => {
      if (applied.includes(id)) await also?.(tx, id);
    },
  });
}

/** Tells those whose tasks have climbed by this very entry. Gives how many have. */
async function tell(
  tx: Tx,
  { onEscalated }: Escalating,
  found: readonly Found[],
  entry: string,
  at: string,
): Promise<number> {
  const climbed = await due.climbedBy(
    tx,
    found.map(({ task }) => task.id),
    entry,
  );
  const groups = new Map<string, Climb & { tasks: string[] }>();
  for (const { task, step, accounts, soon } of found) {
    if (!climbed.has(task.id)) continue;
    for (const account of accounts) {
      const why = soon ? 'due_soon' : 'escalated';
      const key = [account, why, step.level, task.kind].join('|');
      const known = groups.get(key) ?? { account, why, level: step.level, kind: task.kind, tasks: [], at };
      known.tasks.push(task.id);
      groups.set(key, known);
    }
  }
  await onEscalated?.(tx, [...groups.values()]);
  return climbed.size;
}

/** Lets tasks climb, each only from the step below and only while it still waits for somebody. Gives those that did. */
export async function applyClimbs(tx: Tx, steps: TaskEscalated['steps'], by: By): Promise<Moved[]> {
  const wanted = new Map(steps.map((step) => [step.task, step]));
  const from: readonly TaskState[] = moves.escalate.from;
  const moved = (await lockTasks(tx, [...wanted.keys()])).flatMap((task) => {
    const { step, level, unheard = false } = wanted.get(task.id) as TaskEscalated['steps'][number];
    if (!from.includes(task.state) || task.next_at === null || task.climbed >= step) return [];
    // More time was granted a moment ago: the step that this one was about lies ahead again.
    if (Date.parse(task.next_at) > Date.parse(by.at)) return [];
    return [afterClimb(kindOf(task.kind), task, { step, level, unheard }, by)];
  });
  await write(tx, moved, by);
  return moved;
}

/**
 * Tasks of persons who are out of use or have gone to another unit fall to the unit; those of units that are no more go
 * back to whoever gave them. Written through the ledger as moves of the server's.
 */
async function giveBack(tools: Escalating, county: string): Promise<void> {
  for (const { tasks, unit, gone } of await due.withoutOwner(tools.deps.pool, county)) {
    for (let start = 0; start < tasks.length; start += TOGETHER) {
      const some = tasks.slice(start, start + TOGETHER);
      if (gone) await deliver(tools, county, 'task.returned', { tasks: some, reason: 'unit_gone' });
      else
        await deliver(tools, county, 'task.reassigned', {
          tasks: some,
          owner: { unit },
          reason: 'owner_gone',
        });
    }
  }
}
