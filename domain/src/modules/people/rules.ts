import { areaPrefix } from '../../kernel/areaCode.ts';
import type { Refusal } from '../../kernel/entry.ts';
import { checkIdNumber } from '../../kernel/identifiers/idNumber.ts';
import type { Merged } from './schema.ts';

/** What speaks for or against two being one person, and by how many points. A name alone is far from enough. */
export const points = {
  /** The same exact number, but more than one person goes by it: someone has parted them. */
  document_same: 40,
  document_differs: -50,
  /** The same number of a document that has no check character. */
  paper_same: 40,
  phone_same: 35,
  name_same: 25,
  name_differs: -15,
  born_same: 25,
  born_differs: -20,
  village_same: 20,
  township_same: 10,
} as const;
export type Part = keyof typeof points;

/** From this score on a person is asked. Phone with name has it, name with birth date, name with village; no single part does. */
export const SUGGEST_FROM = 45;

/** Suggestions that are kept of one row, the strongest first. */
export const SUGGESTIONS_MOST = 5;

/** What is equal between two: `undefined` where one of them lacks it. */
export type Compared = {
  readonly document?: boolean | undefined;
  readonly paper?: boolean | undefined;
  readonly phone?: boolean | undefined;
  readonly name?: boolean | undefined;
  readonly born?: boolean | undefined;
  /** The area codes (12 digits) of the two. */
  readonly areas?: readonly [string, string] | undefined;
};

/** The parts that a comparison comes to, in the order of `points`. Their points add up to the score. */
export function partsOf(compared: Compared): Part[] {
  const parts: Part[] = [];
  if (compared.document !== undefined) parts.push(compared.document ? 'document_same' : 'document_differs');
  if (compared.paper === true) parts.push('paper_same');
  if (compared.phone === true) parts.push('phone_same');
  if (compared.name !== undefined) parts.push(compared.name ? 'name_same' : 'name_differs');
  if (compared.born !== undefined) parts.push(compared.born ? 'born_same' : 'born_differs');
  const shared = compared.areas === undefined ? 0 : sharedDigits(...compared.areas);
  if (shared >= 9) parts.push(shared === 12 ? 'village_same' : 'township_same');
  return parts;
}

/** The digits of the smallest area that both codes name: 12 for a village, 9 for a township, less for anything above. */
function sharedDigits(one: string, other: string): number {
  const [a, b] = [areaPrefix(one), areaPrefix(other)];
  if (a.length === 12 && a === b) return 12;
  return a.length >= 9 && b.length >= 9 && a.slice(0, 9) === b.slice(0, 9) ? 9 : 0;
}

export function scoreOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + points[part], 0);
}

/**
 * How far a document's number may go: `exact` links by itself (its check character agrees, 15 digits are converted first),
 * `paper` is evidence for a person (a passport, a permit: nothing in the number shows a slip of the pen), `none` is not used
 * (damaged, doubtful, missing). `type` as in a passage; without it an identity card is meant.
 */
export function standingOf(document: {
  type?: string | undefined;
  number?: string | undefined;
}): 'exact' | 'paper' | 'none' {
  const { type = 'id_card', number } = document;
  if (number === undefined) return 'none';
  const { state } = checkIdNumber(number);
  if (state === 'ok' || state === 'old') return 'exact';
  const other = type !== 'id_card' && type !== 'none';
  return other && /^[0-9A-Za-z]{6,20}$/.test(number.replace(/[\s-]/g, '')) ? 'paper' : 'none';
}

export function checkMerged({ into, from }: Merged): Refusal | undefined {
  return into === from ? { refused: 'people.same_person', fields: ['from'] } : undefined;
}
