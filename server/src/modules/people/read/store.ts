import type { SubjectType } from '@lianfang/domain/modules/people/schema.ts';
import type pg from 'pg';
import { uuids } from '../../../kernel/db/columns.ts';

type Db = pg.Pool | pg.ClientBase;

export type SubjectShown = {
  id: string;
  type: SubjectType;
  person: string;
  how: 'alone' | 'document' | 'person';
  area: string | null;
  at: string;
  has: ('document' | 'paper' | 'phone' | 'name' | 'born')[];
};

const shown = `id, type, person, how, area, at,
  array_remove(ARRAY[CASE WHEN document IS NOT NULL THEN 'document' END, CASE WHEN paper IS NOT NULL THEN 'paper' END,
    CASE WHEN phone IS NOT NULL THEN 'phone' END, CASE WHEN name IS NOT NULL THEN 'name' END, CASE WHEN born IS NOT NULL THEN 'born' END], NULL) AS has`;

/** Subjects of persons, first to last; `most` of them. */
export async function subjectsOf(
  db: Db,
  county: string,
  persons: readonly string[],
  most: number,
): Promise<SubjectShown[]> {
  const { rows } = await db.query<SubjectShown>({
    name: 'people.subjects_of',
    text: `SELECT ${shown} FROM people.subject WHERE county = $1 AND person = ANY($2::uuid[]) ORDER BY position, ordinal, id LIMIT $3`,
    values: [county, uuids(persons), most],
  });
  return rows;
}

/** Persons by exact document number, by phone, or by both. */
export async function personsBy(
  db: Db,
  county: string,
  { document, phone }: { document: Buffer | undefined; phone: Buffer | undefined },
  most: number,
): Promise<string[]> {
  const by = (column: 'document' | 'paper') => ({
    name: `people.lookup_${column}`,
    text: `SELECT DISTINCT person FROM people.subject WHERE county = $1 AND ${column} = $2 AND ($3::bytea IS NULL OR phone = $3) ORDER BY person LIMIT $4`,
    values: [county, document, phone ?? null, most],
  });
  const queries =
    document !== undefined
      ? [by('document'), by('paper')]
      : [
          {
            name: 'people.lookup_phone',
            text: 'SELECT DISTINCT person FROM people.subject WHERE county = $1 AND phone = $2 ORDER BY person LIMIT $3',
            values: [county, phone, most],
          },
        ];
  const found = await Promise.all(queries.map((query) => db.query<{ person: string }>(query)));
  return [...new Set(found.flatMap(({ rows }) => rows.map(({ person }) => person)))].slice(0, most);
}

/** The person of each of these subjects. */
export async function personsOfSubjects(
  db: Db,
  county: string,
  subjects: readonly string[],
): Promise<{ id: string; person: string }[]> {
  const { rows } = await db.query<{ id: string; person: string }>({
    name: 'people.persons_of_subjects',
    text: 'SELECT id, person FROM people.subject WHERE county = $1 AND id = ANY($2::uuid[])',
    values: [county, uuids(subjects)],
  });
  return rows;
}

export type SuggestionRow = {
  subject: string;
  subjectType: SubjectType;
  subjectArea: string | null;
  other: string;
  otherType: SubjectType;
  otherArea: string | null;
  person: string;
  otherPerson: string;
  score: number;
  parts: string[];
  at: string;
  dismissedBy: string | null;
  dismissedAt: string | null;
};

const stateOf = {
  open: 'g.dismissed_by IS NULL AND g.person <> g.other_person',
  dismissed: 'g.dismissed_by IS NOT NULL',
} as const;
const ofPerson = '($2::uuid IS NULL OR g.person = $2 OR g.other_person = $2)';

/** A page of the work list, strongest first. */
export async function suggestions(
  db: Db,
  county: string,
  query: { state: keyof typeof stateOf; person: string | undefined },
  after: { score: number; subject: string; other: string } | undefined,
  limit: number,
): Promise<SuggestionRow[]> {
  const { rows } = await db.query<SuggestionRow>(
    `SELECT g.subject, s.type AS "subjectType", s.area AS "subjectArea", g.other, o.type AS "otherType", o.area AS "otherArea", g.person,
       g.other_person AS "otherPerson", g.score, g.parts, g.at, g.dismissed_actor AS "dismissedBy", g.dismissed_at AS "dismissedAt"
     FROM people.suggestion g
     JOIN people.subject s ON s.county = g.county AND s.id = g.subject
     JOIN people.subject o ON o.county = g.county AND o.id = g.other
     WHERE g.county = $1 AND ${stateOf[query.state]} AND ${ofPerson}
       AND ($3::int IS NULL OR g.score < $3 OR (g.score = $3 AND (g.subject, g.other) > ($4::uuid, $5::uuid)))
     ORDER BY g.score DESC, g.subject, g.other LIMIT $6`,
    [county, query.person ?? null, after?.score ?? null, after?.subject ?? null, after?.other ?? null, limit],
  );
  return rows;
}

export async function suggestionTotal(
  db: Db,
  county: string,
  query: { state: keyof typeof stateOf; person: string | undefined },
): Promise<number> {
  const { rows } = await db.query<{ total: string }>(
    `SELECT count(*) AS total FROM people.suggestion g WHERE g.county = $1 AND ${stateOf[query.state]} AND ${ofPerson}`,
    [county, query.person ?? null],
  );
  return Number(rows[0]?.total);
}

export type StepRow = {
  entry: string;
  what: 'linked' | 'unlinked' | 'corrected' | 'merged';
  subject: string | null;
  from: string;
  to: string;
  actor: string;
  at: string;
  position: string;
  undoneBy: string | null;
  undoneActor: string | null;
  undoneAt: string | null;
};

/** All moves and merges that these persons had a part in, first to last. */
export async function historyOf(db: Db, county: string, persons: readonly string[]): Promise<StepRow[]> {
  const undone = 'undone_by AS "undoneBy", undone_actor AS "undoneActor", undone_at AS "undoneAt"';
  const { rows } = await db.query<StepRow>(
    `SELECT entry, what, subject, from_home AS from, to_home AS to, actor, at, position, ${undone} FROM people.step
       WHERE county = $1 AND (from_home = ANY($2::uuid[]) OR to_home = ANY($2::uuid[]))
     UNION ALL
     SELECT id, 'merged', NULL, from_person, into_person, actor, at, position, ${undone} FROM people.merge
       WHERE county = $1 AND (from_person = ANY($2::uuid[]) OR into_person = ANY($2::uuid[]))
     ORDER BY position, subject`,
    [county, uuids(persons)],
  );
  return rows;
}
