import type { Resolved } from '@lianfang/domain/modules/area/schema.ts';
import type { Damage, Sample } from './damage.ts';
import type { Part } from './draft.ts';
import { countyOf, type Place, type Places } from './places.ts';

// What is right. `fitting` finds, from what was written and without the resolver, every place that it fits equally well:
// - each written part is the name of the place or of one above it (its ending, where written, of the same kind: 村 or 社区;
//   where no place has that kind, of another kind of the same level);
// - among several, those in the asking county count where the address itself does not tell them apart.
// Right at a level (county, township, village) is
// - where all fitting places lie in the same area of that level: an answer in that area;
// - where they do not: an answer that does not go down to that level, and contradicts none of them.
// Wrong is an answer that does not hold every fitting place; with confidence >= 0.9 it is wrong with high confidence.

export const HIGH = 0.9;
const DIGITS = [0, 2, 4, 6, 9, 12] as const;

export function fitting(places: Places, { parts, near }: Sample): Place[] {
  const leaf = parts.at(-1) as Part;
  const others = parts.slice(0, -1);
  let best: Place[] = [];
  let most = -1;
  for (const place of places.byCore.get(leaf.core) ?? []) {
    const exact = agrees(place, leaf);
    if (exact < 0) continue;
    const above = agreesAbove(place.above, others);
    if (above < 0) continue;
    if (exact + above < most) continue;
    if (exact + above > most) best = [];
    most = exact + above;
    best.push(place);
  }
  const own = best.filter((place) => countyOf(place) === near);
  return own.length > 0 ? own : best;
}

/** 2: name and kind; 1: the name, kind not written; 0: the name with another kind of the same level; -1: not it. */
function agrees(place: Place, part: Part): number {
  if (place.core !== part.core) return -1;
  if (part.kind === '') return 1;
  if (place.level !== part.level) return place.kind === part.kind && place.level < 4 ? 1 : -1;
  return place.kind === part.kind ? 2 : 0;
}

function agreesAbove(place: Place | undefined, parts: readonly Part[]): number {
  let sum = 0;
  let at: Place | undefined = place;
  for (const part of [...parts].reverse()) {
    while (at !== undefined && agrees(at, part) < 0) at = at.above;
    if (at === undefined) return -1;
    sum += agrees(at, part);
    at = at.above;
  }
  return sum;
}

/** Whether an answer is right at a level; undefined where the address says nothing of that level. */
export function isRight(
  level: 3 | 4 | 5,
  sample: Sample,
  fits: readonly Place[],
  answer: Resolved,
): boolean | undefined {
  if (sample.place.level < level) return undefined;
  const prefixes = new Set(fits.map(({ code, level: l }) => (l < level ? '' : code.slice(0, DIGITS[level]))));
  const [only] = prefixes;
  if (prefixes.size === 1 && only !== '')
    return answer.level >= level && answer.code?.slice(0, DIGITS[level]) === only;
  return (
    (answer.level < level && holds(answer, fits)) || (fits.length === 1 && answer.code === fits[0]?.code)
  );
}

/** Whether every fitting place lies in the answer (or is it). */
export function holds(answer: Resolved, fits: readonly Place[]): boolean {
  if (answer.code === undefined) return true;
  const prefix = answer.code.slice(0, DIGITS[answer.level]);
  return fits.every(({ code }) => code.startsWith(prefix));
}

export type Tally = { asked: number; right: number };
export type Row = {
  readonly levels: Record<3 | 4 | 5, Tally>;
  addresses: number;
  wrong: number;
  wrongHigh: number;
  ambiguous: number;
};
export type Findings = {
  readonly total: Row;
  readonly byDamage: ReadonlyMap<Damage, Row>;
  readonly examples: string[];
};

function emptyRow(): Row {
  const tally = () => ({ asked: 0, right: 0 });
  return {
    levels: { 3: tally(), 4: tally(), 5: tally() },
    addresses: 0,
    wrong: 0,
    wrongHigh: 0,
    ambiguous: 0,
  };
}

/** Resolves samples and counts what is right, by kind of damage. `keep`: how many wrong answers are kept to be looked at. */
export function judge(
  places: Places,
  all: Iterable<Sample>,
  resolverFor: (near: string) => (address: string) => Resolved,
  keep = 0,
): Findings {
  const total = emptyRow();
  const byDamage = new Map<Damage, Row>();
  const examples: string[] = [];
  for (const sample of all) {
    const fits = fitting(places, sample);
    const answer = resolverFor(sample.near)(sample.address);
    const row = byDamage.get(sample.damage) ?? emptyRow();
    byDamage.set(sample.damage, row);
    const bad = !holds(answer, fits);
    let missed = bad;
    for (const level of [3, 4, 5] as const) {
      const right = isRight(level, sample, fits, answer);
      if (right === undefined) continue;
      if (!right) missed = true;
      for (const { levels } of [total, row]) {
        levels[level].asked += 1;
        if (right) levels[level].right += 1;
      }
    }
    for (const counted of [total, row]) {
      counted.addresses += 1;
      if (fits.length > 1) counted.ambiguous += 1;
      if (bad) counted.wrong += 1;
      if (bad && answer.confidence >= HIGH) counted.wrongHigh += 1;
    }
    if (missed && examples.length < keep) {
      const meant = fits.slice(0, 3).map(({ code }) => code);
      examples.push(
        `${sample.damage} ${bad && answer.confidence >= HIGH ? '!!' : ''} [${sample.near}] ${sample.address} → ${answer.code} ${answer.name} ${answer.confidence} ${answer.why} | ${meant}(${fits.length}) ${sample.place.code}`,
      );
    }
  }
  return { total, byDamage, examples };
}
