import type { Envelope } from '@lianfang/domain/kernel/entry.ts';
import type { Id } from '@lianfang/domain/kernel/ids.ts';
import { checkPassage, FEVER_DUE_MINUTES, feversOf } from '@lianfang/domain/modules/checkpoint/rules.ts';
import type { Passage } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { type Beside, type Kept, type NotKept, takeBackEntry } from '../../kernel/capture.ts';
import {
  type Also,
  change,
  find,
  forget,
  type Keys,
  type KnownRow,
  keysBefore,
  latest,
  type Store,
  sealFor,
  secretHalf,
} from '../../kernel/memory.ts';
import { type Fever, feverRow } from './fevers.ts';
import { changeCounts, countsWith } from './shifts.ts';
import { keep, type Station } from './station.ts';
import { REMEMBERED_MS, vehicleRow } from './vehicles.ts';

/** How long a save can be taken back. */
export const UNDO_MS = 10_000;

/** A registration of this phone, as its lists show it. */
export type Registration = {
  readonly id: Id;
  readonly at: number;
  readonly shift: string;
  readonly state: 'current' | 'corrected' | 'voided';
  /** The entry that made it so: refused by the server, it changed nothing there. */
  readonly by?: Id | undefined;
  /** That entry was refused, and somebody has dealt with it. */
  readonly refused?: boolean | undefined;
  readonly passage: Passage | undefined;
};

const groupOf = (shift: string | undefined) => `passage:${shift ?? 'none'}`;

/** Saves a new passage, and in the same transaction the counts, the fevers and the vehicle. It can be taken back. */
export async function registerPassage(station: Station, passage: Passage): Promise<Kept | NotKept> {
  const refusal = checkPassage(passage);
  if (refusal !== undefined) return refusal;
  const group = groupOf(passage.shift);
  let rows: KnownRow[] = [];
  const later: Beside = async (also, id, at) => {
    for (const row of rows) also.put(row);
    for (const fever of feversBy(passage, station.author.post, id, at)) also.put(feverRow(fever));
    await changeCounts(also, passage.shift, (counts) => countsWith(counts, passage, 1));
  };
  return keep(station, 'checkpoint.passage.registered', passage, {
    undoMs: UNDO_MS,
    prepare: async (id, at) => {
      const [sealed, vehicle] = await Promise.all([
        sealFor(station.keys, group, id, passage),
        vehicleRow(station.keys, passage, id, at),
      ]);
      rows = [{ group, key: id, at, sealed, open: { state: 'current' } }, ...(vehicle ? [vehicle] : [])];
    },
    also: async (also, id, at) => {
      await later(also, id, at);
      also.remove('draft', 'passage');
    },
    later,
  });
}

function feversBy(passage: Passage, post: string, id: Id, at: number): Fever[] {
  return feversOf(passage).map((person) => ({
    passage: id,
    person,
    post,
    shift: passage.shift,
    temperature: passage.persons[person]?.temperature,
    openedAt: at,
    dueAt: at + FEVER_DUE_MINUTES * 60_000,
  }));
}

/**
 * Takes a passage back that was saved a moment ago. `gone`: nothing remains of it. `voided`: it already had its
 * number, so a void was made, an entry of its own.
 */
export async function undoPassage(
  station: Station,
  id: Id,
  passage: Passage,
  why: string,
): Promise<'gone' | 'voided' | NotKept> {
  const remove = async (also: Also) => {
    also.remove(groupOf(passage.shift), id);
    for (const person of feversOf(passage)) also.remove('fever', `${id}/${person}`);
    await changeCounts(also, passage.shift, (counts) => countsWith(counts, passage, -1));
  };
  if (await takeBackEntry(station, id, remove)) return 'gone';
  const kept = await voidPassage(
    station,
    { id, at: station.now(), shift: passage.shift ?? 'none', state: 'current', passage },
    why,
  );
  return 'id' in kept ? 'voided' : kept;
}

/** Voids a registration: the first entry stays, this one says that it does not count. */
export async function voidPassage(
  station: Station,
  registration: Registration,
  why: string,
): Promise<Kept | NotKept> {
  const { id, passage } = registration;
  const also: Beside = async (known, by, at) => {
    const row = await known.get(groupOf(registration.shift), id);
    if (row?.open?.state === 'voided') return;
    if (row !== undefined) known.put({ ...row, open: { state: 'voided', by } });
    if (passage === undefined) return;
    await changeCounts(known, registration.shift, (counts) => countsWith(counts, passage, -1));
    for (const person of feversOf(passage)) await endFever(known, id, person, at);
  };
  return keep(station, 'checkpoint.passage.voided', { voids: id, why }, { also, later: also });
}

