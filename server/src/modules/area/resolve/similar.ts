import type { Fit } from './chain.ts';
import { type Evidence, flags, meanBelow, put, type Said, worthOf } from './evidence.ts';
import { endingAt, kindFits, kindOf, kinds, lengthOf } from './kinds.ts';
import { looksLike } from './lookalikes.ts';
import type { Match } from './scan.ts';
import { liesIn, type Tree, WHOLE } from './tree.ts';

// Names that were mistyped: where a part of an address ends like a name (…镇, …村) and is none of the tree, it is compared with
// the names of the places that can be meant there. What two names share counts by how rare it is: 国安寺 tells more than 王家庄.

/** A part of an address that stands where a name is expected. */
type Slot = { readonly from: number; readonly to: number; readonly end: number; readonly kind: number };

/** What a likeness must tell (natural logarithm) beyond the choice among the places of the scope. */
const TELLING = 1.2;
const LONGEST_RUN = 10;

/**
 * Looks for mistyped names at the places that `best` leaves unexplained, and adds what it finds as evidence. Gives whether
 * there was any; the fits are then counted again.
 */
export function findSimilar(
  tree: Tree,
  said: Said,
  best: Fit | undefined,
  near: number,
  level: 3 | 4 | 5,
): boolean {
  const by = (best?.by ?? []).filter(
    ({ node, flags: of }) => tree.level[node] !== level || (of & flags.part) === 0,
  );
  const covered = coverOf(said.text, by);
  const slots = slotsOf(said.text, covered, level);
  const town = by[0];
  if (level === 5 && town !== undefined && tree.level[town.node] === 4) {
    const open = openSlot(said.text, covered, town.end);
    if (open !== undefined && !slots.some(({ from, to }) => from < open.to && open.from < to))
      slots.push(open);
  }
  if (slots.length === 0) return false;
  const scope = scopeOf(tree, best, near, level);
  if (scope === undefined) return false;
  let found = false;
  for (const slot of slots) found = compareAll(tree, said, slot, scope, level) || found;
  return found;
}

function coverOf(text: string, by: readonly Evidence[]): Uint8Array {
  const covered = new Uint8Array(text.length);
  for (const { from, end } of by) covered.fill(1, from, end);
  return covered;
}

function isHan(text: string, at: number): boolean {
  return text.charCodeAt(at) >= 0x3400;
}

function slotsOf(text: string, covered: Uint8Array, level: number): Slot[] {
  const slots: Slot[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (covered[at] === 1 || !isHan(text, at)) {
      from = at + 1;
      continue;
    }
    if (at === from) continue;
    const ending = endingAt(text, at);
    const kind = kindOf(ending);
    if (kind === kinds.none || kind === kinds.thing || !kindFits(kind, level)) continue;
    const end = at + lengthOf(ending);
    slots.push({ from: Math.max(from, at - LONGEST_RUN), to: at, end, kind });
    if (slots.length >= 4) return slots;
    if (level < 5) from = end;
    at = end - 1;
  }
  return slots;
}

/** What follows the last name without an ending of its own: 凤州镇国按寺3组. */
function openSlot(text: string, covered: Uint8Array, from: number): Slot | undefined {
  let to = from;
  while (to < text.length && to - from < 6 && covered[to] === 0 && isHan(text, to)) to += 1;
  return to - from >= 2 ? { from, to, end: to, kind: kinds.none } : undefined;
}

type Scope = { readonly from: number; readonly to: number };

/**
 * The nodes that can be meant: below what is named at a higher level; where nothing is, in the asking county (or anywhere,
 * for counties). Upper nodes stand in the order of their codes, so that those of a province or city are one stretch too.
 */
function scopeOf(tree: Tree, best: Fit | undefined, near: number, level: number): Scope | undefined {
  let within = level === 3 ? -1 : near;
  for (const { node } of best?.by ?? []) {
    if ((tree.level[node] as number) >= level) continue;
    within = node;
    break;
  }
  if (level === 3) {
    if (within < 0) return { from: 0, to: tree.upper };
    let to = within + 1;
    while (to < tree.upper && liesIn(tree, to, within)) to += 1;
    return { from: within + 1, to };
  }
  if (within < 0 || tree.level[within] === 1) return undefined;
  return { from: tree.first[within] as number, to: tree.end[within] as number };
}

type Likeness = {
  readonly node: number;
  readonly told: number;
  readonly shared: number;
  readonly from: number;
};

