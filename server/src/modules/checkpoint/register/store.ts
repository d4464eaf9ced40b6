import type pg from 'pg';

type Db = pg.Pool | pg.ClientBase;

/** One person of an imported passage, by the row that it came from. */
export type RowKey = {
  readonly key: Buffer;
  readonly import: string;
  readonly sheet: string;
  readonly row: number;
  readonly passage: string;
  readonly person: number;
  readonly loose: Buffer;
};

/** Persons that stand in these passages by imports so far, by passage. */
export async function rowKeysOf(
  db: Db,
  county: string,
  passages: readonly string[],
): Promise<Map<string, RowKey[]>> {
  const { rows } = await db.query<RowKey>({
    name: 'import.row_keys',
    text: `SELECT key, import, sheet, row_number AS row, passage, person, loose FROM import.row_key
           WHERE county = $1 AND passage = ANY ($2::uuid[]) ORDER BY person`,
    values: [county, passages],
  });
  return Map.groupBy(rows, ({ passage }) => passage);
}

/** Writes down which rows have been taken, in the transaction that takes them. A row that is known stays as it is. */
export async function claimRows(db: Db, county: string, rows: readonly RowKey[]): Promise<void> {
  if (rows.length === 0) return;
  const sorted = [...rows].sort((a, b) => Buffer.compare(a.key, b.key));
  await db.query({
    name: 'import.claim_rows',
    text: `INSERT INTO import.row_key (county, key, import, sheet, row_number, passage, person, loose)
           SELECT $1, * FROM unnest($2::bytea[], $3::uuid[], $4::text[], $5::int[], $6::uuid[], $7::smallint[], $8::bytea[])
           ON CONFLICT (county, key) DO NOTHING`,
    values: [
      county,
      sorted.map(({ key }) => key),
      sorted.map((row) => row.import),
      sorted.map(({ sheet }) => sheet),
      sorted.map(({ row }) => row),
      sorted.map(({ passage }) => passage),
      sorted.map(({ person }) => person),
      sorted.map(({ loose }) => loose),
    ],
  });
}

/** The id of the entry that holds the present version of a passage, undefined when it is voided or unknown. */
export async function currentEntry(db: Db, county: string, passage: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT v.id FROM checkpoint.passage v
     WHERE v.county = $1 AND v.superseded IS NULL AND (v.id = $2 OR (v.passage = $2 AND v.id <> v.passage))`,
    [county, passage],
  );
  return rows[0]?.id;
}
