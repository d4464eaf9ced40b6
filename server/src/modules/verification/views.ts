import { problem } from '@lianfang/domain/kernel/problem.ts';
import { lightOf } from '@lianfang/domain/kernel/taskRules.ts';
import type { Balance, ListRow, RowView } from '@lianfang/domain/modules/verification/reads.ts';
import { verificationTasks } from '@lianfang/domain/modules/verification/tasks.ts';
import type pg from 'pg';
import { areaNames } from '../area/api.ts';
import { sameAs } from '../people/api.ts';
import * as lists from './read/lists/store.ts';
import type { RowRecord, Sorted } from './read/store.ts';

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** One list with its balance. Throws `not_found`. */
export async function oneList(db: pg.Pool, county: string, id: string, at: string): Promise<ListRow> {
  const [record, counted] = await Promise.all([
    lists.findList(db, county, id),
    lists.balances(db, county, at, id),
  ]);
  if (record === undefined) throw problem('not_found', { what: 'list' });
  return listRow(record, counted.get(id));
}

export function listRow(record: lists.ListRecord, counted: lists.Counted | undefined): ListRow {
  const balance = balanceOf(counted);
  return {
    id: record.id,
    import: record.import,
    sender: record.sender,
    name: record.name,
    at: record.at,
    due: record.due,
    priority: record.priority,
    ...(record.who !== null && { by: record.who }),
    state: record.ended ?? (record.importing ? 'importing' : balance.open > 0 ? 'open' : 'closed'),
    ...(record.corrects !== null && { corrects: record.corrects }),
    ...(record.ended === 'corrected' && record.ended_by !== null && { correctedBy: record.ended_by }),
    balance,
  };
}

export function balanceOf(counted: lists.Counted | undefined): Balance {
  const { open = 0, closed = 0, returned = 0, duplicate = 0 } = counted?.states ?? {};
  const marks = counted?.marks ?? { overdue: 0, unplaced: 0, held: 0, contested: 0 };
  return { received: open + closed + returned + duplicate, open, closed, returned, duplicate, ...marks };
}

export function balanceOfCounts(counts: Sorted): Balance {
  const { open, closed, returned, duplicate } = counts;
  return { received: open + closed + returned + duplicate, ...counts };
}

export function sumOf(balances: readonly Balance[]): Balance {
  const total = balanceOf(undefined);
  for (const one of balances)
    for (const key of Object.keys(total) as (keyof Balance)[]) total[key] += one[key];
  return total;
}

/** Rows as lists show them, with the names of their areas and whom they are about. */
export async function rowViews(
  db: pg.Pool,
  county: string,
  at: string,
  records: readonly RowRecord[],
): Promise<RowView[]> {
  if (records.length === 0) return [];
  const [names, persons] = await Promise.all([
    areaNames(
      db,
      records.flatMap(({ place }) => (place === null ? [] : [place])),
    ),
    sameAs(
      db,
      county,
      records.map(({ id }) => id),
    ),
  ]);
  return records.map((record) => {
    const areaName = record.place === null ? undefined : names.get(record.place);
    const person = persons.get(record.id)?.person;
    const { task, task_state: state, task_due: due } = record;
    return {
      id: record.id,
      list: record.list,
      sender: record.sender,
      sheet: record.sheet,
      row: record.row,
      state: record.state,
      ...(record.held !== null && { held: record.held }),
      contested: record.contested,
      flags: record.flags,
      ...(record.name_masked !== null && { name: record.name_masked }),
      ...(record.place !== null && { area: record.place }),
      ...(areaName !== undefined && { areaName }),
      ...(record.unit !== null && { unit: record.unit }),
      ...(record.unit_name !== null && { unitName: record.unit_name }),
      ...(task !== null &&
        state !== null &&
        due !== null && {
          task: {
            id: task,
            state,
            due,
            light: lightOf(verificationTasks['verification.row'], { state, dueAt: due }, at),
            ...(record.account !== null && { account: record.account }),
            ...(record.account_name !== null && { accountName: record.account_name }),
          },
        }),
      receivedAt: record.occurred,
      due: due ?? record.due,
      overdue: record.state === 'open' && Date.parse(due ?? record.due) < Date.parse(at),
      ...(record.found !== null && { finding: record.found }),
      concealed: record.concealed,
      ...(record.ended_at !== null && { closedAt: record.ended_at }),
      ...(record.duplicate_of !== null && { duplicateOf: record.duplicate_of }),
      attempts: record.attempts,
      ...(person !== undefined && { person }),
    };
  });
}
