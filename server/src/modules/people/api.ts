import type pg from 'pg';
import type { Subject } from './identify.ts';
import { personsOfSubjects, subjectsOf } from './read/store.ts';
import { clearTokens } from './store.ts';

/** What others may ask of the register of persons. */

export { standingOf } from '@lianfang/domain/modules/people/rules.ts';

export { type Identified, identify, type Known, type Subject } from './identify.ts';

/** The most subjects of one answer of `sameAs`. */
const SAME_MOST = 5000;

/** The subjects of the same person, the asked one included, by asked subject. */
export async function sameAs(
  db: pg.Pool | pg.ClientBase,
  county: string,
  subjects: readonly string[],
): Promise<Map<string, { person: string; subjects: Subject[] }>> {
  const asked = await personsOfSubjects(db, county, subjects);
  const rows = await subjectsOf(db, county, [...new Set(asked.map(({ person }) => person))], SAME_MOST);
  const byPerson = Map.groupBy(rows, ({ person }) => person);
  return new Map(
    asked.map(({ id, person }) => [
      id,
      { person, subjects: (byPerson.get(person) ?? []).map((row) => ({ type: row.type, id: row.id })) },
    ]),
  );
}

/** Clears the look-up hashes of subjects received before an instant: nobody is found or matched by them any more. */
export function forgetTokens(db: pg.Pool, county: string, before: string): Promise<void> {
  return clearTokens(db, county, before);
}
