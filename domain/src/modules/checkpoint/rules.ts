import type { Refusal, RuleContext } from '../../kernel/entry.ts';
import { checkIdNumber } from '../../kernel/identifiers/idNumber.ts';
import { checkPlate } from '../../kernel/identifiers/plate.ts';
import type { FeverEnded, Passage, Person, ShiftOpened } from './schema.ts';

/** From this temperature on (℃, forehead or armpit) a person is handed to the clinician. */
export const FEVER_FROM = 37.3;
/** Minutes in which the clinician is expected to end a fever found at the post. */
export const FEVER_DUE_MINUTES = 30;

export const passageFlags = [
  'plate_nonstandard',
  'id_doubtful',
  'id_damaged',
  'id_old',
  'phone_missing',
  'clock',
] as const;
export type PassageFlag = (typeof passageFlags)[number];

export function hasFever(person: Pick<Person, 'temperature' | 'symptoms'>): boolean {
  return (person.temperature ?? 0) >= FEVER_FROM || person.symptoms === true;
}

/** A certificate counts as verified when one was shown and read, whatever it said. */
export function certificateVerified(person: Pick<Person, 'certificate'>): boolean {
  return person.certificate !== undefined && person.certificate.result !== 'none';
}

/** What a passage must say before it can be kept. Doubtful numbers are no reason to refuse: they are flagged. */
export function checkPassage(passage: Passage): Refusal | undefined {
  if (passage.mode === 'vehicle' && passage.plate === undefined) {
    return { refused: 'checkpoint.plate_missing', fields: ['plate'] };
  }
  if (passage.mode === 'pedestrian' && (passage.plate !== undefined || passage.vehicleType !== undefined)) {
    return { refused: 'checkpoint.pedestrian_with_vehicle', fields: ['plate', 'vehicleType'] };
  }
  if (passage.outcome === 'turned_back' && passage.reason === undefined) {
    return { refused: 'checkpoint.reason_missing', fields: ['reason'] };
  }
  return undefined;
}

/** What a reader of the passage should look at twice. Nothing here blocks anything. */
export function flagsOf(passage: Passage): PassageFlag[] {
  const flags = new Set<PassageFlag>();
  if (passage.plate !== undefined && checkPlate(passage.plate).form === 'nonstandard')
    flags.add('plate_nonstandard');
  for (const person of passage.persons) {
    if (person.phone === undefined) flags.add('phone_missing');
    const state = documentState(person);
    if (state !== undefined && state !== 'ok') flags.add(`id_${state}`);
  }
  return [...flags];
}

/** How far a person's identity number can be trusted; undefined when there is none of the kind that can be checked. */
export function documentState(
  person: Pick<Person, 'document'>,
): 'ok' | 'doubtful' | 'damaged' | 'old' | undefined {
  const number = person.document?.type === 'id_card' ? person.document.number : undefined;
  return number === undefined ? undefined : checkIdNumber(number).state;
}

/** The persons (by their place in the passage) for whom a clinician must decide. */
export function feversOf(passage: Passage): number[] {
  return passage.persons.flatMap((person, index) => (hasFever(person) ? [index] : []));
}

/**
 * How much one passage adds to each indicator that is kept as an hourly sum. The indicators' SQL over the rows must
 * come to the same; a test compares the two.
 */
export function contributionsOf(passage: Passage): Record<string, number> {
  const turnedBack = passage.outcome === 'turned_back';
  const persons = passage.persons.length;
  const vehicles = passage.mode === 'vehicle' ? 1 : 0;
  return {
    'checkpoint.vehicles.checked': vehicles,
    'checkpoint.persons.screened': persons,
    'checkpoint.vehicles.turned_back': turnedBack ? vehicles : 0,
    'checkpoint.persons.turned_back': turnedBack ? persons : 0,
    'checkpoint.certificates.verified': passage.persons.filter(certificateVerified).length,
    'checkpoint.samples.collected': passage.persons.filter((person) => person.sampled === true).length,
    'checkpoint.fevers.found': passage.persons.filter(hasFever).length,
  };
}

export function checkShift(shift: ShiftOpened, context: RuleContext): Refusal | undefined {
  if (context.post === undefined) return { refused: 'checkpoint.post_missing', fields: ['post'] };
  if (shift.members.length === 0) return { refused: 'checkpoint.members_missing', fields: ['members'] };
  return undefined;
}

/** Only a clinician ends a fever: one whose unit is of the health agency. */
export function checkFeverEnded(_ended: FeverEnded, context: RuleContext): Refusal | undefined {
  return context.actor.agency === 'health' ? undefined : { refused: 'checkpoint.clinician_only' };
}
