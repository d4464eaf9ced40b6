import { comparable } from '@lianfang/domain/modules/area/address.ts';
import type { AreaLevel } from '@lianfang/domain/modules/area/schema.ts';
import type { Area, AreaPack } from '../pack.ts';
import { kindOfName, splitName } from './kinds.ts';
import { otherNames } from './otherNames.ts';
import { nodeOf, pairSlot, type Tree, WHOLE } from './tree.ts';

/** City-level lines that only fill a code's place: nobody writes them. */
const FILLER = /^(?:市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$/;
const BRACKETED = /[（(][^（()）]*[)）]?[)）]?/g;

/** Makes the tree of a resolver out of the pack; takes two seconds and, while it lasts, some 300 MB. */
export function buildTree(pack: AreaPack): Tree {
  const size = pack.counts.reduce((sum, count) => sum + count, 0);
  const upper = pack.upper().sort((a, b) => (a.code < b.code ? -1 : 1));
  const code = new Float64Array(size);
  const level = new Uint8Array(size);
  const parent = new Int32Array(size);
  const kind = new Uint8Array(size);
  const tail = new Uint16Array(size);
  const keys: string[] = new Array(size);
  const tails = new Map<string, number>();
  let next = 0;
  const byCode = new Map<string, number>();
  let township = -1;
  const add = (area: Area) => {
    const node = next++;
    code[node] = Number(area.code);
    level[node] = area.level;
    const split = takenApart(area.name, area.level);
    keys[node] = split.key;
    const tailed = split.tail !== '' && !split.tail.startsWith('=');
    const whole = !tailed || (area.level === 5 && split.key.endsWith('村'));
    kind[node] = kindOfName(split.key, tailed ? split.tail : '', area.level) | (whole ? WHOLE : 0);
    tail[node] = numberOf(tails, split.tail);
    if (area.level < 4) byCode.set(area.code, node);
    else if (area.level === 4) township = node;
    parent[node] =
      area.level === 5 ? township : area.parent === null ? -1 : (byCode.get(area.parent) as number);
  };
  for (const area of upper) add(area);
  for (const area of pack.lower()) add(area);
  const { first, end } = stretches(level, parent, upper.length);
  const partial = { code, upper: upper.length } as Tree;
  const more = namesBeside(upper, keys, { code, level, parent }, partial);
  return {
    upper: upper.length,
    code,
    level,
    parent,
    first,
    end,
    kind,
    tail,
    tails: [...tails.keys()].join('\n'),
    ...indexOf(keys, more, upper.length),
    ...soundsOf(pack, keys),
  };
}

/** The number of a text, the next one where it is new. */
function numberOf(known: Map<string, number>, text: string): number {
  const number = known.get(text) ?? known.size;
  known.set(text, number);
  return number;
}

/** Key and ending of an official name. What stands in brackets is left out of the key; the whole name is then its ending. */
function takenApart(name: string, level: AreaLevel): { key: string; tail: string } {
  const plain = comparable(name.replace(BRACKETED, '')) || comparable(name) || name;
  const split = splitName(plain, level);
  return split.key + split.tail === name ? split : { key: split.key, tail: `=${name}` };
}

function stretches(level: Uint8Array, parent: Int32Array, upper: number) {
  const first = new Int32Array(level.length);
  const end = new Int32Array(level.length);
  for (let node = level.length - 1; node >= 0; node -= 1) {
    if (node >= upper) {
      first[node] = node + 1;
      if ((end[node] as number) === 0) end[node] = node + 1;
    }
    const above = parent[node] as number;
    if (above < 0 || (end[node] as number) === 0) continue;
    const begin = node >= upper ? node : (first[node] as number);
    if ((end[above] as number) === 0) end[above] = end[node] as number;
    end[above] = Math.max(end[above] as number, end[node] as number);
    first[above] = (first[above] as number) === 0 ? begin : Math.min(first[above] as number, begin);
  }
  return { first, end };
}

type Beside = { key: string; node: number; former: boolean };