async function endFever(also: Also, id: Id, person: number, at: number): Promise<void> {
  const row = await also.get('fever', `${id}/${person}`);
  if (row !== undefined) also.put({ ...row, open: { ...row.open, endedAt: at } });
}

/** Corrects a registration: a new entry with the whole as it should have been. */
export async function correctPassage(
  station: Station,
  registration: Registration,
  passage: Passage,
  why: string,
): Promise<Kept | NotKept> {
  const refusal = checkPassage(passage);
  if (refusal !== undefined) return refusal;
  const { id, shift, at: firstAt } = registration;
  const group = groupOf(shift);
  let sealed: KnownRow['sealed'];
  const later: Beside = async (also, by, at) => {
    if (sealed !== undefined)
      also.put({ group, key: id, at: firstAt, sealed, open: { state: 'corrected', by } });
    const before = registration.passage;
    await changeCounts(also, shift, (counts) =>
      countsWith(before ? countsWith(counts, before, -1) : counts, passage, 1),
    );
    for (const fever of feversBy(passage, station.author.post, id, at)) {
      if ((await also.get('fever', `${id}/${fever.person}`)) === undefined) also.put(feverRow(fever));
    }
  };
  return keep(
    station,
    'checkpoint.passage.corrected',
    { corrects: id, passage, why },
    {
      prepare: async () => {
        sealed = await sealFor(station.keys, group, id, passage);
      },
      also: async (also, by, at) => {
        await later(also, by, at);
        also.remove('draft', 'passage');
      },
      later,
    },
  );
}

/**
 * A registration that the server refused and that was dealt with: it never counted there, so it stops counting here.
 * No entry is made: there is nothing on the server that could be voided.
 */
export async function dropRefused(db: Store, passage: Passage, id: Id): Promise<void> {
  await change(db, async (also) => {
    const row = await also.get(groupOf(passage.shift), id);
    if (row === undefined || row.open?.state === 'voided') return;
    also.put({ ...row, open: { ...row.open, state: 'voided' } });
    await changeCounts(also, passage.shift, (counts) => countsWith(counts, passage, -1));
    for (const person of feversOf(passage)) also.remove('fever', `${id}/${person}`);
  });
}

/**
 * A correction or void that the server refused and that was dealt with: the first registration counts there, and the list
 * says so for as long as it is shown.
 */
export async function dropRefusedChange(db: Store, { id, kind, data }: Envelope): Promise<void> {
  const root = (kind === 'checkpoint.passage.voided' ? data.voids : data.corrects) as Id | undefined;
  if (root === undefined) return;
  const shifts = [...(await keysBefore(db, 'shift', Number.MAX_SAFE_INTEGER)), 'none'];
  await change(db, async (also) => {
    for (const shift of shifts) {
      const row = await also.get(groupOf(shift), root);
      if (row?.open?.by === id) also.put({ ...row, open: { ...row.open, refused: true } });
    }
  });
}

/** The registrations of a shift, newest first, older than `before`. */
export async function registrationsOf(
  db: Store,
  keys: Keys,
  shift: string,
  limit: number,
  before?: number,
): Promise<Registration[]> {
  const rows = await latest(db, groupOf(shift), limit, before);
  return Promise.all(rows.map((row) => registrationOf(keys, row, shift)));
}

export async function readRegistration(
  db: Store,
  keys: Keys,
  shift: string | undefined,
  id: Id,
): Promise<Registration | undefined> {
  const row = await find(db, groupOf(shift), id);
  return row && registrationOf(keys, row, shift ?? 'none');
}

async function registrationOf(keys: Keys, row: KnownRow, shift: string): Promise<Registration> {
  const state = (row.open?.state as Registration['state'] | undefined) ?? 'current';
  const { by, refused } = (row.open ?? {}) as Pick<Registration, 'by' | 'refused'>;
  return {
    id: row.key,
    at: row.at,
    shift,
    state,
    by,
    refused,
    passage: await secretHalf<Passage>(keys, row),
  };
}

/** Forgets the registrations of shifts that are older than seven days. */
export async function forgetOldPassages(db: Store, now: number): Promise<void> {
  for (const shift of await keysBefore(db, 'shift', now - REMEMBERED_MS)) {
    while ((await forget(db, groupOf(shift), now)) === 300);
  }
}
