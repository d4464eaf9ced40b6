import { toHalfWidth, unwrap } from './text.ts';

/** Short names of the provinces that stand first on a plate, the order of the plate pad. */
export const plateProvinces = [...'京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼'];
/** Characters that stand last on plates of a special use. */
export const plateSuffixes = [...'挂学警港澳'];

export type PlateForm = 'ordinary' | 'new_energy' | 'suffix' | 'consular' | 'nonstandard';
export type PlateFlag =
  | 'military'
  | 'armed_police'
  | 'temporary'
  | 'emergency'
  | 'none'
  | 'letter_io'
  | 'unknown_form';
export type PlateCheck = {
  /** As it is to be kept: capitals, no dot, no spaces. `无牌` when there is none. */
  plate: string;
  form: PlateForm;
  flags: PlateFlag[];
  /** The plate meant, where O or I stands for 0 or 1: to be offered, never put in unasked. */
  suggestion?: string;
  normalised: boolean;
};

const PROVINCE = `[${plateProvinces.join('')}]`;
/** Serial characters: O and I are never given out (GA 36). */
const SERIAL = 'A-HJ-NP-Z0-9';
const ORDINARY = new RegExp(`^${PROVINCE}[A-Z][${SERIAL}]{5}$`);
const NEW_ENERGY = new RegExp(`^${PROVINCE}[A-Z](?:[A-HJK][${SERIAL}]\\d{4}|\\d{5}[A-HJK])$`);
const SUFFIX = new RegExp(`^${PROVINCE}[A-Z][${SERIAL}]{4}[${plateSuffixes.join('')}]$`);
const CONSULAR = new RegExp(`^(?:使\\d{6}|\\d{6}使|${PROVINCE}[A-Z]?\\d{4,5}领)$`);
const ARMED_POLICE = new RegExp(`^WJ${PROVINCE}?\\d{2,5}[A-Z\\d]{0,2}$`);
const MILITARY =
  /^[VZKHBSLJNGCEA][A-Z]\d{5}$|^[军海空北沈兰济南广成甲乙丙己庚辛壬寅辰戍午未申][A-Z]?\d{4,6}$/;
const NONE = /^(?:无|没有|未上|未挂|新车|空白)(?:号?车?牌照?|号|悬挂)*$|^新车|^无$/;

/** Capitals, half-width, without the dot, spaces and hyphens in which plates are printed and written. */
export function normalisePlate(raw: string): string {
  return unwrap(toHalfWidth(raw.normalize('NFC')).trim())
    .replace(/[\s·•・‧⋅∙●･.。\-‐-―_*"]/g, '')
    .toUpperCase();
}

function flagsOf(plate: string): PlateFlag[] {
  if (plate === '' || NONE.test(plate)) return ['none'];
  if (/临|移证/.test(plate)) return ['temporary'];
  if (/应急$|^应急/.test(plate)) return ['emergency'];
  if (plate.startsWith('WJ') || ARMED_POLICE.test(plate)) return ['armed_police'];
  if (MILITARY.test(plate)) return ['military'];
  return ['unknown_form'];
}

function formOf(plate: string): Exclude<PlateForm, 'nonstandard'> | undefined {
  if (ORDINARY.test(plate)) return 'ordinary';
  if (NEW_ENERGY.test(plate)) return 'new_energy';
  if (SUFFIX.test(plate)) return 'suffix';
  return CONSULAR.test(plate) ? 'consular' : undefined;
}

/**
 * The form of a number plate by GA 36-2018. Plates of no known form (military, temporary, none, a slip) are
 * `nonstandard` with a flag and are always taken: a queue of cars is never blocked by a form.
 */
export function checkPlate(raw: string): PlateCheck {
  const asWritten = formOf(raw);
  if (asWritten !== undefined) return { plate: raw, form: asWritten, flags: [], normalised: false };
  const clean = normalisePlate(raw);
  const normalised = clean !== raw;
  const form = formOf(clean);
  if (form !== undefined) return { plate: clean, form, flags: [], normalised };
  const flags = flagsOf(clean);
  if (flags[0] === 'none') return { plate: '无牌', form: 'nonstandard', flags, normalised: false };
  if (flags[0] !== 'unknown_form') return { plate: clean, form: 'nonstandard', flags, normalised };
  const suggestion = clean.slice(0, 2) + clean.slice(2).replaceAll('O', '0').replaceAll('I', '1');
  if (suggestion !== clean && formOf(suggestion) !== undefined) {
    return { plate: clean, form: 'nonstandard', flags: ['letter_io'], suggestion, normalised };
  }
  return { plate: clean, form: 'nonstandard', flags, normalised };
}
