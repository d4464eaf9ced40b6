import { newLogger } from '../server/src/kernel/logger.ts';
import { openProduct, type Product } from '../server/src/main.ts';
import { previewReport } from '../server/src/modules/report/files.ts';
import { count, type Figure, median, type Pace, say } from './figure.ts';
import { loadPassages } from './history.ts';
import { install } from './program.ts';

const COUNTY = '610330';
const DAY = 86_400_000;
const indicator = 'checkpoint.vehicles.checked';

type Period = { readonly area: string; readonly from: string; readonly to: string; readonly cutOff?: bigint };

/** The daily report of a day with very many passages, before and after the history behind it has grown tenfold. */
export async function report({ quick }: Pace): Promise<Figure[]> {
  const perDay = quick ? 100_000 : 1_000_000;
  const history = { days: 10, perDay: perDay / 100 };
  const installation = await install();
  const product = await openProduct({ dataDir: installation.dataDir, log: newLogger('error') });
  const { pool } = product.deps;
  try {
    const today = Math.floor(Date.now() / DAY) * DAY;
    const day = { area: `${COUNTY}000000`, from: iso(today - DAY), to: iso(today) };
    const load = async (daysBefore: number, days: number, passages: number) => {
      const began = performance.now();
      await loadPassages(pool, {
        county: COUNTY,
        from: iso(today - daysBefore * DAY),
        days,
        perDay: passages,
      });
      say(`${count(days * passages)} passages loaded in ${Math.round((performance.now() - began) / 1000)} s`);
    };
    await load(history.days + 1, history.days, history.perDay);
    await load(1, 1, perDay);
    const newest = await position(product);
    const short = await timed(product, day, perDay);
    const alittleBack = await timed(product, { ...day, cutOff: newest - 20_000n }, perDay - 20_000);
    const halfway = await timed(product, { ...day, cutOff: newest - BigInt(perDay / 2) }, perDay / 2);
    await load(history.days * 10 + 1, history.days * 9, history.perDay);
    const long = await timed(product, day, perDay);
    // Of the best times: what another program takes in between is no matter of history.
    const ratio = long.best / short.best;
    const days = `${history.days} → ${history.days * 10} days of ${count(history.perDay)}`;
    return [
      {
        name: `daily report over ${count(perDay)} passages`,
        limit: '≤ 1 s',
        measured: `${ms(short.usual)} (best ${ms(short.best)})`,
        met: short.usual <= 1000,
      },
      { name: '  the same, cut off 20 000 entries ago', limit: '', measured: ms(alittleBack.usual) },
      { name: '  the same, cut off in the middle of the day', limit: '', measured: ms(halfway.usual) },
      {
        name: `  the same with ten times the history (${days})`,
        limit: '≤ 1.2 ×',
        measured: `${ratio.toFixed(2)} × (${ms(long.usual)}, best ${ms(long.best)})`,
        met: ratio <= 1.2,
      },
    ];
  } finally {
    await product.close();
    installation.remove();
  }
}

type Times = { readonly usual: number; readonly best: number };

/** The times of a report, ms, which must come to the number of passages that were loaded. */
async function timed({ deps }: Product, period: Period, passages: number): Promise<Times> {
  const times: number[] = [];
  for (let round = 0; round < 9; round++) {
    const began = performance.now();
    const { lines } = await previewReport(deps, COUNTY, period);
    times.push(performance.now() - began);
    const counted = lines.find((line) => line.indicator === indicator)?.value;
    if (counted !== passages) throw new Error(`the report counted ${counted} of ${passages} passages`);
  }
  return { usual: median(times), best: Math.min(...times) };
}

async function position({ deps }: Product): Promise<bigint> {
  const { rows } = await deps.pool.query<{ position: string }>(
    'SELECT position FROM ledger.head WHERE county = $1',
    [COUNTY],
  );
  return BigInt(rows[0]?.position ?? 0);
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function ms(value: number): string {
  return `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`;
}
