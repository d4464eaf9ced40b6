import { kindFits, kinds } from './kinds.ts';
import { type Match, scan } from './scan.ts';
import { placeIn, type Tree, WHOLE } from './tree.ts';

// What an address says: where a name of the tree stands in it, and which areas that may mean.

/** How a place is named. `part`: by a piece of a longer word, which may be another name. */
export const flags = {
  short: 1,
  similar: 2,
  former: 4,
  alias: 8,
  otherKind: 16,
  exact: 32,
  part: 64,
} as const;

/** That a stretch of the text means an area, and what that is worth (about the number of characters that it explains). */
export type Evidence = {
  readonly node: number;
  readonly from: number;
  readonly end: number;
  readonly worth: number;
  readonly flags: number;
};

/** All that one address says. `crowded`: a name was met that too many areas bear to look at each. */
export type Said = {
  readonly text: string;
  readonly matches: readonly Match[];
  readonly byNode: Map<number, Evidence[]>;
  /** Evidence of provinces, cities and counties whose ending is written too. */
  readonly strong: Evidence[];
  /** The same of townships. */
  readonly towns: Evidence[];
  crowded: boolean;
};

/** Names that few areas bear are looked at wherever these lie; of others only those in the places that are spoken of. */
const FEW = 16;
const MOST_IN_CONTEXT = 60;
const MOST_TOWNS = 80;
const INSIDE = 0.6;
/** No address means so many places: of a text that does, the rest is not looked at. */
const MOST_NODES = 500;
const MOST_STRONG = 16;

/** A name that people know, from the county's aliases: comparable text and node. */
export type KnownAlias = { readonly text: string; readonly node: number };

/** Reads an address (comparable text): where names stand in it, and which areas they may mean to who asks from `near`. */
export function read(tree: Tree, text: string, near: number, aliases: readonly KnownAlias[]): Said {
  const said: Said = {
    text,
    matches: scan(tree, text),
    byNode: new Map(),
    strong: [],
    towns: [],
    crowded: false,
  };
  for (const match of said.matches) {
    for (let at = tree.nodesAt[match.name * 2] as number; at < match.lowFrom; at += 1) {
      mean(tree, said, match, tree.nodes[at] as number);
    }
  }
  const aliased: number[] = [];
  for (const { text: alias, node } of aliases) {
    const from = text.indexOf(alias);
    if (from < 0) continue;
    const end = from + alias.length;
    put(tree, said, {
      node,
      from,
      end,
      worth: worthOf(alias.length) + 1.5,
      flags: flags.alias | flags.exact,
    });
    aliased.push(node);
  }
  const contexts = contextsOf(tree, said, near);
  for (const node of aliased) if (node < tree.upper) contexts.push(node);
  const named = contexts.some((node) => node !== near);
  // Where a county or city is named beyond doubt, what lies elsewhere is not looked at.
  const certain = said.strong.some(({ node }) => (tree.level[node] as number) > 1);
  const crowds: Match[] = [];
  for (const match of said.matches) {
    const count = match.lowTo - match.lowFrom;
    if (count === 0) continue;
    if (count <= FEW) {
      for (let at = match.lowFrom; at < match.lowTo; at += 1) {
        const node = tree.nodes[at] as number;
        if (!certain || inSome(tree, node, contexts)) mean(tree, said, match, node);
      }
      continue;
    }
    crowds.push(match);
    for (const node of contexts) meanBelow(tree, said, match, node);
    if (!certain) meanTowns(tree, said, match);
    if (!named) said.crowded = true;
  }
  if (crowds.length === 0) return said;
  const towns: number[] = [];
  for (const node of said.byNode.keys()) if (tree.level[node] === 4) towns.push(node);
  for (const town of towns) for (const match of crowds) meanBelow(tree, said, match, town);
  return said;
}

function inSome(tree: Tree, node: number, contexts: readonly number[]): boolean {
  for (const context of contexts) {
    if (node >= (tree.first[context] as number) && node < (tree.end[context] as number)) return true;
  }
  return false;
}

/** What so many characters of a name are worth: beyond four each tells little more. */
export function worthOf(characters: number): number {
  return characters <= 4 ? characters : 4 + (characters - 4) * 0.3;
}

/** Notes that a match may mean a node, where its ending does not speak against it. */
function mean(tree: Tree, said: Said, match: Match, node: number): void {
  const evidence = evidenceOf(tree, said, match, node);
  if (evidence !== undefined) put(tree, said, evidence);
}

