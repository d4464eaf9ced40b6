import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Sealed } from '../crypto/seal.ts';
import type { WrappedSecret } from '../crypto/vault.ts';
import { emptyTally, heardLastSeq, type Tally } from './queue.ts';

/** Saved, and still to be taken back without a trace: it has no `seq` yet. */
export type PendingRow = { n?: number; id: string; kind: string; size: number; due: number; sealed: Sealed };
/** On its way to the server. Only its number, id and size lie open. */
export type OutboxRow = { seq: number; id: string; kind: string; size: number; sealed: Sealed };
/** Held or refused by the server: kept until someone has dealt with it. */
export type TrayRow = {
  id: string;
  seq: number;
  kind: string;
  size: number;
  status: 'held' | 'refused';
  reason?: string;
  answeredAt: number;
  sealed: Sealed;
};
/** Applied by the server, and kept for a while all the same: the server may be put back to an older state. */
export type DeliveredRow = OutboxRow & { at: number };
/** One row of what the phone knows for its screens. `open` never says anything about a traveller. */
export type KnownRow = {
  group: string;
  key: string;
  at: number;
  open?: Readonly<Record<string, unknown>>;
  sealed?: Sealed;
};

/** One who may open this phone. Wrong PINs are counted here, so that a reload forgets none. */
export type CrewRow = {
  account: string;
  name: string;
  agency: string;
  roles: readonly string[];
  secret: WrappedSecret;
  wrong: number;
  lockedUntil?: number;
};

export type DeviceRow = {
  device: string;
  county: string;
  /** Where it stands; empty for the phone of a unit. */
  post: string;
  /** The unit whose people it serves; a phone at a post has none. */
  unit?: string;
  /** The post's or the unit's name as last heard, for the locked screen. */
  postName?: string;
  name: string;
  enrolledAt: number;
};
export type DeviceKeys = { signing: CryptoKeyPair; wrapping: CryptoKey };

export type Schema = DBSchema & {
  /** `tally` (Tally), `device` (DeviceRow), `keys` (DeviceKeys), `probe`. */
  meta: { key: string; value: unknown };
  crew: { key: string; value: CrewRow };
  pending: { key: number; value: PendingRow; indexes: { id: string } };
  outbox: { key: number; value: OutboxRow; indexes: { id: string } };
  tray: { key: string; value: TrayRow };
  delivered: { key: number; value: DeliveredRow; indexes: { at: number } };
  known: { key: [string, string]; value: KnownRow; indexes: { time: [string, number] } };
};
export type Database = IDBPDatabase<Schema>;

export const DATABASE_NAME = 'lianfang-field';
/** Written to the disk before the browser says so: a flat battery loses nothing that was called saved. */
export const STRICT = { durability: 'strict' } as const;
const SEQ_KEEPSAKE = 'lianfang.seq';

/** Opens the phone's store. Rejects when the browser gives none; the caller then says so in red. */
export async function openDatabase(onLost: () => void): Promise<Database> {
  const db = await openDB<Schema>(DATABASE_NAME, 2, {
    upgrade(fresh, before) {
      if (before < 2) fresh.createObjectStore('delivered', { keyPath: 'seq' }).createIndex('at', 'at');
      if (before >= 1) return;
      fresh.createObjectStore('meta');
      fresh.createObjectStore('crew', { keyPath: 'account' });
      fresh
        .createObjectStore('pending', { keyPath: 'n', autoIncrement: true })
        .createIndex('id', 'id', { unique: true });
      fresh.createObjectStore('outbox', { keyPath: 'seq' }).createIndex('id', 'id', { unique: true });
      fresh.createObjectStore('tray', { keyPath: 'id' });
      fresh.createObjectStore('known', { keyPath: ['group', 'key'] }).createIndex('time', ['group', 'at']);
    },
    // Another tab with a newer version of the app wants in: it must not wait for this one.
    blocking: (_version, _blocked, event) => (event.target as IDBDatabase).close(),
    terminated: onLost,
  });
  await reconcile(db);
  return db;
}

/** Once at the start: the counts agree with the rows, and the number goes on from the highest ever seen. */
async function reconcile(db: Database): Promise<void> {
  const tx = db.transaction(['meta', 'outbox', 'tray'], 'readwrite', STRICT);
  const stored = ((await tx.objectStore('meta').get('tally')) as Tally | undefined) ?? emptyTally;
  const last = await tx.objectStore('outbox').openKeyCursor(null, 'prev');
  const tray = await tx.objectStore('tray').getAll();
  const held = tray.filter((row) => row.status === 'held').length;
  const counted = {
    ...stored,
    waiting: await tx.objectStore('outbox').count(),
    held,
    refused: tray.length - held,
  };
  const tally = heardLastSeq(counted, Math.max(last?.key ?? 0, seqKeepsake()));
  await tx.objectStore('meta').put(tally, 'tally');
  await tx.done;
}

/** The highest `seq` as kept beside the store: should the store be lost or be an old copy, no number is used twice. */
export function seqKeepsake(): number {
  try {
    return Math.max(0, Math.trunc(Number(localStorage.getItem(SEQ_KEEPSAKE) ?? 0)) || 0);
  } catch {
    return 0;
  }
}

/** A new device: its count begins here, whatever another one came to in this browser. */
export function beginSeq(seq: number): void {
  try {
    localStorage.setItem(SEQ_KEEPSAKE, String(seq));
  } catch {
    // As below.
  }
}

export function keepSeq(seq: number): void {
  try {
    if (seq > seqKeepsake()) localStorage.setItem(SEQ_KEEPSAKE, String(seq));
  } catch {
    // A second copy only: without it the store's own counter still holds.
  }
}

/** Writes a value, reads it back in a transaction of its own, and compares: false when the store only pretends. */
export async function probe(db: Database): Promise<boolean> {
  try {
    const mark = crypto.randomUUID();
    const tx = db.transaction('meta', 'readwrite', STRICT);
    tx.store.put(mark, 'probe');
    await tx.done;
    return (await db.get('meta', 'probe')) === mark;
  } catch {
    return false;
  }
}
