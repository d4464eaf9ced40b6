import { areaPrefix } from '@lianfang/domain/kernel/areaCode.ts';
import type pg from 'pg';
import { inTransaction } from '../db/pool.ts';

/**
 * How an indicator that is kept as hourly sums is counted from its rows. `from` and `where` are SQL over the alias `v` of a
 * table of versions (columns county, id, position, superseded, post, area, occurred); every row that they give counts one.
 * What opens a figure uses the same two, so that a figure always equals the number of rows behind it.
 */
export type Counted = {
  readonly from: string;
  readonly where: string;
  /**
   * The same number out of fewer rows: those of `from` carry how many there are below each. It must come to what counting
   * comes to; the sums written beside the rows are held to the same.
   */
  readonly short?: { readonly from: string; readonly sum: string };
};

/** An indicator that is worked out another way: it cannot be split by hour. `post` is empty for what happens at none. */
export type Worked = {
  readonly keys: (
    client: pg.ClientBase,
    county: string,
    window: Window,
  ) => Promise<
    {
      post: string;
      area: string;
      /** How many it stands for, or what was measured; else one. */
      value?: number;
    }[]
  >;
};

export type Source = Counted | Worked;
export type Sources = Readonly<Record<string, Source>>;

export type Window = {
  /** ISO 8601, inclusive. */
  readonly from: string;
  /** ISO 8601, exclusive. */
  readonly to: string;
  readonly area?: string | undefined;
  readonly post?: string | undefined;
  readonly scope?: readonly string[] | undefined;
  /** Ledger position: what stood in the ledger then. Undefined means now. */
  readonly cutOff?: bigint | undefined;
};

export type Key = 'post' | 'hour' | 'area' | undefined;
export type Values = {
  readonly position: bigint;
  readonly total: Record<string, number>;
  readonly rows: Map<string, Record<string, number>>;
};

/** From this many entries after the cut-off on, counting the period's rows is cheaper than taking those away again. */
const MUCH_SINCE = 50_000n;
const HOUR = 3_600_000;

/**
 * The values of all indicators in a window, in total and by post, hour (ISO) or area. Whole hours come from the hourly
 * sums; what is left at the edges, and what came after the cut-off, is counted from the rows. One snapshot serves all.
 */
export async function indicatorValues(
  pool: pg.Pool,
  sources: Sources,
  county: string,
  window: Window,
  by?: Key,
): Promise<Values> {
  return inTransaction(pool, (client) => valuesIn(client, sources, county, window, by), {
    isolation: 'repeatable read',
    retry: true,
  });
}

/** The same inside a transaction (repeatable read) of the caller's. */
export async function valuesIn(
  client: pg.ClientBase,
  sources: Sources,
  county: string,
  window: Window,
  by?: Key,
): Promise<Values> {
  const { rows: heads } = await client.query<{ position: string }>(
    'SELECT position FROM ledger.head WHERE county = $1',
    [county],
  );
  const newest = BigInt(heads[0]?.position ?? 0);
  const cutOff = window.cutOff === undefined || window.cutOff > newest ? newest : window.cutOff;
  const tally = newTally(Object.keys(sources));

  const from = Date.parse(window.from);
  const to = Date.parse(window.to);
  const firstHour = Math.ceil(from / HOUR) * HOUR;
  const lastHour = Math.floor(to / HOUR) * HOUR;
  if (newest - cutOff > MUCH_SINCE || firstHour >= lastHour) {
    await countRows(client, sources, county, { ...window, cutOff }, by, 'at', 1, tally);
  } else {
    await addHours(client, county, { ...window, from: iso(firstHour), to: iso(lastHour) }, by, tally);
    if (from < firstHour)
      await countRows(client, sources, county, { ...window, to: iso(firstHour) }, by, 'now', 1, tally);
    if (lastHour < to)
      await countRows(client, sources, county, { ...window, from: iso(lastHour) }, by, 'now', 1, tally);
    if (cutOff < newest) {
      await countRows(client, sources, county, { ...window, cutOff }, by, 'came since', -1, tally);
      await countRows(client, sources, county, { ...window, cutOff }, by, 'superseded since', 1, tally);
    }
  }
  for (const [indicator, source] of Object.entries(sources)) {
    if (!('keys' in source) || by === 'hour') continue;
    for (const { post, area, value = 1 } of await source.keys(client, county, { ...window, cutOff })) {
      tally.add(indicator, by === 'post' ? post : area, value);
    }
  }
  return { position: cutOff, total: tally.total, rows: by === undefined ? new Map() : tally.rows };
}

