import { createHash } from 'node:crypto';
import type { MessageKind } from '@lianfang/domain/kernel/notify.ts';
import type { Level, MoveName } from '@lianfang/domain/kernel/task.ts';
import type { Tx } from '../ledger/handlers.ts';
import { tell } from '../notify/api.ts';
import { kindOf } from './kinds.ts';
import { heardFrom, peopleAt } from './people.ts';
import type { By } from './said.ts';
import type { TaskRecord } from './store.ts';

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
  const concern = concerns[move];
  if (concern === undefined || tasks.length === 0 || tx.replay === true) return;
  // Duty is asked as of now: what a phone kept for hours is told to who is there today.
  const at = by.received ?? by.at;
  const people = await peopleAt(tx.client, tx.county, at);
  const told = new Map<string, string[]>();
  const heard = new Map<string, readonly string[]>();
  for (const task of tasks) {
    const key = [task.kind, task.unit, task.account, task.area].join('|');
    const accounts = heard.get(key) ?? heardFrom(people, kindOf(task.kind), task, concern.level).accounts;
    heard.set(key, accounts);
    for (const account of accounts)
      if (account !== by.actor) told.set(account, [...(told.get(account) ?? []), task.id]);
  }
  await tell(
    tx,
    [...told].map(([account, ids]) => ({
      account,
      kind: concern.kind,
      count: ids.length,
      link: TASKS,
      at,
      about: createHash('sha256')
        .update(`${move} ${by.entry} ${ids.join(' ')}`)
        .digest('hex'),
    })),
  );
}
