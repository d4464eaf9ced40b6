import type { EntryName } from '@lianfang/domain/entries.ts';
import type { Deps } from './kernel/deps.ts';
import type { Tx } from './kernel/ledger/handlers.ts';
import type { Queue } from './kernel/ledger/queue.ts';
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

/** Tells those whom tasks have climbed to, in the transaction of the climbing. */
export async function onEscalated(_tx: Tx, _climbs: readonly Climb[]): Promise<void> {}
