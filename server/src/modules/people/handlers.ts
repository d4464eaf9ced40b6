import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import { checkMerged } from '@lianfang/domain/modules/people/rules.ts';
import {
  identityRoles,
  type Linked,
  type Merged,
  type MergeUndone,
  type peopleEntries,
  type SuggestionDismissed,
  type Unlinked,
} from '@lianfang/domain/modules/people/schema.ts';
import { covers } from '../../kernel/access/permissions.ts';
import { countyArea, grantsOf, present } from '../../kernel/access/store.ts';
import type { Sum } from '../../kernel/indicators/sum.ts';
import { change, type HandlersFor, type Passed, type Tx } from '../../kernel/ledger/handlers.ts';
import * as store from './store.ts';
import * as suggestions from './suggestion/store.ts';

type Done = Refusal | readonly Sum[];
const done: Done = [];

export const peopleHandlers = {
  'people.linked': decision<Linked>(async (tx, passed) => {
    const { subject: id, person } = passed.what;
    const subject = (await store.subjectsById(tx, [id])).get(id);
    if (subject === undefined) return { refused: 'people.subject_missing', fields: ['subject'] };
    if (subject.person === person) return { refused: 'people.same_person', fields: ['person'] };
    if ((await store.countUpToTwo(tx, person)) === 0)
      return { refused: 'people.person_missing', fields: ['person'] };
    await move(tx, passed, subject, person, 'linked');
    return done;
  }),

  'people.unlinked': decision<Unlinked>(async (tx, passed) => {
    const { subject: id, person } = passed.what;
    const subject = (await store.subjectsById(tx, [id])).get(id);
    if (subject === undefined) return { refused: 'people.subject_missing', fields: ['subject'] };
    if (subject.person !== person) return { refused: 'people.moved', fields: ['person'] };
    const link = await store.lastLink(tx, id, subject.home);
    const back = link && (await store.rootOf(tx.client, tx.county, link.fromHome));
    if (link !== undefined && back !== undefined && back !== person) {
      await store.undoLink(tx, { subject: id, position: link.position }, passed);
      await store.changeSubjects(tx, [{ ...subject, home: link.fromHome, how: link.fromHow, person: back }]);
      await suggestions.followSubjects(tx, [id]);
      return done;
    }
    if ((await store.countUpToTwo(tx, person)) < 2) return { refused: 'people.alone', fields: ['subject'] };
    await move(tx, passed, subject, passed.id, 'unlinked');
    return done;
  }),

  'people.merged': decision<Merged>(async (tx, passed) => {
    const { into, from } = passed.what;
    for (const [field, person] of [
      ['into', into],
      ['from', from],
    ] as const) {
      // Persons that are no part of another one alone: so the merges that hold never go in a circle.
      const root = await store.rootOf(tx.client, tx.county, person);
      if (root !== person || (await store.countUpToTwo(tx, person)) === 0)
        return { refused: 'people.person_missing', fields: [field] };
    }
    await store.insertMerge(tx, { id: passed.id, from, into }, passed);
    const homes = await store.partsOfPerson(tx.client, tx.county, from);
    await suggestions.followSubjects(tx, await store.moveSubjects(tx, { from, homes, to: into }));
    return done;
  }, checkMerged),

  'people.merge_undone': decision<MergeUndone>(async (tx, passed) => {
    const merge = await store.undoMerge(tx, passed.what.merge, passed);
    if (merge === undefined) return { refused: 'people.merge_gone', fields: ['merge'] };
    // Whatever came to that part since, by its number or by hand, goes with it.
    const homes = await store.partsOfPerson(tx.client, tx.county, merge.from);
    const from = await store.rootOf(tx.client, tx.county, merge.into);
    await suggestions.followSubjects(tx, await store.moveSubjects(tx, { from, homes, to: merge.from }));
    return done;
  }),

  'people.suggestion_dismissed': decision<SuggestionDismissed>(async (tx, passed) =>
    (await suggestions.dismiss(tx, passed.what, passed)) ? done : { refused: 'people.suggestion_gone' },
  ),
} satisfies HandlersFor<typeof peopleEntries>;

/**
 * A decision about persons: for whoever has the role for the whole county. When the tables are made anew out of a ledger
 * whose older personal data has been destroyed, what their number had linked stands apart, and a decision that built on it
 * decides nothing.
 */
function decision<Data>(
  decide: (tx: Tx, passed: Passed<Data>) => Promise<Done>,
  check: (data: Data) => Refusal | undefined = () => undefined,
) {
  return change<Data, Data>({
    check,
    derive: (data) => data,
    async apply(tx, passed, forced) {
      if (forced) return isDone(await decide(tx, passed));
      const grants = (await grantsOf(tx.client, tx.county, [passed.actor])).get(passed.actor);
      const area = await countyArea(tx.client, tx.county);
      const actor = { id: passed.actor, kind: 'account', county: tx.county } as const;
      if (
        grants !== undefined &&
        !covers({ ...actor, grants: present(grants, Date.parse(passed.received)) }, identityRoles, area)
      )
        return { refused: 'access.area' };
      return decide(tx, passed);
    },
  });
}

function isDone(result: Done): Done {
  return 'refused' in result ? done : result;
}

/** Puts a subject to another person, with a step in its history. */
async function move(
  tx: Tx,
  { id: entry, actor, position, received }: Passed<unknown>,
  subject: store.SubjectRow,
  to: string,
  what: 'linked' | 'unlinked',
): Promise<void> {
  await store.insertSteps(tx, [
    {
      subject: subject.id,
      position,
      entry,
      what,
      fromHome: subject.home,
      fromHow: subject.how,
      toHome: to,
      actor,
      at: received,
    },
  ]);
  await store.changeSubjects(tx, [{ ...subject, home: to, person: to, how: 'person' }]);
  await suggestions.followSubjects(tx, [subject.id]);
}
