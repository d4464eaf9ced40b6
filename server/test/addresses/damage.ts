import { countyOf, isFiller, type Place, type Places, pathOf } from './places.ts';

// Addresses as people write them, made from places of the real tree, each with one kind of damage (or two).

/** What is written of one area: `core` as meant (before a slip of the pen), `kind` when its ending is written too. */
export type Part = { readonly core: string; readonly kind: string; readonly level: number };

export type Sample = {
  readonly address: string;
  readonly damage: Damage;
  /** The county that asks. */
  readonly near: string;
  /** The place that was meant. */
  readonly place: Place;
  /** What of it stands in the address. */
  readonly parts: readonly Part[];
};

export const damages = [
  'none',
  'province_missing',
  'city_missing',
  'county_missing',
  'above_town_missing',
  'town_missing',
  'short_names',
  'glued',
  'old_kinds',
  'committee',
  'spaces',
  'noise',
  'order',
  'traditional',
  'slip_village',
  'slip_town',
  'slip_county',
  'slip_twice',
  'character_lost',
  'character_added',
  'all_short',
  'village_alone',
  'former_name',
  'road',
  'unknown_hamlet',
  'to_town_only',
  'to_county_only',
  'two_at_once',
  'three_at_once',
] as const;
export type Damage = (typeof damages)[number];

/** A generator of numbers in [0, 1) that gives the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Roll = {
  readonly places: Places;
  readonly next: () => number;
  readonly one: <T>(of: readonly T[]) => T;
};

/** An address while it is being made: the areas as they will be written, from the province down. */
type Draft = {
  parts: (Part & { text: string })[];
  before: string;
  between: string;
  after: string;
  turned: boolean;
  finish: (text: string) => string;
};

/** Makes `count` addresses, as many of each kind of damage; the same seed gives the same addresses. */
export function* samples(places: Places, count: number, seed: number): Generator<Sample> {
  const next = dice(seed);
  const roll: Roll = { places, next, one: (of) => of[Math.floor(next() * of.length)] as never };
  for (let at = 0; at < count; ) {
    const damage = damages[at % damages.length] as Damage;
    const sample = sampleOf(roll, damage);
    if (sample === undefined) continue;
    at += 1;
    yield sample;
  }
}

