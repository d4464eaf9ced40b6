import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Call, COUNTY, type Kit, openKit } from '../../../test/kit.ts';
import {
  accountOf,
  MINUTE,
  open,
  run,
  say,
  stepsOf,
  TOWNSHIP,
  tallyFaults,
  tasksOf,
  unitOf,
} from '../../../test/tasks/tools.ts';
import { openProduct } from '../../main.ts';
import { type Climb, escalate } from './escalation.ts';

let kit: Kit;
let home: { unit: string; area: string };
const calls: Record<string, Call> = {};
const people: Record<string, string> = {};
const names = ['officer1', 'officer2', 'unitlead', 'commander', 'taskforce', 'sysadmin'];
beforeAll(async () => {
  kit = await openKit();
  home = await unitOf(kit, TOWNSHIP);
  for (const name of names) {
    calls[name] = (await kit.desk(name)).call;
    people[name] = await accountOf(kit, name);
  }
});
afterAll(() => kit?.close());

/** Noon in the county: everybody without a plan is at work. Each test has a day of its own. */
let day = Date.parse('2026-11-22T04:00:00Z');
beforeEach(() => {
  day += 3 * 86_400_000;
  kit.clock.now = day;
});

const as = (name: string) => calls[name] as Call;
/** Sessions end when the clock jumps: signs in again. */
const again = async (name: string) => {
  calls[name] = (await kit.desk(name)).call;
};
const owned = (account?: string) => ({
  owner: { unit: home.unit, ...(account !== undefined && { account: people[account] as string }) },
  area: home.area,
});
const due = (minutes: number) => new Date(kit.clock.now + minutes * MINUTE).toISOString();
const climbs = async (id: string) => (await stepsOf(kit, id)).filter(({ move }) => move === 'escalate');
const toldTo = (told: readonly Climb[], task: string) =>
  told
    .filter(({ tasks }) => tasks.includes(task))
    .map(({ account, why, level }) => ({ account, why, level }));

test('what comes near its deadline and passes it climbs step by step, each once, whatever the clock does', async () => {
  const [task] = (await open(kit, 1, { ...owned('officer1'), dueAt: due(60) })) as [string];
  expect(toldTo(await run(kit), task)).toEqual([]);
  kit.clock.now += 30 * MINUTE;
  expect(toldTo(await run(kit), task)).toEqual([
    { account: people.officer1, why: 'due_soon', level: 'owner' },
  ]);
  // Again, and with the clock set back an hour, and forth: nothing happens twice.
  expect(toldTo(await run(kit), task)).toEqual([]);
  kit.clock.now -= 60 * MINUTE;
  expect(toldTo(await run(kit), task)).toEqual([]);
  kit.clock.now += 60 * MINUTE;
  expect(toldTo(await run(kit), task)).toEqual([]);
  kit.clock.now += 30 * MINUTE;
  expect(toldTo(await run(kit), task)).toEqual([
    { account: people.unitlead, why: 'escalated', level: 'unit_lead' },
  ]);
  kit.clock.now += 30 * MINUTE;
  expect(toldTo(await run(kit), task)).toEqual([
    { account: people.commander, why: 'escalated', level: 'command_post' },
  ]);
  kit.clock.now += 86_400_000;
  expect(toldTo(await run(kit), task)).toEqual([]);
  expect((await climbs(task)).map(({ level }) => level)).toEqual(['owner', 'unit_lead', 'command_post']);
});

test('a run that is cut off is gone on with; two at once make nothing happen twice', async () => {
  const ids = await open(kit, 1200, { ...owned(), dueAt: due(30) });
  const { deps, kinds, queue } = kit.product;
  let chunks = 0;
  const cutOff = escalate(
    {
      deps,
      kinds,
      queue,
      spreadMs: 0,
      onEscalated: async () => {
        if (++chunks > 1) throw new Error('the plug was pulled');
      },
    },
    COUNTY,
  );
  await expect(cutOff).rejects.toThrow('the plug was pulled');
  const half = [...(await tasksOf(kit, ids)).values()].filter(({ climbed }) => climbed === 1).length;
  expect(half).toBe(500);

  // A second server on the same database, at the same moment.
  const other = await openProduct({
    dataDir: deps.dataDir,
    databaseUrl: kit.databaseUrl,
    log: deps.log,
    now: deps.now,
  });
  try {
    await Promise.all([
      run(kit),
      escalate({ deps: other.deps, kinds: other.kinds, queue: other.queue, spreadMs: 0 }, COUNTY),
    ]);
  } finally {
    await other.close();
  }
  const { rows } = await deps.pool.query(
    `SELECT count(*)::int AS steps, count(DISTINCT task)::int AS tasks FROM tasks.step WHERE county = $1 AND task = ANY ($2::uuid[])`,
    [COUNTY, ids],
  );
  expect(rows).toEqual([{ steps: 1200, tasks: 1200 }]);
});

