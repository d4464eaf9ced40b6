import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import type { IDBPTransaction } from 'idb';
import type { Sealed } from '../crypto/seal.ts';
import {
  type Database,
  type KnownRow,
  keepSeq,
  type OutboxRow,
  type Schema,
  STRICT,
  seqKeepsake,
  type TrayRow,
} from './database.ts';
import {
  BATCH_MOST,
  type Fate,
  fatesOf,
  heardLastSeq,
  heardPositions,
  numbered,
  queuedAgain,
  settled,
  type Tally,
  takeBatch,
} from './queue.ts';

// The queue on the disk. An entry goes: pending (may be taken back) → outbox (has its number) → forgotten when the
// server has applied it, or the tray when it was held or refused.
//
// Taking back must leave no gap in the numbers, because a gap is how the command post sees that something was lost.
// So an entry gets its `seq` only when it leaves `pending`, in the transaction that moves it: until then it can be
// deleted and nothing remains of it; afterwards it exists for ever and is taken back by a void, an entry of its own.

/** An entry as it is to be saved: sealed already, because a transaction does not wait for the crypto. */
export type Captured = { id: string; kind: string; size: number; sealed: Sealed };

/** Changes of what the screens know, in the same transaction as the entry: both are kept or neither. */
export type Also = {
  get(group: string, key: string): Promise<KnownRow | undefined>;
  put(row: KnownRow): void;
  remove(group: string, key: string): void;
};

const STORES = ['meta', 'pending', 'outbox', 'known'] as const;
type Writing = IDBPTransaction<Schema, (typeof STORES)[number][], 'readwrite'>;

/**
 * Saves an entry; resolves when it is on the disk, with the highest number given by then: its own, unless it can be taken
 * back (`undoMs`) and has none yet. What was pending before it is given its number first, so that the order of the deeds
 * is kept. Rejects, with nothing changed, when the store fails.
 */
export async function save(
  db: Database,
  entry: Captured,
  now: number,
  options: { undoMs?: number; also?: (also: Also) => Promise<void> } = {},
): Promise<number> {
  const { seq } = await write(db, async (tx, tally) => {
    let next = await promote(tx, tally, () => true);
    if (options.undoMs === undefined) {
      next = numbered(next);
      tx.objectStore('outbox').add({ ...entry, seq: next.seq });
    } else {
      tx.objectStore('pending').add({ ...entry, due: now + options.undoMs });
    }
    await options.also?.(alsoOf(tx));
    return next;
  });
  return seq;
}

/** Whether an entry that was saved when `seq` was the highest number is on the disk, wherever it has got to since. */
export async function isThere(db: Database, id: string, seq: number): Promise<boolean> {
  const tx = db.transaction(['pending', 'outbox', 'tray', 'delivered']);
  const keys = await Promise.all([
    tx.objectStore('pending').index('id').getKey(id),
    tx.objectStore('outbox').index('id').getKey(id),
    tx.objectStore('tray').getKey(id),
  ]);
  if (keys.some((key) => key !== undefined)) return true;
  const delivered = await tx.objectStore('delivered').getAll(IDBKeyRange.lowerBound(seq));
  return delivered.some((row) => row.id === id);
}

/**
 * Puts an entry into the queue that was kept elsewhere (in memory, in an export file), under the number that it was sent with
 * if it was. Known ids are left alone.
 */
export async function adopt(
  db: Database,
  entry: Captured,
  { seq, also }: { seq?: number | undefined; also?: (also: Also) => Promise<void> } = {},
): Promise<boolean> {
  let taken = false;
  await write(db, async (tx, tally) => {
    const [outbox, pending] = [tx.objectStore('outbox'), tx.objectStore('pending')];
    const [waiting, early] = await Promise.all([
      outbox.index('id').getKey(entry.id),
      pending.index('id').getKey(entry.id),
    ]);
    // One that has been sent from memory has its number; one that has not may wait for its time where it is.
    if (waiting !== undefined || (early !== undefined && seq === undefined)) return tally;
    if (early !== undefined) pending.delete(early);
    const next =
      seq === undefined
        ? numbered(tally)
        : { ...tally, seq: Math.max(tally.seq, seq), waiting: tally.waiting + 1 };
    outbox.add({ ...entry, seq: seq ?? next.seq });
    await also?.(alsoOf(tx));
    taken = true;
    return next;
  });
  return taken;
}

/**
 * Takes an entry back. True when it was still pending: it is gone without a trace. False when it already has its
 * number (the time was up, or another tab sent it off): the caller makes a void.
 */
export async function takeBack(
  db: Database,
  id: string,
  also: (also: Also) => Promise<void>,
): Promise<boolean> {
  let taken = false;
  await write(db, async (tx, tally) => {
    const key = await tx.objectStore('pending').index('id').getKey(id);
    if (key === undefined) return tally;
    tx.objectStore('pending').delete(key);
    await also(alsoOf(tx));
    taken = true;
    return tally;
  });
  return taken;
}

