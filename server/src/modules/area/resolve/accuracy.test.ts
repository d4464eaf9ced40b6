import { beforeAll, expect, it } from 'vitest';
import { damages, samples } from '../../../../test/addresses/damage.ts';
import { openPlaces, type Places } from '../../../../test/addresses/places.ts';
import { judge } from '../../../../test/addresses/right.ts';
import { openTree } from './load.ts';
import { newResolver } from './resolver.ts';
import type { Tree } from './tree.ts';

// What is right stands in server/test/addresses/right.ts; bench/addresses.ts asks ten times as many.

let tree: Tree;
let places: Places;
beforeAll(async () => {
  tree = await openTree();
  places = openPlaces();
}, 180_000);

it('damaged addresses of the whole country are placed right, and hardly ever wrong with confidence', () => {
  const { total, byDamage } = judge(places, samples(places, damages.length * 120, 20_261_122), (near) =>
    newResolver(tree, near),
  );
  const share = (level: 3 | 4 | 5) => total.levels[level].right / total.levels[level].asked;
  expect(byDamage.size).toBe(damages.length);
  expect(share(3)).toBeGreaterThanOrEqual(0.99);
  expect(share(4)).toBeGreaterThanOrEqual(0.97);
  expect(share(5)).toBeGreaterThanOrEqual(0.93);
  expect(total.wrongHigh / total.addresses).toBeLessThan(0.003);
}, 120_000);
