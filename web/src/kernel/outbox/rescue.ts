import type { Envelope } from '@lianfang/domain/kernel/entry.ts';
import { observable } from '../connectivity/observable.ts';
import type { StoreKeys } from '../crypto/seal.ts';
import { sealEntry } from '../send.ts';
import { type Database, keepSeq, probe, seqKeepsake } from './database.ts';
import { type Also, adopt } from './outbox.ts';

// When the phone's store fails (it cannot be opened, it is full, it pretends), work goes on in memory: the screen is
// red, the person is told to export, and what lies here is sent, and moved to the store as soon as that works again.

/**
 * An entry that lies in memory alone. It gets its `seq` when it is sent from here. Once it is on its way, to the server or to
 * the disk (`moving`), it cannot be taken back without a trace any more.
 */
export type Rescued = {
  readonly envelope: Envelope;
  /** What the screens know of it, written when it comes to the disk. */
  readonly also?: (also: Also) => Promise<void>;
  seq?: number;
  refused?: string;
  moving?: boolean;
};

export type StorageState = {
  /** `failing`: the last write or read-back failed. `none`: the store could not be opened at all. */
  readonly state: 'ok' | 'failing' | 'none';
  readonly since?: number;
  readonly inMemory: number;
};

export type Rescue = ReturnType<typeof createRescue>;

/** Keeps entries in memory; `state` is what the red banner follows. */
export function createRescue(openedAtAll: boolean, now: () => number) {
  const entries: Rescued[] = [];
  const first: StorageState = openedAtAll
    ? { state: 'ok', inMemory: 0 }
    : { state: 'none', since: now(), inMemory: 0 };
  const state = observable<StorageState>(first);
  let lastSeq = 0;
  const fail = () => {
    const { state: before, since } = state.get();
    state.set({
      state: before === 'none' ? 'none' : 'failing',
      since: since ?? now(),
      inMemory: entries.length,
    });
  };
  return {
    state,
    entries: entries as readonly Rescued[],
    /** Ids that were taken back: gone from the store because somebody wanted it. */
    takenBack: new Set<string>(),
    /** The store failed. */
    fail,
    /** Keeps an entry that the store did not take. */
    keep(envelope: Envelope, also?: Rescued['also']): void {
      entries.push({ envelope, ...(also && { also }) });
      fail();
    },
    /** Those that the server has not answered. */
    unsent: (): Rescued[] => entries.filter(({ refused }) => refused === undefined),
    /** The server refused one: it stays here to be exported, and is not sent again. */
    refused(id: string, reason: string): void {
      const entry = entries.find(({ envelope }) => envelope.id === id);
      if (entry !== undefined) entry.refused = reason;
    },
    /**
     * The store works again: what lies in memory goes to the disk, one by one, with its number if it has one. `rescued`
     * has the disk counted anew before one is no longer counted here: the delivery line must not call it delivered meanwhile.
     */
    async moveTo(db: Database, keys: StoreKeys, rescued: () => Promise<void>): Promise<void> {
      if (!(await probe(db))) return;
      for (let [entry] = this.unsent(); entry !== undefined; [entry] = this.unsent()) {
        entry.moving = true;
        try {
          const { envelope, ...how } = entry;
          await adopt(db, await sealEntry(keys, envelope), how);
        } catch {
          entry.moving = false;
          return fail();
        }
        // It lies there, whatever the screens make of it.
        await rescued().finally(() => this.drop(new Set([entry.envelope.id])));
      }
      if (entries.length === 0) state.set({ state: 'ok', inMemory: 0 });
    },
    /** Takes an entry back; false when it is on its way already. */
    takeBack(id: string): boolean {
      const entry = entries.find(({ envelope }) => envelope.id === id);
      const possible = entry !== undefined && entry.seq === undefined && entry.moving !== true;
      if (possible) this.drop(new Set([id]));
      return possible;
    },
    /** Takes entries out: delivered, moved to the store, or undone. */
    drop(ids: ReadonlySet<string>): void {
      const left = entries.filter(({ envelope }) => !ids.has(envelope.id));
      entries.splice(0, entries.length, ...left);
      state.patch({ inMemory: entries.length });
    },
    /** The number of an entry that is sent from memory, going on from the highest ever known. */
    number(entry: Rescued, known: number): number {
      lastSeq = Math.max(lastSeq, known, seqKeepsake());
      entry.seq ??= ++lastSeq;
      keepSeq(entry.seq);
      return entry.seq;
    },
    /** Tries the store; true when it writes and reads back again. */
    async recheck(db: Database | undefined): Promise<boolean> {
      if (db === undefined) return false;
      const works = await probe(db);
      if (!works) fail();
      else if (entries.length === 0) state.set({ state: 'ok', inMemory: 0 });
      return works;
    },
  };
}
