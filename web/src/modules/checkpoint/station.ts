import type { Envelope } from '@lianfang/domain/kernel/entry.ts';
import type { Id } from '@lianfang/domain/kernel/ids.ts';
import { checkpointEntries } from '@lianfang/domain/modules/checkpoint/schema.ts';
import type { StoreKeys } from '../../kernel/crypto/seal.ts';
import type { Database } from '../../kernel/outbox/database.ts';
import { type Also, save } from '../../kernel/outbox/outbox.ts';
import type { Rescue } from '../../kernel/outbox/rescue.ts';
import { type Author, makeEntry, sealEntry } from '../../kernel/send.ts';

/** Where and by whom something is captured on this phone, and what it is kept with. */
export type Station = {
  /** Undefined when the phone's store could not be opened at all. */
  readonly db: Database | undefined;
  readonly keys: StoreKeys;
  readonly rescue: Rescue;
  readonly author: Author;
  /** The entry of the open shift; undefined only in an emergency without a store. */
  readonly shift: Id | undefined;
  readonly now: () => number;
  /** Tells the sender and the delivery line that there is something new. */
  readonly wake: () => void;
};

export type Kept = { readonly id: Id; readonly at: number; readonly where: 'store' | 'memory' };
/** Why an entry was not made: a rule's code, or fields that the schema does not take. Nothing was saved. */
export type NotKept = { readonly refused: string } | { readonly faults: readonly string[] };

type Table = typeof checkpointEntries;

/**
 * Makes and saves one entry; resolves when it is on the disk, or in memory under the red banner when the store
 * fails. `also` writes what the screens know in the same transaction.
 */
export async function keep(
  station: Station,
  kind: keyof Table,
  data: unknown,
  options: {
    undoMs?: number;
    also?: (also: Also, id: Id, at: number) => Promise<void>;
    prepare?: (id: Id, at: number) => Promise<void>;
  } = {},
): Promise<Kept | NotKept> {
  const at = station.now();
  const envelope = makeEntry(kind, checkpointEntries, data, station.author, at);
  if ('faults' in envelope) return envelope;
  const { id } = envelope;
  try {
    if (station.db === undefined) throw new Error('no store');
    const [sealed] = await Promise.all([sealEntry(station.keys, envelope), options.prepare?.(id, at)]);
    await save(station.db, sealed, at, {
      ...(options.undoMs === undefined ? {} : { undoMs: options.undoMs }),
      also: async (also) => options.also?.(also, id, at),
    });
    const { db, rescue } = station;
    setTimeout(() => void readBack(db, rescue, envelope), READ_BACK_MS);
    station.wake();
    return { id, at, where: 'store' };
  } catch {
    station.rescue.keep(envelope);
    station.wake();
    return { id, at, where: 'memory' };
  }
}

/** After the blank form has been drawn, and before the sender hears of the entry. */
const READ_BACK_MS = 50;

/**
 * Some stores say yes and keep nothing: every entry is read back once it was called saved. It cannot have been
 * delivered yet, so gone means lost; unless it was taken back in the meantime, which no finger does.
 */
async function readBack(db: Database, rescue: Rescue, envelope: Envelope): Promise<void> {
  try {
    const tx = db.transaction(['pending', 'outbox']);
    const [pending, outbox] = await Promise.all([
      tx.objectStore('pending').index('id').getKey(envelope.id),
      tx.objectStore('outbox').index('id').getKey(envelope.id),
    ]);
    if (pending === undefined && outbox === undefined) rescue.keep(envelope);
  } catch {
    rescue.keep(envelope);
  }
}
