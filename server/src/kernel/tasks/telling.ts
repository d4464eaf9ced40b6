import { createHash } from 'node:crypto';
import type { MessageKind } from '@lianfang/domain/kernel/notify.ts';
import type { Level, MoveName } from '@lianfang/domain/kernel/task.ts';
import type { Tx } from '../ledger/handlers.ts';
import { tell } from '../notify/api.ts';
import { kindOf } from './kinds.ts';
import { heardFrom, peopleAt } from './people.ts';
import type { By } from './said.ts';
import { openOf, type TaskRecord } from './store.ts';

/** Where those who are told of tasks find them. */
const TASKS = '/desk/#/tasks';

/** Whom a move concerns who did not make it, and as what. The other moves concern nobody but the mover. */
const concerns: Partial<Record<MoveName | 'open', { readonly level: Level; readonly kind: MessageKind }>> = {
  open: { level: 'owner', kind: 'assigned' },
  reassign: { level: 'owner', kind: 'assigned' },
  reopen: { level: 'owner', kind: 'assigned' },
  send_back: { level: 'owner', kind: 'returned' },
  return: { level: 'task_force_lead', kind: 'returned' },
  ask_extension: { level: 'task_force_lead', kind: 'extension_asked' },
};

/** Tasks alike, as far as it matters who hears of them; `name` says which they are. */
type Alike = {
  readonly kind: string;
  readonly unit: string;
  readonly account: string | null;
  readonly area: string;
  readonly number: number;
  readonly name: string;
};

/**
 * Tells those to whom tasks have come by a move, in its transaction: one message a person, with how many. Nobody off duty
 * is told; where nobody of a level is on duty, the next above who is. On a rebuild it was told long ago.
 */
export async function tellOf(
  tx: Tx,
  move: MoveName | 'open',
  tasks: readonly TaskRecord[],
  by: By,
): Promise<void> {
  if (tx.replay === true) return;
  await tellAll(
    tx,
    move,
    tasks.map(({ id, kind, unit, account, area }) => ({ kind, unit, account, area, number: 1, name: id })),
    // Duty is asked as of now: what a phone kept for hours is told to who is there today.
    { entry: by.entry, actor: by.actor, at: by.received ?? by.at },
  );
}

/** Tells the owners of all tasks of one origin that nobody has begun or ended, which were opened `untold`. `at`: ISO 8601. */
export async function tellOfOrigin(
  tx: Tx,
  origin: string,
  by: { readonly actor: string; readonly at: string },
): Promise<void> {
  await tellAll(tx, 'open', await openOf(tx, origin), { entry: origin, ...by });
}

async function tellAll(
  tx: Tx,
  move: MoveName | 'open',
  tasks: readonly Alike[],
  { entry, actor, at }: { entry: string; actor: string; at: string },
): Promise<void> {
  const concern = concerns[move];
  if (concern === undefined || tasks.length === 0) return;
  const people = await peopleAt(tx.client, tx.county, at);
  const told = new Map<string, { names: string[]; count: number }>();
  const heard = new Map<string, readonly string[]>();
  for (const task of tasks) {
    const key = [task.kind, task.unit, task.account, task.area].join('|');
    const accounts = heard.get(key) ?? heardFrom(people, kindOf(task.kind), task, concern.level).accounts;
    heard.set(key, accounts);
    for (const account of accounts) {
      if (account === actor) continue;
      const his = told.get(account) ?? { names: [], count: 0 };
      told.set(account, his);
      his.names.push(task.name);
      his.count += task.number;
    }
  }
  await tell(
    tx,
    [...told].map(([account, { names, count }]) => ({
      account,
      kind: concern.kind,
      count,
      link: TASKS,
      at,
      about: createHash('sha256')
        .update(`${move} ${entry} ${names.join(' ')}`)
        .digest('hex'),
    })),
  );
}