/** Other names of nodes: former and short ones, and what is said of zones beside the city's name. */
function namesBeside(
  upper: readonly Area[],
  keys: readonly string[],
  nodes: Pick<Tree, 'code' | 'level' | 'parent'>,
  tree: Tree,
): Beside[] {
  const beside: Beside[] = [];
  const put = (key: string, node: number, former = false) => {
    if (key.length >= 2 && key !== keys[node]) beside.push({ key, node, former });
  };
  for (const { name, code, former } of otherNames) {
    const node = nodeOf(tree, code);
    if (node < 0) continue;
    const { key } = splitName(comparable(name), nodes.level[node] as AreaLevel);
    put(key, node, former);
    put(splitName(comparable(name), 3).key, node, former);
  }
  for (let node = 0; node < keys.length; node += 1) {
    const level = nodes.level[node] as number;
    const key = keys[node] as string;
    if (level === 5) {
      // 旧县镇社区 of 旧县镇: people leave the town's name away. Only where a name of its own is left.
      const town = keys[nodes.parent[node] as number] as string;
      if (key.length > town.length + 2 && key.startsWith(town)) {
        put(key.slice(town.length).replace(/^(?:街道|镇|乡)/, ''), node);
      }
      continue;
    }
    if (level < 3 || !/(?:开发区|管理区|示范区|园区)$/.test(key)) continue;
    const city = keys[nodes.parent[level === 3 ? node : (nodes.parent[node] as number)] as number] ?? '';
    const said = key
      .replace('高新技术产业开发区', '高新区')
      .replace('高新技术开发区', '高新区')
      .replace(/经济技术开发区|经济开发区/, '经开区');
    put(said, node);
    if (level > 3) continue;
    for (const whole of [key, said]) {
      const at = whole.indexOf(city);
      if (city.length >= 2 && at >= 0 && at <= 3) put(whole.slice(at + city.length).replace(/^市/, ''), node);
    }
  }
  for (let node = 0; node < upper.length; node += 1) {
    // A filler is no name: it keeps its place and cannot be found.
    if (FILLER.test((upper[node] as Area).name)) (keys as string[])[node] = '';
  }
  return beside;
}

/** Names in order, the nodes that bear each, and the trie of their characters. */
function indexOf(keys: readonly string[], more: readonly Beside[], upper: number) {
  const known = new Map<string, number>();
  for (const key of keys) known.set(key, 0);
  for (const { key } of more) known.set(key, 0);
  const sorted = [...known.keys()].sort();
  for (const [number, key] of sorted.entries()) known.set(key, number);
  const name = new Int32Array(keys.length);
  const sizes = new Uint32Array(sorted.length);
  const lower = new Uint32Array(sorted.length);
  const met = (node: number, key: string) => {
    const number = known.get(key) as number;
    sizes[number] = (sizes[number] as number) + 1;
    if (node >= upper) lower[number] = (lower[number] as number) + 1;
    return number;
  };
  for (let node = 0; node < keys.length; node += 1) name[node] = met(node, keys[node] as string);
  for (const { key, node } of more) met(node, key);
  const nodesAt = new Uint32Array(sorted.length * 2 + 1);
  for (let number = 0; number < sorted.length; number += 1) {
    const next = (nodesAt[number * 2] as number) + (sizes[number] as number);
    nodesAt[number * 2 + 1] = next - (lower[number] as number);
    nodesAt[number * 2 + 2] = next;
  }
  const nodes = new Int32Array(keys.length + more.length);
  const put = (number: number, node: number) => {
    sizes[number] = (sizes[number] as number) - 1;
    nodes[(nodesAt[number * 2 + 2] as number) - 1 - (sizes[number] as number)] = node;
  };
  for (let node = 0; node < keys.length; node += 1) put(name[node] as number, node);
  for (const { key, node } of more) put(known.get(key) as number, node);
  for (const number of new Set(more.map(({ key }) => known.get(key) as number))) {
    nodes.subarray(nodesAt[number * 2], nodesAt[number * 2 + 2]).sort();
  }
  const formers = more.filter(({ former }) => former);
  const former = new Int32Array(formers.length * 2);
  formers.forEach(({ key, node }, at) => {
    former[at * 2] = known.get(key) as number;
    former[at * 2 + 1] = node;
  });
  return { name, nodesAt, nodes, former, ...textOf(sorted), ...trieOf(sorted) };
}