function compareAll(tree: Tree, said: Said, slot: Slot, scope: Scope, level: number): boolean {
  const liked: Likeness[] = [];
  let choice = 0;
  // From township to township where only these are asked for.
  const next = (node: number) =>
    level === 4 && tree.level[node] === 4 ? (tree.end[node] as number) : node + 1;
  for (let node = scope.from; node < scope.to; node = next(node)) {
    if (tree.level[node] !== level) continue;
    choice += 1;
    const likeness = compare(tree, said.text, slot, node);
    if (likeness !== undefined) liked.push(likeness);
  }
  liked.sort((a, b) => b.told - a.told);
  const enough = TELLING + Math.log(Math.max(4, choice));
  let found = false;
  for (const { node, told, shared, from } of liked.slice(0, 4)) {
    if (told < enough || told < (liked[0] as Likeness).told - 4) break;
    const own = (tree.kind[node] as number) & ~WHOLE;
    const ending = slot.kind === kinds.none ? 0 : slot.kind === own ? 1 : 0.4;
    put(tree, said, {
      node,
      from,
      end: slot.end,
      worth: worthOf(shared) + ending + Math.min(0.4, (told - enough) * 0.05),
      flags: flags.similar,
    });
    found = true;
    if (level === 5) continue;
    for (const match of said.matches) if (isLow(match)) meanBelow(tree, said, match, node);
  }
  return found;
}

function isLow(match: Match): boolean {
  return match.lowTo > match.lowFrom;
}

/** How alike a slot and a key are; undefined where too little is. */
function compare(tree: Tree, text: string, slot: Slot, node: number): Likeness | undefined {
  const name = tree.name[node] as number;
  const at = tree.keyAt[name] as number;
  const length = (tree.keyAt[name + 1] as number) - at;
  if (length < 2) return undefined;
  let to = slot.to;
  // 风县 for 凤县: the key has its kind in it, which the slot has behind it.
  const whole = ((tree.kind[node] as number) & WHOLE) !== 0 && tree.level[node] !== 5;
  if (whole) {
    if (slot.end !== to + 1 || tree.keys[at + length - 1] !== text.charCodeAt(to)) return undefined;
    to = slot.end;
  }
  const run = to - slot.from;
  if (run >= length) {
    // Without an ending the name begins where the slot begins, with one it ends where the ending begins.
    const from = slot.kind === kinds.none ? slot.from : to - length;
    const likeness = inPlace(tree, text, node, from, at, length);
    if (likeness !== undefined) return run === length ? likeness : { ...likeness, told: likeness.told - 1 };
  }
  if (length > 2 && Math.abs(run - length) === 1) return oneMore(tree, text, slot, to, node);
  return undefined;
}

/** A key against as many characters of the text: at most one of them something else, two where they sound or look alike. */
function inPlace(
  tree: Tree,
  text: string,
  node: number,
  from: number,
  at: number,
  length: number,
): Likeness | undefined {
  let told = 0;
  let shared = 0;
  let unlike = 0;
  for (let i = 0; i < length; i += 1) {
    const written = text.charCodeAt(from + i);
    const meant = tree.keys[at + i] as number;
    if (written === meant) {
      told += rarity(tree, tree.seen[meant] as number);
      shared += 1;
      continue;
    }
    const sound = tree.sound[meant] as number;
    if (sound !== 0 && sound === tree.sound[written]) {
      unlike += 1;
      told += rarity(tree, tree.heard[sound] as number) * 0.8;
      shared += 0.6;
    } else if (looksLike(written, meant)) {
      unlike += 1;
      told += rarity(tree, tree.seen[meant] as number) * 0.6;
      shared += 0.6;
    } else {
      unlike += 2;
      told -= 1;
    }
    if (unlike > 2) return undefined;
  }
  if (unlike === 0 || (unlike > 1 && length < 3)) return undefined;
  return { node, told, shared, from };
}

/** One character more or less than the key has. */
function oneMore(tree: Tree, text: string, slot: Slot, to: number, node: number): Likeness | undefined {
  const name = tree.name[node] as number;
  const at = tree.keyAt[name] as number;
  const length = (tree.keyAt[name + 1] as number) - at;
  const run = to - slot.from;
  const least = Math.min(run, length);
  let told = -1.5;
  let head = 0;
  while (head < least && text.charCodeAt(slot.from + head) === tree.keys[at + head]) {
    told += rarity(tree, tree.seen[tree.keys[at + head] as number] as number);
    head += 1;
  }
  let tail = 0;
  while (tail < least - head && text.charCodeAt(to - 1 - tail) === tree.keys[at + length - 1 - tail]) {
    told += rarity(tree, tree.seen[tree.keys[at + length - 1 - tail] as number] as number);
    tail += 1;
  }
  return head + tail === least ? { node, told, shared: least - 0.4, from: slot.from } : undefined;
}

/** How much a sign tells that so many of the names bear: natural logarithm. */
function rarity(tree: Tree, bearers: number): number {
  return Math.log(tree.level.length / Math.max(1, bearers));
}
