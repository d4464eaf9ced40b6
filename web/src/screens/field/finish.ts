import { feversOf } from '@lianfang/domain/modules/checkpoint/rules.ts';
import type { Outcome, Passage } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { type Say, wordsFor } from '../../i18n/field/words.ts';
import type { NotKept } from '../../kernel/capture.ts';
import { clearFromTray } from '../../kernel/outbox/outbox.ts';
import { type Draft, passageOf, type TurnBackReason } from '../../modules/checkpoint/draft.ts';
import {
  correctPassage,
  dropRefused,
  readRegistration,
  registerPassage,
  undoPassage,
} from '../../modules/checkpoint/passages.ts';
import { shownPlate } from '../../modules/checkpoint/platePlan.ts';
import { countsWith } from '../../modules/checkpoint/shifts.ts';
import type { App } from './app.ts';

/** A passage that was saved a moment ago, with the form that it came from. */
export type Finished = {
  readonly id: string;
  readonly at: number;
  readonly where: 'store' | 'memory';
  readonly text: string;
  readonly passage: Passage;
  readonly draft: Draft;
  /** A correction is an entry of its own and is not taken back. */
  readonly undo: boolean;
};

/** Saves what the form holds: a new passage, or the correction of one. A text says why it was not saved. */
export async function finishPassage(
  app: App,
  words: Say,
  draft: Draft,
  outcome: Outcome,
  reason: TurnBackReason | undefined,
): Promise<Finished | string> {
  const station = app.station();
  const passage = passageOf(draft, outcome, reason, station.shift);
  const text = `${passage.plate ? shownPlate(passage.plate) : words('form.pedestrian')} ${words(`outcome.${outcome}`)}`;
  if (draft.corrects !== undefined) return correct(app, words, draft, passage, text);
  const kept = await registerPassage(station, passage);
  if (!('id' in kept)) return whyNot(words, kept);
  if (draft.tray !== undefined) await leaveTray(app, draft.tray, passage);
  if (passage.plate !== undefined)
    app.memory.remember({ plate: passage.plate, at: kept.at, id: kept.id, passage });
  afterwards(app, passage, kept.where);
  return { ...kept, text, passage, draft, undo: true };
}

async function correct(
  app: App,
  words: Say,
  draft: Draft,
  passage: Passage,
  text: string,
): Promise<Finished | string> {
  const [db, keys, station] = [app.database(), app.keys(), app.station()];
  const id = draft.corrects?.id;
  if (db === undefined || keys === undefined || id === undefined) return words('storage.openFailed');
  const registration = (await readRegistration(db, keys, station.shift, id)) ?? {
    id,
    at: Date.now(),
    shift: station.shift ?? 'none',
    state: 'current' as const,
    passage: undefined,
  };
  const kept = await correctPassage(
    station,
    registration,
    passage,
    draft.corrects?.why ?? words('form.why.typing'),
  );
  if (!('id' in kept)) return whyNot(words, kept);
  if (draft.tray !== undefined) await clearFromTray(db, draft.tray);
  if (passage.plate !== undefined)
    app.memory.remember({ plate: passage.plate, at: registration.at, id, passage });
  await app.refreshShift();
  if (feversOf(passage).length > 0) await app.refreshFevers();
  return { ...kept, text, passage, draft, undo: false };
}

async function leaveTray(app: App, id: string, passage: Passage): Promise<void> {
  const [db, keys] = [app.database(), app.keys()];
  if (db === undefined || keys === undefined) return;
  const before = await readRegistration(db, keys, passage.shift, id);
  if (before?.passage !== undefined) await dropRefused(db, before.passage, id);
  await clearFromTray(db, id);
}

/** Takes back what was saved a moment ago. */
export async function takeBackPassage(
  app: App,
  words: Say,
  finished: Finished,
): Promise<'gone' | 'voided' | 'failed'> {
  const result = await undoPassage(app.station(), finished.id, finished.passage, words('records.why.test'));
  if (finished.passage.plate !== undefined) app.memory.forget(finished.passage.plate);
  await app.refreshShift();
  await app.refreshFevers();
  app.changed();
  return typeof result === 'string' ? result : 'failed';
}

/** The figures on the screen after a save: counted on in memory, as the transaction has counted on the disk. */
function afterwards(app: App, passage: Passage, where: 'store' | 'memory'): void {
  const shift = app.shift.get();
  if (shift !== undefined) app.shift.set({ ...shift, counts: countsWith(shift.counts, passage, 1) });
  if (where === 'store' && feversOf(passage).length > 0) void app.refreshFevers();
}

export function whyNot(words: Say, not: NotKept): string {
  return 'refused' in not
    ? wordsFor(words, 'refused', not.refused)
    : words('fail.faults', { fields: not.faults.join('、') });
}
