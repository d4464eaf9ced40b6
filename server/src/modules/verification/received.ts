import { hourOf } from '@lianfang/domain/kernel/time.ts';
import { placeOf } from '@lianfang/domain/modules/verification/rules.ts';
import { together } from '../../kernel/db/together.ts';
import { type Sum, sumsOf } from '../../kernel/indicators/sum.ts';
import type { Passed, Tx } from '../../kernel/ledger/handlers.ts';
import { type NewTask, openTasks, taskId } from '../../kernel/tasks/engine.ts';
import { identify, type Known } from '../people/api.ts';
import type { PersonFacts, RowFacts } from './facts.ts';
import { claimKeys, insertRows, type NewRow } from './list/store.ts';
import * as store from './store.ts';

/**
 * Takes rows in, thousands at once: which repeat one that is there, whom each is about, whose each is. The county's head is
 * locked, so that of two lists that come at once the rows of one are there before those of the other. What does not hang on
 * one another goes to the database together: while it works on one table, the next one's rows are put into columns.
 */
export async function receiveRows(tx: Tx, facts: readonly Passed<RowFacts>[]): Promise<Sum[]> {
  const inOrder = facts.toSorted((a, b) => (a.position < b.position ? -1 : 1));
  const first = new Map<string, Passed<RowFacts>>();
  for (const passed of inOrder) {
    const key = keyOf(passed);
    if (!first.has(key)) first.set(key, passed);
  }
  const [lists, owners] = await together(
    tx.client,
    () => store.listsById(tx, [...new Set(inOrder.map(({ what }) => what.list))]),
    () =>
      claimKeys(
        tx,
        [...first.values()].map(({ id, what }) => ({ key: what.key, row: id })),
      ),
  );
  const rows = inOrder.map((passed): NewRow => {
    const list = lists.get(passed.what.list);
    // The server alone writes rows, after their list.
    if (list === undefined) throw new Error(`row ${passed.id} came before its list`);
    const key = keyOf(passed);
    const sameHere = first.get(key)?.id;
    const duplicateOf = owners.get(key) ?? (sameHere === passed.id ? undefined : sameHere);
    const held = passed.what.held !== undefined;
    return {
      passed,
      list,
      duplicateOf,
      outcome: duplicateOf !== undefined ? 'duplicate' : held ? 'held' : 'taken',
      place: held ? undefined : placeOf(passed.what.place, tx.county),
      task: duplicateOf === undefined ? taskId('verification.row', passed.id) : undefined,
    };
  });
  await together(
    tx.client,
    () => insertRows(tx, rows),
    () =>
      identifyRows(
        tx,
        rows
          .filter(({ passed }) => passed.what.held === undefined)
          .map(({ passed, place }) => knownOf(passed, place)),
      ),
    () =>
      store.moveTally(
        tx,
        rows.map(({ list, outcome }) => ({
          list: list.id,
          state: outcome === 'duplicate' ? 'duplicate' : 'open',
          by: 1,
        })),
      ),
    ...[
      ...Map.groupBy(
        rows.filter(({ outcome }) => outcome !== 'duplicate'),
        ({ list }) => list,
      ),
    ].map(
      ([list, own]) =>
        () =>
          openTasks(
            tx,
            own.map((row) => taskOf(tx, row)),
            { entry: list.id, actor: list.actor, position: BigInt(list.position), at: list.at },
            // A list comes in parts; its owners hear of it when it is there (list/importer.ts).
            'untold',
          ),
    ),
  );
  return rows.flatMap(({ passed, place, outcome }) =>
    sumsOf(
      { 'verification.rows.received': 1, 'verification.rows.duplicate': outcome === 'duplicate' ? 1 : 0 },
      { hour: hourOf(passed.occurred), area: place ?? store.areaOfCounty(tx.county), post: '' },
    ),
  );
}

function keyOf({ what }: Passed<RowFacts>): string {
  return what.key.toString('hex');
}

function taskOf({ county }: Tx, { passed, list, place, task }: NewRow): NewTask {
  return {
    id: task as string,
    kind: 'verification.row',
    subject: passed.id,
    origin: { type: 'list', id: list.id },
    area: place ?? store.areaOfCounty(county),
    owner: { unit: passed.what.unit },
    dueAt: list.due,
    dueRule: 'list',
    priority: list.priority,
    openedAt: passed.occurred,
  };
}

type Named = Known & { readonly by: NonNullable<Known['by']> };

/** Who a row is about, as keyed hashes. `subject`: of a correction, the row that it corrects. */
export function knownOf(
  { id, position, actor, received, tokens, what }: Passed<PersonFacts>,
  area: string | undefined,
  subject = id,
): Named {
  const token = (path: string) => tokens[path]?.get(0);
  const number = token('document.number');
  return {
    subject: { type: 'row', id: subject },
    document: what.document === 'exact' ? number : undefined,
    paper: what.document === 'paper' ? number : undefined,
    phone: token('phone'),
    name: token('name'),
    born: token('born'),
    area,
    by: { entry: id, actor, position, at: received },
  };
}

export async function identifyRows(tx: Tx, known: readonly Named[]): Promise<void> {
  const [first] = known;
  if (first !== undefined) await identify(tx, known, first.by);
}
