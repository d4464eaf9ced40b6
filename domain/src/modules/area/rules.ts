import { areaPrefix } from '../../kernel/areaCode.ts';
import type { AreaEntry, AreaLevel } from './schema.ts';

// The statistical code, taken apart: pure text, no table needed. Source of the code's structure: 统计用区划代码和
// 城乡划分代码编制规则 (NBS), province 2, city 2, county 2, township 3, village 3.

/** Number of digits that name a node of each level (index 0 is unused). */
const DIGITS = [0, 2, 4, 6, 9, 12] as const;

/**
 * The level of a 12-digit code, from its trailing zeros: 610330000000 → 3.
 * 东莞, 中山 and 儋州 have no counties: 441900000000 is the city (2) and 441900003000 a township (4) right below it.
 */
export function levelOf(code: string): AreaLevel {
  if (!code.endsWith('000')) return 5;
  if (code.slice(6, 9) !== '000') return 4;
  if (code.slice(4, 6) !== '00') return 3;
  if (code.slice(2, 4) !== '00') return 2;
  return 1;
}

/** The code of the area above, null for a province. Right for cities without counties too. */
export function parentOf(code: string): string | null {
  const level = levelOf(code);
  if (level === 1) return null;
  return code.slice(0, DIGITS[level - 1]).padEnd(12, '0');
}

/** The 6-digit county of an area at county level or below (for 东莞 and its like: the city's six digits). */
export function countyOf(code: string): string {
  return code.slice(0, 6);
}

/** The 12-digit code of a 2-, 4-, 6- or 9-digit one; 12 digits stay as they are. */
export function fullCode(digits: string): string {
  return digits.padEnd(12, '0');
}

/** Whether an area is the given one or lies below it. */
export function isWithin(code: string, ancestor: string): boolean {
  return code.startsWith(areaPrefix(ancestor));
}

/** City-level names that only fill the code's place and that nobody says: 北京市[市辖区]东城区. */
const FILLERS = new Set(['市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划']);

/** Names from the province down to one line as people write it: fillers and repetitions left out. */
export function formatPath(names: readonly string[]): string {
  const said = names.filter((name, i) => i === names.length - 1 || !FILLERS.has(name));
  return said.filter((name, i) => name !== said[i - 1]).join('');
}

/**
 * The part of a name that people say and type: 双石铺村民委员会 → 双石铺村, 多福巷社区居委会 → 多福巷社区.
 * Pinyin is kept for this part.
 */
export function spokenName(name: string): string {
  const said = name
    .replace(/(?:村民委员会|村委会)$/, '村')
    .replace(/村村$/, '村')
    .replace(/(?:居民委员会|居委会)$/, '');
  return said === '' ? name : said;
}

/** Whether the text searches by letters and digits (pinyin, initials, code) or by name. Trimmed, lower case. */
export function searchKey(text: string): { key: string; kind: 'name' | 'letters' | 'code' } {
  const key = text.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase().replaceAll('ü', 'v');
  if (/^\d{1,12}$/.test(key)) return { key, kind: 'code' };
  if (/^[a-z0-9]+$/.test(key)) return { key, kind: 'letters' };
  return { key, kind: 'name' };
}

/**
 * How well an area answers a search key: 0 best, null no hit. The order of ranks is that of the server's search:
 * whole name or code, start of the name, whole pinyin, start of initials (sx finds 陕西省 sxs), start of pinyin, start of
 * the code, inside the name.
 */
export function rankOf(area: AreaEntry, key: string): number | null {
  if (key === '') return null;
  const name = area.name.toLowerCase();
  if (name === key || area.code === key) return 0;
  if (name.startsWith(key)) return 1;
  if (area.pinyin === key) return 2;
  if (area.initials.startsWith(key)) return 3;
  if (area.pinyin.startsWith(key)) return 4;
  if (area.code.startsWith(key)) return 5;
  if (name.includes(key)) return 6;
  return null;
}

/** Length of the shared start of two codes in whole levels, 0–5: how near two areas are. */
export function nearness(code: string, near: string): number {
  let levels = 0;
  while (levels < 5 && code.slice(0, DIGITS[levels + 1]) === near.slice(0, DIGITS[levels + 1])) levels += 1;
  return levels;
}

/**
 * The picker's search without a network, over the areas the phone holds (some 3 500; 5 000 take about a millisecond).
 * Best rank first; among equals what is near `near`, then the higher level, then the code.
 */
export function searchLocal(
  areas: readonly AreaEntry[],
  text: string,
  options: { near?: string; levels?: readonly number[]; limit?: number } = {},
): AreaEntry[] {
  const { key } = searchKey(text);
  const { near, levels, limit = 20 } = options;
  const hits: { area: AreaEntry; rank: number; far: number }[] = [];
  for (const area of areas) {
    if (levels !== undefined && !levels.includes(area.level)) continue;
    const rank = rankOf(area, key);
    if (rank === null) continue;
    hits.push({ area, rank, far: near === undefined ? 0 : -nearness(area.code, near) });
  }
  hits.sort(
    (a, b) =>
      a.rank - b.rank ||
      a.far - b.far ||
      a.area.level - b.area.level ||
      (a.area.code < b.area.code ? -1 : Number(a.area.code > b.area.code)),
  );
  return hits.slice(0, limit).map((hit) => hit.area);
}
