import type { Id } from '@lianfang/domain/kernel/ids.ts';
import { checkShift, contributionsOf } from '@lianfang/domain/modules/checkpoint/rules.ts';
import type { Passage, ShiftClosed, ShiftOpened } from '@lianfang/domain/modules/checkpoint/schema.ts';
import type { Kept, NotKept } from '../../kernel/capture.ts';
import {
  type Also,
  change as changeKnown,
  find,
  type Keys,
  type KnownRow,
  latest,
  type Store,
  sealFor,
  secretHalf,
} from '../../kernel/memory.ts';
import { keep, type Station } from './station.ts';

/** What the crew sees of its shift at any time. Kept as sums, written with each entry. */
export type Counts = {
  readonly vehicles: number;
  readonly persons: number;
  readonly turnedBack: number;
  readonly fevers: number;
  readonly samples: number;
};
export const noCounts: Counts = { vehicles: 0, persons: 0, turnedBack: 0, fevers: 0, samples: 0 };

export type Shift = {
  readonly id: Id;
  readonly post: string;
  readonly label?: string | undefined;
  readonly openedAt: number;
  readonly closedAt?: number;
  readonly counts: Counts;
};

const GROUP = 'shift';

/** How one passage changes the counts; `sign` −1 takes it out again. */
export function countsWith(counts: Counts, passage: Passage, sign: 1 | -1): Counts {
  const sum = contributionsOf(passage);
  const plus = (count: number, indicator: string) => count + sign * (sum[indicator] ?? 0);
  return {
    vehicles: plus(counts.vehicles, 'checkpoint.vehicles.checked'),
    persons: plus(counts.persons, 'checkpoint.persons.screened'),
    turnedBack: plus(counts.turnedBack, 'checkpoint.persons.turned_back'),
    fevers: plus(counts.fevers, 'checkpoint.fevers.found'),
    samples: plus(counts.samples, 'checkpoint.samples.collected'),
  };
}

/** The shift that is open on this phone, if any. */
export async function openShiftOf(db: Store): Promise<Shift | undefined> {
  const [row] = await latest(db, GROUP, 1);
  const shift = row && shiftOf(row);
  return shift?.closedAt === undefined ? shift : undefined;
}

export async function readShift(db: Store, id: Id): Promise<Shift | undefined> {
  const row = await find(db, GROUP, id);
  return row && shiftOf(row);
}

function shiftOf(row: KnownRow): Shift {
  return row.open as unknown as Shift;
}

function rowOf(shift: Shift): KnownRow {
  return { group: GROUP, key: shift.id, at: shift.openedAt, open: { ...shift } };
}

/** Opens a shift; its id is that of the entry. */
export async function openShift(station: Station, opened: ShiftOpened): Promise<Shift | NotKept> {
  const context = {
    actor: { kind: 'device' as const, agency: undefined },
    at: '',
    post: station.author.post,
  };
  const refusal = checkShift(opened, context);
  if (refusal !== undefined) return refusal;
  const shift = (id: Id, at: number): Shift => ({
    id,
    post: station.author.post,
    label: opened.label,
    openedAt: at,
    counts: noCounts,
  });
  const kept = await keep(station, 'checkpoint.shift.opened', opened, {
    also: async (also, id, at) => also.put(rowOf(shift(id, at))),
  });
  return 'id' in kept ? shift(kept.id, kept.at) : kept;
}

/** Goes on in a shift that another phone of the post has opened. */
export async function joinShift(db: Store, shift: Omit<Shift, 'counts'>): Promise<Shift> {
  const joined = { ...shift, counts: (await readShift(db, shift.id))?.counts ?? noCounts };
  await changeKnown(db, async (rows) => rows.put(rowOf(joined)));
  return joined;
}

/** Closes the shift with what the next one must know; the note stays on the phone for whoever opens next. */
export async function closeShift(station: Station, shift: Shift, handover: string): Promise<Kept | NotKept> {
  const note = handover.trim();
  const data: ShiftClosed = { shift: shift.id, ...(note === '' ? {} : { handover: note }) };
  const sealed = await sealFor(station.keys, 'handover', 'last', note);
  return keep(station, 'checkpoint.shift.closed', data, {
    also: async (also, _id, at) => {
      const row = await also.get(GROUP, shift.id);
      also.put(rowOf({ ...(row ? shiftOf(row) : shift), closedAt: at }));
      also.put({ group: 'handover', key: 'last', at, sealed });
    },
  });
}

/** The note of the last shift that was closed on this phone, and when. */
export async function lastHandover(db: Store, keys: Keys): Promise<{ note: string; at: number } | undefined> {
  const row = await find(db, 'handover', 'last');
  const note = await secretHalf<string>(keys, row);
  return row === undefined || !note ? undefined : { note, at: row.at };
}

/** Changes the counts of a shift within the transaction of the entry that changes them. */
export async function changeCounts(
  also: Also,
  shift: string | undefined,
  change: (counts: Counts) => Counts,
): Promise<void> {
  if (shift === undefined) return;
  const row = await also.get(GROUP, shift);
  if (row !== undefined) also.put(rowOf({ ...shiftOf(row), counts: change(shiftOf(row).counts) }));
}