/** Gives their numbers to the pending entries whose time is up. Returns when the next one is due, if there is one. */
export async function promoteDue(db: Database, now: number): Promise<number | undefined> {
  const pending = await db.getAll('pending');
  // A clock that was set back must not keep an entry pending for hours.
  const due = (row: { due: number }) => row.due <= now || row.due > now + 60_000;
  if (pending.some(due)) await write(db, (tx, tally) => promote(tx, tally, due));
  const left = pending.filter((row) => !due(row)).map((row) => row.due);
  return left.length === 0 ? undefined : Math.min(...left);
}

async function promote(tx: Writing, tally: Tally, which: (row: { due: number }) => boolean): Promise<Tally> {
  let next = tally;
  for (const { n, due, ...entry } of await tx.objectStore('pending').getAll()) {
    if (!which({ due }) || n === undefined) continue;
    next = numbered(next);
    tx.objectStore('outbox').add({ ...entry, seq: next.seq });
    tx.objectStore('pending').delete(n);
  }
  return next;
}

async function write(db: Database, work: (tx: Writing, tally: Tally) => Promise<Tally>): Promise<Tally> {
  const tx = db.transaction([...STORES], 'readwrite', STRICT);
  try {
    const before = (await tx.objectStore('meta').get('tally')) as Tally;
    // Entries that were sent from memory while the store failed have numbers too: they are not given again.
    const after = await work(tx, heardLastSeq(before, seqKeepsake()));
    if (after !== before) tx.objectStore('meta').put(after, 'tally');
    await tx.done;
    if (after.seq !== before.seq) keepSeq(after.seq);
    return after;
  } catch (cause) {
    tx.done.catch(() => undefined);
    try {
      tx.abort();
    } catch {
      // It has ended by itself.
    }
    throw cause;
  }
}

function alsoOf(tx: Writing): Also {
  const known = tx.objectStore('known');
  return {
    get: (group, key) => known.get([group, key]),
    put: (row) => void known.put(row),
    remove: (group, key) => void known.delete([group, key]),
  };
}

/** The next batch, oldest number first: an index query, however many wait. */
export async function nextBatch(db: Database, most = BATCH_MOST): Promise<OutboxRow[]> {
  return takeBatch(await db.getAll('outbox', null, most), most);
}

/** Carries out the answers to what was sent. Returns how many entries left the queue (or the tray). */
export async function settle(
  db: Database,
  sent: readonly (OutboxRow | TrayRow)[],
  answers: readonly Answer[],
  now: number,
): Promise<number> {
  const fates = fatesOf(
    sent.map(({ id }) => id),
    answers,
  );
  await keepDelivered(
    db,
    sent.filter(({ id }) => fates.get(id)?.fate === 'forget'),
    now,
  );
  return carryOut(db, sent, (id) => fates.get(id) ?? { fate: 'keep' }, now);
}

/** How many delivered entries are kept, and how long: a server that was put back to a backup is given them again. */
export const DELIVERED_MOST = 5_000;
export const DELIVERED_MS = 7 * 86_400_000;

/**
 * Keeps what was applied a while longer, sealed as it was. Before it leaves the queue, and in a transaction of its own that
 * no save waits for: lying in both places for a moment does no harm. A second copy only, so a store that is full may say no.
 */
async function keepDelivered(
  db: Database,
  rows: readonly (OutboxRow | TrayRow)[],
  at: number,
): Promise<void> {
  if (rows.length === 0) return;
  try {
    const tx = db.transaction('delivered', 'readwrite');
    for (const { seq, id, kind, size, sealed } of rows)
      void tx.store.put({ seq, id, kind, size, sealed, at });
    const excess = (await tx.store.count()) - DELIVERED_MOST;
    if (excess > 0) {
      const oldest = await tx.store.getAllKeys(null, excess);
      tx.store.delete(IDBKeyRange.upperBound(oldest.at(-1)));
    }
    await tx.done;
  } catch {
    // As above.
  }
}

/** Forgets what was delivered more than seven days ago. */
export async function forgetDelivered(db: Database, now: number): Promise<void> {
  const tx = db.transaction('delivered', 'readwrite');
  const old = await tx.store.index('at').getAllKeys(IDBKeyRange.upperBound(now - DELIVERED_MS));
  for (const seq of old) tx.store.delete(seq);
  await tx.done;
}

/**
 * The server says that it was never given these numbers (first and last of each range). Those that it once applied it has
 * lost: it was put back to an older state. They go into the queue again, under their ids and numbers. Returns how many.
 */
export async function deliverAgain(
  db: Database,
  missing: readonly (readonly [number, number])[],
): Promise<number> {
  const ranges = missing.map(([first, last]) => IDBKeyRange.bound(first, last));
  const found = await Promise.all(ranges.map((range) => db.count('delivered', range)));
  if (found.every((count) => count === 0)) return 0;
  const tx = db.transaction(['meta', 'outbox', 'delivered'], 'readwrite', STRICT);
  const [outbox, delivered] = [tx.objectStore('outbox'), tx.objectStore('delivered')];
  let count = 0;
  const lost = (await Promise.all(ranges.map((range) => delivered.getAll(range)))).flat();
  for (const { at: _, ...row } of lost) {
    delivered.delete(row.seq);
    if ((await outbox.getKey(row.seq)) !== undefined) continue;
    outbox.add(row);
    count += 1;
  }
  const tally = (await tx.objectStore('meta').get('tally')) as Tally;
  tx.objectStore('meta').put(queuedAgain(tally, count), 'tally');
  await tx.done;
  return count;
}