function textOf(sorted: readonly string[]) {
  const keyAt = new Uint32Array(sorted.length + 1);
  sorted.forEach((key, number) => {
    keyAt[number + 1] = (keyAt[number] as number) + key.length;
  });
  const keys = new Uint16Array(keyAt[sorted.length] as number);
  sorted.forEach((key, number) => {
    const from = keyAt[number] as number;
    for (let at = 0; at < key.length; at += 1) keys[from + at] = key.charCodeAt(at);
  });
  return { keys, keyAt };
}

/** The trie of sorted keys, level by level, so that the children of a node stand beside one another. */
function trieOf(sorted: readonly string[]) {
  const childAt: number[] = [];
  const chars: number[] = [0];
  const ends: number[] = [];
  // A node is a stretch of keys that share a beginning; the empty key (fillers) is no name.
  let stretch: [number, number][] = [[sorted[0] === '' ? 1 : 0, sorted.length]];
  let depth = 0;
  let known = 1;
  while (stretch.length > 0) {
    const below: [number, number][] = [];
    for (const [from, to] of stretch) {
      childAt.push(known);
      let at = from;
      if ((sorted[at] as string).length === depth) {
        ends.push(depth === 0 ? -1 : at);
        at += 1;
      } else ends.push(-1);
      while (at < to) {
        const unit = (sorted[at] as string).charCodeAt(depth);
        let last = at + 1;
        while (last < to && (sorted[last] as string).charCodeAt(depth) === unit) last += 1;
        below.push([at, last]);
        chars.push(unit);
        known += 1;
        at = last;
      }
    }
    stretch = below;
    depth += 1;
  }
  childAt.push(known);
  const trie = new Uint32Array(childAt.length * 2);
  for (let node = 0; node < childAt.length; node += 1) {
    trie[node * 2] = childAt[node] as number;
    trie[node * 2 + 1] = (ends[node] ?? -1) + 1;
  }
  return { trie, childChar: Uint16Array.from(chars), pairs: pairsOf(childAt, chars) };
}

/** The trie nodes of two characters by both: most places of a text end here, and one look tells. */
function pairsOf(childAt: readonly number[], chars: readonly number[]): Uint32Array {
  const slots = 2 ** 19;
  const pairs = new Uint32Array(slots * 2);
  for (let one = 1; one < (childAt[1] as number); one += 1) {
    for (let two = childAt[one] as number; two < (childAt[one + 1] as number); two += 1) {
      const pair = (((chars[one] as number) << 16) | (chars[two] as number)) >>> 0;
      let slot = pairSlot(pair, slots);
      while (pairs[slot * 2] !== 0) slot = (slot + 1) & (slots - 1);
      pairs[slot * 2] = pair;
      pairs[slot * 2 + 1] = two;
    }
  }
  return pairs;
}

/** How characters sound, and how many names each character and each syllable stands in. */
function soundsOf(pack: AreaPack, keys: readonly string[]) {
  const sound = new Uint16Array(65_536);
  const seen = new Uint32Array(65_536);
  const syllables = new Map<string, number>([['', 0]]);
  for (let unit = 0x3400; unit <= 0x9fff; unit += 1) {
    const { pinyin } = pack.spell(String.fromCharCode(unit));
    sound[unit] = numberOf(syllables, pinyin);
  }
  const heard = new Uint32Array(syllables.size);
  for (const key of keys) {
    for (let at = 0; at < key.length; at += 1) {
      const unit = key.charCodeAt(at);
      seen[unit] = (seen[unit] as number) + 1;
      const number = sound[unit] as number;
      heard[number] = (heard[number] as number) + 1;
    }
  }
  return { sound, heard, seen };
}
