import { type StoreKeys, seal, unseal } from '../crypto/seal.ts';
import { type Database, type KnownRow, STRICT } from '../outbox/database.ts';

// What the phone knows for its screens: rows by group and key, in order of time. The kernel does not know what they
// mean. What says something about a traveller lies in `sealed`.

export const nameOfKnown = (group: string, key: string) => `known/${group}/${key}`;

/** A row with its sealed half made; to be put in any transaction afterwards. */
export async function knownRow(
  keys: StoreKeys,
  row: { group: string; key: string; at: number; open?: KnownRow['open']; secret: unknown },
): Promise<KnownRow> {
  const { group, key, at, open, secret } = row;
  const sealed = await seal(keys, nameOfKnown(group, key), secret);
  return { group, key, at, sealed, ...(open === undefined ? {} : { open }) };
}

/** The sealed half of a row; undefined when it has none or cannot be opened. */
export async function secretOf<T>(keys: StoreKeys, row: KnownRow | undefined): Promise<T | undefined> {
  if (row?.sealed === undefined) return undefined;
  try {
    return await unseal<T>(keys, nameOfKnown(row.group, row.key), row.sealed);
  } catch {
    return undefined;
  }
}

export function getKnown(db: Database, group: string, key: string): Promise<KnownRow | undefined> {
  return db.get('known', [group, key]);
}

/** The latest rows of a group, newest first, older than `before`. */
export async function latestKnown(
  db: Database,
  group: string,
  limit: number,
  before = Number.MAX_SAFE_INTEGER,
): Promise<KnownRow[]> {
  const rows: KnownRow[] = [];
  const range = IDBKeyRange.bound([group, -1], [group, before], false, true);
  let cursor = await db.transaction('known').store.index('time').openCursor(range, 'prev');
  while (cursor !== null && rows.length < limit) {
    rows.push(cursor.value);
    cursor = rows.length < limit ? await cursor.continue() : null;
  }
  return rows;
}

/** Rows of a group between two instants (ms), oldest first. */
export function knownBetween(
  db: Database,
  group: string,
  from: number,
  until: number,
  limit?: number,
): Promise<KnownRow[]> {
  return db.getAllFromIndex(
    'known',
    'time',
    IDBKeyRange.bound([group, from], [group, until], false, true),
    limit,
  );
}

/** Forgets the rows of a group that are older than an instant; a few hundred at a time. Returns how many went. */
export async function forgetBefore(db: Database, group: string, before: number, most = 300): Promise<number> {
  const tx = db.transaction('known', 'readwrite');
  const range = IDBKeyRange.bound([group, -1], [group, before], false, true);
  const keys = await tx.store.index('time').getAllKeys(range, most);
  for (const key of keys) tx.store.delete(key);
  await tx.done;
  return keys.length;
}

/** Keeps the result of a read, sealed, so that it is there without a network. */
export async function keepRead(
  db: Database,
  keys: StoreKeys,
  name: string,
  result: unknown,
  now: number,
): Promise<void> {
  const row = await knownRow(keys, { group: 'read', key: name, at: now, secret: result });
  const tx = db.transaction('known', 'readwrite', STRICT);
  tx.store.put(row);
  await tx.done;
}

/** The last kept result of a read and when it was fetched. */
export async function keptRead<T>(
  db: Database,
  keys: StoreKeys,
  name: string,
): Promise<{ result: T; at: number } | undefined> {
  const row = await getKnown(db, 'read', name);
  const result = await secretOf<T>(keys, row);
  return row === undefined || result === undefined ? undefined : { result, at: row.at };
}
