import { readTemperature } from '@lianfang/domain/kernel/identifiers/temperature.ts';
import { cellText } from '../../../kernel/imports/cells.ts';
import { type Noted, readDocument, readName, readPhone } from '../../../kernel/imports/personCells.ts';
import type { Cell } from '../../../kernel/imports/table.ts';
import type { RegisterField } from './fields.ts';
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

/** Temperatures that an entry can hold, ℃; what is outside stays on the correction list alone. */
const HOLDABLE = { from: 30, to: 45 };

type Cells = (field: RegisterField) => Cell | undefined;

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
  const flags = new Set<PersonFlag>();
  const noted: Noted = { flags: flags as Set<string>, normalised: false };
  const name = readName(cells('name'), noted);
  const typeWord = cells('documentType') === undefined ? '' : cellText(cells('documentType'));
  const document = readDocument(cells('document'), (number) => readDocumentType(typeWord, number), noted);
  const phone = readPhone(cells('phone'), noted);
  const temperature = readDegrees(cells, noted);
  const certificate = readCertificate(cellText(cells('certificate')));
  if (noted.normalised) flags.add('normalised');
  return {
    ...(name === undefined ? {} : { name }),
    ...(document === undefined ? {} : { document }),
    ...(phone === undefined ? {} : { phone }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(certificate === undefined ? {} : { certificate }),
    sampled: readSampled(cellText(cells('sampled'))),
    flags: [...flags],
  };
}
