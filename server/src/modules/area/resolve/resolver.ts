import { comparable } from '@lianfang/domain/modules/area/address.ts';
import type { Resolved, ResolveReason } from '@lianfang/domain/modules/area/schema.ts';
import { type Fit, fits } from './chain.ts';
import { type Evidence, flags, type KnownAlias, read, type Said } from './evidence.ts';
import { findSimilar } from './similar.ts';
import { codeOf, commonOf, keyOf, levelOfNode, liesIn, nodeOf, pathOf, type Tree } from './tree.ts';

/** Fits whose scores are no further apart are taken as fitting equally. */
const EQUAL = 0.5;
const MOST_CANDIDATES = 5;

export type Alias = { readonly text: string; readonly code: string };

/** Resolves addresses as one county asks (6 or 12 digits; none: no place is preferred). Pure; see `Resolved`. */
export function newResolver(
  tree: Tree,
  county: string | undefined,
  aliases: readonly Alias[] = [],
): (address: string) => Resolved {
  const near = county === undefined ? -1 : nodeOf(tree, county.slice(0, 6).padEnd(12, '0'));
  const known: KnownAlias[] = [];
  for (const { text, code } of aliases) {
    const node = nodeOf(tree, code);
    if (node >= 0) known.push({ text: comparable(text), node });
  }
  return (address) => {
    const text = comparable(address);
    const now = whereNow(text);
    if (now !== text) {
      const found = resolve(tree, near, known, now);
      if (found.level >= 3) return found;
    }
    return resolve(tree, near, known, text);
  };
}

/** Words behind which stands where someone is now: 由东莞市返回凤县…, 户籍四川，现住凤县…. */
const NOW = /返回|返乡|回到|来到|到达|抵达|转至|现住址?|现居住?地?|暂住地?|居住地|目前住/g;

function whereNow(text: string): string {
  let behind = 0;
  NOW.lastIndex = 0;
  while (NOW.test(text)) behind = NOW.lastIndex;
  return behind > 0 && text.length - behind >= 3 ? text.slice(behind) : text;
}

function resolve(tree: Tree, near: number, aliases: readonly KnownAlias[], text: string): Resolved {
  const said = read(tree, text, near, aliases);
  let all = fits(tree, said, near);
  for (const level of [3, 4, 5] as const) {
    if (!leavesOpen(tree, all[0], level)) continue;
    if (findSimilar(tree, said, all[0], near, level)) all = fits(tree, said, near);
  }
  return decide(tree, said, all, near);
}

/** Whether the best fit so far says nothing of a level. */
function leavesOpen(tree: Tree, best: Fit | undefined, level: 3 | 4 | 5): boolean {
  if (best === undefined) return level < 5;
  for (const { node, flags: of } of best.by) {
    if (tree.level[node] === level && (of & flags.part) === 0) return false;
  }
  return level !== 5 || (tree.level[best.node] as number) >= 3;
}

function decide(tree: Tree, said: Said, all: readonly Fit[], near: number): Resolved {
  const best = all[0];
  if (best === undefined || best.score < 0.5) {
    return { level: 0, confidence: 0, why: [said.crowded ? 'ambiguous' : 'unknown'], candidates: [] };
  }
  const equal = all.filter(({ score }) => score >= best.score - EQUAL);
  let node = best.node;
  let ambiguous = false;
  for (const { node: other } of equal) {
    if (liesIn(tree, best.node, other)) node = liesIn(tree, node, other) ? other : node;
    else if (!liesIn(tree, other, best.node)) {
      ambiguous = true;
      node = node < 0 ? -1 : commonOf(tree, node, other);
    }
  }
  node = named(tree, node);
  let confidence = confidenceOf(tree, all, node);
  // Of a name that many places bear not each was looked at.
  const county = best.by.some((evidence) => tree.level[evidence.node] === 3);
  if (said.crowded && !county) confidence = Math.min(confidence, 0.85);
  const why = reasonsOf(tree, best, node, near);
  if (ambiguous) why.unshift('ambiguous');
  const candidates = candidatesOf(tree, all, near, ambiguous ? equal.length : 1);
  if (node < 0) return { level: 0, confidence: 0, why, candidates };
  return {
    code: codeOf(tree, node),
    name: pathOf(tree, node),
    level: levelOfNode(tree, node),
    confidence,
    why,
    candidates,
  };
}

