import { type Log, silent } from './log.ts';
import { monthly } from './manifest.ts';
import { inTransaction, type Pool, type Tx } from './pool.ts';
import { sqlState } from './problem.ts';

/** A month of the partitions, in UTC; January is 1. */
export type Month = { year: number; month: number };

const lockKey = 20_260_104;

/** The least UUIDv7 of a month: its first millisecond and nothing else. Every id of an earlier time sorts before it. */
export function firstIdOf({ year, month }: Month): string {
  const hex = Date.UTC(year, month - 1)
    .toString(16)
    .padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** The months from one ISO instant to another, both included. */
export function monthsBetween(from: string, to: string): Month[] {
  const [start, end] = [new Date(from), new Date(to)];
  const count =
    (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth() + 1;
  return Array.from({ length: Math.max(count, 0) }, (_, n) => monthAfter(start, n));
}

function monthAfter(start: Date, n: number): Month {
  const first = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + n));
  return { year: first.getUTCFullYear(), month: first.getUTCMonth() + 1 };
}

/**
 * Makes the monthly partitions from one ISO instant to another where they are missing, and gives the names of the new ones.
 * Called at the start and daily with a month or two ahead. A month whose rows already lie in the default partition is
 * skipped and logged, as is one whose table is busy: the rows are safe where they are, and the next call tries again.
 */
export async function ensurePartitions(
  pool: Pool,
  {
    from,
    to,
    tables = monthly,
    log = silent,
  }: { from: string; to: string; tables?: readonly string[]; log?: Log },
): Promise<string[]> {
  const made: string[] = [];
  for (const table of tables) {
    for (const month of monthsBetween(from, to)) {
      const name = `${table}_${month.year}_${String(month.month).padStart(2, '0')}`;
      try {
        if (await inTransaction(pool, (tx) => addPartition(tx, table, name, month, log), { retry: true }))
          made.push(name);
      } catch (error) {
        const state = sqlState(error);
        // Busy, or another server was quicker, or a row came into the default partition just now.
        if (!['55P03', '42P07', '23505', '23514', '42P17'].includes(state ?? '')) throw error;
        log.warn({ partition: name, state }, 'partition not made this time');
      }
    }
  }
  return made;
}

async function addPartition(tx: Tx, table: string, name: string, month: Month, log: Log): Promise<boolean> {
  // One at a time: two that attach to the same table would wait for each other.
  await tx.query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
  const { rows } = await tx.query<{ there: boolean; strategy: string | null; fallback: string | null }>(
    `SELECT to_regclass($2) IS NOT NULL AS there, partstrat AS strategy, partdefid::regclass::text AS fallback
     FROM (SELECT to_regclass($1) AS relation) r LEFT JOIN pg_partitioned_table p ON p.partrelid = r.relation`,
    [table, name],
  );
  const { there, strategy, fallback } = rows[0]!;
  // Not by range: the proof database of the tests, where the table is partitioned by county.
  if (there || strategy !== 'r') return false;
  const [first, next] = [firstIdOf(month), firstIdOf({ year: month.year, month: month.month + 1 })];
  await tx.query("SET LOCAL lock_timeout = '3s'");
  if (fallback) {
    const strays = await tx.query(`SELECT 1 FROM ${fallback} WHERE id >= $1 AND id < $2 LIMIT 1`, [
      first,
      next,
    ]);
    if (strays.rows.length > 0) {
      log.warn(
        { partition: name },
        'partition not made: rows of its month are in the default partition already',
      );
      return false;
    }
  }
  // Made aside and attached: CREATE … PARTITION OF would lock every reader and writer of the whole table out.
  await tx.query(
    `CREATE TABLE ${name} (LIKE ${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)`,
  );
  await tx.query(`ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${first}') TO ('${next}')`);
  return true;
}
