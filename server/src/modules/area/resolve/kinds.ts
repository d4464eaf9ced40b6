import type { AreaLevel } from '@lianfang/domain/modules/area/schema.ts';

// What kind of place a name says it is, by its ending: 凤州镇 is the town, 凤州村 the village of that name.

/** Kinds of places as people write them. `none`: no ending. `thing`: a road, a shop, a building: no area at all. */
export const kinds = {
  none: 0,
  province: 1,
  city: 2,
  prefecture: 3,
  league: 4,
  county: 5,
  district: 6,
  banner: 7,
  town: 8,
  township: 9,
  street: 10,
  sumu: 11,
  village: 12,
  community: 13,
  gacha: 14,
  /** 地区: a prefecture, and in Beijing a township. */
  region: 15,
  thing: 16,
} as const;

/** Levels that a kind can be of, as bits (1 << level). */
const LEVELS: readonly number[] = [
  0b111110, // none
  0b10, // province
  0b1110, // city: 北京市, 宝鸡市, 韩城市
  0b100, // prefecture
  0b100, // league
  0b1000, // county
  0b1000, // district
  0b1000, // banner
  0b10000, // town
  0b10000, // township
  0b10000, // street
  0b10000, // sumu
  0b100000, // village
  0b100000, // community
  0b100000, // gacha
  0b10100, // region
  0, // thing
];

/** Whether a place of this level can be of a kind. */
export function kindFits(kind: number, level: number): boolean {
  return ((LEVELS[kind] ?? 0) & (1 << level)) !== 0;
}

/** Names of peoples as they stand in names of places, with or without 族. */
const PEOPLE =
  '(?:(?:蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各|少数民?)族?|[汉回藏苗彝壮满侗瑶白傣黎佤畲水土羌怒京蔵民]族)';

/** Endings by which a name is split, by level: what is left is the part that people keep when they shorten it. */
const ENDINGS: Readonly<Record<AreaLevel, RegExp>> = {
  1: /(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)$/,
  2: new RegExp(`(?:市|地区|盟|${PEOPLE}*自治州)$`),
  3: new RegExp(`(?:${PEOPLE}*自治县|${PEOPLE}*自治旗|新区|林区|特区|${PEOPLE}区|县|区|市|旗)$`),
  4: new RegExp(`(?:${PEOPLE}*(?:镇|乡)|街道办事处|街道|地区办事处|办事处|苏木|地区)$`),
  5: /(?:行政村|生产队|大队|村|社区|嘎查)*(?:村民委员会|居民委员会|牧民委员会|渔民委员会|村委会|居委会|牧委会|嘎查委会|居民委|委员会)?(?:社区)?$/,
};
/** What is left away when the rest would be a single character: 东社区居委会 is 东社区. */
const OFFICE = /(?:居民委员会|居委会|委员会)$/;
const ZONE =
  /(?:开发区|示范区|管理区|工业区|园区|产业区|保税区|度假区|名胜区|实验区|聚集区|试验区|合作区|功能区|循环化工园区)$/;

/** A name taken apart: `key` is what people keep of it, `tail` the ending. Name and ending give the name again. */
export function splitName(name: string, level: AreaLevel): { key: string; tail: string } {
  if (level <= 4 && ZONE.test(name)) return { key: name, tail: '' };
  const key = name.replace(ENDINGS[level], '');
  if (key.length >= 2) return { key, tail: name.slice(key.length) };
  if (level < 5) return { key: name, tail: '' };
  // 石村村委会 and 新村委会 are said 石村 and 新村.
  const said = name[1] === '村' ? name.slice(0, 2) : name.replace(OFFICE, '');
  return said.length >= 2 ? { key: said, tail: name.slice(said.length) } : { key: name, tail: '' };
}

