/**
 * Splits what is said about persons from the rest of an entry's data, by the paths that its kind declares:
 * `plate`, `persons.*.name`. Both halves keep the shape, so that putting them together gives the whole again.
 */
type Json = { [key: string]: unknown };

export function splitPersonal(
  data: Json,
  paths: readonly string[],
): { open: Json; personal: Json | undefined } {
  const { rest, part } = take(data, treeOf(paths));
  return { open: rest as Json, personal: part as Json | undefined };
}

/** The whole again from its two halves. */
export function joinPersonal(open: Json, personal: Json | undefined): Json {
  return (personal === undefined ? open : merge(open, personal)) as Json;
}

/** The values at a path, in order, with their place among siblings: `[[0, '王某'], [1, '李某']]`. */
export function valuesAt(data: unknown, path: string): [index: number, value: unknown][] {
  const found: [number, unknown][] = [];
  collect(data, stepsOf(path), 0, 0, found);
  return found;
}

const steps = new Map<string, readonly string[]>();

/** Only kinds declare paths, so these are few: each is taken apart once. */
function stepsOf(path: string): readonly string[] {
  let known = steps.get(path);
  if (known === undefined) {
    known = path.split('.');
    steps.set(path, known);
  }
  return known;
}

function collect(
  value: unknown,
  steps: readonly string[],
  at: number,
  index: number,
  found: [number, unknown][],
): void {
  if (value === undefined) return;
  const step = steps[at];
  if (step === undefined) {
    found.push([index, value]);
  } else if (step === '*') {
    if (!Array.isArray(value)) return;
    for (let place = 0; place < value.length; place++) collect(value[place], steps, at + 1, place, found);
  } else if (value !== null && typeof value === 'object') {
    collect((value as Json)[step], steps, at + 1, index, found);
  }
}

/** Paths with a common beginning, joined: what to take at each step. A step without further ones takes all there is. */
type Tree = Map<string, Tree>;

const trees = new WeakMap<readonly string[], Tree>();

/** Kinds are few and their paths never change: each list is made a tree once. */
function treeOf(paths: readonly string[]): Tree {
  let tree = trees.get(paths);
  if (tree === undefined) {
    tree = new Map();
    for (const path of paths) {
      let node = tree;
      for (const step of path.split('.')) {
        const next = node.get(step) ?? new Map();
        node.set(step, next);
        node = next;
      }
    }
    trees.set(paths, tree);
  }
  return tree;
}

type Taken = { rest: unknown; part: unknown };

function take(value: unknown, tree: Tree): Taken {
  if (value === null || typeof value !== 'object' || tree.size === 0) return { rest: value, part: undefined };
  const each = tree.get('*');
  if (Array.isArray(value))
    return each === undefined ? { rest: value, part: undefined } : takeEach(value, each);
  const rest: Json = {};
  let part: Json | undefined;
  for (const key of Object.keys(value)) {
    const member = (value as Json)[key];
    const deeper = tree.get(key);
    if (deeper === undefined) {
      rest[key] = member;
    } else if (deeper.size === 0) {
      part ??= {};
      part[key] = member;
    } else {
      const taken = take(member, deeper);
      rest[key] = taken.rest;
      if (taken.part === undefined) continue;
      part ??= {};
      part[key] = taken.part;
    }
  }
  return { rest, part };
}

/** Members keep their places in both halves; one of which nothing is taken leaves an empty one. */
function takeEach(members: readonly unknown[], tree: Tree): Taken {
  const rest: unknown[] = [];
  const parts: unknown[] = [];
  let some = false;
  for (const member of members) {
    const taken = take(member, tree);
    rest.push(taken.rest);
    parts.push(taken.part ?? {});
    some ||= taken.part !== undefined;
  }
  return { rest, part: some ? parts : undefined };
}

function merge(a: unknown, b: unknown): unknown {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (Array.isArray(a) && Array.isArray(b)) {
    return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => merge(a[index], b[index]));
  }
  if (a !== null && b !== null && typeof a === 'object' && typeof b === 'object') {
    const result: Json = { ...(a as Json) };
    for (const [key, value] of Object.entries(b)) result[key] = merge(result[key], value);
    return result;
  }
  return b;
}
