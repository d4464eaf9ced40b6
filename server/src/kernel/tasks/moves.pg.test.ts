import { type Move, type MoveName, moves, type TaskState, taskStates } from '@lianfang/domain/kernel/task.ts';
import { moveOf, type TaskMoveEntry } from '@lianfang/domain/kernel/taskEntries.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Call, COUNTY, type Kit, openKit } from '../../../test/kit.ts';
import {
  accountOf,
  MINUTE,
  open,
  say,
  sayAll,
  stepsOf,
  TOWNSHIP,
  tallyFaults,
  tasksOf,
  unitOf,
} from '../../../test/tasks/tools.ts';

let kit: Kit;
let home: { unit: string; area: string };
const calls: Record<string, Call> = {};
const people: Record<string, string> = {};
beforeAll(async () => {
  kit = await openKit();
  home = await unitOf(kit, TOWNSHIP);
  for (const name of ['officer1', 'officer2', 'unitlead', 'commander', 'taskforce']) {
    calls[name] = (await kit.desk(name)).call;
    people[name] = await accountOf(kit, name);
  }
});
afterAll(() => kit?.close());

const as = (name: string) => calls[name] as Call;
const owned = () => ({ owner: { unit: home.unit }, area: home.area });
const soon = () => new Date(kit.clock.now + 600 * MINUTE).toISOString();
/** Everything that any move needs. */
const filled = (entry: TaskMoveEntry, tasks: readonly string[]) => {
  const needs: readonly string[] = moves[moveOf[entry]].needs;
  return {
    tasks,
    ...(needs.includes('reason') && { reason: '测试' }),
    ...(needs.includes('owner') && { owner: { unit: home.unit } }),
    ...(needs.includes('due') && { due: soon() }),
  };
};

/** The way to each state, by those who may. */
const ways: Record<TaskState, readonly [string, TaskMoveEntry][]> = {
  open: [],
  accepted: [['officer1', 'task.accepted']],
  done: [['officer1', 'task.finished']],
  confirmed: [
    ['officer1', 'task.finished'],
    ['commander', 'task.confirmed'],
  ],
  returned: [['officer1', 'task.returned']],
  cancelled: [['commander', 'task.cancelled']],
};
const handOf = { officer1: 'owner', unitlead: 'lead', commander: 'issuer', officer2: undefined } as const;

