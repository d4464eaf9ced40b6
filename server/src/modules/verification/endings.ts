import { hourOf } from '@lianfang/domain/kernel/time.ts';
import { type Sum, sumsOf } from '../../kernel/indicators/sum.ts';
import type { Passed, Tx } from '../../kernel/ledger/handlers.ts';
import { type Ending, insertEndings, returnRows, supersedeEnding } from './ending/store.ts';
import * as store from './store.ts';

type Deed = Pick<Passed<unknown>, 'id' | 'position' | 'occurred' | 'actor'>;

/** What ends a row: closed by a finding, or gone back to its sender. `visited`: the finding was made on the spot. */
export type End = { readonly state: 'closed' | 'returned'; readonly visited: boolean };

/** Writes that a row has ended, and what that adds to the figures. The row was open. */
export async function endRow(
  tx: Tx,
  deed: Deed,
  row: store.RowRecord,
  end: End,
  change: store.RowChange = {},
): Promise<Sum[]> {
  const ending = endingOf(tx, deed, row, end);
  await store.changeRow(tx, row.id, { ...change, state: end.state, ended_at: deed.occurred });
  await insertEndings(tx, deed, [ending]);
  await store.moveTally(tx, [
    { list: row.list, state: 'open', by: -1 },
    { list: row.list, state: end.state, by: 1 },
  ]);
  return sums(ending, deed.occurred, 1);
}

/** Sends many open rows back to their senders at once. */
export async function returnAll(tx: Tx, deed: Deed, rows: readonly store.RowRecord[]): Promise<Sum[]> {
  const endings = rows.map((row) => endingOf(tx, deed, row, { state: 'returned', visited: false }));
  await returnRows(
    tx,
    rows.map(({ id }) => id),
    deed.occurred,
  );
  await insertEndings(tx, deed, endings);
  await store.moveTally(
    tx,
    rows.flatMap(({ list }) => [
      { list, state: 'open', by: -1 },
      { list, state: 'returned', by: 1 },
    ]),
  );
  return endings.flatMap((ending) => sums(ending, deed.occurred, 1));
}

/** A row that had ended is open again: its ending counts no more. */
export async function reopenRow(
  tx: Tx,
  deed: Deed,
  row: store.RowRecord,
  change: store.RowChange = {},
): Promise<Sum[]> {
  const ending = await supersedeEnding(tx, row.id, deed.position);
  await store.changeRow(tx, row.id, { ...change, state: 'open', ended_at: null });
  await store.moveTally(tx, [
    { list: row.list, state: row.state, by: -1 },
    { list: row.list, state: 'open', by: 1 },
  ]);
  return ending === undefined ? [] : sums(ending, ending.occurred, -1);
}

function endingOf(tx: Tx, { occurred }: Deed, row: store.RowRecord, { state, visited }: End): Ending {
  return {
    row: row.id,
    area: row.place ?? store.areaOfCounty(tx.county),
    state,
    onSite: visited && state === 'closed',
    minutes: Math.max(0, Math.round((Date.parse(occurred) - Date.parse(row.occurred)) / 60_000)),
  };
}

function sums({ area, state, onSite }: Ending, occurred: string, sign: 1 | -1): Sum[] {
  return sumsOf(
    {
      'verification.rows.closed': state === 'closed' ? 1 : 0,
      'verification.rows.returned': state === 'returned' ? 1 : 0,
      'verification.rows.verified_on_site': onSite ? 1 : 0,
    },
    { hour: hourOf(occurred), area, post: '' },
    sign,
  );
}
