import type { Tx } from '../ledger/handlers.ts';
import type { Sum } from './sum.ts';

/** Adds to the hourly sums, in the transaction of the rows. Keys go in sorted, so that two flushes cannot deadlock. */
export async function addSums({ client, county }: Tx, sums: readonly Sum[]): Promise<void> {
  const totals = new Map<string, Sum>();
  for (const sum of sums) {
    const key = `${sum.indicator}|${sum.hour}|${sum.area}|${sum.post}`;
    const known = totals.get(key);
    totals.set(key, known ? { ...known, value: known.value + sum.value } : sum);
  }
  const rows = [...totals.entries()]
    .filter(([, { value }]) => value !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, sum]) => sum);
  if (rows.length === 0) return;
  await client.query({
    name: 'indicators.add',
    text: `INSERT INTO indicators.hour AS kept (county, indicator, hour, area, post, value)
           SELECT $1, * FROM unnest($2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::bigint[])
           ON CONFLICT (county, indicator, hour, area, post) DO UPDATE SET value = kept.value + excluded.value`,
    values: [
      county,
      rows.map((row) => row.indicator),
      rows.map((row) => row.hour),
      rows.map((row) => row.area),
      rows.map((row) => row.post),
      rows.map((row) => row.value),
    ],
  });
}
