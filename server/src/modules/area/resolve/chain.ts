import { type Evidence, flags, type Said } from './evidence.ts';
import { liesIn, type Tree } from './tree.ts';

// How well an address fits one area: what of the text names the area and those above it, and what speaks against it.

/** One area that an address may mean. */
export type Fit = {
  readonly node: number;
  readonly score: number;
  /** What was taken as naming the area and those above it, the area's own first. */
  readonly by: readonly Evidence[];
  readonly contradicted: boolean;
  readonly disturbed: boolean;
};

/** What an area of the asking county gets over others that fit as well. */
const OWN_COUNTY = 1.5;
const BESIDE = 0.5;
const DISTURBED = 0.4;
const PART = 0.6;
/** By level: what is said to everyone is rather a province, city or county. */
const PROMINENT = [0, 1.2, 0.9, 0.5] as const;
const OTHER_UPPER = 2;
const OTHER_TOWN = 2.5;

/** The areas that an address may mean, the best first. */
export function fits(tree: Tree, said: Said, near: number): Fit[] {
  const all: Fit[] = [];
  for (const node of said.byNode.keys()) all.push(fitOf(tree, said, node, near));
  return all.sort((a, b) => b.score - a.score || a.node - b.node);
}

/**
 * Whether the name of a village or township is the end of a longer word behind other names: 希李庄 is perhaps not 李庄. In
 * front of all names stand words that belong to none (家住…).
 */
function isPart(tree: Tree, text: string, evidence: Evidence, by: readonly Evidence[]): boolean {
  if ((tree.level[evidence.node] as number) < 4 || evidence.from === 0) return false;
  if (text.charCodeAt(evidence.from - 1) < 0x3400) return false;
  let behind = false;
  for (const { from, end } of by) {
    if (from < evidence.from && end >= evidence.from) return false;
    behind ||= end < evidence.from;
  }
  return behind;
}

type Choice = { sum: number; by: Evidence[]; disturbed: boolean };

function fitOf(tree: Tree, said: Said, node: number, near: number): Fit {
  const path: Evidence[][] = [];
  const level = tree.level[node] as number;
  const county = countyOf(tree, node);
  let town = false;
  let named = false;
  let above = false;
  for (let at = node; at >= 0; at = tree.parent[at] as number) {
    const known = said.byNode.get(at);
    if (known === undefined) continue;
    path.push(known);
  }
  const best: Choice = { sum: Number.NEGATIVE_INFINITY, by: [], disturbed: false };
  choose(path, 0, [], 0, false, best);
  for (const { node: at } of best.by) {
    town ||= tree.level[at] === 4;
    named ||= at === county;
    above ||= tree.level[at] === 2;
  }
  let score = best.sum;
  const own = near >= 0 && liesIn(tree, node, near);
  if (own) score += OWN_COUNTY;
  else if (level >= 4 && !named) score -= above ? 0.3 : 0.8;
  // 西安 alone is no village, whatever villages are called so.
  if (level <= 3) score += PROMINENT[level] as number;
  if (level === 5 && !town) score -= 0.4;
  score -= gapsOf(said.text, best.by);
  let by = best.by;
  for (const [at, evidence] of best.by.entries()) {
    const part = isPart(tree, said.text, evidence, best.by);
    if (part) by = by.with(at, { ...evidence, flags: evidence.flags | flags.part });
    if (part || (evidence.flags & flags.part) !== 0) score -= PART;
  }
  let contradicted = false;
  let against = 0;
  for (const other of said.strong) {
    if (against >= 2 || liesIn(tree, node, other.node) || overlaps(other, best.by)) continue;
    // A province that is named alone beside a fitting county is as wrong as another county.
    if (liesIn(tree, other.node, node)) continue;
    against += 1;
  }
  if (level >= 4) {
    for (const other of said.towns) {
      if (liesIn(tree, node, other.node) || overlaps(other, best.by)) continue;
      if (countyOf(tree, other.node) !== county) continue;
      score -= OTHER_TOWN;
      contradicted = true;
      break;
    }
  }
  if (against > 0) {
    score -= OTHER_UPPER * against;
    contradicted = true;
  }
  return { node, score, by, contradicted, disturbed: best.disturbed };
}

/** Takes for each area of the path at most one piece of evidence, none overlapping another, so that most is explained. */
function choose(
  path: readonly Evidence[][],
  at: number,
  taken: Evidence[],
  sum: number,
  disturbed: boolean,
  best: Choice,
): void {
  if (at === path.length) {
    if (sum <= best.sum) return;
    best.sum = sum;
    best.by = [...taken];
    best.disturbed = disturbed;
    return;
  }
  for (const evidence of path[at] as Evidence[]) {
    if (overlaps(evidence, taken)) continue;
    let more = evidence.worth;
    let turned = disturbed;
    const lower = taken.at(-1);
    if (lower !== undefined) {
      if (lower.from === evidence.end) more += BESIDE;
      else if (lower.from < evidence.from) {
        more -= DISTURBED;
        turned = true;
      }
    }
    taken.push(evidence);
    choose(path, at + 1, taken, sum + more, turned, best);
    taken.pop();
  }
  // An area above may be left unnamed, the area itself not.
  if (at > 0) choose(path, at + 1, taken, sum, disturbed, best);
}

export function overlaps(one: Evidence, others: readonly Evidence[]): boolean {
  for (const other of others) if (one.from < other.end && other.from < one.end) return true;
  return false;
}

/** What is left unexplained before the last name counts against it: names of areas stand together and in front. */
function gapsOf(text: string, by: readonly Evidence[]): number {
  let first = text.length;
  let last = 0;
  let explained = 0;
  for (const { from, end } of by) {
    first = Math.min(first, from);
    last = Math.max(last, end);
    explained += end - from;
  }
  return Math.min(1.2, (last - first - explained) * 0.15) + Math.min(0.6, first * 0.08);
}

export function countyOf(tree: Tree, node: number): number {
  let at = node;
  while (at >= tree.upper) at = tree.parent[at] as number;
  return at;
}
