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
  const nameable = inOrder.filter(({ what }) => what.held === undefined);
  const [sums] = await together(
    tx.client,
    () => takeRows(tx, inOrder),
    // Whom a row is about does not hang on whether it repeats another.
    () =>
      identifyRows(
        tx,
        nameable.map((passed) => knownOf(passed, placeIn(tx, passed))),
        'new',
      ),
  );
  return sums;
}

function placeIn({ county }: Tx, { what }: Passed<RowFacts>): string | undefined {
  return what.held === undefined ? placeOf(what.place, county) : undefined;
}

async function takeRows(tx: Tx, inOrder: readonly Passed<RowFacts>[]): Promise<Sum[]> {
  const keys = inOrder.map(({ what }) => what.key.toString('hex'));
  const first = new Map<string, Passed<RowFacts>>();
  for (const [index, passed] of inOrder.entries()) {
    const key = keys[index] as string;
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
  const rows = inOrder.map((passed, index): NewRow => {
    const list = lists.get(passed.what.list);
    // The server alone writes rows, after their list.
    if (list === undefined) throw new Error(`row ${passed.id} came before its list`);
    const key = keys[index] as string;
    const sameHere = first.get(key)?.id;
    const duplicateOf = owners.get(key) ?? (sameHere === passed.id ? undefined : sameHere);
    const held = passed.what.held !== undefined;
    return {
      passed,
      list,
      duplicateOf,
      outcome: duplicateOf !== undefined ? 'duplicate' : held ? 'held' : 'taken',
      place: placeIn(tx, passed),
      task: duplicateOf === undefined ? taskId('verification.row', passed.id) : undefined,
    };
  });
  const byList = [...Map.groupBy(rows, ({ list }) => list)];
  await together(
    tx.client,
    () => insertRows(tx, rows),
    () =>
      store.moveTally(
        tx,
        byList.flatMap(([{ id: list }, own]) => {
          const repeating = repeatingOf(own);
          return [
            { list, state: 'duplicate', by: repeating },
            { list, state: 'open', by: own.length - repeating },
          ];
        }),
      ),
    ...byList.map(
      ([list, own]) =>
        () =>
          openTasks(
            tx,
            own.filter(({ outcome }) => outcome !== 'duplicate').map((row) => taskOf(tx, row)),
            { entry: list.id, actor: list.actor, position: BigInt(list.position), at: list.at },
            // A list comes in parts; its owners hear of it when it is there (list/importer.ts).
            'untold',
          ),
    ),
  );
  const byPlace = Map.groupBy(
    rows,
    ({ passed, place }) => `${hourOf(passed.occurred)}|${place ?? store.areaOfCounty(tx.county)}`,
  );
  return [...byPlace].flatMap(([key, own]) => {
    const [hour = '', area = ''] = key.split('|');
    return sumsOf(
      { 'verification.rows.received': own.length, 'verification.rows.duplicate': repeatingOf(own) },
      { hour, area, post: '' },
    );
  });
}

function repeatingOf(rows: readonly NewRow[]): number {
  return rows.filter(({ outcome }) => outcome === 'duplicate').length;
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

/** `met`: new where the register cannot have met these subjects before. */
export async function identifyRows(tx: Tx, known: readonly Named[], met?: 'new'): Promise<void> {
  const [first] = known;
  if (first !== undefined) await identify(tx, known, first.by, met);
}
