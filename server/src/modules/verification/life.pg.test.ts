import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { waitsFor } from '@lianfang/domain/kernel/taskRules.ts';
import { findings } from '@lianfang/domain/modules/verification/schema.ts';
import { verificationTasks } from '@lianfang/domain/modules/verification/tasks.ts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tallyFaults } from '../../../test/tasks/tools.ts';
import { openRoom, type Phone, type Room, visit } from './testTools.ts';

// Random people do random things with the rows of a small list, at desks and on phones that are without network for a while.
// Whatever they do and whatever is refused: every row is somewhere, has one owner and a next step, or an ending.

const kind = verificationTasks['verification.row'];
const inside = ['610330100000', '610330101000', '610330104000'] as const;
const outside = '610302000000';

const deeds = [
  'place',
  'correct',
  'attempt',
  'find',
  'find',
  'find',
  'move',
  'accept',
  'hand_back',
  'hand_over',
  'ask_extension',
  'grant_extension',
  'settle',
  'settle',
  'return',
  'reopen',
] as const;
type Deed = (typeof deeds)[number];
const people = ['verifier', 'taskforce', 'unitlead', 'officer1', 'officer2'] as const;
type Person = (typeof people)[number];

type DeedStep = {
  readonly type: 'deed';
  readonly deed: Deed;
  /** Undefined: one of those who mostly may; else anybody at all. */
  readonly who: Person | undefined;
  readonly row: number;
  readonly finding: (typeof findings)[number];
  readonly area: (typeof inside)[number];
  readonly call: boolean;
  readonly offline: boolean;
  readonly minutes: number;
  readonly choice: number;
};
type Step =
  | DeedStep
  | { readonly type: 'online'; readonly phone: number }
  | { readonly type: 'withdraw'; readonly list: number }
  | { readonly type: 'next'; readonly repeats: number[]; readonly fresh: number; readonly corrects: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      type: fc.constant('deed' as const),
      deed: fc.constantFrom<Deed>(...deeds),
      who: fc.oneof(
        { weight: 4, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom(...people) },
      ),
      row: fc.nat(11),
      finding: fc.constantFrom(...findings),
      area: fc.constantFrom(...inside),
      call: fc.boolean(),
      offline: fc.boolean(),
      minutes: fc.nat(6),
      choice: fc.nat(5),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('online' as const), phone: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('withdraw' as const), list: fc.nat(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('next' as const),
      repeats: fc.array(fc.nat(5), { maxLength: 3 }),
      fresh: fc.nat(2),
      corrects: fc.boolean(),
    }),
  },
);

let room: Room;
let phones: Record<'officer1' | 'officer2', Phone>;
const seen = new Set<string>();
const made = { list: 0, row: 0, finding: 0, attempt: 0 };
let persons = 0;

beforeAll(async () => {
  room = await openRoom();
  phones = { officer1: await room.phone('officer1'), officer2: await room.phone('officer2') };
});
afterAll(() => room?.close());

type Life = { lists: { id: string; rows: string[] }[]; people: number[] };

const addressOf = (person: number) =>
  `${['凤县双石铺镇', '凤县双石铺镇', '凤县凤州镇', '四川省成都市武侯区'][person % 4]}${person}组1号`;

async function takeList(life: Life, who: number[], given: Record<string, string> = {}): Promise<void> {
  const { list, rows } = await room.list(
    who.map((person) => ({ person, address: addressOf(person) })),
    given,
  );
  expect(rows).toHaveLength(who.length);
  life.lists.push({ id: list, rows });
  made.list += 1;
  made.row += rows.length;
}

/** Who mostly may do this. */
const able: Record<Deed, readonly Person[]> = {
  place: ['verifier'],
  correct: ['verifier'],
  attempt: ['officer1', 'unitlead', 'officer2', 'verifier'],
  find: ['officer1', 'unitlead', 'officer2', 'officer1', 'verifier'],
  move: ['officer1', 'unitlead', 'officer2', 'verifier'],
  accept: ['officer1', 'officer2', 'unitlead'],
  hand_back: ['officer1', 'unitlead', 'officer2'],
  hand_over: ['verifier', 'taskforce'],
  ask_extension: ['officer1', 'unitlead', 'officer2'],
  grant_extension: ['verifier', 'taskforce'],
  settle: ['verifier', 'taskforce'],
  return: ['verifier'],
  reopen: ['verifier', 'taskforce'],
};

