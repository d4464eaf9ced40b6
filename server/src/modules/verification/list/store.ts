import type pg from 'pg';

type Db = pg.Pool | pg.ClientBase;

/** What the rows of a list were when they were received: rows = taken + held + duplicate. */
export type Outcomes = {
  taken: number;
  held: number;
  duplicate: number;
  /** Taken, and without a place yet. */
  unplaced: number;
  /** Taken, by township (9 digits). */
  byArea: Record<string, number>;
};

export async function outcomes(db: Db, county: string, list: string): Promise<Outcomes> {
  const { rows } = await db.query<{ outcome: string; area: string | null; number: string }>({
    name: 'verification.outcomes',
    text: `SELECT outcome, CASE WHEN outcome = 'taken' AND resolved ->> 'placed' = 'true' THEN left(area, 9) END AS area, count(*) AS number
           FROM verification.row WHERE county = $1 AND list = $2 GROUP BY 1, 2 ORDER BY 2`,
    values: [county, list],
  });
  const sum = (of: typeof rows) => of.reduce((total, { number }) => total + Number(number), 0);
  const taken = rows.filter(({ outcome }) => outcome === 'taken');
  return {
    taken: sum(taken),
    held: sum(rows.filter(({ outcome }) => outcome === 'held')),
    duplicate: sum(rows.filter(({ outcome }) => outcome === 'duplicate')),
    unplaced: sum(taken.filter(({ area }) => area === null)),
    byArea: Object.fromEntries(
      taken.flatMap(({ area, number }) => (area === null ? [] : [[area, Number(number)]])),
    ),
  };
}

/** How a list was ended, and by what: the entry that withdrew it, or the list that set it right; undefined when there is none. */
export async function endOf(
  db: Db,
  county: string,
  list: string,
): Promise<{ ended: string | null; ended_by: string | null } | undefined> {
  const { rows } = await db.query<{ ended: string | null; ended_by: string | null }>({
    name: 'verification.end_of_list',
    text: 'SELECT ended, ended_by FROM verification.list WHERE county = $1 AND id = $2',
    values: [county, list],
  });
  return rows[0];
}

/** Which of these rows an earlier run of the same import has taken. */
export async function rowsThere(db: Db, county: string, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>({
    name: 'verification.rows_there',
    text: 'SELECT id FROM verification.row WHERE county = $1 AND id = ANY ($2::uuid[])',
    values: [county, ids],
  });
  return new Set(rows.map(({ id }) => id));
}

/** Which of these keys (16 bytes) belong to a row that is open or closed, in hexadecimal. */
export async function knownKeys(db: Db, county: string, keys: readonly Buffer[]): Promise<Set<string>> {
  const { rows } = await db.query<{ key: Buffer }>({
    name: 'verification.known_keys',
    text: `SELECT k.key FROM verification.row_key k JOIN verification.row r ON r.county = k.county AND r.id = k.row
           WHERE k.county = $1 AND k.key = ANY ($2::bytea[]) AND r.state IN ('open', 'closed')`,
    values: [county, keys],
  });
  return new Set(rows.map(({ key }) => key.toString('hex')));
}
