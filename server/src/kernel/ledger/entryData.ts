import { joinPersonal } from '@lianfang/domain/kernel/personal.ts';
import type { Deps } from '../deps.ts';

/**
 * What was said in an applied entry, its personal half included: for work of the server that goes on with it (an import
 * that adds a row to a passage). It is shown to nobody; that is what the reveal is for. Undefined when there is no such entry.
 */
export async function entryData(
  { pool, vault }: Pick<Deps, 'pool' | 'vault'>,
  county: string,
  id: string,
): Promise<{ kind: string; data: Record<string, unknown> } | undefined> {
  const { rows } = await pool.query<{ content: string; sealed: Buffer | null }>({
    name: 'ledger.entry_data',
    text: 'SELECT content, sealed FROM ledger.entry WHERE county = $1 AND id = $2',
    values: [county, id],
  });
  const row = rows[0];
  if (row === undefined) return undefined;
  const { kind, data } = JSON.parse(row.content) as { kind: string; data: Record<string, unknown> };
  const personal = row.sealed === null ? undefined : await vault.open(county, id, row.sealed);
  return { kind, data: joinPersonal(data, personal) };
}

/**
 * What applied entries say of persons, by id, for work of the server that has found out who may see it and has written that
 * down (kernel/access/log.ts). An entry whose key was destroyed, or that says nothing of anybody, is not in it.
 */
export async function personalOf(
  { pool, vault }: Pick<Deps, 'pool' | 'vault'>,
  county: string,
  ids: readonly string[],
): Promise<Map<string, Record<string, unknown>>> {
  const { rows } = await pool.query<{ id: string; sealed: Buffer | null }>({
    name: 'ledger.personal_of',
    text: 'SELECT id, sealed FROM ledger.entry WHERE county = $1 AND id = ANY ($2::uuid[])',
    values: [county, ids],
  });
  const found = new Map<string, Record<string, unknown>>();
  for (const { id, sealed } of rows) {
    if (sealed === null) continue;
    try {
      found.set(id, await vault.open(county, id, sealed));
    } catch (error) {
      if ((error as { details?: { why?: string } }).details?.why !== 'destroyed') throw error;
    }
  }
  return found;
}
