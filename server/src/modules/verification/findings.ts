import { isInside } from '@lianfang/domain/kernel/areaCode.ts';
import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import { movedWithin, stateAfter } from '@lianfang/domain/modules/verification/rules.ts';
import type { Sum } from '../../kernel/indicators/sum.ts';
import type { Passed, Tx } from '../../kernel/ledger/handlers.ts';
import { moveTasks, openTasks, taskId } from '../../kernel/tasks/engine.ts';
import { byOf } from '../../kernel/tasks/handlers.ts';
import { mayMove } from '../../kernel/tasks/movers.ts';
import { deadlineOf } from './deadlines/store.ts';
import { endRow, reopenRow } from './endings.ts';
import type { FindingFacts } from './facts.ts';
import * as store from './store.ts';
import { ownersOf } from './units/store.ts';
import { isDesk } from './who.ts';

export const rowGone: Refusal = { refused: 'verification.row_gone', fields: ['row'] };
const rowEnded: Refusal = { refused: 'verification.row_ended', fields: ['row'] };
export const rowHeld: Refusal = { refused: 'verification.row_held', fields: ['row'] };

/**
 * A finding comes in. It ends the task that its finder had; the row with it, unless the person lives elsewhere in the
 * county: then the row goes on there. What is found about a row that has ended already, or by somebody from whom it was
 * taken meanwhile, is kept beside the first one until a person says which stands.
 */
export async function recordFinding(tx: Tx, passed: Passed<FindingFacts>): Promise<Refusal | readonly Sum[]> {
  const { what } = passed;
  const row = await store.lockRow(tx, what.row);
  if (row === undefined) return rowGone;
  if (row.state === 'duplicate' || row.task === null) return rowEnded;
  if (row.held !== null) return rowHeld;
  const wrong = refuseAreas(tx, what);
  if (wrong !== undefined) return wrong;
  if (what.finding === 'unreachable' && what.attempts.length === 0 && row.attempts === 0)
    return { refused: 'verification.attempts_missing', fields: ['attempts'] };
  const ended = await endTask(tx, passed, row);
  if ('refused' in ended) return ended;
  const { task, contested } = ended;
  const concealed = what.concealed ? { concealed: true } : {};
  if (contested || task !== row.task || row.state !== 'open') {
    await store.insertFinding(tx, passed, task, 'rival');
    await store.changeRow(tx, row.id, { contested: true, ...concealed });
    return [];
  }
  const goesOn = movedWithin(what, store.areaOfCounty(tx.county)) !== undefined;
  await store.insertFinding(tx, passed, task, goesOn ? 'replaced' : 'stands');
  return follow(tx, passed, row, what, { ...concealed, finding: goesOn ? null : passed.id });
}

function refuseAreas({ county }: Tx, { finding, movedTo, right }: FindingFacts): Refusal | undefined {
  const inside = (area: string | undefined) =>
    area !== undefined && isInside(area, store.areaOfCounty(county));
  if (finding === 'outside_county' && inside(right?.area))
    return { refused: 'verification.area_inside', fields: ['right'] };
  // Nobody can be sent to the county as a whole.
  if (finding === 'not_at_address' && inside(movedTo?.area) && movedTo?.area?.slice(6, 9) === '000')
    return { refused: 'verification.moved_to_missing', fields: ['movedTo'] };
  return undefined;
}

/** Ends the finder's task: the row's present one, or one that he had before it went elsewhere. */
async function endTask(
  tx: Tx,
  passed: Passed<FindingFacts>,
  row: store.RowRecord,
): Promise<Refusal | { task: string; contested: boolean }> {
  const by = byOf(passed);
  const desk = await isDesk(tx, passed);
  for (let part = row.tasks - 1; part >= 0; part -= 1) {
    const task = taskId('verification.row', row.id, part);
    if (!desk && !(await mayMove(tx, 'finish', task, by))) continue;
    const result = await moveTasks(tx, 'finish', [task], { ...by, hand: 'server' });
    return 'refused' in result ? result : { task, contested: result.contested.length > 0 };
  }
  return notYours;
}

export const notYours: Refusal = { refused: 'verification.not_yours', fields: ['row'] };

