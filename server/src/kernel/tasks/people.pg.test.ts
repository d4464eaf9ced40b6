// Random people make random moves, online and offline, and after each of them the promises of the engine are looked at:
// one owner, one state, the balance, no move outside the table, no task without a next step or an ending.
import { randomBytes } from 'node:crypto';
import type { Answer, Envelope } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import {
  type Move,
  type MoveName,
  moves,
  type TaskKind,
  type TaskState,
} from '@lianfang/domain/kernel/task.ts';
import { moveOf, type TaskMoveEntry } from '@lianfang/domain/kernel/taskEntries.ts';
import { isEnded, nextStepAt, possibleMoves, waitsFor } from '@lianfang/domain/kernel/taskRules.ts';
import { taskKinds } from '@lianfang/domain/tasks.ts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { type Call, COUNTY, type Kit, openKit, type TestDevice } from '../../../test/kit.ts';
import { accountOf, MINUTE, run, tallyFaults, unitOf } from '../../../test/tasks/tools.ts';
import { rebuild } from '../ledger/rebuild.ts';

let kit: Kit;
const desks: Record<string, Call> = {};
const phones: Record<string, { device: TestDevice; waiting: Envelope[] }> = {};
const accounts: Record<string, string> = {};
let units: { unit: string; area: string }[];
let response: string;

const atDesk = ['commander', 'unitlead', 'lead', 'taskforce'] as const;
const onPhone = ['officer1', 'officer2', 'clinician', 'crew1'] as const;

beforeAll(async () => {
  kit = await openKit();
  // Far enough from the beginning that a clock may go back.
  kit.clock.now += 86_400_000;
  units = [await unitOf(kit, '双石铺镇'), await unitOf(kit, '凤州镇'), await unitOf(kit, '卫生健康')];
  for (const name of [...atDesk, ...onPhone]) accounts[name] = await accountOf(kit, name);
  for (const name of atDesk) desks[name] = (await kit.desk(name)).call;
  for (const [index, name] of onPhone.entries())
    phones[name] = {
      device: await kit.device(['CP3', 'CP1', 'CP3', 'CP3'][index] as string, name),
      waiting: [],
    };
  response = await said('commander', 'response.activated', {
    name: '演练',
    area: `${COUNTY}000000`,
    level: 2,
    legalBasis: [{ source: '《中华人民共和国传染病防治法》', article: '第四十二条' }],
    measures: ['各卡点值守'],
  });
}, 120_000);
afterAll(() => kit?.close());

async function atOnce(name: string, kind: string, data: object): Promise<Answer> {
  const entry = {
    id: uuidv7(kit.clock.now, randomBytes(10)),
    kind,
    at: new Date(kit.clock.now).toISOString(),
    data,
  };
  const ask = () => (desks[name] as Call)('POST', '/api/entries', { entries: [entry] });
  let { status, body } = await ask();
  if (status === 401) {
    // The clock has jumped beyond the session.
    desks[name] = (await kit.desk(name)).call;
    ({ status, body } = await ask());
  }
  expect(status).toBe(200);
  return body.answers[0];
}

async function said(name: string, kind: string, data: object): Promise<string> {
  const { id, status, reason } = await atOnce(name, kind, data);
  expect([kind, status, reason]).toEqual([kind, 'applied', undefined]);
  return id;
}

async function deliver(name: string): Promise<void> {
  const phone = phones[name];
  if (phone === undefined || phone.waiting.length === 0) return;
  await phone.device.deliver(phone.waiting.splice(0));
}

type Step =
  | {
      do: 'move';
      who: number;
      entry: TaskMoveEntry;
      pick: number[];
      /** By somebody to whom it falls, on tasks in a state for it: most moves of real people are. */
      fitting: boolean;
      offline: boolean;
      owner: number;
      due: number;
    }
  | { do: 'open'; unit: number; due: number }
  | { do: 'fever' }
  | { do: 'wait'; minutes: number }
  | { do: 'deliver'; phone: number }
  | { do: 'climb' };

const people = [...atDesk, ...onPhone];
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      who: fc.nat(people.length - 1),
      entry: fc.constantFrom(...(Object.keys(moveOf) as TaskMoveEntry[])),
      pick: fc.array(fc.nat(1000), { minLength: 1, maxLength: 4 }),
      fitting: fc.boolean(),
      offline: fc.boolean(),
      owner: fc.nat(5),
      due: fc.integer({ min: -30, max: 240 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('open' as const),
      unit: fc.nat(2),
      due: fc.integer({ min: 1, max: 240 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'fever' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: -20, max: 90 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('deliver' as const), phone: fc.nat(onPhone.length - 1) }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'climb' as const }) },
);