/** The entry that a deed makes of a row as it stands: undefined when there is nothing that it could be done to. */
async function entryOf(one: DeedStep, row: string): Promise<{ kind: string; data: object } | undefined> {
  const now = room.kit.clock.now;
  const due = new Date(now + (one.choice + 1) * 3_600_000).toISOString();
  const [standing] = await room.sql(
    `SELECT r.task, ARRAY(SELECT f.id FROM verification.finding f WHERE f.county = $1 AND f.row = r.id ORDER BY f.position) AS findings
     FROM verification.row r WHERE r.county = $1 AND r.id = $2`,
    [row],
  );
  const tasks = standing.task === null ? undefined : { tasks: [standing.task] };
  const how = one.call ? 'call' : 'visit';
  const attempts = [{ at: new Date(now - 60_000).toISOString(), how: 'call', result: 'no_answer' }];
  const finding = { kind: 'verification.finding.recorded' };
  switch (one.deed) {
    case 'place':
      return { kind: 'verification.row.placed', data: { row, area: one.area } };
    case 'correct':
      return {
        kind: 'verification.row.corrected',
        data: {
          row,
          name: '测试更正',
          phone: '19900009999',
          why: '来电更正',
          ...(one.call && { area: one.area }),
        },
      };
    case 'attempt':
      return { kind: 'verification.attempt.recorded', data: { row, ...attempts[0] } };
    case 'find':
      return {
        ...finding,
        data: visit(now, row, one.finding, {
          how,
          ...(one.finding === 'handed_to_observation' && { handedTo: '隔离点一' }),
          ...(one.finding === 'not_at_address' && { movedTo: { area: outside } }),
          ...(one.finding === 'outside_county' && { right: { area: outside } }),
          ...(one.finding === 'unreachable' && { attempts }),
          ...(one.finding === 'wrong_data' && { wrong: ['phone'] }),
        }),
      };
    case 'move':
      return { ...finding, data: visit(now, row, 'not_at_address', { how, movedTo: { area: one.area } }) };
    case 'settle': {
      const chosen = standing.findings[one.choice % Math.max(standing.findings.length, 1)];
      return chosen && { kind: 'verification.finding.settled', data: { row, finding: chosen } };
    }
    case 'return':
      return { kind: 'verification.row.returned', data: { row, reason: 'not_ours' } };
    case 'reopen':
      return { kind: 'verification.row.reopened', data: { row, why: '再看' } };
    case 'accept':
      return tasks && { kind: 'task.accepted', data: tasks };
    case 'hand_back':
      return tasks && { kind: 'task.returned', data: { ...tasks, reason: '不是本村的' } };
    case 'hand_over': {
      const [unit] = await room.sql('SELECT id FROM access.unit WHERE county = $1 AND area = $2', [one.area]);
      return tasks && { kind: 'task.reassigned', data: { ...tasks, owner: { unit: unit.id } } };
    }
    case 'ask_extension':
      return tasks && { kind: 'task.extension_asked', data: { ...tasks, due, reason: '还在路上' } };
    case 'grant_extension':
      return tasks && { kind: 'task.extension_granted', data: { ...tasks, due } };
  }
}

function took(name: string, given: Answer): void {
  // Whatever is asked for is done or refused in words, never broken.
  expect(['applied', 'refused'], JSON.stringify(given)).toContain(given.status);
  if (given.status !== 'applied') return;
  seen.add(name);
  if (name === 'verification.finding.recorded') made.finding += 1;
  if (name === 'verification.attempt.recorded') made.attempt += 1;
}

const kept: Record<'officer1' | 'officer2', string[]> = { officer1: [], officer2: [] };

async function deliver(phone: 'officer1' | 'officer2'): Promise<void> {
  const names = kept[phone].splice(0);
  const answers = await phones[phone].deliver();
  expect(answers).toHaveLength(names.length);
  for (const [index, answer] of answers.entries()) took(names[index] as string, answer);
}

async function take(life: Life, one: Step): Promise<void> {
  room.kit.clock.now += 20_000;
  if (one.type === 'online') return deliver(one.phone === 0 ? 'officer1' : 'officer2');
  if (one.type === 'next') {
    const again = one.repeats.flatMap((n) => life.people[n] ?? []);
    const fresh = Array.from({ length: one.fresh }, () => ++persons);
    life.people.push(...fresh);
    const corrected = one.corrects ? life.lists[0]?.id : undefined;
    if (again.length + fresh.length === 0 || life.lists.length > 3) return;
    const [before] = await room.sql('SELECT ended FROM verification.list WHERE county = $1 AND id = $2', [
      corrected ?? life.lists[0]?.id,
    ]);
    const taken = takeList(
      life,
      [...again, ...fresh],
      corrected === undefined ? {} : { corrects: corrected },
    );
    // Nobody sets right what has been withdrawn or set right: then nothing of the file is taken.
    if (corrected !== undefined && before.ended !== null)
      await expect(taken).rejects.toMatchObject({ code: 'conflict' });
    else await taken;
    return;
  }
  if (one.type === 'withdraw') {
    const list = life.lists[one.list % life.lists.length]?.id;
    const data = { list, why: '来源单位撤回' };
    took('verification.list.withdrawn', await room.desk.verifier.write('verification.list.withdrawn', data));
    return;
  }
  const rows = life.lists.flatMap((list) => list.rows);
  const entry = await entryOf(one, rows[one.row % rows.length] as string);
  if (entry === undefined) return;
  const those = able[one.deed];
  const who = one.who ?? (those[one.choice % those.length] as Person);
  if (who === 'officer1' || who === 'officer2') {
    phones[who].capture(entry.kind, entry.data);
    kept[who].push(entry.kind);
    if (!one.offline) await deliver(who);
  } else took(entry.kind, await room.desk[who].write(entry.kind, entry.data));
  room.kit.clock.now += one.minutes * 60_000;
}