/** The node itself, or the one above where it only fills a place of the code (市辖区). */
function named(tree: Tree, node: number): number {
  return node >= 0 && keyOf(tree, tree.name[node] as number) === '' ? (tree.parent[node] as number) : node;
}

/** How sure it is that the address lies in a node: by how far the best fit elsewhere is behind, and by what was read. */
function confidenceOf(tree: Tree, all: readonly Fit[], node: number): number {
  const best = all[0] as Fit;
  let margin = 5;
  for (const fit of all) {
    if (liesIn(tree, fit.node, node) || liesIn(tree, node, fit.node)) continue;
    margin = Math.min(margin, best.score - fit.score);
    break;
  }
  const told = best.by
    .filter((evidence) => liesIn(tree, node, evidence.node))
    .reduce((sum, { worth }) => sum + worth, 0);
  const sure = (1 - 0.5 * Math.exp(-margin * 0.9)) * (1 - 0.5 * Math.exp(-0.9 * Math.max(told, 0.5)));
  return round(Math.min(sure, ceiling(tree, best, node)));
}

/** What is never surer than so: a likeness, a contradiction. */
function ceiling(tree: Tree, best: Fit, node: number): number {
  const used = best.by.filter((evidence) => liesIn(tree, node, evidence.node));
  if (best.contradicted) return 0.6;
  return used.some((evidence) => evidence.flags & (flags.similar | flags.part)) ? 0.85 : 0.99;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function reasonsOf(tree: Tree, best: Fit, node: number, near: number): ResolveReason[] {
  const why: ResolveReason[] = [];
  const of = (flag: number) => best.by.some((evidence: Evidence) => (evidence.flags & flag) !== 0);
  if (of(flags.alias)) why.push('alias');
  if (of(flags.similar)) why.push('similar_name');
  if (of(flags.former | flags.otherKind)) why.push('old_name');
  if (of(flags.short)) why.push('short_name');
  if (why.length === 0 && node === best.node) why.push('exact');
  const levels = best.by.map((evidence) => tree.level[evidence.node] as number);
  const own = near >= 0 && liesIn(tree, best.node, near);
  if (own && !levels.includes(3) && (tree.level[best.node] as number) > 3) why.push('own_county');
  if (tree.level[best.node] === 5 && !levels.includes(4)) why.push('level_skipped');
  if (best.disturbed) why.push('order_disturbed');
  if (best.contradicted) why.push('contradiction');
  if ((tree.level[best.node] as number) < 4) why.push('not_named');
  return why;
}

function candidatesOf(tree: Tree, all: readonly Fit[], near: number, equal: number): Resolved['candidates'] {
  const best = all[0] as Fit;
  const chosen: Fit[] = [];
  for (const fit of all) {
    if (chosen.length >= MOST_CANDIDATES || fit.score < best.score - 3) break;
    // An area above one that is listed already says nothing new.
    if (chosen.some(({ node }) => liesIn(tree, node, fit.node))) continue;
    chosen.push(fit);
  }
  const weights = chosen.map(({ score }) => Math.exp((score - best.score) * 1.8));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const most = confidenceOf(tree, all, best.node);
  return chosen.map((fit, at) => ({
    code: codeOf(tree, fit.node),
    name: pathOf(tree, fit.node),
    level: levelOfNode(tree, fit.node),
    confidence: round(
      at === 0 && equal <= 1 ? most : Math.min(ceiling(tree, fit, fit.node), (weights[at] as number) / sum),
    ),
    why: reasonsOf(tree, fit, fit.node, near),
  }));
}
