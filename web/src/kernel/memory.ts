import { fromBase64url, textOf } from './crypto/bytes.ts';
import { lookupToken, type Sealed, type StoreKeys, seal } from './crypto/seal.ts';
import type { Database, KnownRow } from './outbox/database.ts';
import type { Also } from './outbox/outbox.ts';
import {
  forgetBefore,
  getKnown,
  knownBetween,
  knownRow,
  latestKnown,
  nameOfKnown,
  secretOf,
} from './replica/known.ts';

// What a module of the phone may ask of the store: rows that its screens know, by group and key, in order of time, their
// personal half sealed. It sees neither the database nor the keys' use.

/** The phone's opened store, and the keys that it is opened with. Handed on, never looked into. */
export type Store = Database;
export type Keys = StoreKeys;
export type { Also, KnownRow };

/** The sealed half of a row of that group and key. */
export function sealFor(keys: Keys, group: string, key: string, secret: unknown): Promise<Sealed> {
  return seal(keys, nameOfKnown(group, key), secret);
}

/** A row that is found again by something personal (a plate): its key is a keyed hash, its content sealed. */
export async function rowBy(
  keys: Keys,
  row: { group: string; by: string; at: number; secret: unknown },
): Promise<KnownRow> {
  const { group, by, at, secret } = row;
  return knownRow(keys, { group, key: await lookupToken(keys, by), at, secret });
}

/** The row that `rowBy` made for the same value. */
export async function findBy(
  store: Store,
  keys: Keys,
  group: string,
  by: string,
): Promise<KnownRow | undefined> {
  return getKnown(store, group, await lookupToken(keys, by));
}

export const find = getKnown;
export const latest = latestKnown;
export const between = knownBetween;
export const secretHalf = secretOf;
export const forget = forgetBefore;

/** Changes rows, all of them or none. */
export async function change(store: Store, work: (rows: Also) => Promise<void>): Promise<void> {
  const tx = store.transaction('known', 'readwrite');
  await work({
    get: (group, key) => tx.store.get([group, key]),
    put: (row) => void tx.store.put(row),
    remove: (group, key) => void tx.store.delete([group, key]),
  });
  await tx.done;
}

/** The keys of a group's rows that are older than an instant. */
export async function keysBefore(store: Store, group: string, before: number): Promise<string[]> {
  const keys = await store.getAllKeysFromIndex(
    'known',
    'time',
    IDBKeyRange.bound([group, -1], [group, before]),
  );
  return keys.map((key) => (key as [string, string])[1]);
}

/** The text behind base64url, as QR codes carry it. Throws when it is none. */
export function textOfBase64url(text: string): string {
  return textOf(fromBase64url(text));
}