async function perform(one: Step): Promise<void> {
  const due = (minutes: number) => new Date(kit.clock.now + minutes * MINUTE).toISOString();
  if (one.do === 'wait') kit.clock.now += one.minutes * MINUTE;
  if (one.do === 'climb') await run(kit);
  if (one.do === 'deliver') await deliver(onPhone[one.phone] as string);
  if (one.do === 'fever') {
    const { device } = phones.crew1 as { device: TestDevice };
    await device.deliver([device.passage({ persons: [{ temperature: 38.2 }, { symptoms: true }] })]);
  }
  if (one.do === 'open') {
    await said('commander', 'response.directive.issued', {
      response,
      title: '核查',
      text: '核查到位',
      addressees: [{ unit: units[one.unit]?.unit }, { account: accounts.officer1 }],
      dueAt: due(one.due),
      priority: 2,
    });
  }
  if (one.do !== 'move') return;
  type Row = {
    id: string;
    ended_entry: string | null;
    state: TaskState;
    unit: string;
    account: string | null;
    kind: string;
  };
  const { rows } = await kit.product.deps.pool.query<Row>(
    'SELECT id, ended_entry, state, unit, account, kind FROM tasks.task WHERE county = $1 ORDER BY live DESC, id LIMIT 40',
    [COUNTY],
  );
  const move: Move = moves[moveOf[one.entry]];
  const fit = ({ state, kind }: Row) => kind === 'response.directive' && move.from.includes(state);
  const among = one.fitting ? rows.filter(fit).slice(0, 6) : rows;
  const picked = one.fitting ? one.pick.slice(0, 1) : one.pick;
  const chosen = [...new Set(picked.map((index) => among[index % Math.max(among.length, 1)]))].flatMap(
    (row) => row ?? [],
  );
  const [first] = chosen;
  if (first === undefined) return;
  const owner = [
    { unit: units[0]?.unit },
    { unit: units[1]?.unit },
    { unit: units[0]?.unit, account: accounts.officer1 },
    { unit: units[1]?.unit, account: accounts.officer2 },
    { unit: units[2]?.unit, account: accounts.clinician },
    { unit: units[2]?.unit },
  ][one.owner];
  const needs: readonly string[] = moves[moveOf[one.entry]].needs;
  const data = {
    tasks: chosen.map(({ id }) => id),
    ...(needs.includes('reason') && { reason: '演练' }),
    ...(needs.includes('owner') && { owner }),
    ...(needs.includes('due') && { due: due(one.due) }),
    ...(needs.includes('ending') && { ending: first.ended_entry ?? first.id }),
  };
  const ownerOf = ({ unit, account }: Row) =>
    onPhone.find((name) => accounts[name] === account) ??
    onPhone[units.findIndex((home) => home.unit === unit)] ??
    'officer1';
  const falling = move.by.includes('owner') ? ownerOf(first) : 'commander';
  const name = one.fitting ? falling : (people[one.who] as string);
  const phone = phones[name];
  if (phone === undefined) {
    await atOnce(name, one.entry, data);
    return;
  }
  phone.waiting.push(phone.device.entry(one.entry, data));
  if (!one.offline) await deliver(name);
}

/** Everything that must hold at any moment, by the tables and by what the board says. */
async function faults(): Promise<unknown[]> {
  const { pool } = kit.product.deps;
  const found: unknown[] = [...(await tallyFaults(kit))];
  const { rows: tasks } = await pool.query<{
    id: string;
    kind: keyof typeof taskKinds;
    state: TaskState;
    live: boolean;
    unit: string | null;
    contested: boolean;
    asked: boolean;
    due_at: string;
    climbed: number;
    next_at: string | null;
    ended_entry: string | null;
  }>(
    'SELECT id, kind, state, live, unit, contested, asked_due IS NOT NULL AS asked, due_at, climbed, next_at, ended_entry FROM tasks.task WHERE county = $1',
    [COUNTY],
  );
  const { rows: steps } = await pool.query<{
    task: string;
    move: MoveName;
    was: TaskState;
    state: TaskState;
    contested: boolean;
  }>('SELECT task, move, was, state, contested FROM tasks.step WHERE county = $1 ORDER BY position', [
    COUNTY,
  ]);
  const states = new Map<string, TaskState>(tasks.map(({ id }) => [id, 'open']));
  for (const { task, move: name, was, state, contested } of steps) {
    const move: Move = moves[name];
    const from = contested ? ['done', 'confirmed', 'cancelled'] : (move.from as readonly string[]);
    const to = contested || move.to === 'same' ? was : move.to === 'ending' ? state : move.to;
    if (states.get(task) !== was || !from.includes(was) || to !== state)
      found.push({ task, name, was, state });
    states.set(task, state);
  }
  for (const task of tasks) {
    // What ends a task by an entry of its module is not this test's to say.
    const kind: TaskKind = { ...(taskKinds[task.kind] as TaskKind), own: [] };
    const say = (what: string) => found.push({ what, ...task });
    if (states.get(task.id) !== task.state) say('another state than its history');
    if (task.unit === null) say('no owner');
    if (task.live === isEnded(kind, task.state)) say('live');
    const next = nextStepAt(kind, { state: task.state, dueAt: task.due_at, climbed: task.climbed }) ?? null;
    if (
      (next === null) !== (task.next_at === null) ||
      (next && Date.parse(next) !== Date.parse(task.next_at as string))
    )
      say('climbs at another time');
    const waits = waitsFor(kind, task);
    if (waits !== 'ended' && possibleMoves({ ...kind, own: [] }, task, [waits]).length === 0)
      say('no next step');
    if (['done', 'confirmed', 'cancelled'].includes(task.state) !== (task.ended_entry !== null))
      say('no ending');
  }
  const { rows: climbs } = await pool.query(
    `SELECT task, level, count(*) FROM tasks.step s WHERE county = $1 AND move = 'escalate'
     GROUP BY task, level, position HAVING count(*) > 1`,
    [COUNTY],
  );
  found.push(...climbs);
  return found;
}