type Tally = {
  total: Record<string, number>;
  rows: Map<string, Record<string, number>>;
  add: (indicator: string, key: string, value: number) => void;
};

function newTally(indicators: readonly string[]): Tally {
  const zeros = () => Object.fromEntries(indicators.map((indicator) => [indicator, 0]));
  const total = zeros();
  const rows = new Map<string, Record<string, number>>();
  return {
    total,
    rows,
    add(indicator, key, value) {
      if (!(indicator in total)) return;
      total[indicator] = (total[indicator] ?? 0) + value;
      // What happens at no post is in the total, and in no row of a table by post.
      if (key === '') return;
      const row = rows.get(key) ?? zeros();
      row[indicator] = (row[indicator] ?? 0) + value;
      rows.set(key, row);
    },
  };
}

async function addHours(
  client: pg.ClientBase,
  county: string,
  window: Window,
  by: Key,
  tally: Tally,
): Promise<void> {
  const key = by ?? 'post';
  const { rows } = await client.query<{ indicator: string; key: string; value: string }>({
    name: `indicators.hours.${key}`,
    text: `SELECT indicator, ${key} AS key, sum(value) AS value FROM indicators.hour
           WHERE county = $1 AND hour >= $2 AND hour < $3 AND ($4::text IS NULL OR post = $4) AND area LIKE $5 AND ($6::text[] IS NULL OR area LIKE ANY ($6))
             AND indicator = ANY ($7)
           GROUP BY indicator, ${key}`,
    values: [county, window.from, window.to, ...placeParameters(window), Object.keys(tally.total)],
  });
  for (const { indicator, key: of, value } of rows) tally.add(indicator, of, Number(value));
}

/** Which versions count: those in force now, at the cut-off, or what has changed between the two. */
const versions = {
  now: 'v.superseded IS NULL AND $7::bigint IS NOT DISTINCT FROM $7',
  at: 'v.position <= $7 AND (v.superseded IS NULL OR v.superseded > $7)',
  'came since': 'v.position > $7 AND v.superseded IS NULL',
  'superseded since': 'v.position <= $7 AND v.superseded > $7',
} as const;

async function countRows(
  client: pg.ClientBase,
  sources: Sources,
  county: string,
  window: Window,
  by: Key,
  which: keyof typeof versions,
  sign: 1 | -1,
  tally: Tally,
): Promise<void> {
  const key = by === 'hour' ? `date_trunc('hour', v.occurred, 'UTC')` : `v.${by ?? 'post'}`;
  const counted = Object.entries(sources).flatMap(([indicator, source]) =>
    'keys' in source ? [] : [{ indicator, ...source }],
  );
  // Whatever counts rows of the same tables is counted in one pass over them.
  for (const [from, alike] of Map.groupBy(counted, ({ from, short }) => short?.from ?? from)) {
    const counts = alike.map(({ where, short }, index) =>
      short === undefined
        ? `count(*) FILTER (WHERE ${where}) AS c${index}`
        : `sum(${short.sum}) AS c${index}`,
    );
    const { rows } = await client.query<Record<string, string>>(
      `SELECT ${key} AS key, ${counts.join(', ')} FROM ${from}
       WHERE v.county = $1 AND v.occurred >= $2 AND v.occurred < $3 AND ($4::text IS NULL OR v.post = $4) AND v.area LIKE $5
         AND ($6::text[] IS NULL OR v.area LIKE ANY ($6)) AND ${versions[which]} GROUP BY 1`,
      [
        county,
        window.from,
        window.to,
        ...placeParameters(window),
        window.cutOff === undefined ? null : String(window.cutOff),
      ],
    );
    for (const row of rows) {
      for (const [index, { indicator }] of alike.entries())
        tally.add(indicator, row.key as string, sign * Number(row[`c${index}`]));
    }
  }
}

function placeParameters(window: Window): [string | null, string, string[] | null] {
  return [
    window.post ?? null,
    window.area === undefined ? '%' : `${areaPrefix(window.area.padEnd(12, '0'))}%`,
    window.scope === undefined ? null : window.scope.map((prefix) => `${prefix}%`),
  ];
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
