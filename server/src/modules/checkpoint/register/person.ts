import { checkIdNumber } from '@lianfang/domain/kernel/identifiers/idNumber.ts';
import { checkPhone } from '@lianfang/domain/kernel/identifiers/phone.ts';
import { readTemperature } from '@lianfang/domain/kernel/identifiers/temperature.ts';
import { cleanName, cleanText } from '@lianfang/domain/kernel/identifiers/text.ts';
import type { Cell } from '../../../kernel/imports/table.ts';
import type { RegisterField } from './fields.ts';
import { cellText } from './fields.ts';
import type { PersonFlag, RegisterPerson } from './understood.ts';
import { readCertificate, readDocumentType, readSampled } from './words.ts';

/** What a person's own cells say, before it is known which passage they belong to. */
export type PersonCells = Omit<RegisterPerson, 'row' | 'key' | 'looseKey' | 'outcome' | 'raw'>;

/** Faults that put a row on the correction list. */
export const personFaults: readonly PersonFlag[] = [
  'id_damaged',
  'id_doubtful',
  'phone_doubtful',
  'temperature_doubtful',
];

/** Lengths that an entry keeps. */
const LONGEST = { name: 64, document: 32, phone: 24 };
/** Temperatures that an entry can hold, ℃; what is outside stays on the correction list alone. */
const HOLDABLE = { from: 30, to: 45 };

type Cells = (field: RegisterField) => Cell | undefined;
type Noted = { flags: Set<PersonFlag>; normalised: boolean };

function cut(text: string, longest: number, noted: Noted): string {
  const points = [...text];
  if (points.length <= longest && text.length <= longest) return text;
  noted.flags.add('text_cut');
  return points.slice(0, Math.floor(longest / 2)).join('');
}

function readName(cells: Cells, noted: Noted): string | undefined {
  const { text, normalised } = cleanName(cellText(cells('name')));
  if (text === '' || /^[-—/\\、.×]+$/.test(text)) {
    noted.flags.add('name_missing');
    return undefined;
  }
  noted.normalised ||= normalised;
  return cut(text, LONGEST.name, noted);
}

function readDocument(cells: Cells, noted: Noted): RegisterPerson['document'] {
  const cell = cells('document');
  const raw = typeof cell === 'number' ? cell : cellText(cell);
  const clean = cleanText(String(raw)).text;
  if (/^(?:无|没有|未带|未携带|不详|拒绝|[-—/\\、.×]+)?$/.test(clean)) {
    noted.flags.add('id_missing');
    return undefined;
  }
  const word = cells('documentType') === undefined ? '' : cellText(cells('documentType'));
  const type = readDocumentType(word, clean.replace(/[\s-]/g, '').toUpperCase());
  if (type !== 'id_card' && type !== 'foreign_permanent') {
    const number = clean.replace(/\s/g, '').toUpperCase();
    noted.normalised ||= number !== String(raw);
    return { type, number: cut(number, LONGEST.document, noted), state: 'ok' };
  }
  const check = checkIdNumber(raw);
  noted.normalised ||= check.normalised;
  if (type === 'foreign_permanent' && /^[A-Z]{3}\d{12}$/.test(check.number))
    return { type, number: check.number, state: 'ok' };
  if (check.state !== 'ok') noted.flags.add(`id_${check.state}`);
  return { type, number: cut(check.number, LONGEST.document, noted), state: check.state };
}

function readPhone(cells: Cells, noted: Noted): string | undefined {
  const cell = cells('phone');
  const check = checkPhone(typeof cell === 'number' ? cell : cellText(cell));
  if (check.kind === 'missing') {
    noted.flags.add('phone_missing');
    return undefined;
  }
  if (check.kind === 'other') noted.flags.add('phone_doubtful');
  noted.normalised ||= check.normalised;
  return cut(check.phone, LONGEST.phone, noted);
}

function readDegrees(cells: Cells, noted: Noted): number | undefined {
  const cell = cells('temperature');
  const check = readTemperature(typeof cell === 'number' ? cell : cellText(cell));
  if (check.state === 'doubtful') noted.flags.add('temperature_doubtful');
  noted.normalised ||= check.normalised;
  const { celsius } = check;
  return celsius !== undefined && celsius >= HOLDABLE.from && celsius <= HOLDABLE.to ? celsius : undefined;
}

/** Reads the cells of a person: sets right what can be, flags what cannot, refuses nothing. */
export function readPerson(cells: Cells): PersonCells {
  const noted: Noted = { flags: new Set(), normalised: false };
  const name = readName(cells, noted);
  const document = readDocument(cells, noted);
  const phone = readPhone(cells, noted);
  const temperature = readDegrees(cells, noted);
  const certificate = readCertificate(cellText(cells('certificate')));
  if (noted.normalised) noted.flags.add('normalised');
  return {
    ...(name === undefined ? {} : { name }),
    ...(document === undefined ? {} : { document }),
    ...(phone === undefined ? {} : { phone }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(certificate === undefined ? {} : { certificate }),
    sampled: readSampled(cellText(cells('sampled'))),
    flags: [...noted.flags],
  };
}
