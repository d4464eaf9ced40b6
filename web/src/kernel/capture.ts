import type { EntryKind, Envelope } from '@lianfang/domain/kernel/entry.ts';
import type { Id } from '@lianfang/domain/kernel/ids.ts';
import type { StoreKeys } from './crypto/seal.ts';
import type { Database } from './outbox/database.ts';
import { type Also, isThere, save, takeBack } from './outbox/outbox.ts';
import type { Rescue } from './outbox/rescue.ts';
import { type Author, makeEntry, sealEntry } from './send.ts';

// What a module of the phone may ask of delivery: keep an entry, take one back, say where some are. How they are
// sealed, numbered and sent is the kernel's.

/** Where and by whom something is captured on this phone, and what it is kept with. */
export type Workplace = {
  /** Undefined when the phone's store could not be opened at all. */
  readonly db: Database | undefined;
  readonly keys: StoreKeys;
  readonly rescue: Rescue;
  readonly author: Author;
  readonly now: () => number;
  /** Tells the sender and the delivery line that there is something new. */
  readonly wake: () => void;
};

export type Kept = { readonly id: Id; readonly at: number; readonly where: 'store' | 'memory' };
/** Why an entry was not made: a rule's code, or fields that the schema does not take. Nothing was saved. */
export type NotKept = { readonly refused: string } | { readonly faults: readonly string[] };

/** Writes what the screens know beside an entry. */
export type Beside = (also: Also, id: Id, at: number) => Promise<void>;

export type Keeping = {
  /** For so long it can be taken back without a trace. */
  undoMs?: number;
  /** Writes what the screens know in the transaction of the entry. */
  also?: Beside;
  /** What of `also` still holds when the store did not take the entry then, and it comes to the disk out of memory. */
  later?: Beside;
  /** What takes time (sealing) before the transaction begins. */
  prepare?: (id: Id, at: number) => Promise<void>;
};

/**
 * Makes and saves one entry of a table of kinds; resolves when it is on the disk, or in memory under the red banner when the
 * store fails.
 */
export async function keepEntry(
  place: Workplace,
  table: Readonly<Record<string, EntryKind>>,
  kind: string,
  data: unknown,
  options: Keeping = {},
): Promise<Kept | NotKept> {
  const at = place.now();
  const envelope = makeEntry(kind, table, data, place.author, at);
  if ('faults' in envelope) return envelope;
  const { id } = envelope;
  const { later } = options;
  let prepared = false;
  try {
    if (place.db === undefined) throw new Error('no store');
    const [sealed] = await Promise.all([sealEntry(place.keys, envelope), options.prepare?.(id, at)]);
    prepared = true;
    const seq = await save(place.db, sealed, at, {
      ...(options.undoMs === undefined ? {} : { undoMs: options.undoMs }),
      also: async (also) => options.also?.(also, id, at),
    });
    setTimeout(() => void readBack(place, envelope, seq), READ_BACK_MS);
    place.wake();
    return { id, at, where: 'store' };
  } catch {
    place.rescue.keep(envelope, prepared && later ? (also) => later(also, id, at) : undefined);
    place.wake();
    return { id, at, where: 'memory' };
  }
}

/** After the blank form has been drawn. On a busy phone it may be much later: the entry may be anywhere by then. */
const READ_BACK_MS = 50;

/** Some stores say yes and keep nothing: every entry is read back once it was called saved. */
async function readBack({ db, rescue, wake }: Workplace, envelope: Envelope, seq: number): Promise<void> {
  const there = db !== undefined && (await isThere(db, envelope.id, seq).catch(() => false));
  if (there || rescue.takenBack.has(envelope.id)) return;
  rescue.keep(envelope);
  wake();
}

/**
 * Takes an entry back that was saved a moment ago, with what the screens know of it. True: nothing remains of it. False: it
 * already has its number, and only an entry of its own can say that it does not count.
 */
export async function takeBackEntry(
  place: Workplace,
  id: Id,
  also: (also: Also) => Promise<void>,
): Promise<boolean> {
  const { rescue, db } = place;
  if (rescue.takeBack(id)) return true;
  rescue.takenBack.add(id);
  const gone = db !== undefined && (await takeBack(db, id, also).catch(() => false));
  if (gone) place.wake();
  else rescue.takenBack.delete(id);
  return gone;
}

export type DeliveryPlace = 'pending' | 'waiting' | 'held' | 'refused' | 'delivered';

/** Where the entries with these ids are now: asked for the rows on the screen, not for all. */
export async function deliveryPlaces(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, DeliveryPlace>> {
  const tx = db.transaction(['pending', 'outbox', 'tray']);
  const places = await Promise.all(
    ids.map(async (id): Promise<[string, DeliveryPlace]> => {
      const [pending, waiting, tray] = await Promise.all([
        tx.objectStore('pending').index('id').getKey(id),
        tx.objectStore('outbox').index('id').getKey(id),
        tx.objectStore('tray').get(id),
      ]);
      if (pending !== undefined) return [id, 'pending'];
      return [id, waiting !== undefined ? 'waiting' : (tray?.status ?? 'delivered')];
    }),
  );
  return new Map(places);
}
