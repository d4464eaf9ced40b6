import { cleanText } from './text.ts';

/**
 * - `ok`: form, birth date and check digit agree;
 * - `old`: 15 digits as issued until 1999, given upgraded to 18;
 * - `doubtful`: readable, but something does not agree;
 * - `damaged`: digits were lost (kept as a number by a spreadsheet). Never used to match a person.
 */
export type IdState = 'ok' | 'old' | 'doubtful' | 'damaged';
export type IdReason =
  | 'empty'
  | 'characters'
  | 'length'
  | 'birth_date'
  | 'check_digit'
  | 'digits_lost'
  | 'old_number';
/** Who the number was given to: citizens, residents from 港澳台 (81, 82, 83), foreigners with permanent residence (9…). */
export type IdKind = 'citizen' | 'hongkong' | 'macao' | 'taiwan' | 'foreigner';
export type IdCheck = {
  /** As it is to be kept: half-width, no spaces or hyphens, capital X, 18 characters when upgraded. */
  number: string;
  state: IdState;
  reasons: IdReason[];
  kind?: IdKind;
  /** `YYYY-MM-DD`, only when it is a real date. */
  birth?: string;
  sex?: 'male' | 'female';
  /** Whether spaces, hyphens, full-width characters or a small x were set right. */
  normalised: boolean;
};

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK_CHARACTERS = '10X98765432';
const COMPLETE = /^\d{17}[\dX]$/;
const SCIENTIFIC = /^\d(?:\.\d+)?E\+?\d{1,3}$/i;

/** The check character of 17 digits by GB 11643 (ISO 7064 MOD 11-2). */
export function idCheckCharacter(digits17: string): string {
  let sum = 0;
  for (let index = 0; index < 17; index += 1)
    sum += (digits17.charCodeAt(index) - 48) * (WEIGHTS[index] ?? 0);
  return CHECK_CHARACTERS.charAt(sum % 11);
}

/** An 18-character number from one of 15 digits: the century is put in and the check character added. */
export function upgradeIdNumber(digits15: string): string {
  const seventeen = `${digits15.slice(0, 6)}19${digits15.slice(6)}`;
  return seventeen + idCheckCharacter(seventeen);
}

/** Half-width, capital X, without spaces, hyphens and dots between the digits. */
export function normaliseIdNumber(raw: string): string {
  return cleanText(raw)
    .text.replace(/[\s\-‐-―_.·]/g, '')
    .toUpperCase()
    .replace(/(?<=^\d{17})[×Х]$/, 'X');
}

const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function realDate(digits8: string): string | undefined {
  const year = Number(digits8.slice(0, 4));
  const month = Number(digits8.slice(4, 6));
  const day = Number(digits8.slice(6, 8));
  if (year < 1850 || month < 1 || month > 12 || day < 1) return undefined;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > (DAYS_OF_MONTH[month - 1] ?? 0) || (month === 2 && day === 29 && !leap)) return undefined;
  return `${digits8.slice(0, 4)}-${digits8.slice(4, 6)}-${digits8.slice(6, 8)}`;
}

function kindOf(number: string): IdKind {
  if (number.startsWith('810000')) return 'hongkong';
  if (number.startsWith('820000')) return 'macao';
  if (number.startsWith('830000')) return 'taiwan';
  return number.startsWith('9') ? 'foreigner' : 'citizen';
}

function judge18(number: string, reasons: IdReason[], on: string | undefined): Omit<IdCheck, 'normalised'> {
  const birth = realDate(number.slice(6, 14));
  if (birth === undefined || (on !== undefined && birth > on)) reasons.push('birth_date');
  const lastDigitsZero = number.endsWith('000');
  let state: IdState = reasons.includes('birth_date') ? 'doubtful' : 'ok';
  if (idCheckCharacter(number) !== number.charAt(17)) {
    // A spreadsheet keeps 15 digits of a number and writes zeros for the rest: that is loss, not a slip of the pen.
    reasons.push(lastDigitsZero ? 'digits_lost' : 'check_digit');
    state = lastDigitsZero ? 'damaged' : 'doubtful';
  }
  const sex = Number(number.charAt(16)) % 2 === 1 ? 'male' : 'female';
  return { number, state, reasons, kind: kindOf(number), sex, ...(birth === undefined ? {} : { birth }) };
}

/**
 * Judges an identity number (GB 11643; 港澳台居民居住证; 外国人永久居留身份证 since 2023-12-01). It never refuses and never
 * judges the area prefix: codes were abolished over time.
 * @param raw as written; a number is what a spreadsheet kept as one (its digits after the 15th are gone)
 * @param on a calendar day `YYYY-MM-DD` after which nobody can have been born; without it the future is not looked at
 */
export function checkIdNumber(raw: string | number, on?: string): IdCheck {
  const written = String(raw);
  if (COMPLETE.test(written) && typeof raw === 'string')
    return { ...judge18(written, [], on), normalised: false };
  const numeric = typeof raw === 'number';
  const plain = cleanText(written).text.replace(/\s/g, '');
  if (SCIENTIFIC.test(plain) || (numeric && !Number.isSafeInteger(raw))) {
    return { number: plain.toUpperCase(), state: 'damaged', reasons: ['digits_lost'], normalised: false };
  }
  const number = normaliseIdNumber(written);
  const normalised = number !== written;
  if (COMPLETE.test(number)) return { ...judge18(number, [], on), normalised };
  if (/^\d{15}$/.test(number)) {
    const upgraded = judge18(upgradeIdNumber(number), ['old_number'], on);
    return { ...upgraded, state: upgraded.state === 'ok' ? 'old' : upgraded.state, normalised };
  }
  if (number === '') return { number, state: 'doubtful', reasons: ['empty'], normalised: false };
  const reason: IdReason = /^\d+X?$/.test(number) ? 'length' : 'characters';
  return { number, state: 'doubtful', reasons: [reason], normalised };
}

export type IdTyping = {
  number: string;
  /** Characters still to come, 0 when complete. */
  left: number;
  /** What is already wrong, told while typing; it blocks nothing. */
  problem?: 'characters' | 'birth_date' | 'check_digit';
  /** The check character that must follow, known after 17 digits. */
  expected?: string;
};

/** What can be said of a number while it is being typed on the phone. */
export function typeIdNumber(partial: string, on?: string): IdTyping {
  const number = normaliseIdNumber(partial);
  const left = Math.max(0, 18 - number.length);
  if (!/^(\d{0,17}|\d{17}[\dX])$/.test(number)) return { number, left, problem: 'characters' };
  const expected = number.length >= 17 ? { expected: idCheckCharacter(number) } : {};
  if (number.length >= 14) {
    const birth = realDate(number.slice(6, 14));
    if (birth === undefined || (on !== undefined && birth > on))
      return { number, left, problem: 'birth_date', ...expected };
  }
  if (number.length === 18 && number.charAt(17) !== expected.expected) {
    return { number, left, problem: 'check_digit', ...expected };
  }
  return { number, left, ...expected };
}
