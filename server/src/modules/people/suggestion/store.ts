import { booleans, instants, smallints, texts, uuids } from '../../../kernel/db/columns.ts';
import type { Tx } from '../../../kernel/ledger/handlers.ts';

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
 * Whoever was there before, stands with another person, and shares a document, or two of phone, name, birth date and village;
 * once for each way that leads there. Each way is one index, read as far as `LOOKED_AT`. `parted`: those who share their
 * document with one who stands with another person; nobody is looked for in this way for any other.
 */
export async function candidatesOf(
  { client, county }: Tx,
  ids: readonly string[],
  parted: ReadonlySet<string>,
): Promise<Candidate[]> {
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
  // Without a name: a plan that was kept from when the register was small would read all of the county for each row.
  const { rows } = await client.query<Candidate>(
    `SELECT u.id AS subject, u.person AS own, c.id AS other, c.person, ${number('c')} = ${number('u')} AS document, c.paper = u.paper AS paper,
             c.phone = u.phone AS phone, c.name = u.name AS name, c.born = u.born AS born, u.area, c.area AS "otherArea", c.position, c.ordinal
           FROM unnest($2::uuid[], $3::boolean[]) AS i(id, parted)
           CROSS JOIN LATERAL (SELECT * FROM people.subject WHERE county = $1 AND id = i.id OFFSET 0) u
           CROSS JOIN LATERAL (
             ${way('i.parted AND s.document = u.document')}
             UNION ALL ${way('s.paper = u.paper')}
             UNION ALL ${way('s.phone = u.phone AND s.name = u.name')}
             UNION ALL ${way('s.phone = u.phone AND s.born = u.born', weak)}
             UNION ALL ${way('s.name = u.name AND s.born = u.born', weak)}
             UNION ALL ${way("s.name = u.name AND s.area = u.area AND u.area NOT LIKE '%000'", weak)}
           ) c`,
    [county, uuids(ids), booleans(ids.map((id) => parted.has(id)))],
  );
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
