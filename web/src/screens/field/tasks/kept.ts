import type { MineRow } from '@lianfang/domain/modules/verification/reads.ts';
import { type DeliveryPlace, deliveryPlaces } from '../../../kernel/capture.ts';
import type { StoreKeys } from '../../../kernel/crypto/seal.ts';
import { type Database, type KnownRow, STRICT } from '../../../kernel/outbox/database.ts';
import { knownBetween, knownRow, secretOf } from '../../../kernel/replica/known.ts';
import type { Deed } from '../../../modules/task/board.ts';

// What the phone keeps of tasks: rows of lists, sealed whole, for as long as the server says that they are theirs who are
// on this phone; and what was recorded here, which says of nobody who it is.

const ROWS = 'task.row';
const DEEDS = 'task.deed';
const DEEDS_MS = 48 * 3_600_000;
const EVER = Number.MAX_SAFE_INTEGER;

/** The rows that this phone holds. What cannot be opened any more is left out, and so is asked for again. */
export async function keptRows(db: Database, keys: StoreKeys): Promise<MineRow[]> {
  const rows = await knownBetween(db, ROWS, -1, EVER);
  const opened = await Promise.all(rows.map((row) => secretOf<MineRow>(keys, row)));
  return opened.filter((row): row is MineRow => row !== undefined);
}

/** Makes the rows on the disk exactly these: what is not among them is gone from the phone when this resolves. */
export async function replaceRows(db: Database, keys: StoreKeys, rows: readonly MineRow[]): Promise<void> {
  const sealed = await Promise.all(
    rows.map((row) => knownRow(keys, { group: ROWS, key: row.id, at: Date.parse(row.due), secret: row })),
  );
  const tx = db.transaction('known', 'readwrite', STRICT);
  const ours = new Set(rows.map(({ id }) => id));
  for (const key of await tx.store.index('time').getAllKeys(IDBKeyRange.bound([ROWS, -1], [ROWS, EVER])))
    if (!ours.has((key as [string, string])[1])) tx.store.delete(key);
  for (const row of sealed) tx.store.put(row);
  await tx.done;
}

export function deedRow(deed: Deed): KnownRow {
  return { group: DEEDS, key: deed.id, at: deed.at, open: { ...deed } };
}

/** What was recorded on this phone in the last two days, the oldest first. */
export async function keptDeeds(db: Database, now: number): Promise<Deed[]> {
  const rows = await knownBetween(db, DEEDS, now - DEEDS_MS, EVER);
  return rows.map(({ open }) => open as unknown as Deed);
}

/** Writes what has become known of deeds, and forgets those that are old. */
export async function putDeeds(db: Database, deeds: readonly Deed[], now: number): Promise<void> {
  const tx = db.transaction('known', 'readwrite');
  const old = IDBKeyRange.bound([DEEDS, -1], [DEEDS, now - DEEDS_MS]);
  for (const key of await tx.store.index('time').getAllKeys(old)) tx.store.delete(key);
  for (const deed of deeds) tx.store.put(deedRow(deed));
  await tx.done;
}

export function removeDeed(remove: (group: string, key: string) => void, id: string): void {
  remove(DEEDS, id);
}

/** Where entries are now, with the reason of those that were not taken. */
export async function placesOf(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, { place: DeliveryPlace; reason?: string | undefined }>> {
  const places = [...(await deliveryPlaces(db, ids))].map(
    async ([id, place]): Promise<[string, { place: DeliveryPlace; reason?: string | undefined }]> => [
      id,
      place === 'refused' ? { place, reason: (await db.get('tray', id))?.reason } : { place },
    ],
  );
  return new Map(await Promise.all(places));
}
