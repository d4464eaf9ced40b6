import { isInside } from '@lianfang/domain/kernel/areaCode.ts';
import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import * as rules from '@lianfang/domain/modules/verification/rules.ts';
import type {
  AttemptRecorded,
  FindingRecorded,
  FindingSettled,
  ListCorrected,
  ListReceived,
  ListWithdrawn,
  RowCorrected,
  RowPlaced,
  RowReceived,
  RowReopened,
  RowReturned,
  SheetReceived,
  verificationEntries,
} from '@lianfang/domain/modules/verification/schema.ts';
import type { Sum } from '../../kernel/indicators/sum.ts';
import { change, fact, type HandlersFor, type Passed, type Tx } from '../../kernel/ledger/handlers.ts';
import { moveTasks } from '../../kernel/tasks/engine.ts';
import { byOf } from '../../kernel/tasks/handlers.ts';
import { learnAlias } from '../area/api.ts';
import { endRow, reopenRow, returnAll } from './endings.ts';
import {
  type FindingFacts,
  findingFacts,
  type PersonFacts,
  personFacts,
  type RowFacts,
  rowFacts,
} from './facts.ts';
import { goOn, notYours, recordFinding, rowGone, rowHeld, settleFindings } from './findings.ts';
import { identifyRows, knownOf, receiveRows } from './received.ts';
import * as store from './store.ts';
import { ownersOf } from './units/store.ts';
import { isDesk } from './who.ts';

const rowEnded: Refusal = { refused: 'verification.row_ended', fields: ['row'] };
const listGone: Refusal = { refused: 'verification.list_gone', fields: ['list'] };

export const verificationHandlers = {
  'verification.list.received': fact<ListReceived, ListReceived>({
    check: () => undefined,
    derive: (data) => data,
    async apply(tx, lists) {
      for (const passed of lists) await store.insertList(tx, passed);
      return [];
    },
  }),

  'verification.sheet.received': fact<SheetReceived, Pick<SheetReceived, 'list' | 'sheet' | 'columns'>>({
    check: () => undefined,
    derive: ({ list, sheet, columns }) => ({ list, sheet, columns }),
    async apply(tx, sheets) {
      for (const passed of sheets) await store.insertSheet(tx, passed);
      return [];
    },
  }),

  'verification.row.received': fact<RowReceived, RowFacts>({
    check: () => undefined,
    derive: rowFacts,
    apply: receiveRows,
  }),

  'verification.row.placed': change<RowPlaced, Omit<RowPlaced, 'why'>>({
    check: () => undefined,
    derive: ({ why: _, ...placed }) => placed,
    async apply(tx, passed) {
      const row = await openRow(tx, passed.what.row);
      if ('refused' in row) return row;
      const { area, unit, alias } = passed.what;
      const placed = await place(tx, passed, row, area, unit);
      if ('refused' in placed || alias === undefined) return placed;
      return (await learnAlias(tx, passed, { text: alias, code: area })) ?? placed;
    },
  }),

  'verification.row.corrected': change<RowCorrected, PersonFacts & { row: string; area: string | undefined }>(
    {
      check: rules.checkCorrected,
      derive: (data) => ({ ...personFacts(data), row: data.row, area: data.area }),
      async apply(tx, passed) {
        const row = await openRow(tx, passed.what.row, true);
        if ('refused' in row) return row;
        await correct(tx, passed, row);
        const { area } = passed.what;
        // Whoever can be known now, where a place was said, goes there in the same entry.
        return area === undefined ? [] : place(tx, passed, { ...row, held: null }, area, undefined, false);
      },
    },
  ),

  'verification.row.returned': change<RowReturned, Omit<RowReturned, 'why'>>({
    check: () => undefined,
    derive: ({ why: _, ...returned }) => returned,
    async apply(tx, passed) {
      const row = await openRow(tx, passed.what.row, true);
      if ('refused' in row) return row;
      const { reason, rightArea } = passed.what;
      if (rightArea !== undefined && isInside(rightArea, store.areaOfCounty(tx.county)))
        return { refused: 'verification.area_inside', fields: ['rightArea'] };
      await cancel(tx, passed, [row], reason);
      await store.insertEvents(tx, passed, [row.id], { kind: 'returned', area: rightArea, reason });
      return endRow(tx, passed, row, { state: 'returned', visited: false });
    },
  }),

  'verification.row.reopened': change<RowReopened, Omit<RowReopened, 'why'>>({
    check: () => undefined,
    derive: ({ why: _, ...reopened }) => reopened,
    apply: reopen,
  }),

  'verification.attempt.recorded': change<AttemptRecorded, Omit<AttemptRecorded, 'note'>>({
    check: rules.checkAttempt,
    derive: ({ note: _, ...attempt }) => attempt,
    async apply(tx, passed) {
      const row = await store.lockRow(tx, passed.what.row);
      if (row === undefined || row.task === null) return rowGone;
      if (row.state === 'open') {
        const hand = (await isDesk(tx, passed)) ? ({ hand: 'server' } as const) : {};
        const moved = await moveTasks(tx, 'report_progress', [row.task], { ...byOf(passed), ...hand });
        if ('refused' in moved && moved.refused === 'task.not_yours') return notYours;
      }
      await store.insertAttempt(tx, passed);
      await store.changeRow(tx, row.id, { attempts: row.attempts + 1 });
      return [];
    },
  }),

  'verification.finding.recorded': change<FindingRecorded, FindingFacts>({
    check: rules.checkFinding,
    derive: findingFacts,
    apply: recordFinding,
  }),

  'verification.finding.settled': change<FindingSettled, Omit<FindingSettled, 'why'>>({
    check: () => undefined,
    derive: ({ why: _, ...settled }) => settled,
    apply: settleFindings,
  }),

  'verification.list.withdrawn': change<ListWithdrawn, Omit<ListWithdrawn, 'why'>>({
    check: () => undefined,
    derive: ({ list }) => ({ list }),
    async apply(tx, passed) {
      const { list } = passed.what;
      const refusal = await refuseList(tx, list);
      if (refusal !== undefined) return refusal;
      await store.endList(tx, list, 'withdrawn', passed.occurred, passed.id);
      return giveBack(tx, passed, await store.lockOpenRows(tx, list), 'withdrawn');
    },
  }),

  'verification.list.corrected': change<ListCorrected, ListCorrected>({
    check: () => undefined,
    derive: (data) => data,
    async apply(tx, passed) {
      const { list, by } = passed.what;
      const refusal = await refuseList(tx, list);
      if (refusal !== undefined) return refusal;
      await store.endList(tx, list, 'corrected', passed.occurred, by);
      return giveBack(tx, passed, await store.lockOpenRows(tx, list), 'superseded');
    },
  }),
} satisfies HandlersFor<typeof verificationEntries>;