test('each state, each move, each hand: what the table says and nothing else', async () => {
  const wrong: string[] = [];
  for (const state of taskStates) {
    const entries = Object.keys(moveOf) as TaskMoveEntry[];
    const who = Object.keys(handOf) as (keyof typeof handOf)[];
    const owner = { unit: home.unit, account: people.officer1 };
    const ids = await open(kit, entries.length * who.length, { ...owned(), owner });
    for (const [name, entry] of ways[state])
      expect(await say(kit, as(name), entry, filled(entry, ids))).toMatchObject({ status: 'applied' });
    const data = (entry: TaskMoveEntry, task: string) =>
      entry === 'task.settled' ? { tasks: [task], ending: task } : filled(entry, [task]);
    for (const [column, name] of who.entries()) {
      const own = entries.map((_, row) => ids[row * who.length + column] as string);
      const answers = await sayAll(
        kit,
        as(name),
        entries.map((entry, row) => ({ kind: entry, data: data(entry, own[row] as string) })),
      );
      const after = await tasksOf(kit, own);
      for (const [row, entry] of entries.entries()) {
        const [task, answer] = [after.get(own[row] as string), answers[row]];
        const hand = handOf[name];
        const move: Move = moves[moveOf[entry]];
        const rival = entry === 'task.finished' && ['done', 'confirmed', 'cancelled'].includes(state);
        const fits = move.from.includes(state) && hand !== undefined && move.by.includes(hand);
        // Nothing is asked or contested here; what is ended is ended once more beside the first ending.
        const may =
          (fits && !['task.settled', 'task.extension_refused'].includes(entry)) ||
          (rival && (hand === 'owner' || hand === 'lead'));
        const expected = !may || rival || move.to === 'same' ? state : move.to;
        if (
          (answer?.status === 'applied') !== may ||
          task?.state !== expected ||
          task.contested !== (may && rival)
        )
          wrong.push(`${state} ${entry} ${name}: ${answer?.status} ${answer?.reason ?? ''}, ${task?.state}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(await tallyFaults(kit)).toEqual([]);
});

test('more time is asked for, refused, asked again, granted; the climb begins anew', async () => {
  const [task] = (await open(kit, 1, owned())) as [string];
  const due = soon();
  const ask = () =>
    say(kit, as('officer1'), 'task.extension_asked', { tasks: [task], due, reason: '路途较远' });
  expect(await ask()).toMatchObject({ status: 'applied' });
  const one = async (name: string) => (await as(name)('GET', `/api/reads/task.one?id=${task}`)).body;
  expect(await one('commander')).toMatchObject({
    task: { asked: { due, reason: '路途较远' }, waitsFor: 'issuer' },
    moves: expect.arrayContaining(['grant_extension', 'refuse_extension']),
  });
  expect((await one('officer1')).moves).toContain('finish');
  expect((await one('officer1')).moves).not.toContain('grant_extension');
  await say(kit, as('commander'), 'task.extension_refused', { tasks: [task], reason: '时限不变' });
  expect((await one('commander')).task.asked).toBeUndefined();
  await ask();
  await say(kit, as('commander'), 'task.extension_granted', { tasks: [task], due });
  const row = (await tasksOf(kit, [task])).get(task);
  expect(row).toMatchObject({ due_at: due, asked_due: null, climbed: 0 });
  expect((await one('commander')).steps.map(({ move }: { move: MoveName }) => move)).toEqual([
    'ask_extension',
    'refuse_extension',
    'ask_extension',
    'grant_extension',
  ]);
});

test('a lead shares work out within the unit; the issuer gives it to another one', async () => {
  const [task] = (await open(kit, 1, owned())) as [string];
  const other = await unitOf(kit, '凤州镇');
  const give = (name: string, owner: object) =>
    say(kit, as(name), 'task.reassigned', { tasks: [task], owner });
  expect(await give('unitlead', { unit: other.unit })).toMatchObject({ reason: 'task.other_unit: owner' });
  expect(await give('unitlead', { unit: home.unit, account: people.officer2 })).toMatchObject({
    reason: 'task.owner_unknown: owner',
  });
  expect(await give('unitlead', { unit: home.unit, account: people.officer1 })).toMatchObject({
    status: 'applied',
  });
  expect(await say(kit, as('officer2'), 'task.accepted', { tasks: [task] })).toMatchObject({
    reason: 'task.not_yours: tasks',
  });
  expect(await give('commander', { unit: other.unit, account: people.officer2 })).toMatchObject({
    status: 'applied',
  });
  // What the first owner did before it was taken from him still counts; what he does after does not.
  const before = kit.clock.now - MINUTE;
  kit.clock.now += 10 * MINUTE;
  expect(await say(kit, as('officer1'), 'task.finished', { tasks: [task] })).toMatchObject({
    reason: 'task.not_yours: tasks',
  });
  expect(await say(kit, as('officer1'), 'task.finished', { tasks: [task] }, before)).toMatchObject({
    status: 'applied',
  });
  expect((await tasksOf(kit, [task])).get(task)?.state).toBe('done');
});

test('two people end the same task without knowing of one another: both are kept, a person settles', async () => {
  const [task] = (await open(kit, 1, owned())) as [string];
  const first = await say(kit, as('officer1'), 'task.finished', { tasks: [task], note: '已办' });
  const second = await say(
    kit,
    as('unitlead'),
    'task.finished',
    { tasks: [task], note: '也办了' },
    kit.clock.now - MINUTE,
  );
  expect([first.status, second.status]).toEqual(['applied', 'applied']);
  expect((await tasksOf(kit, [task])).get(task)).toMatchObject({ contested: true, ended_entry: first.id });
  expect((await stepsOf(kit, task)).map(({ contested }) => contested)).toEqual([false, true]);
  expect(await say(kit, as('commander'), 'task.confirmed', { tasks: [task] })).toMatchObject({
    reason: 'task.contested: tasks',
  });
  const list = await as('commander')('GET', '/api/reads/task.list?group=contested');
  expect(list.body).toMatchObject({ rows: expect.arrayContaining([expect.objectContaining({ id: task })]) });
  expect(
    await say(kit, as('commander'), 'task.settled', { tasks: [task], ending: people.officer1 }),
  ).toMatchObject({
    reason: 'task.no_such_ending: ending',
  });
  expect(await say(kit, as('commander'), 'task.settled', { tasks: [task], ending: second.id })).toMatchObject(
    {
      status: 'applied',
    },
  );
  expect((await tasksOf(kit, [task])).get(task)).toMatchObject({
    contested: false,
    ended_entry: second.id,
    state: 'done',
  });
  expect(await say(kit, as('commander'), 'task.confirmed', { tasks: [task] })).toMatchObject({
    status: 'applied',
  });
});

test('a note and what proves it stay sealed: no table and no read shows them', async () => {
  const [task] = (await open(kit, 1, owned())) as [string];
  const words = '绝密备注内容';
  await say(kit, as('officer1'), 'task.progress_reported', { tasks: [task], note: words, evidence: [words] });
  const { rows } = await kit.product.deps.pool.query(
    `SELECT (SELECT count(*) FROM tasks.task t WHERE t.county = $1 AND t::text LIKE $2)
          + (SELECT count(*) FROM tasks.step s WHERE s.county = $1 AND s::text LIKE $2)
          + (SELECT count(*) FROM ledger.entry e WHERE e.county = $1 AND e.content LIKE $2) AS found`,
    [COUNTY, `%${words}%`],
  );
  expect(rows[0].found).toBe('0');
  expect(kit.logged()).not.toContain(words);
});

test('a thousand tasks in one entry', async () => {
  const ids = await open(kit, 1000, owned());
  for (const [name, entry] of [
    ['commander', 'task.reassigned'],
    ['commander', 'task.extension_granted'],
    ['officer1', 'task.finished'],
    ['commander', 'task.confirmed'],
  ] as const) {
    expect(await say(kit, as(name), entry, filled(entry, ids))).toMatchObject({ status: 'applied' });
  }
  const states = [...(await tasksOf(kit, ids)).values()].map(({ state }) => state);
  expect(new Set(states)).toEqual(new Set(['confirmed']));
  const { body } = await as('commander')('GET', '/api/reads/task.board?by=area');
  expect(body.total.received).toBe(body.total.closed + body.total.open + body.total.returned);
  expect(await tallyFaults(kit)).toEqual([]);
});