test('a deadline in the past climbs at the next run, every step once', async () => {
  const [task] = (await open(kit, 1, { ...owned(), dueAt: due(-600) })) as [string];
  const told = toldTo(await run(kit), task);
  expect(told.map(({ level }) => level)).toEqual(
    expect.arrayContaining(['owner', 'unit_lead', 'command_post']),
  );
  expect((await climbs(task)).map(({ level }) => level)).toEqual(['owner', 'unit_lead', 'command_post']);
  expect(toldTo(await run(kit), task)).toEqual([]);
  expect((await tasksOf(kit, [task])).get(task)).toMatchObject({ climbed: 3, next_at: null, live: true });
});

test('who is off duty is not told: at once the next level, by plan or by working hours', async () => {
  const plan = (account: string, from: number, until: number) =>
    say(kit, as('commander'), 'task.duty_planned', {
      duties: [{ account: people[account], from: due(from), until: due(until) }],
    });
  await again('commander');
  // The lead is planned for tonight, so not now; the officer works by working hours.
  expect(await plan('unitlead', 600, 1200)).toMatchObject({ status: 'applied' });
  const [task] = (await open(kit, 1, { ...owned('officer1'), dueAt: due(0) })) as [string];
  const told = toldTo(await run(kit), task);
  expect(told.map(({ account }) => account)).not.toContain(people.unitlead);
  expect(told).toContainEqual({ account: people.taskforce, why: 'escalated', level: 'task_force_lead' });

  // At night nobody without a plan is at work: the lead, who is, is told in the officer's place.
  kit.clock.now = day + 11 * 60 * MINUTE;
  const [night] = (await open(kit, 1, { ...owned('officer1'), dueAt: due(30) })) as [string];
  expect(toldTo(await run(kit), night)).toEqual([
    { account: people.unitlead, why: 'due_soon', level: 'unit_lead' },
  ]);
  kit.clock.now += 31 * MINUTE;
  // What the lead has been told by now he is not told again; up there nobody is awake, and the board says so.
  expect(toldTo(await run(kit), night)).toEqual([]);
  kit.clock.now += 30 * MINUTE;
  await run(kit);
  expect((await tasksOf(kit, [night])).get(night)).toMatchObject({ unheard: true, level: 'command_post' });
  await again('commander');
  const { body } = await as('commander')('GET', '/api/reads/task.board?by=unit');
  expect(body.total.unheard).toBeGreaterThan(0);

  // A plan that is taken back ends, and the day is as it was.
  const { body: duty } = await as('commander')('GET', '/api/reads/task.duty');
  const mine = duty.duties.find(({ account }: { account: string }) => account === people.unitlead);
  expect(
    await say(kit, as('commander'), 'task.duty_ended', {
      duties: [{ account: people.unitlead, from: mine.from }],
    }),
  ).toMatchObject({ status: 'applied' });
  const { body: after } = await as('commander')('GET', '/api/reads/task.duty');
  expect(after.people.find(({ account }: { account: string }) => account === people.unitlead).onDuty).toBe(
    false,
  );
});

test('a substitute is told and acts in the place of who named him', async () => {
  await again('officer1');
  await again('officer2');
  const period = { from: due(-1), until: due(600) };
  const name = (account: string, substitute: string, by: string) =>
    say(kit, as(by), 'task.substitute_named', {
      account: people[account],
      substitute: people[substitute],
      ...period,
    });
  expect(await name('officer1', 'officer2', 'officer2')).toMatchObject({
    reason: 'task.not_your_people: account',
  });
  expect(await name('officer1', 'officer1', 'officer1')).toMatchObject({
    reason: 'task.substitute_self: substitute',
  });
  expect(await name('officer1', 'officer2', 'officer1')).toMatchObject({ status: 'applied' });
  const [task] = (await open(kit, 1, { ...owned('officer1'), dueAt: due(30) })) as [string];
  expect(toldTo(await run(kit), task)).toEqual([
    { account: people.officer2, why: 'due_soon', level: 'owner' },
  ]);
  const { body } = await as('officer2')('GET', '/api/reads/task.mine');
  expect(body.tasks.map(({ id }: { id: string }) => id)).toContain(task);
  // Whoever asks for all but a kind is not given that kind, nor its number.
  const [{ kind }] = body.tasks.filter(({ id }: { id: string }) => id === task);
  const { body: but } = await as('officer2')('GET', `/api/reads/task.mine?without=${kind}`);
  const others = body.tasks.filter((one: { kind: string }) => one.kind !== kind);
  expect(but).toMatchObject({ tasks: others, total: others.length });
  expect(await say(kit, as('officer2'), 'task.finished', { tasks: [task] })).toMatchObject({
    status: 'applied',
  });
});

