import type { SubjectType } from '@lianfang/domain/modules/people/schema.ts';
import type pg from 'pg';
import { bigints, byteas, instants, integers, texts, uuids } from '../../kernel/db/columns.ts';
import type { Tx } from '../../kernel/ledger/handlers.ts';

export type How = 'alone' | 'document' | 'person';

/** A subject as it stands in the register. */
export type SubjectRow = {
  readonly id: string;
  readonly type: SubjectType;
  readonly home: string;
  readonly person: string;
  readonly how: How;
  readonly document: Buffer | null;
  readonly paper: Buffer | null;
  readonly phone: Buffer | null;
  readonly name: Buffer | null;
  readonly born: Buffer | null;
  readonly area: string | null;
  readonly position: string;
  readonly ordinal: number;
  readonly at: string;
};

const columns =
  'id, type, home, person, how, document, paper, phone, name, born, area, position, ordinal, at';
/** A value for each of `columns`, which are the second parameter and those after it. */
const rowsOf = `unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::bytea[], $8::bytea[], $9::bytea[], $10::bytea[],
  $11::bytea[], $12::text[], $13::bigint[], $14::int[], $15::timestamptz[])
  AS u(id, type, home, person, how, document, paper, phone, name, born, area, position, ordinal, at)`;

function valuesOf(county: string, rows: readonly SubjectRow[]): unknown[] {
  const column = <T>(of: (row: SubjectRow) => T) => rows.map(of);
  return [
    county,
    uuids(column(({ id }) => id)),
    texts(column(({ type }) => type)),
    uuids(column(({ home }) => home)),
    uuids(column(({ person }) => person)),
    texts(column(({ how }) => how)),
    byteas(column(({ document }) => document)),
    byteas(column(({ paper }) => paper)),
    byteas(column(({ phone }) => phone)),
    byteas(column(({ name }) => name)),
    byteas(column(({ born }) => born)),
    texts(column(({ area }) => area)),
    bigints(column(({ position }) => BigInt(position))),
    integers(column(({ ordinal }) => ordinal)),
    instants(column(({ at }) => at)),
  ];
}

/**
 * The subjects of each row of `u`, looked up one by one (OFFSET 0 keeps it so), and without a name, so that it is planned each
 * time: until the register has been analysed, which a night's first lists do not wait for, PostgreSQL takes a county for a
 * two-hundredth of it and would rather read all of it for every thousand.
 */
const each = (same: string) =>
  `CROSS JOIN LATERAL (SELECT ${columns} FROM people.subject s WHERE s.county = $1 AND ${same} OFFSET 0) s`;

export async function subjectsById(
  { client, county }: Tx,
  ids: readonly string[],
): Promise<Map<string, SubjectRow>> {
  const { rows } = await client.query<SubjectRow>(
    `SELECT s.* FROM unnest($2::uuid[]) AS u(id) ${each('s.id = u.id')}`,
    [county, uuids(ids)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Who goes by these documents. */
export async function holdersOf({ client, county }: Tx, documents: readonly Buffer[]): Promise<SubjectRow[]> {
  if (documents.length === 0) return [];
  const { rows } = await client.query<SubjectRow>(
    `SELECT s.* FROM unnest($2::bytea[]) AS u(document) ${each('s.document = u.document')}`,
    [county, byteas(documents)],
  );
  return rows;
}

export async function insertSubjects({ client, county }: Tx, rows: readonly SubjectRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'people.insert_subjects',
    text: `INSERT INTO people.subject (county, ${columns}) SELECT $1, u.* FROM ${rowsOf}`,
    values: valuesOf(county, rows),
  });
}

export async function changeSubjects({ client, county }: Tx, rows: readonly SubjectRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'people.change_subjects',
    text: `UPDATE people.subject s SET home = u.home, person = u.person, how = u.how, document = u.document, paper = u.paper, phone = u.phone,
             name = u.name, born = u.born, area = u.area, position = u.position, ordinal = u.ordinal, at = u.at
           FROM ${rowsOf} WHERE s.county = $1 AND s.id = u.id`,
    values: valuesOf(county, rows),
  });
}

export type Step = {
  readonly subject: string;
  readonly position: bigint;
  readonly entry: string;
  readonly what: 'linked' | 'unlinked' | 'corrected';
  readonly fromHome: string;
  readonly fromHow: How;
  readonly toHome: string;
  readonly actor: string;
  readonly at: string;
};

export async function insertSteps({ client, county }: Tx, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return;
  const column = <T>(of: (step: Step) => T) => steps.map(of);
  await client.query({
    name: 'people.insert_steps',
    text: `INSERT INTO people.step (county, subject, position, entry, what, from_home, from_how, to_home, actor, at)
           SELECT $1, * FROM unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::uuid[], $9::uuid[], $10::timestamptz[])`,
    values: [
      county,
      uuids(column(({ subject }) => subject)),
      bigints(column(({ position }) => position)),
      uuids(column(({ entry }) => entry)),
      texts(column(({ what }) => what)),
      uuids(column(({ fromHome }) => fromHome)),
      texts(column(({ fromHow }) => fromHow)),
      uuids(column(({ toHome }) => toHome)),
      uuids(column(({ actor }) => actor)),
      instants(column(({ at }) => at)),
    ],
  });
}