type Balance = Record<'received' | 'closed' | 'open' | 'returned' | 'duplicate', number>;
const holds = (balance: Balance) =>
  expect(balance.received).toBe(balance.closed + balance.open + balance.returned + balance.duplicate);

/** Everything that must be so after each step. */
async function check(life: Life): Promise<void> {
  for (const { id, rows } of life.lists) {
    const one = await room.desk.verifier.read('verification.list', { id });
    const { balance } = one.list;
    holds(balance);
    expect(balance.received).toBe(rows.length);
    const { balance: counted } = await room.desk.verifier.read('verification.rows', { list: id, limit: 1 });
    expect(counted).toEqual(balance);
    for (const parts of [one.areas, one.units] as { balance: Balance }[][]) {
      for (const part of parts) holds(part.balance);
      for (const state of ['received', 'closed', 'open', 'returned', 'duplicate'] as const)
        expect(parts.reduce((sum, part) => sum + part.balance[state], 0)).toBe(balance[state]);
    }
  }
  const ids = life.lists.flatMap(({ rows }) => rows);
  const rows = await room.sql(
    `SELECT r.id, r.state, r.task, r.finding, r.found, r.contested,
       (SELECT json_agg(t) FROM tasks.task t WHERE t.county = $1 AND t.kind = 'verification.row' AND t.subject = r.id AND t.live) AS live,
       (SELECT json_agg(e.state) FROM verification.ending e WHERE e.county = $1 AND e.row = r.id AND e.superseded IS NULL) AS endings,
       (SELECT json_agg(f.id) FROM verification.finding f WHERE f.county = $1 AND f.row = r.id AND f.state = 'stands') AS stands,
       (SELECT count(*)::int FROM verification.finding f WHERE f.county = $1 AND f.row = r.id AND f.state = 'rival') AS rivals
     FROM verification.row r WHERE r.county = $1 AND r.id = ANY ($2::uuid[])`,
    [ids],
  );
  expect(rows).toHaveLength(ids.length);
  for (const row of rows) {
    if (row.state === 'open') {
      expect(row.live, 'one live task').toHaveLength(1);
      const [task] = row.live;
      expect(task.id).toBe(row.task);
      const standing = { ...task, asked: task.asked_due !== null };
      expect(['owner', 'issuer'], 'a next step').toContain(waitsFor(kind, standing));
      // It climbs when nobody does anything, until it has climbed as far as there is.
      expect(task.next_at !== null || task.climbed === kind.escalation.length).toBe(true);
      const [owner] = await room.sql(
        `SELECT count(*)::int AS n FROM access.unit u WHERE u.county = $1 AND u.id = $2
           AND ($3::uuid IS NULL OR EXISTS (SELECT 1 FROM access.account a WHERE a.county = $1 AND a.id = $3 AND a.unit = u.id))`,
        [task.unit, task.account],
      );
      expect(owner.n, 'one owner').toBe(1);
      expect(row.endings).toBeNull();
    } else {
      expect(row.live, 'nothing more to do').toBeNull();
      expect(row.endings ?? []).toEqual(row.state === 'duplicate' ? [] : [row.state]);
    }
    expect(row.stands ?? []).toEqual(row.finding === null ? [] : [row.finding]);
    if (row.state === 'closed') expect(row.found).not.toBeNull();
    expect(row.contested).toBe(row.rivals > 0);
  }
  expect(await tallyFaults(room.kit)).toEqual([]);
  const [all] = await room.sql(
    `SELECT (SELECT count(*)::int FROM verification.list WHERE county = $1) AS list, (SELECT count(*)::int FROM verification.row WHERE county = $1) AS row,
       (SELECT count(*)::int FROM verification.finding WHERE county = $1) AS finding, (SELECT count(*)::int FROM verification.attempt WHERE county = $1) AS attempt`,
  );
  expect(all, 'nothing received is gone').toEqual(made);
}

test('whatever people do with the rows of lists, none is lost, none has two owners, none is without a next step or an ending', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 24, maxLength: 36 }), async (steps) => {
      const life: Life = { lists: [], people: Array.from({ length: 6 }, () => ++persons) };
      await takeList(life, [...life.people, life.people[0] as number]);
      await check(life);
      for (const one of steps) {
        await take(life, one);
        await check(life);
      }
      for (const phone of ['officer1', 'officer2'] as const) await deliver(phone);
      await check(life);
    }),
    { numRuns: 12, seed: 20261122, endOnFailure: true },
  );
}, 240_000);

test('each kind of deed has been done at least once', () => {
  expect([...seen].sort()).toEqual(
    [
      'task.accepted',
      'task.extension_asked',
      'task.extension_granted',
      'task.reassigned',
      'task.returned',
      'verification.attempt.recorded',
      'verification.finding.recorded',
      'verification.finding.settled',
      'verification.list.withdrawn',
      'verification.row.corrected',
      'verification.row.placed',
      'verification.row.reopened',
      'verification.row.returned',
    ].sort(),
  );
});