/** Puts one entry that the server does not take at all, or that cannot be read any more, into the tray. */
export async function setAside(
  db: Database,
  row: OutboxRow | TrayRow,
  reason: string,
  now: number,
): Promise<void> {
  await carryOut(db, [row], () => ({ fate: 'set_aside', status: 'refused', reason }), now);
}

async function carryOut(
  db: Database,
  sent: readonly (OutboxRow | TrayRow)[],
  fateOf: (id: string) => Fate,
  now: number,
): Promise<number> {
  if (sent.length === 0) return 0;
  const tx = db.transaction(['meta', 'outbox', 'tray'], 'readwrite', STRICT);
  const [outbox, tray] = [tx.objectStore('outbox'), tx.objectStore('tray')];
  const numbers = sent.map(({ seq }) => seq);
  const range = IDBKeyRange.bound(Math.min(...numbers), Math.max(...numbers));
  const waiting = new Set(await outbox.getAllKeys(range));
  const ours = new Set(numbers);
  // Nearly always the whole batch was applied: then one request deletes it, and a save at the same time hardly waits.
  const whole =
    [...waiting].every((seq) => ours.has(seq)) && sent.every(({ id }) => fateOf(id).fate === 'forget');
  if (whole) outbox.delete(range);
  let tally = (await tx.objectStore('meta').get('tally')) as Tally;
  let moved = 0;
  for (const row of sent) {
    const fate = fateOf(row.id);
    if (fate.fate === 'keep') continue;
    // Where it lies now decides, not where it lay when it was sent: an answer that comes twice counts once.
    const isWaiting = waiting.has(row.seq);
    const inTray = isWaiting ? undefined : await tray.get(row.id);
    if (!isWaiting && inTray === undefined) continue;
    if (!isWaiting && fate.fate === 'set_aside' && fate.status === inTray?.status) continue;
    tally = settled(tally, fate, inTray?.status, now);
    moved += 1;
    if (isWaiting && !whole) outbox.delete(row.seq);
    if (fate.fate === 'set_aside') tray.put(trayRow(row, fate, now));
    else if (inTray !== undefined) tray.delete(row.id);
  }
  tx.objectStore('meta').put(tally, 'tally');
  await tx.done;
  return moved;
}

function trayRow(row: OutboxRow | TrayRow, fate: Extract<Fate, { fate: 'set_aside' }>, now: number): TrayRow {
  const { id, seq, kind, size, sealed } = row;
  const reason = fate.reason === undefined ? {} : { reason: fate.reason };
  return { id, seq, kind, size, sealed, status: fate.status, answeredAt: now, ...reason };
}

/** Takes an entry out of the tray after a person has dealt with it (its correction is an entry of its own). */
export async function clearFromTray(db: Database, id: string): Promise<void> {
  const tx = db.transaction(['meta', 'tray'], 'readwrite', STRICT);
  const row = await tx.objectStore('tray').get(id);
  if (row !== undefined) {
    const tally = (await tx.objectStore('meta').get('tally')) as Tally;
    tx.objectStore('meta').put({ ...tally, [row.status]: tally[row.status] - 1 }, 'tally');
    tx.objectStore('tray').delete(id);
  }
  await tx.done;
}

/** Counts entries that were delivered without ever having lain in the queue (from memory, while the store failed). */
export async function countDelivered(db: Database, count: number, now: number): Promise<void> {
  const tx = db.transaction('meta', 'readwrite', STRICT);
  const tally = (await tx.store.get('tally')) as Tally;
  tx.store.put({ ...tally, delivered: tally.delivered + count, lastDeliveredAt: now }, 'tally');
  await tx.done;
}

/** What the server says is the highest number it has from this device, and what it has just answered. */
export async function hearLastSeq(
  db: Database,
  lastSeq: number,
  answers: readonly Answer[] = [],
): Promise<void> {
  const tx = db.transaction('meta', 'readwrite', STRICT);
  const before = (await tx.store.get('tally')) as Tally;
  const after = heardPositions(heardLastSeq(before, lastSeq), answers);
  if (after !== before) tx.store.put(after, 'tally');
  await tx.done;
  keepSeq(after.seq);
}

/** The figures of the delivery line: read as counts. `pending` wait too, though they have no number yet. */
export async function readTally(db: Database): Promise<Tally & { pending: number }> {
  const tx = db.transaction(['meta', 'pending']);
  const tally = (await tx.objectStore('meta').get('tally')) as Tally;
  return { ...tally, pending: await tx.objectStore('pending').count() };
}