test('one owner, one state, the balance, no move outside the table, always a next step or an ending', async () => {
  await perform({ do: 'open', unit: 0, due: 120 });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 30 }), async (steps) => {
      for (const one of steps) {
        await perform(one);
        expect(await faults()).toEqual([]);
      }
      for (const name of onPhone) await deliver(name);
      expect(await faults()).toEqual([]);
    }),
    { numRuns: 10, seed: 20261122, endOnFailure: true },
  );
  // It was about something: most of the moves have been made, and some task was ended twice.
  const { rows: made } = await kit.product.deps.pool.query<{ move: string; contested: boolean }>(
    'SELECT DISTINCT move, contested FROM tasks.step WHERE county = $1',
    [COUNTY],
  );
  expect(made.length).toBeGreaterThan(9);
  desks.commander = (await kit.desk('commander')).call;
  for (const by of ['area', 'unit', 'kind', 'origin', 'age']) {
    const { body } = await desks.commander('GET', `/api/reads/task.board?by=${by}`);
    for (const row of [...body.rows, body.total])
      expect([by, row.key, row.received]).toEqual([by, row.key, row.closed + row.open + row.returned]);
  }
}, 300_000);

const tables = {
  'tasks.task': 'id',
  'tasks.step': 'task, position, move',
  'tasks.tally': 'kind, area, unit, origin_type, origin, state',
  'tasks.duty': 'account, from_at',
  'tasks.substitute': 'account, from_at',
  'tasks.team': 'id',
  'tasks.team_member': 'team, account',
  'indicators.hour': 'indicator, hour, area, post',
} as const;

test('the same tables come out of the ledger again', async () => {
  const period = { from: '2026-11-22T00:00:00Z', until: '2026-11-30T00:00:00Z' };
  await said('commander', 'task.duty_planned', { duties: [{ account: accounts.officer1, ...period }] });
  await said('lead', 'task.substitute_named', {
    account: accounts.lead,
    substitute: accounts.taskforce,
    ...period,
  });
  const { deps, kinds } = kit.product;
  const other = await testDatabase();
  try {
    // Who there is comes out of no ledger.
    for (const table of ['kernel.county', 'access.unit', 'access.account']) {
      const { rows } = await deps.pool.query(`SELECT * FROM ${table} WHERE county = $1`, [COUNTY]);
      for (const row of rows)
        await other.pool.query(
          `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row).map((_, index) => `$${index + 1}`)})`,
          Object.values(row),
        );
    }
    await rebuild({ from: deps.pool, to: other.pool, kinds, vault: deps.vault }, COUNTY, (kind) =>
      /^(checkpoint|response|task)\./.test(kind),
    );
    for (const [table, order] of Object.entries(tables)) {
      const read = `SELECT * FROM ${table} WHERE county = $1 ORDER BY ${order}`;
      const [was, is] = await Promise.all([
        deps.pool.query(read, [COUNTY]),
        other.pool.query(read, [COUNTY]),
      ]);
      const rows = (found: { rows: { value?: string; number?: string }[] }) =>
        found.rows.filter(({ value, number }) => value !== '0' && number !== '0');
      expect(rows(is), table).toEqual(rows(was));
    }
  } finally {
    await other.drop();
  }
});
