import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Asked, batches, type Model, type Phone, perform, recount } from '../../../test/faults/model.ts';
import { openPlain, type Plain, places } from '../../../test/faults/plain.ts';
import { COUNTY } from '../../../test/kit.ts';
import { sources } from '../../indicators.ts';
import { checkpointReads } from '../../modules/checkpoint/reads.ts';
import { indicatorValues, type Key } from './values.ts';

let plain: Plain;
let phones: Phone[];
beforeAll(async () => {
  plain = await openPlain({ proof: false });
  phones = [];
  for (const { post } of places) phones.push({ ...(await plain.device(post)), seq: 0 });
});
afterAll(() => plain?.close());

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const iso = (ms: number) => new Date(ms).toISOString();
/** Each run has three days of its own, so that all share one database. */
let nextStart = Date.parse('2020-01-01T00:00:00Z');

async function values({ from, to, cutOff, ...place }: Asked, by?: Key) {
  const window = { from: iso(from), to: iso(to), cutOff: BigInt(cutOff), ...place };
  const { total, rows } = await indicatorValues(plain.product.deps.pool, sources, COUNTY, window, by);
  return { total: positive(total), rows: new Map([...rows].map(([key, row]) => [key, positive(row)])) };
}
const positive = (row: Record<string, number>) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== 0));
const filled = (rows: Map<string, object>) =>
  Object.fromEntries(
    [...rows].filter(([, row]) => Object.keys(row).length > 0).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
const head = async () => {
  const { rows } = await plain.product.deps.pool.query('SELECT position FROM ledger.head WHERE county = $1', [
    COUNTY,
  ]);
  return Number(rows[0].position);
};

const moment = fc.oneof(
  fc.integer({ min: -2, max: 74 }).map((hour) => hour * 60 * MINUTE),
  fc.integer({ min: -90 * MINUTE, max: 74 * 60 * MINUTE }),
);
const question = fc.record({
  ends: fc.tuple(moment, moment).filter(([a, b]) => a !== b),
  /** How far back the cut-off lies, as a part of all that the run wrote. */
  back: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
  place: fc.constantFrom(
    {},
    { post: 'P1' },
    { post: 'P3' },
    { area: '610330101000' },
    { area: '610330' },
    { area: '610330103000' },
    { scope: ['610330102', '610330103'] },
    { scope: ['610330101'], post: 'P2' },
  ),
});

/** How the rows of a figure are named by each division. */
const divisions = [
  ['post', ({ post }: { post: string }) => post],
  ['area', ({ area }: { area: string }) => area],
  [
    'hour',
    ({ occurred }: { occurred?: number }) =>
      occurred === undefined ? undefined : iso(Math.floor(occurred / (60 * MINUTE)) * 60 * MINUTE),
  ],
] as const;

async function rowsBehind({ from, to, cutOff, post, scope }: Asked, indicator: string) {
  const asked = { ...plain.asked(), scope };
  const filter = { from: iso(from), to: iso(to), cutOff: String(cutOff), indicator, ...(post && { post }) };
  const seen = new Set<string>();
  let total: number | undefined;
  for (let after: string | undefined; ; ) {
    const page = await checkpointReads['checkpoint.passages'](asked, { ...filter, limit: 97, after });
    total = page.total;
    for (const { id, person } of page.rows) seen.add(`${id}/${person ?? ''}`);
    if (page.next === undefined) return { total, rows: seen.size };
    after = page.next;
  }
}

test('every figure, by whatever it is divided and at every cut-off, is what a recount gives, and opens into as many rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      batches(12),
      fc.array(question, { minLength: 25, maxLength: 25 }),
      async (days, questions) => {
        const start = nextStart;
        nextStart += 8 * DAY;
        const model: Model = { versions: [], shifts: [] };
        const first = await head();
        const past: { asked: Asked; total: object }[] = [];
        for (const [index, batch] of days.entries()) {
          await perform(plain, phones, model, start, batch);
          const asked = {
            from: start + index * 7 * 60 * MINUTE,
            to: start + 3 * DAY - index * 1234,
            cutOff: await head(),
          };
          past.push({ asked, total: (await values(asked)).total });
        }
        const newest = await head();
        for (const [index, { ends, back, place }] of questions.entries()) {
          const [from, to] = ends.toSorted((a, b) => a - b).map((ms) => start + ms) as [number, number];
          const asked: Asked = { from, to, cutOff: Math.round(newest - back * (newest - first)), ...place };
          const expected = recount(model, asked, () => 'all').get('all') ?? {};
          const found = await values(asked);
          expect(found.total).toEqual(expected);
          const [by, key] = divisions[index % divisions.length] as (typeof divisions)[number];
          expect(filled((await values(asked, by)).rows)).toEqual(filled(recount(model, asked, key)));
          if (asked.area !== undefined) continue;
          const indicator = Object.keys(sources).filter((id) => id !== 'checkpoint.posts.staffed')[
            index % 7
          ] as string;
          const value = expected[indicator] ?? 0;
          expect({ indicator, ...(await rowsBehind(asked, indicator)) }).toEqual({
            indicator,
            total: value,
            rows: value,
          });
        }
        // What was told at a cut-off is told for ever, whatever has come since.
        for (const { asked, total } of past) expect((await values(asked)).total).toEqual(total);
      },
    ),
    { numRuns: 12, endOnFailure: true },
  );
}, 120_000);

test('with much since the cut-off the rows are counted instead of taken back: the same figures', async () => {
  const cutOff = BigInt(await head()) - 40n;
  const window = { from: '2020-01-01T00:10:00Z', to: iso(nextStart), cutOff };
  const pool = plain.product.deps.pool;
  const before = await indicatorValues(pool, sources, COUNTY, window, 'post');
  // As if fifty thousand entries had come since: a head that far on.
  await pool.query('UPDATE ledger.head SET position = position + 60000 WHERE county = $1', [COUNTY]);
  const after = await indicatorValues(pool, sources, COUNTY, window, 'post');
  await pool.query('UPDATE ledger.head SET position = position - 60000 WHERE county = $1', [COUNTY]);
  expect(after.total).toEqual(before.total);
  expect(filled(after.rows)).toEqual(filled(before.rows));
  expect(before.total['checkpoint.persons.screened']).toBeGreaterThan(0);
});

test('the hourly sums are the sums of the rows', async () => {
  const { rows } = await plain.product.deps.pool.query(
    `SELECT indicator, sum(value)::int AS value FROM indicators.hour WHERE county = $1 GROUP BY indicator`,
    [COUNTY],
  );
  const sums = Object.fromEntries(rows.map(({ indicator, value }) => [indicator, value]));
  const { rows: counted } = await plain.product.deps.pool.query(
    `SELECT count(*)::int AS passages, sum(persons)::int AS persons, sum(fevers)::int AS fevers FROM checkpoint.passage
     WHERE county = $1 AND superseded IS NULL`,
    [COUNTY],
  );
  expect(sums['checkpoint.persons.screened']).toBe(counted[0].persons);
  expect(sums['checkpoint.fevers.found']).toBe(counted[0].fevers);
});
