import type { SubjectType } from '@lianfang/domain/modules/people/schema.ts';
import type pg from 'pg';
import { bigints, byteas, instants, integers, smallints, texts, uuids } from '../../kernel/db/columns.ts';
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

export async function subjectsById(
  { client, county }: Tx,
  ids: readonly string[],
): Promise<Map<string, SubjectRow>> {
  // Without a name, here and below: while a first list comes in, a plan that was made for an empty register reads all of it.
  const { rows } = await client.query<SubjectRow>(
    `SELECT ${columns} FROM people.subject WHERE county = $1 AND id = ANY($2::uuid[])`,
    [county, uuids(ids)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Who goes by these documents. */
export async function holdersOf({ client, county }: Tx, documents: readonly Buffer[]): Promise<SubjectRow[]> {
  if (documents.length === 0) return [];
  const { rows } = await client.query<SubjectRow>(
    `SELECT ${columns} FROM people.subject WHERE county = $1 AND document = ANY($2::bytea[])`,
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

/** What a subject has in common with one that was there before it. */
export type Candidate = {
  readonly subject: string;
  readonly own: string;
  readonly other: string;
  readonly person: string;
  readonly document: boolean | null;
  readonly paper: boolean | null;
  readonly phone: boolean | null;
  readonly name: boolean | null;
  readonly born: boolean | null;
  readonly area: string | null;
  readonly otherArea: string | null;
  readonly position: string;
  readonly ordinal: number;
};

/** How many are looked at of those that have the same two things in common: nobody reads through a hotel's guests. */
const LOOKED_AT = 20;

/**
 * Whoever was there before, stands with another person, and shares a document, or two of phone, name, birth date and village.
 * Each way is one index, read as far as `LOOKED_AT`.
 */
export async function candidatesOf({ client, county }: Tx, ids: readonly string[]): Promise<Candidate[]> {
  // Two exact numbers that differ outweigh these: they are not even looked at.
  const weak = ' AND (s.document IS NULL OR u.document IS NULL)';
  const way = (same: string, more = '') =>
    `(SELECT s.id, s.person, s.document, s.paper, s.phone, s.name, s.born, s.area, s.position, s.ordinal FROM people.subject s
      WHERE s.county = $1 AND ${same}${more} AND s.person <> u.person AND (s.position, s.ordinal) < (u.position, u.ordinal)
      ORDER BY s.id LIMIT ${LOOKED_AT})`;
  // A row without a number of its own goes by that of its person.
  const number = (of: 'u' | 'c') =>
    `coalesce(${of}.document, (SELECT p.document FROM people.subject p WHERE p.county = $1 AND p.person = ${of}.person
        AND p.document IS NOT NULL ORDER BY p.position, p.ordinal LIMIT 1))`;
  const { rows } = await client.query<Candidate>({
    name: 'people.candidates',
    text: `SELECT u.id AS subject, u.person AS own, c.id AS other, c.person, ${number('c')} = ${number('u')} AS document, c.paper = u.paper AS paper,
             c.phone = u.phone AS phone, c.name = u.name AS name, c.born = u.born AS born, u.area, c.area AS "otherArea", c.position, c.ordinal
           FROM people.subject u CROSS JOIN LATERAL (
             ${way('s.document = u.document')}
             UNION ${way('s.paper = u.paper')}
             UNION ${way('s.phone = u.phone AND s.name = u.name')}
             UNION ${way('s.phone = u.phone AND s.born = u.born', weak)}
             UNION ${way('s.name = u.name AND s.born = u.born', weak)}
             UNION ${way("s.name = u.name AND s.area = u.area AND u.area NOT LIKE '%000'", weak)}
           ) c WHERE u.county = $1 AND u.id = ANY($2::uuid[])`,
    values: [county, uuids(ids)],
  });
  return rows;
}

export type NewSuggestion = {
  readonly subject: string;
  readonly other: string;
  readonly person: string;
  readonly otherPerson: string;
  readonly score: number;
  readonly parts: readonly string[];
  readonly at: string;
};

/** The best score between two persons that anyone has been asked about, dismissed ones included; either way round. */
export async function scoresBetween(
  { client, county }: Tx,
  pairs: readonly { person: string; otherPerson: string }[],
): Promise<{ person: string; otherPerson: string; score: number }[]> {
  if (pairs.length === 0) return [];
  const { rows } = await client.query<{ person: string; otherPerson: string; score: number }>({
    name: 'people.scores',
    text: `SELECT g.person, g.other_person AS "otherPerson", max(g.score) AS score
           FROM unnest($2::uuid[] || $3::uuid[], $3::uuid[] || $2::uuid[]) AS u(person, other_person)
           JOIN people.suggestion g ON g.county = $1 AND g.person = u.person AND g.other_person = u.other_person
           WHERE g.county = $1 GROUP BY g.person, g.other_person`,
    values: [county, uuids(pairs.map((pair) => pair.person)), uuids(pairs.map((pair) => pair.otherPerson))],
  });
  return rows;
}

export async function insertSuggestions(
  { client, county }: Tx,
  suggestions: readonly NewSuggestion[],
): Promise<void> {
  if (suggestions.length === 0) return;
  const column = <T>(of: (suggestion: NewSuggestion) => T) => suggestions.map(of);
  // A pair that was dismissed on weaker grounds is asked about again.
  await client.query({
    name: 'people.insert_suggestions',
    text: `INSERT INTO people.suggestion (county, subject, other, person, other_person, score, parts, at)
           SELECT $1, u.subject, u.other, u.person, u.other_person, u.score, string_to_array(u.parts, ' '), u.at
           FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::smallint[], $7::text[], $8::timestamptz[])
             AS u(subject, other, person, other_person, score, parts, at)
           ON CONFLICT (county, subject, other) DO UPDATE SET person = excluded.person, other_person = excluded.other_person,
             score = excluded.score, parts = excluded.parts, at = excluded.at, dismissed_by = NULL, dismissed_actor = NULL, dismissed_at = NULL`,
    values: [
      county,
      uuids(column(({ subject }) => subject)),
      uuids(column(({ other }) => other)),
      uuids(column(({ person }) => person)),
      uuids(column(({ otherPerson }) => otherPerson)),
      smallints(column(({ score }) => score)),
      texts(column(({ parts }) => parts.join(' '))),
      instants(column(({ at }) => at)),
    ],
  });
}

/** Takes back what was asked about subjects that are looked at anew; what somebody has dismissed stays. */
export async function dropSuggestions({ client, county }: Tx, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return;
  for (const column of ['subject', 'other'])
    await client.query(
      `DELETE FROM people.suggestion WHERE county = $1 AND ${column} = ANY($2::uuid[]) AND dismissed_by IS NULL`,
      [county, uuids(subjects)],
    );
}

/** Brings suggestions after their subjects that have moved to another person. */
export async function followSubjects({ client, county }: Tx, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return;
  for (const [person, subject] of [
    ['person', 'subject'],
    ['other_person', 'other'],
  ])
    await client.query(
      `UPDATE people.suggestion g SET ${person} = s.person FROM people.subject s
       WHERE g.county = $1 AND g.${subject} = ANY($2::uuid[]) AND s.county = $1 AND s.id = g.${subject}`,
      [county, uuids(subjects)],
    );
}

/** Dismisses all open suggestions between the persons of two subjects; false when there is none between these two. */
export async function dismiss(
  { client, county }: Tx,
  pair: { subject: string; other: string },
  by: { id: string; actor: string; received: string },
): Promise<boolean> {
  const { rows } = await client.query<{ person: string; other_person: string }>(
    `SELECT person, other_person FROM people.suggestion
     WHERE county = $1 AND subject = $2 AND other = $3 AND dismissed_by IS NULL AND person <> other_person`,
    [county, pair.subject, pair.other],
  );
  const [found] = rows;
  if (found === undefined) return false;
  await client.query(
    `UPDATE people.suggestion SET dismissed_by = $4, dismissed_actor = $5, dismissed_at = $6
     WHERE county = $1 AND ((person = $2 AND other_person = $3) OR (person = $3 AND other_person = $2)) AND dismissed_by IS NULL`,
    [county, found.person, found.other_person, by.id, by.actor, by.received],
  );
  return true;
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
