import { endingAt, kindOf, kinds, lengthOf } from './kinds.ts';
import { pairSlot, type Tree } from './tree.ts';

/** A key of the tree at a place of the text; `end` includes the ending that is written behind it. */
export type Match = {
  readonly from: number;
  readonly to: number;
  readonly end: number;
  readonly kind: number;
  readonly name: number;
  /** Townships and villages of this name: from..to among the tree's `nodes`. */
  readonly lowFrom: number;
  readonly lowTo: number;
  /** A longer name ends at the same place (后顾村 of 顾村), or more of a word follows without an ending. */
  readonly inside: boolean;
};

/** Longer keys are few, and none of them ends where a shorter one does. */
const LONGEST_KEY = 26;

/** Every key of the tree in the text, the longest and the shorter ones. */
export function scan(tree: Tree, text: string): Match[] {
  const { pairs, trie } = tree;
  const slots = pairs.length / 2;
  const matches: Match[] = [];
  let one = text.charCodeAt(0);
  for (let from = 0; from + 1 < text.length; from += 1) {
    const two = text.charCodeAt(from + 1);
    const pair = ((one << 16) | two) >>> 0;
    one = two;
    let slot = pairSlot(pair, slots);
    while (pairs[slot * 2] !== pair && pairs[slot * 2] !== 0) slot = (slot + 1) & (slots - 1);
    if (pairs[slot * 2] === 0) continue;
    let node = pairs[slot * 2 + 1] as number;
    for (let to = from + 2; ; to += 1) {
      const name = (trie[node * 2 + 1] as number) - 1;
      if (name >= 0) matches.push(matched(tree, text, matches, from, to, name));
      if (to >= text.length) break;
      node = childOf(tree, node, text.charCodeAt(to));
      if (node === 0) break;
    }
  }
  return matches;
}

function childOf({ trie, childChar }: Tree, node: number, unit: number): number {
  let low = trie[node * 2] as number;
  const last = trie[node * 2 + 2] as number;
  let high = last;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((childChar[middle] as number) < unit) low = middle + 1;
    else high = middle;
  }
  return low < last && childChar[low] === unit ? low : 0;
}

function matched(
  tree: Tree,
  text: string,
  before: readonly Match[],
  from: number,
  to: number,
  name: number,
): Match {
  const ending = endingAt(text, to);
  const kind = kindOf(ending);
  const end = kind === kinds.thing ? to : to + lengthOf(ending);
  const lowFrom = tree.nodesAt[name * 2 + 1] as number;
  const lowTo = tree.nodesAt[name * 2 + 2] as number;
  let inside = false;
  if (kind !== kinds.none) {
    for (let at = before.length - 1; at >= 0 && !inside; at -= 1) {
      const other = before[at] as Match;
      if (other.from < from - LONGEST_KEY) break;
      inside = other.end === end && other.to === to;
    }
  }
  return { from, to, end, kind, name, lowFrom, lowTo, inside };
}
