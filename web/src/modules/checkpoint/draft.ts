import { checkIdNumber } from '@lianfang/domain/kernel/identifiers/idNumber.ts';
import { checkPhone } from '@lianfang/domain/kernel/identifiers/phone.ts';
import { checkPlate } from '@lianfang/domain/kernel/identifiers/plate.ts';
import { cleanFreeText, cleanName } from '@lianfang/domain/kernel/identifiers/text.ts';
import type {
  documentTypes,
  Outcome,
  Passage,
  Person,
  turnBackReasons,
  vehicleTypes,
} from '@lianfang/domain/modules/checkpoint/schema.ts';

// The passage while it is being typed. Pure: what a form holds, and the passage that it means.

export type DocumentType = (typeof documentTypes)[number];
export type VehicleType = (typeof vehicleTypes)[number];
export type TurnBackReason = (typeof turnBackReasons)[number];
export type CertificateChoice = 'none' | '24' | '48' | '72' | 'positive' | 'vaccinated';

export type DraftPerson = {
  readonly name: string;
  readonly documentType: DocumentType;
  readonly documentNumber: string;
  readonly phone: string;
  /** Digits as typed, without the point: `365` is 36.5 ℃. */
  readonly temperature: string;
  readonly symptoms: boolean;
  readonly certificate?: CertificateChoice | undefined;
  readonly sampled: boolean;
};

/** A place as typed or picked, and whether it stays for the next passage. */
export type DraftPlace = { readonly text: string; readonly keep: boolean };

export type Draft = {
  readonly mode: 'vehicle' | 'pedestrian';
  readonly plate: string;
  readonly vehicleType?: VehicleType | undefined;
  readonly from: DraftPlace;
  readonly to: DraftPlace;
  readonly persons: readonly DraftPerson[];
  readonly note: string;
  /** Set when an earlier registration is being corrected: its id, and why. */
  readonly corrects?: { readonly id: string; readonly why?: string } | undefined;
  /** Set when a refused entry is being set right: it leaves the tray when this is saved. */
  readonly tray?: string | undefined;
};

export const blankPerson: DraftPerson = {
  name: '',
  documentType: 'id_card',
  documentNumber: '',
  phone: '',
  temperature: '',
  symptoms: false,
  sampled: false,
};

const nowhere: DraftPlace = { text: '', keep: false };

/** The form after a save: blank, but for the mode and the places that are to stay. `prefix` begins the plate. */
export function blankDraft(prefix: string, before?: Draft): Draft {
  const stays = (place: DraftPlace | undefined) => (place?.keep ? place : nowhere);
  const mode = before?.mode ?? 'vehicle';
  return {
    mode,
    plate: prefix,
    from: stays(before?.from),
    to: stays(before?.to),
    persons: [blankPerson],
    note: '',
  };
}

/** True when nothing has been typed that could be lost. */
export function isBlank(draft: Draft, prefix: string): boolean {
  const untouched = (person: DraftPerson) =>
    Object.entries(blankPerson).every(([key, value]) => person[key as keyof DraftPerson] === value);
  return (
    (draft.plate === prefix || draft.plate === '') &&
    draft.persons.length === 1 &&
    draft.persons.every(untouched) &&
    draft.corrects === undefined &&
    draft.tray === undefined
  );
}

/** Digits as typed to degrees, undefined when there are too few: `365` → 36.5, `38` → 38. */
export function degreesOf(digits: string): number | undefined {
  if (digits.length < 2) return undefined;
  return digits.length === 2 ? Number(digits) : Number(digits) / 10;
}

/** The digits with their point, as shown: `365` → `36.5`. */
export function temperatureText(digits: string): string {
  return digits.length > 2 ? `${digits.slice(0, 2)}.${digits.slice(2)}` : digits;
}

/** The passage that the form means; identifiers as they are to be kept. */
export function passageOf(
  draft: Draft,
  outcome: Outcome,
  reason: TurnBackReason | undefined,
  shift: string | undefined,
): Passage {
  const vehicle = draft.mode === 'vehicle';
  const plate = vehicle && draft.plate !== '' ? checkPlate(draft.plate).plate : undefined;
  const [from, to, note] = [draft.from.text, draft.to.text, draft.note].map(cleanFreeText);
  return {
    mode: draft.mode,
    ...(shift === undefined ? {} : { shift }),
    ...(plate === undefined ? {} : { plate }),
    ...(vehicle && draft.vehicleType !== undefined ? { vehicleType: draft.vehicleType } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    persons: draft.persons.map(personOf),
    outcome,
    ...(reason === undefined || outcome !== 'turned_back' ? {} : { reason }),
    ...(note ? { note } : {}),
  };
}

function personOf(draft: DraftPerson): Person {
  const name = cleanName(draft.name).text;
  const { phone } = checkPhone(draft.phone);
  const number =
    draft.documentType === 'id_card'
      ? checkIdNumber(draft.documentNumber).number
      : draft.documentNumber.trim();
  const temperature = degreesOf(draft.temperature);
  const document = {
    type: draft.documentType,
    ...(number === '' || draft.documentType === 'none' ? {} : { number }),
  };
  return {
    ...(name === '' ? {} : { name }),
    ...(number === '' && draft.documentType === 'id_card' ? {} : { document }),
    ...(phone === '' ? {} : { phone }),
    ...(temperature === undefined || temperature < 30 || temperature > 45 ? {} : { temperature }),
    ...(draft.symptoms ? { symptoms: true } : {}),
    ...(draft.certificate === undefined ? {} : { certificate: certificateOf(draft.certificate) }),
    ...(draft.sampled ? { sampled: true } : {}),
  };
}

function certificateOf(choice: CertificateChoice): NonNullable<Person['certificate']> {
  if (choice === 'none' || choice === 'positive' || choice === 'vaccinated') return { result: choice };
  return { result: 'negative', ageHours: Number(choice) };
}

/** The form of a passage that exists: to be corrected, or because the vehicle came again (then without what was measured). */
export function draftOf(passage: Passage, keep: 'all' | 'who', before: Draft): Draft {
  const place = (text: string | undefined, was: DraftPlace): DraftPlace => ({
    text: text ?? was.text,
    keep: was.keep,
  });
  return {
    mode: passage.mode,
    plate: passage.plate ?? '',
    vehicleType: passage.vehicleType,
    from: place(passage.from, before.from),
    to: place(passage.to, before.to),
    persons: passage.persons.map((person) => draftPersonOf(person, keep)),
    note: keep === 'all' ? (passage.note ?? '') : '',
  };
}

function draftPersonOf(person: Person, keep: 'all' | 'who'): DraftPerson {
  const who: DraftPerson = {
    ...blankPerson,
    name: person.name ?? '',
    documentType: person.document?.type ?? 'id_card',
    documentNumber: person.document?.number ?? '',
    phone: person.phone ?? '',
  };
  if (keep === 'who') return who;
  return {
    ...who,
    temperature: person.temperature === undefined ? '' : String(Math.round(person.temperature * 10)),
    symptoms: person.symptoms === true,
    certificate: choiceOf(person.certificate),
    sampled: person.sampled === true,
  };
}

function choiceOf(certificate: Person['certificate']): CertificateChoice | undefined {
  if (certificate === undefined) return undefined;
  if (certificate.result !== 'negative') return certificate.result;
  const age = certificate.ageHours ?? 72;
  return age <= 24 ? '24' : age <= 48 ? '48' : '72';
}
