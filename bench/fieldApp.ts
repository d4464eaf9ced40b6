import buildPages from '../e2e/support/build.ts';
import { fieldBench } from './field.ts';
import { type Figure, say } from './figure.ts';

/** The phone's part: the pages are built first, as they are shipped. */
export async function fieldApp(): Promise<Figure[]> {
  say('building the pages');
  await buildPages();
  const rows = await fieldBench();
  return rows.map(({ name, limit, value, unit }) => ({
    name,
    limit: limit === undefined ? '' : `≤ ${limit} ${unit}`,
    measured: `${value} ${unit}`,
    ...(limit !== undefined && { met: value <= limit }),
  }));
}
