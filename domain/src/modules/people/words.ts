import type { Part } from './rules.ts';

type Words = { readonly zh: string; readonly en: string };

/** Why two may be one person, or may not. */
export const partWords: Readonly<Record<Part, Words>> = {
  document_same: { zh: '证件号码相同', en: 'same document number' },
  document_differs: { zh: '证件号码不同', en: 'different document numbers' },
  paper_same: {
    zh: '护照或通行证号码相同',
    en: 'same number of a passport or permit',
  },
  phone_same: { zh: '电话相同', en: 'same phone' },
  name_same: { zh: '姓名相同', en: 'same name' },
  name_differs: { zh: '姓名不同', en: 'different names' },
  born_same: { zh: '出生日期相同', en: 'same birth date' },
  born_differs: { zh: '出生日期不同', en: 'different birth dates' },
  village_same: { zh: '同一村（社区）', en: 'same village' },
  township_same: { zh: '同一乡镇', en: 'same township' },
};

/** The reasons of a suggestion as one line: `姓名相同；电话相同`. */
export function reasonsOf(parts: readonly Part[]): Words {
  return {
    zh: parts.map((part) => partWords[part].zh).join('；'),
    en: parts.map((part) => partWords[part].en).join('; '),
  };
}

/** Why a link or merge was refused. */
export const peopleWords: Readonly<Record<string, Words>> = {
  'people.same_person': { zh: '已经是同一个人', en: 'They are one person already' },
  'people.subject_missing': { zh: '没有这条记录', en: 'There is no such row' },
  'people.person_missing': {
    zh: '没有这个人，或已并入他人，请刷新后再看',
    en: 'There is no such person, or it has become part of another. Reload and look again',
  },
  'people.moved': {
    zh: '这条记录已被他人改到别处，请刷新后再看',
    en: 'Someone has moved this row meanwhile. Reload and look again',
  },
  'people.alone': { zh: '这个人只有这一条记录，无从拆开', en: 'This row is the person’s only one' },
  'people.merge_gone': {
    zh: '这次合并已撤销或不存在',
    en: 'That merge has been undone or does not exist',
  },
  'people.suggestion_gone': {
    zh: '这条提示已处理或不存在',
    en: 'That suggestion has been settled or does not exist',
  },
};
