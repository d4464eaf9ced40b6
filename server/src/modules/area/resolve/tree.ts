import { formatPath } from '@lianfang/domain/modules/area/rules.ts';
import type { AreaLevel } from '@lianfang/domain/modules/area/schema.ts';

// The country's tree as a resolver holds it: typed arrays over one stretch of memory, 35 MB for 665 000 areas, made in a
// process of its own. Nodes are numbers: provinces to counties first (`upper` of them), then townships with
// their villages, each part in the order of codes, so that whatever lies below a node is one stretch of numbers.

export type Tree = {
  /** How many nodes are provinces, cities or counties. */
  readonly upper: number;
  /** Twelve digits as a number, by node. */
  readonly code: Float64Array;
  readonly level: Uint8Array;
  /** The node above, -1 for a province. */
  readonly parent: Int32Array;
  /** Townships and villages below a node: from `first` up to `end`; a township's own number is `first - 1`. */
  readonly first: Int32Array;
  readonly end: Int32Array;
  /** Kind of place that the official name says (kinds.ts), by node; with `WHOLE` where the key alone says it. */
  readonly kind: Uint8Array;
  /** Number of the name (its key), by node; and of its ending. */
  readonly name: Int32Array;
  readonly tail: Uint16Array;
  /** All keys in one text, in byte order; the key of name `i` goes from `keyAt[i]` to `keyAt[i + 1]`. */
  readonly keys: Uint16Array;
  readonly keyAt: Uint32Array;
  /**
   * Nodes by name: of name `i` from `nodesAt[2 * i]` to `nodesAt[2 * i + 2]`, ascending; townships and villages from
   * `nodesAt[2 * i + 1]` on. Other names of a node are here too.
   */
  readonly nodesAt: Uint32Array;
  readonly nodes: Int32Array;
  /** Where two characters lead in the trie: a hash table of pairs of both characters (one number) and a trie node. */
  readonly pairs: Uint32Array;
  /**
   * The trie of keys, two numbers a node: where its children begin (they end where the next node's begin), and the name
   * that ends here, plus one. `childChar` has the character that leads to a node; children stand in their order.
   */
  readonly trie: Uint32Array;
  readonly childChar: Uint16Array;
  /** The syllable of a character, 0 where unknown; and how many names it stands in: what a match of it is worth. */
  readonly sound: Uint16Array;
  readonly heard: Uint32Array;
  readonly seen: Uint32Array;
  /** Endings by number, one a line; one that begins with `=` is the whole official name. */
  readonly tails: string;
  /** Names (numbers) that are former ones for the node: pairs of name and node. */
  readonly former: Int32Array;
};

/** Beside a kind: the key is the whole name, as of 凤县 and 马头滩林业局. */
export const WHOLE = 32;

/** The twelve digits of a node. */
export function codeOf(tree: Tree, node: number): string {
  const code = tree.code[node] as number;
  const county = Math.floor(code / 1_000_000);
  return county + String(code - county * 1_000_000).padStart(6, '0');
}

export function levelOfNode(tree: Tree, node: number): AreaLevel {
  return tree.level[node] as AreaLevel;
}

const tailsOf = new WeakMap<Tree, readonly string[]>();

/** The official name of a node. */
export function nameOf(tree: Tree, node: number): string {
  let tails = tailsOf.get(tree);
  if (tails === undefined) {
    tails = tree.tails.split('\n');
    tailsOf.set(tree, tails);
  }
  const tail = tails[tree.tail[node] as number] as string;
  return tail.startsWith('=') ? tail.slice(1) : keyOf(tree, tree.name[node] as number) + tail;
}

/** The text of a key. */
export function keyOf(tree: Tree, name: number): string {
  const to = tree.keyAt[name + 1] as number;
  let text = '';
  for (let at = tree.keyAt[name] as number; at < to; at += 1)
    text += String.fromCharCode(tree.keys[at] as number);
  return text;
}

/** The slot of the hash table where a pair of characters begins to be looked for. */
export function pairSlot(pair: number, slots: number): number {
  return (Math.imul(pair ^ (pair >>> 15), 0x9e3779b1) >>> 8) & (slots - 1);
}

const upperPaths = new WeakMap<Tree, Map<number, string>>();

/** The full name of a node from the province down, as people write it. Those of counties are kept: they come again. */
export function pathOf(tree: Tree, node: number): string {
  if (node >= tree.upper) return pathOf(tree, tree.parent[node] as number) + nameOf(tree, node);
  const paths = upperPaths.get(tree) ?? new Map<number, string>();
  upperPaths.set(tree, paths);
  let path = paths.get(node);
  if (path === undefined) {
    const names: string[] = [];
    for (let at = node; at >= 0; at = tree.parent[at] as number) names.unshift(nameOf(tree, at));
    path = formatPath(names);
    paths.set(node, path);
  }
  return path;
}

/** Whether a node is the given one or lies below it. */
export function liesIn(tree: Tree, node: number, above: number): boolean {
  for (let at = node; at >= 0; at = tree.parent[at] as number) if (at === above) return true;
  return false;
}

/** The deepest node that two have in common, -1 when they are of different provinces. */
export function commonOf(tree: Tree, one: number, other: number): number {
  for (let at = one; at >= 0; at = tree.parent[at] as number) if (liesIn(tree, other, at)) return at;
  return -1;
}

/** The node of a code, -1 when the tree knows none. */
export function nodeOf(tree: Tree, code: string): number {
  const wanted = Number(code);
  const found = search(tree.code, wanted, 0, tree.upper);
  return found >= 0 ? found : search(tree.code, wanted, tree.upper, tree.code.length);
}

function search(codes: Float64Array, wanted: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((codes[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low < to && codes[low] === wanted ? low : -1;
}

/** The first place among the nodes of a name (`nodes[from..to)`) that is not below `node`. */
export function placeIn(nodes: Int32Array, node: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle] as number) < node) low = middle + 1;
    else high = middle;
  }
  return low;
}
