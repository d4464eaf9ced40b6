import { randomBytes } from 'node:crypto';
import type { Actor } from '@lianfang/domain/kernel/access.ts';
import { Changed, Revealed } from '@lianfang/domain/kernel/accessEntries.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import * as z from 'zod/mini';
import { inTransaction, type Tx } from '../db/pool.ts';
import type { AccessDeps } from './deps.ts';

type Row = {
  id: string;
  at: string;
  kind: 'access.changed' | 'access.revealed';
  data: Record<string, unknown>;
};
type Detail = Record<string, string | number | boolean>;
/** Tells what was changed: a name such as `role.granted`, whom or what by id, and more without personal data. */
export type Note = (what: string, subject?: string, detail?: Detail) => void;

/** How long one process may take to carry a row to the ledger before another takes it over. */
const LEASE_MS = 30_000;

/**
 * Changes something in one transaction together with what the ledger is to say of it, then carries that to the ledger.
 * When the ledger cannot be reached just then, `carryLog` does it later: the change is never without its record.
 */
export async function change<T>(
  deps: AccessDeps,
  actor: Actor,
  work: (tx: Tx, note: Note) => Promise<T>,
): Promise<T> {
  const { result, rows } = await inTransaction(deps.pool, async (tx) => {
    const rows: Row[] = [];
    const result = await work(tx, (what, subject, detail) => {
      const data = { by: actor.id, what, ...(subject && { subject }), ...(detail && { detail }) };
      rows.push(newRow(deps, 'access.changed', z.parse(Changed, data)));
    });
    for (const row of rows) await insertRow(tx, actor.county, row, deps.now());
    return { result, rows };
  });
  for (const row of rows) {
    await carry(deps, actor.county, row).catch((error: Error) => {
      deps.log.error(
        { what: row.data.what, error: error.name },
        'a change of access waits to be written to the ledger',
      );
    });
  }
  return result;
}

const underWay = new WeakMap<object, Set<Promise<unknown>>>();

/** Records something without making the asker wait: how long an answer takes must not tell what was recorded. */
export function recordAside(deps: AccessDeps, work: () => Promise<unknown>): void {
  const pending = underWay.get(deps.pool) ?? new Set();
  underWay.set(deps.pool, pending);
  const one: Promise<unknown> = work()
    .catch((error: Error) => deps.log.error({ error: error.name }, 'a failed sign-in could not be recorded'))
    .finally(() => pending.delete(one));
  pending.add(one);
}

/** Resolves when what is recorded aside is written: to be awaited before the database is closed. */
export async function settleAccess(deps: Pick<AccessDeps, 'pool'>): Promise<void> {
  await Promise.all(underWay.get(deps.pool) ?? []);
}

/** Records an opening of personal data in the ledger; rejects when that fails, and nothing may be given out then. */
export async function recordReveal(
  deps: AccessDeps,
  county: string,
  data: z.infer<typeof Revealed>,
): Promise<void> {
  const row = newRow(deps, 'access.revealed', z.parse(Revealed, data));
  await insertRow(deps.pool, county, row, deps.now());
  await carry(deps, county, row);
}

/** Carries to the ledger what could not be carried at once. Gives how many rows; to be called now and then. */
export async function carryLog(deps: AccessDeps, county: string): Promise<number> {
  const { rows } = await deps.pool.query<Row>(
    `UPDATE access.log SET leased_until = $3 WHERE county = $1 AND position IS NULL AND leased_until <= $2
      RETURNING id, at, kind, data`,
    [county, new Date(deps.now()), new Date(deps.now() + LEASE_MS)],
  );
  for (const row of rows.sort((a, b) => (a.id < b.id ? -1 : 1))) await carry(deps, county, row);
  return rows.length;
}

function newRow(deps: AccessDeps, kind: Row['kind'], data: Record<string, unknown>): Row {
  const at = deps.now();
  return { id: uuidv7(at, randomBytes(10)), at: new Date(at).toISOString(), kind, data };
}

async function insertRow(tx: Pick<Tx, 'query'>, county: string, row: Row, now: number): Promise<void> {
  await tx.query(
    'INSERT INTO access.log (county, id, at, kind, data, leased_until) VALUES ($1, $2, $3, $4, $5, $6)',
    [county, row.id, row.at, row.kind, row.data, new Date(now + LEASE_MS)],
  );
}

async function carry(deps: AccessDeps, county: string, { id, at, kind, data }: Row): Promise<void> {
  const { position } = await deps.append(county, kind, data, { id: String(data.by) }, { id, at });
  await deps.pool.query('UPDATE access.log SET position = $3 WHERE county = $1 AND id = $2', [
    county,
    id,
    position,
  ]);
}

type Page = { after?: string | undefined; before?: string | undefined; limit: number };

/** Rows of the log in the ledger's order after a position, or before one with the newest first; at most `limit`. */
export async function logRows(deps: AccessDeps, county: string, { after = '0', before, limit }: Page) {
  const { rows } = await deps.pool.query<Row & { position: string }>(
    before === undefined
      ? `SELECT position, at, kind, data FROM access.log
          WHERE county = $1 AND position > $2 ORDER BY position LIMIT $3`
      : `SELECT position, at, kind, data FROM access.log
          WHERE county = $1 AND position < $2 ORDER BY position DESC LIMIT $3`,
    [county, before ?? after, limit],
  );
  return rows;
}