/** What follows from a finding that stands, for a row that is open and whose task is ended. */
async function follow(
  tx: Tx,
  passed: Passed<unknown>,
  row: store.RowRecord,
  what: Pick<FindingFacts, 'finding' | 'how' | 'movedTo'>,
  change: store.RowChange,
  told = false,
): Promise<readonly Sum[]> {
  const county = store.areaOfCounty(tx.county);
  const state = stateAfter({ finding: what.finding, movedTo: what.movedTo }, county);
  const area = movedWithin({ finding: what.finding, movedTo: what.movedTo }, county);
  if (state === 'open' && area !== undefined) {
    await store.changeRow(tx, row.id, { ...change, contested: false });
    return goOn(tx, passed, row, area, told ? undefined : 'moved');
  }
  return endRow(
    tx,
    passed,
    row,
    { state: state === 'returned' ? 'returned' : 'closed', visited: what.how === 'visit' },
    { ...change, found: what.finding, contested: false },
  );
}

/** The row goes on in another area: a task for whoever is responsible there, with the deadline of the one before. */
export async function goOn(
  tx: Tx,
  passed: Passed<unknown>,
  row: store.RowRecord,
  area: string,
  kind: 'placed' | 'moved' | undefined,
  given?: { unit?: string | undefined },
): Promise<readonly Sum[]> {
  const owners = await ownersOf(tx.client, tx.county, passed.received);
  const unit = given?.unit ?? owners.unitOf(area) ?? owners.desk;
  const task = taskId('verification.row', row.id, row.tasks);
  const list = (await store.listsById(tx, [row.list])).get(row.list);
  const before = row.task === null ? undefined : await deadlineOf(tx, row.task);
  await openTasks(
    tx,
    [
      {
        id: task,
        kind: 'verification.row',
        subject: row.id,
        ...(row.tasks > 0 && { part: row.tasks }),
        origin: { type: 'list', id: row.list },
        area,
        owner: { unit },
        dueAt: before?.dueAt ?? row.due,
        dueRule: before?.dueRule ?? 'list',
        priority: list?.priority ?? 2,
        openedAt: passed.occurred,
      },
    ],
    byOf(passed),
  );
  await store.changeRow(tx, row.id, { place: area, task, tasks: row.tasks + 1 });
  if (kind !== undefined) await store.insertEvents(tx, passed, [row.id], { kind, area, unit });
  return [];
}

/** The desk says which of several findings stands; the row is then what that finding makes of it. */
export async function settleFindings(
  tx: Tx,
  passed: Passed<{ row: string; finding: string }>,
): Promise<Refusal | readonly Sum[]> {
  const row = await store.lockRow(tx, passed.what.row);
  if (row === undefined) return rowGone;
  if (!row.contested) return { refused: 'verification.not_contested', fields: ['row'] };
  const chosen = (await store.findingsOf(tx, row.id)).find(({ id }) => id === passed.what.finding);
  if (chosen === undefined) return { refused: 'verification.finding_gone', fields: ['finding'] };
  const by = byOf(passed);
  // A task that two people ended keeps the ending that was chosen; one that goes on elsewhere is needed no more.
  await moveTasks(tx, 'settle', [chosen.task], { ...by, hand: 'server' }, { ending: chosen.id });
  const what = {
    finding: chosen.finding,
    how: chosen.how,
    movedTo: { area: chosen.moved_to ?? undefined },
  };
  const area = movedWithin(what, store.areaOfCounty(tx.county));
  const goesOn = area !== undefined;
  const already = row.finding === chosen.id || (goesOn && row.state === 'open');
  await store.chooseFinding(tx, row.id, goesOn ? undefined : chosen.id);
  await store.insertEvents(tx, passed, [row.id], { kind: 'settled', area });
  if (already) {
    await store.changeRow(tx, row.id, { contested: false });
    return [];
  }
  const back =
    row.state === 'open'
      ? await cancelTask(tx, passed, row)
      : await reopenRow(tx, passed, row, { found: null });
  return [
    ...back,
    ...(await follow(
      tx,
      passed,
      { ...row, state: 'open' },
      what,
      { finding: goesOn ? null : chosen.id },
      true,
    )),
  ];
}

async function cancelTask(tx: Tx, passed: Passed<unknown>, row: store.RowRecord): Promise<readonly Sum[]> {
  if (row.task !== null)
    await moveTasks(tx, 'cancel', [row.task], { ...byOf(passed), hand: 'server' }, { reason: 'settled' });
  return [];
}
