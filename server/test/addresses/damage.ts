import { lostOrAdded, scattered, slip, traditional, wide } from './characters.ts';
import type { Draft, Part, Roll } from './draft.ts';
import {
  committee,
  formerName,
  formerVillages,
  hamlet,
  noise,
  oldKinds,
  shortened,
  without,
} from './names.ts';
import { countyOf, isFiller, type Place, type Places, pathOf } from './places.ts';

// Addresses as people write them, made from places of the real tree, each with one kind of damage (or two).

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
