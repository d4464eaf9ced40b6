import type { Draft, Roll } from './draft.ts';
import { countyOf, type Place, type Places } from './places.ts';

// What becomes of the names in an address: left out, shortened, former ones, and what stands around them.

export function without(draft: Draft, levels: readonly number[]): boolean {
  const before = draft.parts.length;
  draft.parts = draft.parts.filter(({ level }) => !levels.includes(level));
  return draft.parts.length < before;
}

/** 陕西宝鸡凤县, 凤州国安寺: without the words for what they are; 融水苗族自治县 as 融水县 now and then. */
export function shortened(draft: Draft, levels: readonly number[]): boolean {
  draft.parts = draft.parts.map((part) => {
    if (!levels.includes(part.level) || part.core === part.text) return part;
    if (part.level === 3 && /自治[县旗]$/.test(part.text)) return { ...part, text: part.core + part.kind };
    return { ...part, text: part.core, kind: '' };
  });
  return draft.parts.some(({ level, kind }) => levels.includes(level) && kind === '');
}

const ONCE: Readonly<Record<string, readonly string[]>> = {
  街道: ['镇', '乡', '街道办事处', '街办'],
  镇: ['乡', '街道'],
  市: ['县'],
  区: ['县', '市'],
  社区: ['村'],
};

/** What a place was before it was raised: 乡 for 镇, 县 for 市 and 区, 村 for 社区. */
export function oldKinds(roll: Roll, draft: Draft): boolean {
  const able = draft.parts.filter(
    ({ level, kind, core, text }) => level >= 3 && ONCE[kind] && text === core + kind,
  );
  const chosen = able.length === 0 ? undefined : roll.one(able);
  if (chosen === undefined) return false;
  const kind = roll.one(ONCE[chosen.kind] as readonly string[]);
  draft.parts = draft.parts.map((part) =>
    part === chosen ? { ...part, text: part.core + kind, kind: kind.startsWith('街') ? '街道' : kind } : part,
  );
  return true;
}

export function committee(roll: Roll, draft: Draft): boolean {
  draft.parts = draft.parts.map((part) => {
    if (part.level !== 5) return part;
    const forms =
      part.kind === '社区'
        ? ['社区居委会', '居委会', '社区居民委员会', '居民委员会']
        : ['村委会', '村民委员会', '村村委会', '村村民委员会', '行政村', '大队'];
    const stem = part.core.endsWith('村') && part.kind === '村' ? part.core.slice(0, -1) : part.core;
    return part.kind === '嘎查' ? part : { ...part, text: stem + roll.one(forms) };
  });
  return draft.parts.at(-1)?.level === 5;
}

const BUILDINGS =
  '阳光花园|金色家园|粮食局家属院|农机公司宿舍|时代广场|学府名苑|新华书店对面|信用社楼上|建材市场|滨河小区';
const NAMES = '王某|李某某|赵先生|孙女士|周某';

export function noise(roll: Roll, draft: Draft): boolean {
  const { next, one } = roll;
  const number = () => 1 + Math.floor(next() * 30);
  if (next() < 0.3)
    draft.before = one(['现住', '地址：', '家住', `${one(NAMES.split('|'))} `, '户籍地：', '暂住']);
  const building = `${one(BUILDINGS.split('|'))}${number()}号楼${number() % 6}单元${number()}0${number() % 4}室`;
  const phone = `1990000${String(1000 + Math.floor(next() * 8999))}`;
  draft.after = one([
    building,
    `${draft.after}${one(NAMES.split('|'))}${phone}`,
    `人民路${number()}号`,
    `${draft.after}（${one(['老家', '租住', '岳父家', '工地宿舍'])}）`,
    `${building} 电话${phone}`,
    `${draft.after}旁边的小卖部`,
  ]);
  return true;
}

/** Counties and cities that were renamed within living memory, as older people still write them. */
const FORMERLY: readonly (readonly [code: string, name: string, city: string])[] = [
  ['610118', '户县', '西安市'],
  ['610304', '宝鸡县', '宝鸡市'],
  ['610503', '华县', '渭南市'],
  ['620503', '北道区', '天水市'],
  ['510117', '郫县', '成都市'],
  ['420607', '襄阳县', '襄樊市'],
  ['411203', '陕县', '三门峡市'],
  ['410212', '开封县', '开封市'],
  ['330603', '绍兴县', '绍兴市'],
  ['330212', '鄞县', '宁波市'],
  ['520304', '遵义县', '遵义市'],
  ['360404', '九江县', '九江市'],
  ['210113', '新城子区', '沈阳市'],
  ['440114', '花县', '广州市'],
];

const formerly = new WeakMap<Places, readonly Place[]>();

export function formerVillages(places: Places): readonly Place[] {
  let villages = formerly.get(places);
  if (villages === undefined) {
    const codes = new Set(FORMERLY.map(([code]) => code));
    villages = places.villages.filter((village) => codes.has(countyOf(village)));
    formerly.set(places, villages);
  }
  return villages;
}

export function formerName(draft: Draft, place: Place): boolean {
  const [, name = '', city = ''] = FORMERLY.find(([code]) => countyOf(place) === code) ?? [];
  draft.parts = draft.parts.map((part) => {
    if (part.level === 3) return { ...part, text: name };
    return part.level === 2 ? { ...part, text: city } : part;
  });
  return name !== '';
}

const FIRST_OF_HAMLET = '吕邵崔龚毛段雷钟汤尹黎易常武乔贺赖'.split('');
const LAST_OF_HAMLET = ['家老院', '家岩窝', '家磨坊', '家祠堂', '氏新宅', '家上屋', '家后坎'];

/** A hamlet that the tree does not know (自然村) where the village would stand. */
export function hamlet(roll: Roll, draft: Draft, place: Place): boolean {
  const name = roll.one(FIRST_OF_HAMLET) + roll.one(LAST_OF_HAMLET);
  if (roll.places.byCore.has(name) || place.level !== 5) return false;
  draft.parts = draft.parts.filter(({ level }) => level < 5);
  draft.after = name + roll.one(['村', '', '自然村', '组']) + draft.after;
  return draft.parts.length > 0;
}
