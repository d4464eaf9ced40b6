import type { Log } from './log.ts';
import { tables } from './manifest.ts';
import type { Pool } from './pool.ts';

/**
 * Where the Citus extension is present, distributes the tables of the manifest that are not distributed yet.
 * Idempotent; does nothing on a plain PostgreSQL. County tables share one co-location group.
 */
export async function distribute(pool: Pool, log: Log): Promise<void> {
  const { rows } = await pool.query("SELECT 1 FROM pg_extension WHERE extname = 'citus'");
  if (rows.length === 0) return;
  const known = await pool.query<{ name: string }>(
    'SELECT logicalrelid::regclass::text AS name FROM pg_dist_partition',
  );
  const done = new Set(known.rows.map(({ name }) => name));
  const county = Object.keys(tables).filter((name) => tables[name] === 'county');
  for (const name of Object.keys(tables).filter((one) => tables[one] === 'reference' && !done.has(one))) {
    await pool.query('SELECT create_reference_table($1)', [name]);
    log.info({ table: name }, 'reference table created');
  }
  for (const name of county.filter((one) => !done.has(one))) {
    const first = county.find((one) => done.has(one));
    await pool.query("SELECT create_distributed_table($1, 'county', colocate_with => $2)", [
      name,
      first ?? 'default',
    ]);
    done.add(name);
    log.info({ table: name }, 'table distributed');
  }
}
