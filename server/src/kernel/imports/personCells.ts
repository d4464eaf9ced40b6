import { checkIdNumber } from '@lianfang/domain/kernel/identifiers/idNumber.ts';
import { checkPhone } from '@lianfang/domain/kernel/identifiers/phone.ts';
import { cleanName, cleanText } from '@lianfang/domain/kernel/identifiers/text.ts';
import { cellText } from './cells.ts';
import type { Cell } from './table.ts';

/** What is told of a person's cells. */
export type PersonFlag =
  | 'id_damaged'
  | 'id_doubtful'
  | 'id_old'
  | 'id_missing'
  | 'phone_missing'
  | 'phone_doubtful'
  | 'name_missing'
  | 'text_cut';

/** What was noticed while a person's cells were read; `normalised`: something was set right. */
export type Noted = { readonly flags: Set<string>; normalised: boolean };

/** Lengths that an entry keeps. */
const LONGEST = { name: 64, document: 32, phone: 24 };

/** A text as long as an entry keeps it, never half a character; that it was cut is noted. */
export function cut(text: string, longest: number, noted: Noted): string {
  const points = [...text];
  if (points.length <= longest && text.length <= longest) return text;
  noted.flags.add('text_cut' satisfies PersonFlag);
  return points.slice(0, Math.floor(longest / 2)).join('');
}

function note(noted: Noted, flag: PersonFlag): undefined {
  noted.flags.add(flag);
  return undefined;
}

/** A name without spaces and dots gone astray; undefined where none is written. */
export function readName(cell: Cell | undefined, noted: Noted): string | undefined {
  const { text, normalised } = cleanName(cellText(cell));
  if (text === '' || /^[-—/\\、.×]+$/.test(text)) return note(noted, 'name_missing');
  noted.normalised ||= normalised;
  return cut(text, LONGEST.name, noted);
}

export type ReadDocument<Type extends string> = {
  type: Type;
  number: string;
  state: 'ok' | 'old' | 'doubtful' | 'damaged';
};

/**
 * A document's number, set right and checked as its type wants it. Never refused: what is damaged or doubtful is flagged.
 * @param typeOf the type by the number without spaces, in capitals; `id_card` and `foreign_permanent` have a check digit
 */
export function readDocument<Type extends string>(
  cell: Cell | undefined,
  typeOf: (number: string) => Type,
  noted: Noted,
): ReadDocument<Type> | undefined {
  const raw = typeof cell === 'number' ? cell : cellText(cell);
  const clean = cleanText(String(raw)).text;
  if (/^(?:无|没有|未带|未携带|不详|拒绝|[-—/\\、.×]+)?$/.test(clean)) return note(noted, 'id_missing');
  const type = typeOf(clean.replace(/[\s-]/g, '').toUpperCase());
  if (type !== 'id_card' && type !== 'foreign_permanent') {
    const number = clean.replace(/\s/g, '').toUpperCase();
    noted.normalised ||= number !== String(raw);
    return { type, number: cut(number, LONGEST.document, noted), state: 'ok' };
  }
  const check = checkIdNumber(raw);
  noted.normalised ||= check.normalised;
  if (type === 'foreign_permanent' && /^[A-Z]{3}\d{12}$/.test(check.number))
    return { type, number: check.number, state: 'ok' };
  if (check.state !== 'ok') note(noted, `id_${check.state}`);
  return { type, number: cut(check.number, LONGEST.document, noted), state: check.state };
}

/** A phone number without spaces and hyphens; what is neither a mobile nor a landline is flagged. */
export function readPhone(cell: Cell | undefined, noted: Noted): string | undefined {
  const check = checkPhone(typeof cell === 'number' ? cell : cellText(cell));
  if (check.kind === 'missing') return note(noted, 'phone_missing');
  if (check.kind === 'other') note(noted, 'phone_doubtful');
  noted.normalised ||= check.normalised;
  return cut(check.phone, LONGEST.phone, noted);
}
