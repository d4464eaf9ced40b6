import { checkPlate, plateProvinces } from '@lianfang/domain/kernel/identifiers/plate.ts';

// What the plate pad offers next. Pure.

export const DIGITS = [...'1234567890'];
/** Letters of a plate: I and O are never given out. */
export const LETTERS = [...'ABCDEFGHJKLMNPQRSTUVWXYZ'];
export const SUFFIXES = [...'挂学警港澳领使'];
/** As many characters as any plate in use has, military and temporary ones included. */
export const MOST = 10;

/** Provinces that border on one another, for the order on the pad. */
const neighbours: Record<string, string> = {
  陕: '甘川晋豫鄂渝宁蒙',
  甘: '陕川青宁新蒙',
  川: '陕甘渝黔贵云藏青',
};

/**
 * Provinces in the order of the pad: the county's own first, then its neighbours, then the rest. `homePlates` are
 * provinces (`陕`) or prefixes (`陕C`).
 */
export function provinceOrder(homePlates: readonly string[]): string[] {
  const home = homePlates.map((plate) => plate.charAt(0));
  const near = [...(neighbours[home[0] ?? '陕'] ?? '')];
  return [...new Set([...home, ...near, ...plateProvinces])].filter((province) =>
    plateProvinces.includes(province),
  );
}

/** What a blank form begins with: the commonest prefix of the county. */
export function homePrefix(homePlates: readonly string[]): string {
  return homePlates.find((plate) => plate.length === 2) ?? homePlates[0] ?? '';
}

/** The suffix row is of use where a suffix can stand: as the last of an ordinary plate. */
export function offersSuffix(plate: string): boolean {
  return [...plate].length >= 5 && [...plate].length <= 7;
}

/** The plate as it is shown: a dot after the prefix, as on the metal. */
export function shownPlate(plate: string): string {
  const characters = [...plate];
  return plateProvinces.includes(characters[0] ?? '') && characters.length > 2
    ? `${characters.slice(0, 2).join('')}·${characters.slice(2).join('')}`
    : plate;
}

export type PlateWord = {
  readonly state: 'short' | 'ok' | 'new_energy' | 'flagged';
  readonly suggestion?: string;
};

/** What is to be said about the plate so far. It blocks nothing. */
export function judgePlate(plate: string): PlateWord {
  if ([...plate].length < 7 && plateProvinces.includes(plate.charAt(0))) return { state: 'short' };
  if (plate === '') return { state: 'short' };
  const { form, suggestion } = checkPlate(plate);
  if (form === 'new_energy') return { state: 'new_energy' };
  if (form !== 'nonstandard') return { state: 'ok' };
  return suggestion === undefined ? { state: 'flagged' } : { state: 'flagged', suggestion };
}