/** Places that stand in the tree for a code's sake and in nobody's address. */
const NOBODYS = /虚拟|生活区|[（(0-9a-z、]|直辖|开发区|园区|管理区|示范区|管委会/;

function sampleOf(roll: Roll, damage: Damage): Sample | undefined {
  const village = roll.one(damage === 'former_name' ? formerVillages(roll.places) : roll.places.villages);
  if (pathOf(village).some(({ name }) => NOBODYS.test(name))) return undefined;
  const place = meantBy(damage, village);
  const draft = drafted(roll, place);
  for (const one of harmsOf(roll, damage)) if (!harm[one](roll, draft, place)) return undefined;
  if (draft.parts.length === 0) return undefined;
  const own = roll.next() < 0.5;
  const near = own ? countyOf(place) : countyOf(roll.one(roll.places.counties));
  const written = draft.parts.map(({ text }) => text);
  if (draft.turned) written.reverse();
  return {
    address: draft.finish(draft.before + written.join(draft.between) + draft.after),
    damage,
    near,
    place: damage === 'unknown_hamlet' ? (place.above as Place) : place,
    parts: draft.parts.map(({ core, kind, level }) => ({ core, kind, level })),
  };
}

function harmsOf({ one }: Roll, damage: Damage): readonly Exclude<Damage, Mixed>[] {
  if (damage === 'two_at_once') return [one(FIRST), one(SECOND)];
  if (damage === 'three_at_once') return [one(FIRST), one(SECOND), one(THIRD)];
  return [damage];
}

function meantBy(damage: Damage, village: Place): Place {
  const town = village.above as Place;
  if (damage === 'to_town_only') return town;
  return damage === 'to_county_only' ? (town.above as Place) : village;
}

function drafted(roll: Roll, place: Place): Draft {
  const parts = pathOf(place)
    .filter((area) => !isFiller(area))
    .map(({ core, kind, said, level }) => ({ core, kind, level, text: said }));
  const group = roll.one(['', '', `${1 + Math.floor(roll.next() * 12)}组`, '一组', '七组']);
  const house = roll.one(['', `${1 + Math.floor(roll.next() * 300)}号`, '12号附1号']);
  const after = place.level < 5 ? `${Math.ceil(roll.next() * 99)}号` : group + house;
  return {
    parts,
    before: '',
    between: '',
    after: place.level < 4 ? '' : after,
    turned: false,
    finish: (t) => t,
  };
}

const FIRST = ['province_missing', 'city_missing', 'town_missing', 'short_names', 'old_kinds'] as const;
const SECOND = ['spaces', 'noise', 'committee', 'slip_village', 'order', 'traditional'] as const;

const THIRD = ['slip_town', 'glued', 'noise', 'character_lost'] as const;
type Mixed = 'two_at_once' | 'three_at_once';

/** Each kind of damage; false where it cannot be done to this address. */
const harm: Record<Exclude<Damage, Mixed>, (roll: Roll, draft: Draft, place: Place) => boolean> = {
  none: () => true,
  province_missing: (_, draft) => without(draft, [1]),
  city_missing: (_, draft) => without(draft, [1, 2]) && draft.parts[0]?.level === 3,
  county_missing: (roll, draft) => without(draft, roll.next() < 0.5 ? [3] : [1, 3]) && draft.parts.length > 2,
  above_town_missing: (_, draft) => without(draft, [1, 2, 3]),
  town_missing: (roll, draft) => without(draft, roll.next() < 0.5 ? [4] : [1, 4]),
  short_names: (_, draft) => shortened(draft, [1, 2, 3]),
  glued: (_, draft) => shortened(draft, [4, 5]),
  old_kinds: (roll, draft) => oldKinds(roll, draft),
  committee: (roll, draft) => committee(roll, draft),
  spaces: (roll, draft) => {
    draft.between = roll.one([' ', '　', '-', '，', ' / ', '、', '\u200b']);
    draft.finish = (text) => (roll.next() < 0.5 ? wide(text) : scattered(roll, text));
    return true;
  },
  noise: (roll, draft) => noise(roll, draft),
  order: (_, draft) => {
    draft.turned = true;
    draft.between = ' ';
    return draft.parts.length > 2;
  },
  traditional: (_, draft) => {
    draft.finish = traditional;
    return true;
  },
  slip_village: (roll, draft, place) => slip(roll, draft, place, 5),
  slip_town: (roll, draft, place) => slip(roll, draft, place, 4),
  slip_county: (roll, draft, place) => slip(roll, draft, place, 3),
  slip_twice: (roll, draft, place) =>
    slip(roll, draft, place, 5) && slip(roll, draft, place, roll.next() < 0.5 ? 4 : 3),
  character_lost: (roll, draft, place) => lostOrAdded(roll, draft, place, true),
  character_added: (roll, draft, place) => lostOrAdded(roll, draft, place, false),
  all_short: (_, draft) => shortened(draft, [1, 2, 3, 4, 5]),
  village_alone: (_, draft) => without(draft, [1, 2, 3, 4]) && draft.parts.length === 1,
  former_name: (_, draft, place) => formerName(draft, place),
  road: (roll, draft) => {
    draft.parts = draft.parts.filter(({ level }) => level < 5);
    draft.after = `${roll.one('解放|人民|中山|建设|新华|迎宾|滨河|文化|东风|胜利|和平|北京|西安'.split('|'))}${roll.one(['路', '大道', '街', '东路', '巷'])}${Math.ceil(roll.next() * 200)}号`;
    return draft.parts.at(-1)?.level === 4;
  },
  unknown_hamlet: (roll, draft, place) => hamlet(roll, draft, place),
  to_town_only: () => true,
  to_county_only: () => true,
};

function without(draft: Draft, levels: readonly number[]): boolean {
  const before = draft.parts.length;
  draft.parts = draft.parts.filter(({ level }) => !levels.includes(level));
  return draft.parts.length < before;
}

/** 陕西宝鸡凤县, 凤州国安寺: without the words for what they are; 融水苗族自治县 as 融水县 now and then. */
function shortened(draft: Draft, levels: readonly number[]): boolean {
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
function oldKinds(roll: Roll, draft: Draft): boolean {
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

function committee(roll: Roll, draft: Draft): boolean {
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

function noise(roll: Roll, draft: Draft): boolean {
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

function wide(text: string): string {
  return text.replace(/[0-9a-z-]/gi, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
}

function scattered({ next }: Roll, text: string): string {
  return [...text].map((character) => (next() < 0.15 ? `${character} ` : character)).join('');
}

const SIMPLE =
  '县镇乡区湾东陕宝鸡凤双铺广龙门庄阳沟桥岭楼营马兴长华会办处号组团结红胜黄云滩关刘赵陈张杨吴郑冯蒋韩邓许苏卢贵庆汉开发国泽岛庙厂图宁兰丰电铁银场坟';
const FULL =
  '縣鎮鄉區灣東陝寶雞鳳雙鋪廣龍門莊陽溝橋嶺樓營馬興長華會辦處號組團結紅勝黃雲灘關劉趙陳張楊吳鄭馮蔣韓鄧許蘇盧貴慶漢開發國澤島廟廠圖寧蘭豐電鐵銀場墳';

function traditional(text: string): string {
  return [...text].map((character) => [...FULL][[...SIMPLE].indexOf(character)] ?? character).join('');
}

/** What a hurried hand or a bad print makes of a character. */
const MISREAD: Readonly<Record<string, string>> = {
  凤: '风',
  坪: '平',
  塘: '糖',
  梁: '粱',
  沟: '勾',
  岗: '冈',
  坝: '贝',
  桥: '侨',
  杨: '扬',
  柳: '抑',
  湾: '弯',
  陈: '阵',
  张: '涨',
  徐: '除',
  湖: '糊',
  冯: '马',
  郭: '敦',
  范: '苑',
  潘: '番',
  金: '全',
  白: '自',
  泉: '皇',
  洋: '样',
  港: '巷',
  源: '原',
  寨: '赛',
  营: '宫',
  店: '占',
  峪: '裕',
  岩: '岸',
  坑: '炕',
  墩: '敦',
  楼: '搂',
  窑: '窖',
  井: '并',
  茶: '荼',
  石: '右',
  土: '士',
  木: '本',
  大: '太',
  王: '玉',
  田: '由',
  午: '牛',
  天: '夫',
  日: '目',
  清: '请',
  官: '宫',
  兰: '三',
  龙: '尤',
  庙: '庿',
  坡: '波',
  岭: '玲',
  乌: '鸟',
  北: '比',
  西: '酉',
  南: '楠',
  山: '出',
  水: '永',
  河: '何',
  家: '冢',
  庄: '压',
  新: '亲',
  万: '方',
  古: '吉',
  高: '亮',
}; // prettier-ignore

/** One wrong character in the name of an area: what a keyboard offers for the same syllable, or what looks the same. */
function slip(roll: Roll, draft: Draft, place: Place, level: number): boolean {
  const at = draft.parts.findIndex((part) => part.level === level);
  const part = draft.parts[at];
  if (part === undefined) return false;
  const characters = [...part.core.replace(/[县市区旗]$/, '')];
  if (characters.length === 0) return false;
  const which = Math.floor(roll.next() * characters.length);
  const right = characters[which] as string;
  const same = (roll.places.bySound.get(roll.places.spell(right)) ?? []).filter((other) => other !== right);
  const wrong = roll.next() < 0.7 ? (same.length > 0 ? roll.one(same) : undefined) : MISREAD[right];
  if (wrong === undefined) return false;
  characters[which] = wrong;
  const written = characters.join('');
  // What is another place's name now is no slip that anyone could see.
  const near = (other: Place) => countyOf(other).slice(0, 4) === countyOf(place).slice(0, 4);
  if (roll.places.byCore.get(written)?.some(near)) return false;
  const rest = part.text.slice(part.core.replace(/[县市区旗]$/, '').length);
  draft.parts[at] = { ...part, text: written + rest };
  return true;
}

/** 家 of 张家庄 left out, or a 大 put in where none is: names of three characters and more. */
function lostOrAdded(roll: Roll, draft: Draft, place: Place, lost: boolean): boolean {
  const at = draft.parts.findIndex(
    ({ level, core }) => level === (roll.next() < 0.7 ? 5 : 4) && core.length >= 3,
  );
  const part = draft.parts[at];
  if (part === undefined) return false;
  const characters = [...part.core];
  const which = Math.floor(roll.next() * characters.length);
  characters.splice(which, lost ? 1 : 0, ...(lost ? [] : [roll.one([...'大小上下老新家子'])]));
  const written = characters.join('');
  const near = (other: Place) => countyOf(other).slice(0, 4) === countyOf(place).slice(0, 4);
  if (roll.places.byCore.get(written)?.some(near)) return false;
  draft.parts[at] = { ...part, text: written + part.text.slice(part.core.length) };
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

function formerVillages(places: Places): readonly Place[] {
  let villages = formerly.get(places);
  if (villages === undefined) {
    const codes = new Set(FORMERLY.map(([code]) => code));
    villages = places.villages.filter((village) => codes.has(countyOf(village)));
    formerly.set(places, villages);
  }
  return villages;
}

function formerName(draft: Draft, place: Place): boolean {
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
function hamlet(roll: Roll, draft: Draft, place: Place): boolean {
  const name = roll.one(FIRST_OF_HAMLET) + roll.one(LAST_OF_HAMLET);
  if (roll.places.byCore.has(name) || place.level !== 5) return false;
  draft.parts = draft.parts.filter(({ level }) => level < 5);
  draft.after = name + roll.one(['村', '', '自然村', '组']) + draft.after;
  return draft.parts.length > 0;
}