/** Endings as they are written in addresses, each with its kind. */
const WRITTEN: readonly (readonly [string, number])[] = [
  ['省', kinds.province],
  ['自治区', kinds.province],
  ['特别行政区', kinds.province],
  ['市', kinds.city],
  ['自治州', kinds.prefecture],
  ['州', kinds.prefecture],
  ['地区', kinds.region],
  ['盟', kinds.league],
  ['县', kinds.county],
  ['自治县', kinds.county],
  ['区', kinds.district],
  ['新区', kinds.district],
  ['林区', kinds.district],
  ['特区', kinds.district],
  ['旗', kinds.banner],
  ['自治旗', kinds.banner],
  ['镇', kinds.town],
  ['乡', kinds.township],
  ['公社', kinds.township],
  ['街道', kinds.street],
  ['街道办', kinds.street],
  ['街道办事处', kinds.street],
  ['街办', kinds.street],
  ['办事处', kinds.street],
  ['地区办事处', kinds.street],
  ['苏木', kinds.sumu],
  ['村', kinds.village],
  ['行政村', kinds.village],
  ['村委会', kinds.village],
  ['村委', kinds.village],
  ['村民委员会', kinds.village],
  ['村村委会', kinds.village],
  ['社区村委会', kinds.village],
  ['社区村民委员会', kinds.village],
  ['村居委会', kinds.community],
  ['村社区', kinds.community],
  ['村社区居委会', kinds.community],
  ['村村民委员会', kinds.village],
  ['大队', kinds.village],
  ['生产大队', kinds.village],
  ['委会', kinds.village],
  ['社区', kinds.community],
  ['社区居委会', kinds.community],
  ['社区居民委员会', kinds.community],
  ['居委会', kinds.community],
  ['居委', kinds.community],
  ['居民委员会', kinds.community],
  ['嘎查', kinds.gacha],
  ['嘎查委员会', kinds.gacha],
  ['嘎查村', kinds.gacha],
  ['嘎查村委会', kinds.gacha],
  ...'路|街|大道|大街|巷|胡同|弄|大厦|饭店|酒店|宾馆|花园|家园|小区|广场|公寓|商城|超市|学校|中学|小学|医院|银行|公司|市场|公园|大学|学院|书店|高速|国道|车站|工厂|工地|工业园'
    .split('|')
    .map((word) => [word, kinds.thing] as const),
];

const byFirst = new Map<number, (readonly [string, number])[]>();
for (const ending of [...WRITTEN].sort((a, b) => b[0].length - a[0].length)) {
  const first = ending[0].charCodeAt(0);
  byFirst.set(first, [...(byFirst.get(first) ?? []), ending]);
}
const people = new RegExp(`${PEOPLE}+(?=自治|乡|镇|区|苏木)`, 'y');
const peoples = new Set([...PEOPLE].map((character) => character.charCodeAt(0)));

/** The kind as one number with the length of the ending: kind * 64 + length. Zero where there is no ending. */
export type Ending = number;

/** The ending that is written at a place of an address: the longest that fits, names of peoples before it included. */
export function endingAt(text: string, at: number): Ending {
  let from = at;
  if (peoples.has(text.charCodeAt(at))) {
    people.lastIndex = at;
    const named = people.exec(text);
    if (named !== null) from = at + named[0].length;
  }
  const endings = byFirst.get(text.charCodeAt(from));
  if (endings === undefined) return 0;
  for (const [word, kind] of endings) {
    if (text.startsWith(word, from)) return kind * 64 + Math.min(63, from - at + word.length);
  }
  return 0;
}

export function kindOf(ending: Ending): number {
  return ending >> 6;
}

export function lengthOf(ending: Ending): number {
  return ending & 63;
}

/** The kind that an official ending says: 村民委员会 is a village, 社区居委会 a community. Of a whole name where it ends so. */
export function kindOfName(key: string, tail: string, level: AreaLevel): number {
  const whole = key + tail;
  if (level === 5) {
    if (/居|社区/.test(tail)) return kinds.community;
    if (/嘎查/.test(tail)) return kinds.gacha;
    return tail === '' && !/村$/.test(whole) ? kinds.none : kinds.village;
  }
  if (level === 4) {
    if (/街道|办事处/.test(tail)) return kinds.street;
    if (tail.endsWith('镇')) return kinds.town;
    if (tail.endsWith('乡')) return kinds.township;
    if (tail.endsWith('苏木')) return kinds.sumu;
    return tail.endsWith('地区') ? kinds.region : kinds.none;
  }
  const ending = tail === '' ? whole.slice(-1) : tail;
  if (tail === '' && ZONE.test(whole)) return kinds.none;
  if (/自治区$|省$|特别行政区$/.test(ending)) return kinds.province;
  if (ending.endsWith('市')) return kinds.city;
  if (ending.endsWith('州')) return kinds.prefecture;
  if (ending.endsWith('地区')) return kinds.region;
  if (ending.endsWith('盟')) return kinds.league;
  if (ending.endsWith('县')) return kinds.county;
  if (ending.endsWith('区')) return kinds.district;
  return ending.endsWith('旗') ? kinds.banner : kinds.none;
}