test('a person who moves or is put out of use leaves his tasks to the unit, and keeps what he did there', async () => {
  await again('sysadmin');
  await again('officer1');
  const command = (name: string, params: object) => as('sysadmin')('POST', `/api/commands/${name}`, params);
  const [task, done] = (await open(kit, 2, owned('officer1'))) as [string, string];
  const other = await unitOf(kit, '凤州镇');
  const before = kit.clock.now;
  kit.clock.now += 5 * MINUTE;
  expect((await command('access.account.move', { account: people.officer1, unit: other.unit })).status).toBe(
    200,
  );
  kit.clock.now += 5 * MINUTE;
  expect(await say(kit, as('officer1'), 'task.finished', { tasks: [done] }, before)).toMatchObject({
    status: 'applied',
  });
  await run(kit);
  expect((await tasksOf(kit, [task])).get(task)).toMatchObject({
    unit: home.unit,
    account: null,
    state: 'open',
  });
  expect((await stepsOf(kit, task)).at(-1)).toMatchObject({ move: 'reassign', reason: 'owner_gone' });
  expect(await say(kit, as('officer1'), 'task.accepted', { tasks: [task] })).toMatchObject({
    reason: 'task.not_yours: tasks',
  });
  expect((await command('access.account.move', { account: people.officer1, unit: home.unit })).status).toBe(
    200,
  );

  const [later] = (await open(kit, 1, {
    ...owned('officer2'),
    owner: { ...other, account: people.officer2 as string },
  })) as [string];
  expect((await command('access.account.disable', { account: people.officer2 })).status).toBe(200);
  await run(kit);
  expect((await tasksOf(kit, [later])).get(later)).toMatchObject({ unit: other.unit, account: null });
  expect((await command('access.account.enable', { account: people.officer2 })).status).toBe(200);
  expect(await tallyFaults(kit)).toEqual([]);
});

test('a unit that is dissolved hands its tasks back to whoever gave them', async () => {
  await again('sysadmin');
  await again('commander');
  const gone = await unitOf(kit, '平木镇');
  const [first, second] = (await open(kit, 2, { owner: { unit: gone.unit }, area: gone.area })) as [
    string,
    string,
  ];
  const { status } = await as('sysadmin')('POST', '/api/commands/access.unit.dissolve', { unit: gone.unit });
  expect(status).toBe(200);
  await run(kit);
  for (const id of [first, second])
    expect((await tasksOf(kit, [id])).get(id)).toMatchObject({ state: 'returned', reason: 'unit_gone' });
  const { body } = await as('commander')('GET', `/api/reads/task.list?group=returned&unit=${gone.unit}`);
  expect(body.total).toBe(2);
  const give = (unit: string) =>
    say(kit, as('commander'), 'task.reassigned', { tasks: [first], owner: { unit }, due: due(60) });
  expect(await give(gone.unit)).toMatchObject({ reason: 'task.owner_unknown: owner' });
  expect(await give(home.unit)).toMatchObject({ status: 'applied' });
  const steps = (await stepsOf(kit, second)).length;
  await run(kit);
  expect((await tasksOf(kit, [first])).get(first)).toMatchObject({ state: 'open', unit: home.unit });
  // What waits for its issuer is not handed back again.
  expect((await stepsOf(kit, second)).length).toBe(steps);
});

test('only the server lets a task climb', async () => {
  const [task] = (await open(kit, 1, { ...owned(), dueAt: due(-10) })) as [string];
  await again('commander');
  const steps = [{ task, step: 1, level: 'command_post' }];
  expect(await say(kit, as('commander'), 'task.escalated', { steps })).toMatchObject({
    status: 'refused',
    reason: 'access.denied',
  });
  expect(await climbs(task)).toEqual([]);
});

test('the figure of escalations is what its records are', async () => {
  await again('commander');
  await run(kit);
  const from = new Date(day - 30 * 86_400_000).toISOString();
  const to = new Date(kit.clock.now + MINUTE).toISOString();
  const { body } = await as('commander')('GET', `/api/reads/indicators.values?from=${from}&to=${to}&by=area`);
  const figure = body.figures.find(({ indicator }: { indicator: string }) => indicator === 'tasks.escalated');
  expect(figure.value).toBeGreaterThan(0);
  const opened = async (area = '') =>
    (await as('commander')('GET', `/api/reads/task.escalations?from=${from}&to=${to}&limit=500${area}`)).body;
  expect((await opened()).total).toBe(figure.value);
  for (const { key, values } of body.rows)
    if (values['tasks.escalated'] > 0)
      expect((await opened(`&area=${key}`)).total).toBeGreaterThanOrEqual(values['tasks.escalated']);
  // Counted from the rows alone, as for a cut-off, it is the same.
  const cut = await as('commander')(
    'GET',
    `/api/reads/indicators.values?from=${from.replace('00:00.000Z', '00:01.000Z')}&to=${to}&cutOff=${body.position}`,
  );
  expect(
    cut.body.figures.find(({ indicator }: { indicator: string }) => indicator === 'tasks.escalated').value,
  ).toBe(figure.value);
});
