import { checkPlate, type PlateCheck } from '@lianfang/domain/kernel/identifiers/plate.ts';
import { cleanFreeText } from '@lianfang/domain/kernel/identifiers/text.ts';
import type { Outcome } from '@lianfang/domain/modules/checkpoint/schema.ts';
import type { Cell } from '../../../kernel/imports/table.ts';
import type { RegisterField } from './fields.ts';
import { passageKey } from './keys.ts';
import type { HeldReason, PassageFlag, RegisterPassage, RegisterPerson } from './understood.ts';
import {
  meansOnFoot,
  type ReadOutcome,
  readOutcome,
  readTurnBackReason,
  readVehicleType,
  readYes,
} from './words.ts';

/** A vehicle or a pedestrian while its rows are being read. */
export type Group = {
  mode: 'vehicle' | 'pedestrian';
  post: string | undefined;
  at: string | undefined;
  held: HeldReason[];
  plate: PlateCheck | undefined;
  vehicleType: RegisterPassage['vehicleType'];
  from: string;
  to: string;
  outcome: ReadOutcome | undefined;
  reason: string;
  note: string;
  /** As its number-of-persons cell says. */
  expected: number | undefined;
  persons: RegisterPerson[];
  rows: number[];
  /** All its rows, duplicates and held ones too. */
  seen: number;
  nameless: number;
  flags: Set<PassageFlag>;
  /** The vehicle's texts and cells, to be filled in where a row of it is held or at fault. */
  texts: Partial<Record<RegisterField, string>>;
  cells: Map<RegisterField, Cell>;
  firstRow: number;
};

/** Lengths that an entry keeps. */
const LONGEST = { place: 64, plate: 16, note: 500 };
/** Persons of one passage that an entry keeps. */
export const MOST_PERSONS = 100;

export type VehicleCells = (field: RegisterField) => string;

/** What an outcome cell says, or the columns 是否劝返 and 是否放行 in its place. Undefined when nothing is written. */
export function outcomeOf(text: VehicleCells): ReadOutcome | undefined {
  const turnedBack = readYes(text('turnedBack'));
  if (turnedBack === true || /劝返|劝离/.test(text('turnedBack')))
    return { outcome: 'turned_back', known: true };
  const written = text('outcome');
  if (written !== '') return readOutcome(written);
  const released = readYes(text('released'));
  if (released !== undefined) return { outcome: released ? 'passed' : 'turned_back', known: true };
  return turnedBack === false ? { outcome: 'passed', known: true } : undefined;
}

/** Begins a group from the vehicle's cells of its first row. */
export function openGroup(
  text: VehicleCells,
  rowNumber: number,
  where: { post: string | undefined; at: string | undefined; held: HeldReason[] },
): Group {
  const plateText = text('plate');
  const typeText = text('vehicleType');
  const onFoot = meansOnFoot(plateText) || meansOnFoot(typeText) || meansOnFoot(text('mode'));
  const noPlate = /^[-—/\\、.×]*$/.test(plateText);
  const mode = onFoot || (noPlate && typeText === '') ? 'pedestrian' : 'vehicle';
  const plate = mode === 'vehicle' ? checkPlate(noPlate ? '' : plateText) : undefined;
  const group: Group = {
    mode,
    ...where,
    plate,
    vehicleType: mode === 'vehicle' ? readVehicleType(typeText) : undefined,
    from: '',
    to: '',
    outcome: undefined,
    reason: '',
    note: '',
    expected: undefined,
    persons: [],
    rows: [],
    seen: 0,
    nameless: 0,
    flags: new Set(),
    texts: {},
    cells: new Map(),
    firstRow: rowNumber,
  };
  if (plate?.form === 'nonstandard') group.flags.add('plate_nonstandard');
  return group;
}

/** Takes up what a further row says of the vehicle: fills what is still empty. Gives the row's own outcome. */
export function joinGroup(group: Group, text: VehicleCells): ReadOutcome | undefined {
  const plate = text('plate');
  if (group.plate && plate !== '' && plate !== group.plate.plate && checkPlate(plate).normalised) {
    group.flags.add('plate_normalised');
  }
  group.from ||= text('from');
  group.to ||= text('to');
  group.reason ||= text('reason');
  group.note ||= text('note');
  group.vehicleType ??= group.mode === 'vehicle' ? readVehicleType(text('vehicleType')) : undefined;
  const expected = Number(/^(\d{1,3})\s*人?$/.exec(text('personCount'))?.[1] ?? Number.NaN);
  if (group.expected === undefined && expected > 0) group.expected = expected;
  const own = outcomeOf(text);
  group.outcome ??= own;
  return own;
}

function cut(text: string, longest: number, flags: Set<PassageFlag>): string {
  if (text.length <= longest) return text;
  flags.add('text_cut');
  return [...text].slice(0, Math.floor(longest / 2)).join('');
}

/** The passage that a group came to; undefined when all its rows are held or stood before. */
export function closeGroup(group: Group, sheet: string): RegisterPassage | undefined {
  const { post, at, plate, flags } = group;
  if (post === undefined || at === undefined || group.persons.length === 0) return undefined;
  const outcome = group.outcome ?? { outcome: 'passed', known: false };
  if (!outcome.known) flags.add('outcome_assumed');
  if (group.persons.some((person) => person.outcome !== undefined)) flags.add('outcomes_differ');
  if (group.expected !== undefined && group.expected !== group.seen) flags.add('persons_disagree');
  const passage: RegisterPassage = {
    kind: 'passage',
    mode: group.mode,
    post,
    at,
    outcome: outcome.outcome,
    persons: group.persons,
    source: { sheet, rows: group.rows },
    flags: [],
    key: passageKey({ post, at, plate: plate?.plate }),
  };
  if (plate) passage.plate = cut(plate.plate, LONGEST.plate, flags);
  if (group.vehicleType) passage.vehicleType = group.vehicleType;
  if (group.from !== '') passage.from = cut(group.from, LONGEST.place, flags);
  if (group.to !== '') passage.to = cut(group.to, LONGEST.place, flags);
  addReason(passage, group, outcome);
  const note = [group.reason, outcome.reason, group.note].filter(Boolean).join('；');
  if (note !== '') passage.note = cut(cleanFreeText(note), LONGEST.note, flags);
  passage.flags = [...flags];
  return passage;
}

function addReason(
  passage: RegisterPassage,
  group: Group,
  outcome: { outcome: Outcome; reason?: string },
): void {
  if (outcome.outcome !== 'turned_back') return;
  const written = group.reason || outcome.reason || group.note;
  passage.reason = readTurnBackReason(written);
  if (passage.reason === 'on_paper') group.flags.add('reason_missing');
}