/** The link made by hand that put a subject where it is, if it has not been undone. */
export async function lastLink(
  { client, county }: Tx,
  subject: string,
  home: string,
): Promise<{ position: string; fromHome: string; fromHow: How } | undefined> {
  const { rows } = await client.query<{ position: string; fromHome: string; fromHow: How }>(
    `SELECT position, from_home AS "fromHome", from_how AS "fromHow" FROM people.step
     WHERE county = $1 AND subject = $2 AND what = 'linked' AND to_home = $3 AND undone_by IS NULL ORDER BY position DESC LIMIT 1`,
    [county, subject, home],
  );
  return rows[0];
}

export async function undoLink(
  { client, county }: Tx,
  link: { subject: string; position: string },
  by: { id: string; actor: string; received: string },
): Promise<void> {
  await client.query(
    'UPDATE people.step SET undone_by = $4, undone_actor = $5, undone_at = $6 WHERE county = $1 AND subject = $2 AND position = $3',
    [county, link.subject, link.position, by.id, by.actor, by.received],
  );
}

/** How many subjects a person has, two at most: none, one, or more than one. */
export async function countUpToTwo({ client, county }: Tx, person: string): Promise<number> {
  const { rows } = await client.query(
    'SELECT 1 FROM people.subject WHERE county = $1 AND person = $2 LIMIT 2',
    [county, person],
  );
  return rows.length;
}

export type Merge = { readonly id: string; readonly from: string; readonly into: string };

export async function insertMerge(
  { client, county }: Tx,
  merge: Merge,
  by: { position: bigint; actor: string; received: string },
): Promise<void> {
  await client.query(
    'INSERT INTO people.merge (county, id, from_person, into_person, position, actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [county, merge.id, merge.from, merge.into, String(by.position), by.actor, by.received],
  );
}

/** Marks a merge as undone and gives it; undefined when there is none that holds. */
export async function undoMerge(
  { client, county }: Tx,
  merge: string,
  by: { id: string; actor: string; received: string },
): Promise<Merge | undefined> {
  const { rows } = await client.query<Merge>(
    `UPDATE people.merge SET undone_by = $3, undone_actor = $4, undone_at = $5 WHERE county = $1 AND id = $2 AND undone_by IS NULL
     RETURNING id, from_person AS from, into_person AS into`,
    [county, merge, by.id, by.actor, by.received],
  );
  return rows[0];
}

type Db = pg.Pool | pg.ClientBase;

/** The person that a home has become part of: itself, or the end of the merges that hold. */
export async function rootOf(db: Db, county: string, home: string): Promise<string> {
  let root = home;
  for (;;) {
    const { rows } = await db.query<{ into: string }>(
      'SELECT into_person AS into FROM people.merge WHERE county = $1 AND from_person = $2 AND undone_by IS NULL',
      [county, root],
    );
    const [merge] = rows;
    if (merge === undefined) return root;
    root = merge.into;
  }
}

/** A person and all that became part of it by merges that hold. */
export async function partsOfPerson(db: Db, county: string, person: string): Promise<string[]> {
  const all = [person];
  let last = [person];
  while (last.length > 0) {
    const { rows } = await db.query<{ from: string }>(
      'SELECT from_person AS from FROM people.merge WHERE county = $1 AND into_person = ANY($2::uuid[]) AND undone_by IS NULL',
      [county, uuids(last)],
    );
    last = rows.map(({ from }) => from);
    all.push(...last);
  }
  return all;
}

/** Gives the subjects of some homes to another person; which they were. */
export async function moveSubjects(
  { client, county }: Tx,
  { from, homes, to }: { from: string; homes: readonly string[]; to: string },
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'UPDATE people.subject SET person = $4 WHERE county = $1 AND person = $2 AND home = ANY($3::uuid[]) RETURNING id',
    [county, from, uuids(homes), to],
  );
  return rows.map(({ id }) => id);
}

/** Clears the tokens of subjects that were received before an instant, and what was asked about them. */
export async function clearTokens(db: Db, county: string, before: string): Promise<void> {
  const { rows } = await db.query<{ id: string }>(
    `UPDATE people.subject SET document = NULL, paper = NULL, phone = NULL, name = NULL, born = NULL WHERE county = $1 AND at < $2
       AND (document IS NOT NULL OR paper IS NOT NULL OR phone IS NOT NULL OR name IS NOT NULL OR born IS NOT NULL) RETURNING id`,
    [county, before],
  );
  const ids = uuids(rows.map(({ id }) => id));
  for (const column of ['subject', 'other'])
    await db.query(`DELETE FROM people.suggestion WHERE county = $1 AND ${column} = ANY($2::uuid[])`, [
      county,
      ids,
    ]);
}
