import { randomBytes } from 'node:crypto';
import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type pg from 'pg';
import type { Vault } from '../access/seal.ts';
import { inTransaction } from '../db/pool.ts';
import { SERVER_ORIGIN } from './append.ts';
import { type Kinds, prepare, type Ready } from './door.ts';
import { flushForced } from './flush.ts';
import { heldBefore } from './store.ts';
import type { FlushTools } from './work.ts';

/** Days after which a held entry is let through without its base (as the field's other systems do). */
export const HELD_DAYS = 5;

type Releasing = {
  readonly pool: pg.Pool;
  readonly kinds: Kinds;
  readonly vault: Vault;
  readonly tools: FlushTools;
};

/**
 * Lets a held entry through though its base has not come, and writes to the ledger who decided so. Returns the entry's final
 * answer; throws `not_found` when nothing of that id is held.
 */
export async function releaseHeld(
  { pool, kinds, vault, tools }: Releasing,
  county: string,
  entry: string,
  by: string | undefined,
): Promise<Answer> {
  const now = tools.now();
  const data = { entry, why: by === undefined ? 'time_limit' : 'person', ...(by !== undefined && { by }) };
  const record = prepare(
    kinds,
    { id: uuidv7(now, randomBytes(10)), kind: 'ledger.released', at: new Date(now).toISOString(), data },
    {
      county,
      device: undefined,
      origin: SERVER_ORIGIN,
      actorOf: () => ({ id: by ?? SERVER_ORIGIN, kind: 'server', county, grants: [] }),
      posts: undefined,
      areaOf: () => undefined,
      received: now,
      sentAt: undefined,
      sealer: await vault.sealer(county, now),
      vault,
    },
  ) as Ready;
  const answer = await inTransaction(
    pool,
    (client) => flushForced({ client, county }, entry, record, tools),
    { retry: true },
  );
  if (answer === undefined) throw problem('not_found', { what: 'held_entry' });
  return answer;
}

/** The time limit: whatever has been held for five days is let through. Returns how many. */
export async function releaseOverdue(releasing: Releasing, county: string): Promise<number> {
  const before = new Date(releasing.tools.now() - HELD_DAYS * 86_400_000).toISOString();
  const ids = await heldBefore(releasing.pool, county, before);
  for (const id of ids) await releaseHeld(releasing, county, id, undefined);
  return ids.length;
}
