import { problem } from '@lianfang/domain/kernel/problem.ts';
import type {
  PersonStep,
  SubjectOfPerson,
  peopleReads as table,
} from '@lianfang/domain/modules/people/reads.ts';
import { type Part, points } from '@lianfang/domain/modules/people/rules.ts';
import { reasonsOf } from '@lianfang/domain/modules/people/words.ts';
import type { Asked, ReadsFor } from '../../kernel/reads.ts';
import * as read from './read/store.ts';
import { partsOfPerson, rootOf } from './store.ts';

/** Persons and subjects of one look-up or page: a hotel's phone leads to many. */
const PERSONS_MOST = 20;
const SUBJECTS_MOST = 500;

export const peopleReads = {
  'people.suggestions': async (asked, { state = 'open', person, after, limit = 50 }) => {
    const { deps, county } = wholeCounty(asked);
    const [rows, total] = await Promise.all([
      read.suggestions(deps.pool, county, { state, person }, markOf(after), limit),
      read.suggestionTotal(deps.pool, county, { state, person }),
    ]);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return {
      rows: rows.map(suggestionOf),
      total,
      ...(last && {
        next: Buffer.from(JSON.stringify([last.score, last.subject, last.other])).toString('base64url'),
      }),
    };
  },

  'people.person': async (asked, { id }) => {
    const { deps, county } = wholeCounty(asked);
    const person = await rootOf(deps.pool, county, id);
    const parts = await partsOfPerson(deps.pool, county, person);
    const [subjects, history] = await Promise.all([
      read.subjectsOf(deps.pool, county, [person], SUBJECTS_MOST),
      read.historyOf(deps.pool, county, parts),
    ]);
    if (subjects.length === 0 && history.length === 0) throw problem('not_found', { what: 'person' });
    return { person, subjects: subjects.map(subjectOf), history: history.map(stepOf) };
  },

  'people.lookup': async (asked, { document, phone }) => {
    const { deps, county } = wholeCounty(asked);
    if (document === undefined && phone === undefined) return { persons: [], more: false };
    const token = (lookup: 'document' | 'phone', value: string | undefined) =>
      value === undefined ? undefined : deps.vault.token(county, lookup, value);
    const found = await read.personsBy(
      deps.pool,
      county,
      { document: token('document', document), phone: token('phone', phone) },
      PERSONS_MOST + 1,
    );
    const persons = found.slice(0, PERSONS_MOST);
    const subjects = Map.groupBy(
      persons.length === 0 ? [] : await read.subjectsOf(deps.pool, county, persons, SUBJECTS_MOST),
      ({ person }) => person,
    );
    return {
      persons: persons.map((person) => ({ person, subjects: (subjects.get(person) ?? []).map(subjectOf) })),
      more: found.length > PERSONS_MOST,
    };
  },
} satisfies ReadsFor<typeof table>;

/** A person's rows may lie in any township: who sees a part of the county sees no persons. */
function wholeCounty(asked: Asked): Asked {
  if (asked.scope !== undefined) throw problem('access.denied', { why: 'area' });
  return asked;
}

function markOf(after: string | undefined): { score: number; subject: string; other: string } | undefined {
  if (after === undefined) return undefined;
  try {
    const [score, subject, other] = JSON.parse(Buffer.from(after, 'base64url').toString());
    const id = /^[0-9a-f-]{36}$/;
    if (Number.isInteger(score) && id.test(subject) && id.test(other)) return { score, subject, other };
  } catch {
    // Said below.
  }
  throw problem('request.malformed', { fields: ['after'] });
}

function suggestionOf(row: read.SuggestionRow) {
  const parts = row.parts as Part[];
  const side = (type: 'row' | 'passage', id: string, area: string | null) => ({
    type,
    id,
    ...(area !== null && { area }),
  });
  return {
    subject: side(row.subjectType, row.subject, row.subjectArea),
    other: side(row.otherType, row.other, row.otherArea),
    person: row.person,
    otherPerson: row.otherPerson,
    score: row.score,
    parts: parts.map((part) => ({ part, points: points[part] })),
    why: reasonsOf(parts),
    at: row.at,
    ...(row.dismissedBy !== null &&
      row.dismissedAt !== null && { dismissed: { by: row.dismissedBy, at: row.dismissedAt } }),
  };
}

function subjectOf({ id, type, area, at, how, has }: read.SubjectShown): SubjectOfPerson {
  return { id, type, at, how, has, ...(area !== null && { area }) };
}

function stepOf({ subject, undoneBy, undoneActor, undoneAt, ...step }: read.StepRow): PersonStep {
  return {
    ...step,
    ...(subject !== null && { subject }),
    ...(undoneBy !== null &&
      undoneActor !== null &&
      undoneAt !== null && { undone: { entry: undoneBy, actor: undoneActor, at: undoneAt } }),
  };
}
