import type { Passed, Tx } from '../../../kernel/ledger/handlers.ts';

/** Sends many open rows back at once. */
export async function returnRows({ client, county }: Tx, ids: readonly string[], at: string): Promise<void> {
  await client.query(
    `UPDATE verification.row SET state = 'returned', ended_at = $3 WHERE county = $1 AND id = ANY ($2::uuid[]) AND state = 'open'`,
    [county, ids, at],
  );
}

export type Ending = {
  readonly row: string;
  readonly area: string;
  readonly state: 'closed' | 'returned';
  readonly onSite: boolean;
  readonly minutes: number;
};

export async function insertEndings(
  { client, county }: Tx,
  { id, position, occurred }: Pick<Passed<unknown>, 'id' | 'position' | 'occurred'>,
  endings: readonly Ending[],
): Promise<void> {
  await client.query(
    `INSERT INTO verification.ending (county, id, row, position, post, area, occurred, state, on_site, minutes)
     SELECT $1, $2, u.row, $3, '', u.area, $4, u.state, u.on_site, u.minutes
     FROM unnest($5::uuid[], $6::text[], $7::text[], $8::boolean[], $9::int[]) AS u(row, area, state, on_site, minutes)`,
    [
      county,
      id,
      String(position),
      occurred,
      endings.map(({ row }) => row),
      endings.map(({ area }) => area),
      endings.map(({ state }) => state),
      endings.map(({ onSite }) => onSite),
      endings.map(({ minutes }) => minutes),
    ],
  );
}

/** The ending of a row that counts no more; undefined when none does. */
export async function supersedeEnding(
  { client, county }: Tx,
  row: string,
  position: bigint,
): Promise<(Ending & { occurred: string }) | undefined> {
  const { rows } = await client.query<Ending & { occurred: string }>(
    `UPDATE verification.ending SET superseded = $3 WHERE county = $1 AND row = $2 AND superseded IS NULL
     RETURNING row, area, state, on_site AS "onSite", minutes, occurred`,
    [county, row, String(position)],
  );
  return rows[0];
}