/** A row that something may be done with; held ones only where that is what is wanted. */
async function openRow(tx: Tx, id: string, held = false): Promise<store.RowRecord | Refusal> {
  const row = await store.lockRow(tx, id);
  if (row === undefined) return rowGone;
  if (row.state !== 'open') return rowEnded;
  return row.held !== null && !held ? rowHeld : row;
}

async function refuseList(tx: Tx, id: string): Promise<Refusal | undefined> {
  const list = (await store.listsById(tx, [id], true)).get(id);
  if (list === undefined) return listGone;
  return list.ended === null ? undefined : { refused: 'verification.list_ended', fields: ['list'] };
}

/** Gives a row to whoever is responsible in an area. In the same township it stays the same task, elsewhere it is another one. */
async function place(
  tx: Tx,
  passed: Passed<unknown>,
  row: store.RowRecord,
  area: string,
  given: string | undefined,
  told = true,
): Promise<Refusal | readonly Sum[]> {
  if (!isInside(area, store.areaOfCounty(tx.county)))
    return { refused: 'verification.area_outside', fields: ['area'] };
  const unit = given ?? (await ownersOf(tx.client, tx.county, passed.received)).unitOf(area);
  if (unit === undefined) return { refused: 'verification.unit_missing', fields: ['unit'] };
  if (row.place !== null && rules.townshipOf(row.place) === rules.townshipOf(area) && row.task !== null) {
    const moved = await moveTasks(
      tx,
      'reassign',
      [row.task],
      { ...byOf(passed), hand: 'server' },
      { owner: { unit } },
    );
    if ('refused' in moved) return moved;
    await store.changeRow(tx, row.id, { place: area });
    if (told) await store.insertEvents(tx, passed, [row.id], { kind: 'placed', area, unit });
    return [];
  }
  await cancel(tx, passed, [row], 'placed');
  return goOn(tx, passed, row, area, told ? 'placed' : undefined, { unit });
}

async function correct(
  tx: Tx,
  passed: Passed<PersonFacts & { row: string; area: string | undefined }>,
  row: store.RowRecord,
): Promise<void> {
  const { nameMasked, arrived, area } = passed.what;
  await store.changeRow(tx, row.id, {
    version: passed.id,
    held: null,
    name_masked: nameMasked ?? null,
    document_token: passed.tokens['document.number']?.get(0) ?? null,
    phone_token: passed.tokens.phone?.get(0) ?? null,
    ...(arrived !== undefined && { arrived }),
  });
  await store.insertEvents(tx, passed, [row.id], { kind: 'corrected', area });
  await identifyRows(tx, [knownOf(passed, area ?? row.place ?? undefined, row.id)]);
}

async function reopen(tx: Tx, passed: Passed<Omit<RowReopened, 'why'>>): Promise<Refusal | readonly Sum[]> {
  const row = await store.lockRow(tx, passed.what.row);
  if (row === undefined || row.task === null) return rowGone;
  if (row.state === 'open') return { refused: 'verification.row_open', fields: ['row'] };
  const dueAt =
    passed.what.due ??
    new Date(Date.parse(passed.occurred) + rules.REOPENED_FOR_HOURS * 3_600_000).toISOString();
  const moved = await moveTasks(
    tx,
    'reopen',
    [row.task],
    { ...byOf(passed), hand: 'server' },
    { dueAt, reason: 'reopened' },
  );
  if ('refused' in moved) return moved;
  await store.chooseFinding(tx, row.id, undefined);
  await store.insertEvents(tx, passed, [row.id], { kind: 'reopened' });
  return reopenRow(tx, passed, row, { finding: null, found: null, contested: false });
}

async function cancel(
  tx: Tx,
  passed: Passed<unknown>,
  rows: readonly store.RowRecord[],
  reason: string,
): Promise<void> {
  const tasks = rows.flatMap(({ task }) => (task === null ? [] : [task]));
  if (tasks.length > 0) await moveTasks(tx, 'cancel', tasks, { ...byOf(passed), hand: 'server' }, { reason });
}

async function giveBack(
  tx: Tx,
  passed: Passed<unknown>,
  rows: readonly store.RowRecord[],
  kind: 'withdrawn' | 'superseded',
): Promise<readonly Sum[]> {
  if (rows.length === 0) return [];
  await cancel(tx, passed, rows, kind);
  await store.insertEvents(
    tx,
    passed,
    rows.map(({ id }) => id),
    { kind },
  );
  return returnAll(tx, passed, rows);
}
