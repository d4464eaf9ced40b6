import { plateProvinces } from '@lianfang/domain/kernel/identifiers/plate.ts';
import type { Passage } from '@lianfang/domain/modules/checkpoint/schema.ts';
import {
  between,
  findBy,
  forget,
  type Keys,
  type KnownRow,
  rowBy,
  type Store,
  secretHalf,
} from '../../kernel/memory.ts';

// Vehicles that this phone has seen in the last seven days: who comes again is filled in, not typed again.

const GROUP = 'vehicle';
export const REMEMBERED_MS = 7 * 86_400_000;
/** As many as are held in memory for the suggestions while typing; all others are found by their whole plate. */
const IN_MEMORY = 2_000;
const WINDOW_MS = 3_600_000;
/** Opened at a time, between two keys that someone types. */
const AT_ONCE = 20;

export type SeenVehicle = {
  readonly plate: string;
  readonly at: number;
  readonly id: string;
  readonly passage: Passage;
};

/** The row that remembers a vehicle, found again by a keyed hash of its plate. */
export async function vehicleRow(
  keys: Keys,
  passage: Passage,
  id: string,
  at: number,
): Promise<KnownRow | undefined> {
  if (passage.plate === undefined || passage.plate === '无牌') return undefined;
  return rowBy(keys, { group: GROUP, by: passage.plate, at, secret: { id, passage } });
}

/** A vehicle by its whole plate. */
export async function seenVehicle(db: Store, keys: Keys, plate: string): Promise<SeenVehicle | undefined> {
  return opened(keys, await findBy(db, keys, GROUP, plate));
}

async function opened(keys: Keys, row: KnownRow | undefined): Promise<SeenVehicle | undefined> {
  const secret = await secretHalf<{ id: string; passage: Passage }>(keys, row);
  if (row === undefined || secret?.passage.plate === undefined) return undefined;
  return { plate: secret.passage.plate, at: row.at, ...secret };
}

export type VehicleMemory = ReturnType<typeof vehicleMemory>;

/** The vehicles seen lately, newest first, in memory: searched with each key, so it must not touch the disk. */
export function vehicleMemory() {
  const byPlate = new Map<string, SeenVehicle>();
  return {
    /** Fills the memory from the disk, newest first, a window at a time so that the screen stays quick. */
    async load(db: Store, keys: Keys, now: number): Promise<void> {
      for (
        let until = now + 60_000;
        until > now - REMEMBERED_MS && byPlate.size < IN_MEMORY;
        until -= WINDOW_MS
      ) {
        const rows = (await between(db, GROUP, until - WINDOW_MS, until)).reverse();
        for (let start = 0; start < rows.length && byPlate.size < IN_MEMORY; start += AT_ONCE) {
          const seen = await Promise.all(rows.slice(start, start + AT_ONCE).map((row) => opened(keys, row)));
          for (const vehicle of seen)
            if (vehicle && !byPlate.has(vehicle.plate)) byPlate.set(vehicle.plate, vehicle);
          await idle();
        }
      }
    },
    remember(vehicle: SeenVehicle): void {
      byPlate.delete(vehicle.plate);
      byPlate.set(vehicle.plate, vehicle);
    },
    forget(plate: string): void {
      byPlate.delete(plate);
    },
    get: (plate: string) => byPlate.get(plate),
    /** At most `most` vehicles whose serial contains what was typed after the province, latest first. */
    matching(typed: string, most: number): SeenVehicle[] {
      const serial = plateProvinces.includes(typed.charAt(0)) ? typed.slice(2) : typed;
      if (serial === '') return [];
      const exact = typed.length > 2 ? typed : '';
      const hits = [...byPlate.values()].filter(
        ({ plate }) => plate !== typed && plate.slice(2).includes(serial),
      );
      const rank = (vehicle: SeenVehicle) => (exact !== '' && vehicle.plate.startsWith(exact) ? 0 : 1);
      return hits.sort((a, b) => rank(a) - rank(b) || b.at - a.at).slice(0, most);
    },
  };
}

/** Forgets vehicles and registrations that are older than seven days. What waits to be sent is kept elsewhere. */
export async function forgetOld(db: Store, now: number): Promise<void> {
  while ((await forget(db, GROUP, now - REMEMBERED_MS)) === 300);
}

/** Until the browser has nothing better to do, a second at most. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 1_000 });
    else setTimeout(resolve, 20);
  });
}