function evidenceOf(tree: Tree, said: Said, match: Match, node: number): Evidence | undefined {
  const { from, to, kind, name } = match;
  const level = tree.level[node] as number;
  const own = (tree.kind[node] as number) & ~WHOLE;
  const worth = worthOf(to - from) - (match.inside ? INSIDE : 0);
  const former = tree.name[node] !== name;
  const base = former ? flags.former : 0;
  if (kind === kinds.none || kind === kinds.thing) {
    const whole = saysItsKind(tree, node, name);
    // 北京路 and 新华书店 are no areas; a name with its kind in it (凤县) needs no ending.
    const less = kind === kinds.thing && level !== 4 ? (whole && level < 4 ? 0.5 : 1.6) : 0;
    // A village's name that runs on into another word (贺家上屋) is perhaps none.
    const part = level === 5 && kind === kinds.none && runsOn(said.text, to);
    const gained = worth + (whole ? (level < 5 ? 0.9 : 0.4) : 0) - less - (part ? 0.6 : 0);
    const named = (whole ? flags.exact : flags.short) | (part ? flags.part : 0);
    return { node, from, end: to, worth: gained, flags: base | named };
  }
  if (kind === own || (own === kinds.none && kindFits(kind, level) && level > 3)) {
    return { node, from, end: match.end, worth: worth + 1, flags: base | flags.exact };
  }
  if (level > 1 && kindFits(kind, level) && (own !== kinds.none || former)) {
    return { node, from, end: match.end, worth: worth + 0.4, flags: base | flags.otherKind };
  }
  // The ending says something else: 凤州镇 is not the village. What follows may also be the beginning of the next name.
  if (match.end === to + 1 && level !== 5 && saysItsKind(tree, node, name)) {
    return { node, from, end: to, worth: worth + 0.5, flags: base | flags.exact };
  }
  if (match.end === to + 1 && level < 5 && kind >= kinds.town) {
    return { node, from, end: to, worth: worth - 0.8, flags: base | flags.short };
  }
  return undefined;
}

/** 一组, 三社, 老家: what stands behind a village's name and is no part of it. */
const GROUP = /[一二三四五六七八九十]+[组社队户]|[组队]|自然/y;

/** Whether a word goes on at a place of the text. */
function runsOn(text: string, at: number): boolean {
  if (at >= text.length || text.charCodeAt(at) < 0x3400) return false;
  GROUP.lastIndex = at;
  return !GROUP.test(text);
}

/** Characters that end a name which says its kind itself. */
const KINDS = new Set([...'县区市旗州盟村'].map((character) => character.charCodeAt(0)));

/** Whether a key has its kind in it already: 凤县, 新村, or a name without an ending such as 马头滩林业局. */
export function saysItsKind(tree: Tree, node: number, name: number): boolean {
  if (tree.name[node] === name) return ((tree.kind[node] as number) & WHOLE) !== 0;
  return KINDS.has(tree.keys[(tree.keyAt[name + 1] as number) - 1] as number);
}

export function put(tree: Tree, said: Said, evidence: Evidence): void {
  if (evidence.worth < 0.4) return;
  const known = said.byNode.get(evidence.node);
  if (known === undefined) {
    if (said.byNode.size >= MOST_NODES) {
      said.crowded = true;
      return;
    }
    said.byNode.set(evidence.node, [evidence]);
  } else {
    const same = known.some(({ from, end }) => from === evidence.from && end === evidence.end);
    if (same || known.length >= 3) return;
    known.push(evidence);
  }
  if ((evidence.flags & flags.exact) === 0 || evidence.worth < 2.8) return;
  const list = evidence.node < tree.upper ? said.strong : said.towns;
  if (list.length < MOST_STRONG && (tree.level[evidence.node] as number) < 5) list.push(evidence);
}

/** Where names that many areas bear are looked for: the counties and cities that are spoken of, and the asker's own. */
function contextsOf(tree: Tree, said: Said, near: number): number[] {
  const spoken: { node: number; worth: number }[] = [];
  for (const [node, all] of said.byNode) {
    let worth = 0;
    for (const evidence of all) worth = Math.max(worth, evidence.worth);
    spoken.push({ node, worth });
  }
  spoken.sort((a, b) => b.worth - a.worth);
  const contexts: number[] = [];
  const room = [0, 2, 4, 8];
  // Counties before cities before provinces: of a province nothing is looked through that holds one of the others.
  for (let level = 3; level >= 1; level -= 1) {
    for (const { node } of spoken) {
      if (tree.level[node] !== level || (room[level] as number) === 0) continue;
      if (level === 1 && contexts.some((other) => below(tree, other, node))) continue;
      contexts.push(node);
      room[level] = (room[level] as number) - 1;
    }
  }
  if (near >= 0 && !contexts.includes(near)) contexts.push(near);
  return contexts;
}

function below(tree: Tree, node: number, above: number): boolean {
  let at = tree.parent[node] as number;
  while (at >= 0 && at !== above) at = tree.parent[at] as number;
  return at === above;
}

/** The areas of a name that lie below a node. */
export function meanBelow(tree: Tree, said: Said, match: Match, node: number): void {
  const end = tree.end[node] as number;
  let at = placeIn(tree.nodes, tree.first[node] as number, match.lowFrom, match.lowTo);
  for (let seen = 0; at < match.lowTo && seen < MOST_IN_CONTEXT; at += 1, seen += 1) {
    const found = tree.nodes[at] as number;
    if (found >= end) return;
    mean(tree, said, match, found);
  }
}

/** The townships of a name wherever they lie: one of them may have the village that is named beside it. */
function meanTowns(tree: Tree, said: Said, match: Match): void {
  if (!kindFits(match.kind, 4)) return;
  let seen = 0;
  for (let at = match.lowFrom; at < match.lowTo && seen < MOST_TOWNS; at += 1) {
    const node = tree.nodes[at] as number;
    if (tree.level[node] !== 4) continue;
    mean(tree, said, match, node);
    seen += 1;
  }
}
