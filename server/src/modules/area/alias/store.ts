import type { Tx } from '../../../kernel/ledger/handlers.ts';
import type { Db } from '../store.ts';

/** A name that a county has learned for an area. */
export type LearnedAlias = {
  readonly id: string;
  readonly text: string;
  readonly code: string;
  readonly at: string;
};

export async function insertAlias(
  { client, county }: Tx,
  alias: LearnedAlias & { readonly position: bigint },
): Promise<void> {
  await client.query(
    `INSERT INTO area.alias (county, id, text, code, position, at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [county, alias.id, alias.text, alias.code, String(alias.position), alias.at],
  );
}

/** Takes an alias out of use; false when there is none in use with this id. */
export async function dropAlias({ client, county }: Tx, id: string, position: bigint): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE area.alias SET dropped = $3 WHERE county = $1 AND id = $2 AND dropped IS NULL',
    [county, id, String(position)],
  );
  return rowCount === 1;
}

/** The aliases of a county in use, the newest first; of several with the same text the newest. */
export async function aliasesOf(db: Db, county: string): Promise<LearnedAlias[]> {
  const { rows } = await db.query<LearnedAlias & { at: Date | string }>(
    `SELECT id, text, code, at FROM (
       SELECT id, text, code, at, position, row_number() OVER (PARTITION BY text ORDER BY position DESC) AS place
         FROM area.alias WHERE county = $1 AND dropped IS NULL) AS named
      WHERE place = 1 ORDER BY position DESC`,
    [county],
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
}
