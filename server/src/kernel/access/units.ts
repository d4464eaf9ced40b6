import type { Actor } from '@lianfang/domain/kernel/access.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { mustFind } from './accountRows.ts';
import type { AccessDeps } from './deps.ts';
import { change } from './log.ts';

/**
 * Puts a person into another unit, or into none. What he captured while he was in the old one is still accepted; what was
 * his to do there falls back to it. `not_found` for an account or unit that is not there.
 */
export async function moveAccount(
  deps: AccessDeps,
  actor: Actor,
  account: string,
  unit: string | undefined,
): Promise<void> {
  const at = new Date(deps.now());
  await change(deps, actor, async (tx, note) => {
    await mustFind(tx, actor.county, account);
    if (unit !== undefined) {
      const { rows } = await tx.query(
        'SELECT 1 FROM access.unit WHERE county = $1 AND id = $2 AND dissolved_at IS NULL',
        [actor.county, unit],
      );
      if (rows.length === 0) throw problem('not_found', { what: 'unit' });
    }
    await tx.query(
      `INSERT INTO access.account_unit (county, account, until_at, unit)
       SELECT $1, $2, $3, unit FROM access.account WHERE county = $1 AND id = $2 AND unit IS NOT NULL
       ON CONFLICT (county, account, until_at) DO NOTHING`,
      [actor.county, account, at],
    );
    await tx.query('UPDATE access.account SET unit = $3 WHERE county = $1 AND id = $2', [
      actor.county,
      account,
      unit ?? null,
    ]);
    note('account.moved', account, unit === undefined ? {} : { unit });
  });
}

/** Dissolves a unit: nobody gives it anything any more, and what it had to do goes back to whoever gave it. */
export async function dissolveUnit(deps: AccessDeps, actor: Actor, unit: string): Promise<void> {
  await change(deps, actor, async (tx, note) => {
    const { rowCount } = await tx.query(
      'UPDATE access.unit SET dissolved_at = $3 WHERE county = $1 AND id = $2 AND dissolved_at IS NULL',
      [actor.county, unit, new Date(deps.now())],
    );
    if (rowCount === 0) throw problem('not_found', { what: 'unit' });
    note('unit.dissolved', unit);
  });
}
