import { openTree } from '../server/src/modules/area/resolve/load.ts';
import { newResolver } from '../server/src/modules/area/resolve/resolver.ts';
import { damages, type Sample, samples } from '../server/test/addresses/damage.ts';
import { openPlaces } from '../server/test/addresses/places.ts';
import { judge, type Row, type Tally } from '../server/test/addresses/right.ts';
import { count, type Figure, type Pace, say } from './figure.ts';

/** Another seed than that of the test: nothing was tried on these addresses. */
const SEED = 987_654_321;

/** Damaged addresses of the whole country: how fast they are resolved, and how right, by kind of damage. */
export async function addresses({ quick }: Pace): Promise<Figure[]> {
  const each = quick ? 200 : 1800;
  const opened = performance.now();
  const before = process.memoryUsage().rss;
  const tree = await openTree();
  const openMs = performance.now() - opened;
  const grown = (process.memoryUsage().rss - before) / 1e6;
  const places = openPlaces();
  const all = [...samples(places, damages.length * each, SEED)];
  const resolvers = new Map<string, ReturnType<typeof newResolver>>();
  const resolverFor = (near: string) => {
    const known = resolvers.get(near) ?? newResolver(tree, near);
    resolvers.set(near, known);
    return known;
  };
  say(`${count(all.length)} addresses of ${damages.length} kinds of damage`);
  const rate = median3(all, resolverFor);
  const { total, byDamage } = judge(places, all, resolverFor);
  say(
    `${'damage'.padEnd(20)} ${'county'.padStart(8)} ${'township'.padStart(9)} ${'village'.padStart(8)} ${'ambiguous'.padStart(10)} ${'wrong'.padStart(8)} ${'confident'.padStart(9)}`,
  );
  for (const [damage, row] of [...byDamage, ['all', total] as const]) say(line(damage, row));
  return [
    {
      name: 'addresses resolved on one core',
      limit: '≥ 20 000/s',
      measured: `${count(rate)}/s`,
      met: rate >= 20_000,
    },
    level('county', '≥ 99 %', total.levels[3], 0.99),
    level('township', '≥ 97 %', total.levels[4], 0.97),
    level('village', '≥ 93 %', total.levels[5], 0.93),
    {
      name: '  wrong with high confidence (≥ 0.9)',
      limit: '< 0.3 %',
      measured: `${share(total.wrongHigh, total.addresses, 2)} of ${count(total.addresses)}`,
      met: total.wrongHigh / total.addresses < 0.003,
    },
    {
      name: '  the tree in memory; made in',
      limit: '',
      measured: `${count(treeMb(tree))} MB (${count(grown)} MB more resident); ${(openMs / 1000).toFixed(1)} s, first use only`,
    },
  ];
}

function treeMb(tree: object): number {
  const arrays = Object.values(tree).filter((value) => ArrayBuffer.isView(value));
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0) / 1e6;
}

function level(name: string, limit: string, { asked, right }: Tally, least: number): Figure {
  return {
    name: `  right at the ${name}`,
    limit,
    measured: `${share(right, asked, 2)} of ${count(asked)}`,
    met: right / asked >= least,
  };
}

function line(damage: string, { levels, addresses: asked, ambiguous, wrong, wrongHigh }: Row): string {
  const right = (tally: Tally) => (tally.asked === 0 ? '' : share(tally.right, tally.asked, 1));
  return [
    damage.padEnd(20),
    right(levels[3]).padStart(8),
    right(levels[4]).padStart(9),
    right(levels[5]).padStart(8),
    share(ambiguous, asked, 1).padStart(10),
    share(wrong, asked, 2).padStart(8),
    share(wrongHigh, asked, 2).padStart(9),
  ].join(' ');
}

function share(part: number, whole: number, digits: number): string {
  return `${((part / whole) * 100).toFixed(digits)} %`;
}

/** Addresses per second of processor time, the middle one of three rounds after a first one. */
function median3(
  all: readonly Sample[],
  resolverFor: (near: string) => (address: string) => unknown,
): number {
  const rates = [0, 1, 2, 3].map(() => {
    const began = process.cpuUsage();
    for (const { near, address } of all) resolverFor(near)(address);
    const { user, system } = process.cpuUsage(began);
    return (all.length / (user + system)) * 1e6;
  });
  return rates.slice(1).sort((a, b) => a - b)[1] as number;
}
