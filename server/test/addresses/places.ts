import { type Area, openAreaPack } from '../../src/modules/area/pack.ts';

// The real tree as a test looks at it, by itself: plain maps over the pack, nothing of the resolver's.

export type Place = Area & {
  /** The name without the words for what it is: 凤州 of 凤州镇, 国安寺 of 国安寺村委会. */
  readonly core: string;
  /** 县, 镇, 村 …: one character for the kind of place. */
  readonly kind: string;
  /** As people say it: 国安寺村. */
  readonly said: string;
  readonly above: Place | undefined;
};

export type Places = {
  readonly villages: readonly Place[];
  readonly towns: readonly Place[];
  readonly counties: readonly Place[];
  readonly byCode: ReadonlyMap<string, Place>;
  /** Places by core, of every level. */
  readonly byCore: ReadonlyMap<string, readonly Place[]>;
  readonly spell: (text: string) => string;
  /** Characters of names by how they sound, those only that many names have. */
  readonly bySound: ReadonlyMap<string, readonly string[]>;
};

const PEOPLE = /(?:[各一-龥]{1,4}族|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|回族|少数民族)+$/;
const FILLER = /^(?:市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$/;

export function openPlaces(): Places {
  const pack = openAreaPack();
  const byCode = new Map<string, Place>();
  const byCore = new Map<string, Place[]>();
  const often = new Map<string, number>();
  for (const area of pack.all()) {
    const { core, kind, said } = apart(area.name, area.level);
    const place = { ...area, core, kind, said, above: area.parent ? byCode.get(area.parent) : undefined };
    byCode.set(area.code, place);
    if (FILLER.test(area.name)) continue;
    const same = byCore.get(core);
    if (same === undefined) byCore.set(core, [place]);
    else same.push(place);
    for (const character of core) often.set(character, (often.get(character) ?? 0) + 1);
  }
  const bySound = new Map<string, string[]>();
  for (const [character, times] of often) {
    if (times < 200) continue;
    const sound = pack.spell(character).pinyin;
    bySound.set(sound, [...(bySound.get(sound) ?? []), character]);
  }
  const all = [...byCode.values()];
  const of = (level: number) => all.filter((place) => place.level === level && !FILLER.test(place.name));
  return {
    villages: of(5),
    towns: of(4),
    counties: of(3),
    byCode,
    byCore,
    spell: (text) => pack.spell(text).pinyin,
    bySound,
  };
}

/** Takes an official name apart the way a reader of it would. */
export function apart(name: string, level: number): { core: string; kind: string; said: string } {
  if (level === 5) {
    const bare = name.replace(/(?:村民委员会|村委会|居民委员会|居委会|委员会)$/, '');
    const kind = /居|社区/.test(name.slice(-7)) ? '社区' : /嘎查/.test(name) ? '嘎查' : '村';
    const stem = bare.replace(/(?:村|社区|嘎查)$/, '').replace(/村$/, '');
    const core = stem.length >= 2 ? stem : bare || name;
    return { core, kind, said: core.endsWith(kind) ? core : core + kind };
  }
  const ending =
    level === 4
      ? /(?:街道办事处|街道|镇|乡|苏木)$/
      : level === 3
        ? /(?:自治县|自治旗|新区|县|市|区|旗)$/
        : /(?:省|自治区|特别行政区|市|自治州|地区|盟)$/;
  const found = ending.exec(name)?.[0] ?? '';
  if (/(?:开发区|示范区|管理区|园区)$/.test(name)) return { core: name, kind: '', said: name };
  const bare = name.slice(0, name.length - found.length);
  const stem = /自治|乡$/.test(found) || level < 3 ? bare.replace(PEOPLE, '') || bare : bare;
  const core = stem.length >= 2 ? stem : bare.length >= 2 ? bare : name;
  return { core, kind: kindOf(found), said: name };
}

function kindOf(ending: string): string {
  if (ending.startsWith('街道')) return '街道';
  if (ending === '新区') return '区';
  if (ending === '自治区' || ending === '特别行政区') return '省';
  return ending.replace('自治', '');
}

/** The places from the province down to the given one. */
export function pathOf(place: Place): Place[] {
  return place.above === undefined ? [place] : [...pathOf(place.above), place];
}

/** The county of a place, six digits (of 东莞 and its like the city's). */
export function countyOf(place: Place): string {
  return place.code.slice(0, 6);
}

export function isFiller(place: Place): boolean {
  return FILLER.test(place.name);
}
