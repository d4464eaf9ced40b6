import { createHash } from 'node:crypto';
import type { EntryName } from '@lianfang/domain/entries.ts';
import type { Deps } from './kernel/deps.ts';
import type { Tx } from './kernel/ledger/handlers.ts';
import type { Queue } from './kernel/ledger/queue.ts';
import { tell } from './kernel/notify/api.ts';
import type { Climb } from './kernel/tasks/escalation.ts';
import { signIssued } from './modules/report/api.ts';

type Reaction = (deps: Deps, county: string, id: string) => Promise<unknown>;

/**
 * What happens next, after the entry is durable. Each must bear being left out (the process may end first): whoever needs
 * its result makes it then.
 */
const reactions: Partial<Record<EntryName, readonly Reaction[]>> = {
  // Signed the moment it is issued, not when somebody first looks.
  'report.issued': [signIssued],
};

export function startReactions(deps: Deps, queue: Queue): void {
  queue.onCommit((county, applied) => {
    for (const { id, kind } of applied) {
      for (const react of reactions[kind as EntryName] ?? []) {
        react(deps, county, id).catch((error: unknown) =>
          deps.log.warn({ kind, error: (error as Error).name }, 'reaction failed'),
        );
      }
    }
  });
}

/** Where those who are told of tasks find them. */
const TASKS = '/desk/#/tasks';

/** Tells those whom tasks have climbed to, in the transaction of the climbing. */
export async function onEscalated(tx: Tx, climbs: readonly Climb[]): Promise<void> {
  const groups = Map.groupBy(climbs, ({ account, why }) => `${account} ${why}`);
  await tell(
    tx,
    [...groups.values()].map((group) => {
      const { account, why, at } = group[0] as Climb;
      const tasks = [...new Set(group.flatMap((climb) => climb.tasks))].sort();
      const about = createHash('sha256').update(tasks.join(' ')).digest('hex');
      return { account, kind: why, count: tasks.length, link: TASKS, at, about };
    }),
  );
}
