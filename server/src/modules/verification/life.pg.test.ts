import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { waitsFor } from '@lianfang/domain/kernel/taskRules.ts';
import { verificationTasks } from '@lianfang/domain/modules/verification/tasks.ts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, tallyFaults } from '../../../test/tasks/tools.ts';
import {
  type Area,
  able,
  type DeedStep,
  entryOf,
  fittingRows,
  inside,
  type Person,
  type Step,
  step,
  unitOf,
} from './life/testTools.ts';
import { openShadow, type Shadow } from './shadow/testTools.ts';
import { openRoom, type Phone, type Room } from './testTools.ts';

// Random people do random things with the rows of a small list, at desks and on phones that are without network for a while and
// deliver late, in whatever order. Meanwhile time passes and what is late climbs, people go on and off duty and to other units,
// units are dissolved and founded. Whatever they do and whatever is refused: every row is somewhere, has one owner and a next
// step, or an ending; and the ledger gives the same tables again.

const kind = verificationTasks['verification.row'];
const townships = { '610330100000': '双石铺镇', '610330101000': '凤州镇', '610330104000': '河口镇' } as const;
const homes = { officer1: '610330100000', officer2: '610330101000', unitlead: '610330100000' } as const;
/** Minutes that a list gives: it is late while the life goes on. */
const LIST_MINUTES = 25;

let room: Room;
let shadow: Shadow;
let phones: Record<'officer1' | 'officer2', Phone>;
let accounts: Record<string, string>;
const seen = new Set<string>();
const made = { list: 0, row: 0, finding: 0, attempt: 0 };
let persons = 0;
let founded = 0;

beforeAll(async () => {
  room = await openRoom();
  phones = { officer1: await room.phone('officer1'), officer2: await room.phone('officer2') };
  const named = await room.sql('SELECT id, name FROM access.account WHERE county = $1');
  accounts = Object.fromEntries(named.map(({ id, name }) => [name, id]));
  shadow = await openShadow(room.kit);
});
afterAll(async () => {
  await shadow?.drop();
  await room?.close();
});

type Life = {
  lists: { id: string; rows: string[] }[];
  people: number[];
  /** The list that the last step was about. */
  touched: number;
  /** Somebody has left, or a unit is no more, and the server has not yet given back what was theirs. */
  unsettled: boolean;
};

const addressOf = (person: number) =>
  `${['凤县双石铺镇', '凤县双石铺镇', '凤县凤州镇', '四川省成都市武侯区'][person % 4]}${person}组1号`;

async function takeList(life: Life, who: number[], given: Record<string, string> = {}): Promise<void> {
  const { list, rows } = await room.list(
    who.map((person) => ({ person, address: addressOf(person) })),
    { due: new Date(room.kit.clock.now + LIST_MINUTES * 60_000).toISOString(), ...given },
  );
  expect(rows).toHaveLength(who.length);
  life.lists.push({ id: list, rows });
  made.list += 1;
  made.row += rows.length;
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
type Order = Extract<Step, { type: 'online' }>['order'];

function ordered<T>(all: readonly T[], order: Order): T[] {
  const half = Math.ceil(all.length / 2);
  if (order === 'reversed') return all.toReversed();
  return order === 'halves' ? [...all.slice(half), ...all.slice(0, half)] : [...all];
}

async function deliver(phone: 'officer1' | 'officer2', order: Order = 'as it was'): Promise<void> {
  const names = ordered(kept[phone].splice(0), order);
  const answers = await phones[phone].deliver((all) => ordered(all, order));
  expect(answers).toHaveLength(names.length);
  for (const [index, answer] of answers.entries()) took(names[index] as string, answer);
}

/** A life begins with everybody at home: each township has its unit, and they are in it. */
async function goHome(): Promise<void> {
  for (const area of inside) if ((await unitOf(room, area)) === undefined) await found(area);
  for (const [who, area] of Object.entries(homes)) {
    const unit = await unitOf(room, area);
    const [one] = await room.sql('SELECT unit FROM access.account WHERE county = $1 AND id = $2', [
      accounts[who],
    ]);
    if (one.unit !== unit) await room.command('access.account.move', { account: accounts[who], unit });
  }
}

function found(area: Area): Promise<unknown> {
  const name = `${townships[area]}${++founded}`;
  return room.command('access.unit.add', { name, agency: 'township', area });
}

/** What happens to people and units, and what the server does by itself. */
async function pass(life: Life, one: Exclude<Step, DeedStep | { type: 'online' | 'withdraw' | 'next' }>) {
  const { clock } = room.kit;
  const area = inside[one.type === 'transfer' ? one.to : one.type === 'dissolve' ? one.unit : 0] as Area;
  switch (one.type) {
    case 'climb': {
      clock.now += one.minutes * 60_000;
      const told = await run(room.kit);
      for (const { why } of told) seen.add(why);
      life.unsettled = false;
      // Whatever was due has climbed; nothing is due twice.
      expect(await run(room.kit)).toEqual([]);
      return;
    }
    case 'duty': {
      const from = new Date(clock.now).toISOString();
      const account = accounts[one.who] as string;
      const until = new Date(clock.now + one.hours * 3_600_000).toISOString();
      const kind = one.ends ? 'task.duty_ended' : 'task.duty_planned';
      const begun = one.ends
        ? await room.sql('SELECT from_at AS "from" FROM tasks.duty WHERE county = $1 AND account = $2', [
            account,
          ])
        : [];
      const duties = one.ends ? begun.map((duty) => ({ account, ...duty })) : [{ account, from, until }];
      if (duties.length > 0) took(kind, await room.desk.verifier.write(kind, { duties }));
      return;
    }
    case 'transfer': {
      const unit = await unitOf(room, area);
      const account = accounts[one.who];
      if (unit !== undefined) await room.command('access.account.move', { account, unit });
      break;
    }
    case 'dissolve': {
      const unit = await unitOf(room, area);
      if (unit === undefined) await found(area);
      else await room.command('access.unit.dissolve', { unit });
      break;
    }
  }
  seen.add(one.type);
  life.unsettled = true;
}

async function take(life: Life, one: Step): Promise<void> {
  room.kit.clock.now += 20_000;
  if (one.type === 'online') return deliver(one.phone === 0 ? 'officer1' : 'officer2', one.order);
  if (one.type !== 'next' && one.type !== 'withdraw' && one.type !== 'deed') return pass(life, one);
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
    life.touched = one.list % life.lists.length;
    const list = life.lists[life.touched]?.id;
    const data = { list, why: '来源单位撤回' };
    took('verification.list.withdrawn', await room.desk.verifier.write('verification.list.withdrawn', data));
    return;
  }
  const rows = life.lists.flatMap((list) => list.rows);
  const those = able[one.deed];
  const who = one.who ?? (those[one.choice % those.length] as Person);
  const fitting = one.who === undefined ? await fittingRows(room, one.deed, who, rows) : [];
  const among = fitting.length > 0 ? fitting : rows;
  const row = among[one.row % among.length] as string;
  life.touched = life.lists.findIndex((list) => list.rows.includes(row));
  const entry = await entryOf(room, one, row);
  if (entry === undefined) return;
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

/** A list as the desk sees it: what it says by area and unit, and what its rows say, is its balance. */
async function checkList({ id, rows }: Life['lists'][number]): Promise<void> {
  const { verifier } = room.desk;
  const one = await verifier.read('verification.list', { id });
  const { balance } = one.list;
  expect(balance.received).toBe(rows.length);
  const { balance: counted } = await verifier.read('verification.rows', { list: id, limit: 1 });
  expect(counted).toEqual(balance);
  for (const parts of [one.areas, one.units] as { balance: Balance }[][]) {
    for (const part of parts) holds(part.balance);
    for (const state of ['received', 'closed', 'open', 'returned', 'duplicate'] as const)
      expect(parts.reduce((sum, part) => sum + part.balance[state], 0)).toBe(balance[state]);
  }
}

/** Everything that must be so after each step. What a desk reads of one list is read of the one that was touched. */
async function check(life: Life, turn: number): Promise<void> {
  const ids = life.lists.flatMap(({ rows }) => rows);
  const at = new Date(room.kit.clock.now).toISOString();
  const [{ lists }, rows, faults, [all], dropped] = await Promise.all([
    room.desk.verifier.read('verification.lists'),
    room.sql(
      `SELECT r.id, r.list, r.state, r.task, r.finding, r.found, r.contested,
       (SELECT json_agg(json_build_object('id', t.id, 'state', t.state, 'contested', t.contested, 'asked', t.asked_due IS NOT NULL,
           'late', t.due_at < $3, 'due', t.due_at, 'climbed', t.climbed, 'climbs', t.next_at IS NOT NULL,
           'unit', u.id IS NOT NULL, 'there', u.dissolved_at IS NULL, 'account', t.account IS NULL OR a.id IS NOT NULL,
           'belongs', t.account IS NULL OR a.unit = t.unit))
        FROM tasks.task t LEFT JOIN access.unit u ON u.county = t.county AND u.id = t.unit
        LEFT JOIN access.account a ON a.county = t.county AND a.id = t.account
        WHERE t.county = $1 AND t.kind = 'verification.row' AND t.subject = r.id AND t.live) AS live,
       (SELECT json_agg(e.state) FROM verification.ending e WHERE e.county = $1 AND e.row = r.id AND e.superseded IS NULL) AS endings,
       (SELECT json_agg(f.id) FROM verification.finding f WHERE f.county = $1 AND f.row = r.id AND f.state = 'stands') AS stands,
       (SELECT count(*)::int FROM verification.finding f WHERE f.county = $1 AND f.row = r.id AND f.state = 'rival') AS rivals
     FROM verification.row r WHERE r.county = $1 AND r.id = ANY ($2::uuid[])`,
      [ids, at],
    ),
    tallyFaults(room.kit),
    room.sql(
      `SELECT (SELECT count(*)::int FROM verification.list WHERE county = $1) AS list, (SELECT count(*)::int FROM verification.row WHERE county = $1) AS row,
       (SELECT count(*)::int FROM verification.finding WHERE county = $1) AS finding, (SELECT count(*)::int FROM verification.attempt WHERE county = $1) AS attempt`,
    ),
    // Rows of living lists that repeat one which went back when another list ended.
    room.sql(
      `SELECT d.id FROM verification.row d JOIN verification.list l ON l.county = $1 AND l.id = d.list AND l.ended IS NULL
       JOIN verification.row r ON r.county = $1 AND r.id = d.duplicate_of AND r.state = 'returned'
       WHERE d.county = $1 AND (SELECT e.kind FROM verification.event e WHERE e.county = $1 AND e.row = r.id ORDER BY e.position DESC LIMIT 1)
         IN ('withdrawn', 'superseded')`,
    ),
    turn % 3 === 0 ? checkList(life.lists[life.touched] as Life['lists'][number]) : undefined,
  ]);
  expect(dropped, 'nobody whom a living list asks for is given back with another').toEqual([]);
  const balances = new Map<string, Balance>(
    lists.map((one: { id: string; balance: Balance }) => [one.id, one.balance]),
  );
  expect(rows).toHaveLength(ids.length);
  for (const { id, rows: own } of life.lists) {
    const balance = balances.get(id) as Balance & { overdue: number };
    holds(balance);
    const those = rows.filter(({ list }) => list === id);
    const count = (state: string) => those.filter((row) => row.state === state).length;
    expect(balance).toMatchObject({
      received: own.length,
      open: count('open'),
      closed: count('closed'),
      returned: count('returned'),
      duplicate: count('duplicate'),
      overdue: those.filter(({ live }) => live?.[0].late).length,
    });
  }
  for (const row of rows) {
    if (row.state === 'open') {
      expect(row.live, 'one live task').toHaveLength(1);
      const [task] = row.live;
      expect(task.id).toBe(row.task);
      expect(['owner', 'issuer'], 'a next step').toContain(waitsFor(kind, task));
      // It climbs when nobody does anything, until it has climbed as far as there is.
      expect(task.climbs || task.climbed === kind.escalation.length).toBe(true);
      expect(task.unit && task.account, 'one owner').toBe(true);
      // Once the server has looked, nobody waits for a unit or a person that is not there any more.
      const waits = task.state === 'open' || task.state === 'accepted';
      if (!life.unsettled && waits) expect(task.there && task.belongs, 'an owner who is there').toBe(true);
      expect(row.endings).toBeNull();
    } else {
      expect(row.live, 'nothing more to do').toBeNull();
      expect(row.endings ?? []).toEqual(row.state === 'duplicate' ? [] : [row.state]);
    }
    expect(row.stands ?? []).toEqual(row.finding === null ? [] : [row.finding]);
    if (row.state === 'closed') expect(row.found).not.toBeNull();
    expect(row.contested).toBe(row.rivals > 0);
  }
  expect(faults).toEqual([]);
  expect(all, 'nothing received is gone').toEqual(made);
}

test('whatever people do with the rows of lists, none is lost, none has two owners, none is without a next step or an ending', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 24, maxLength: 36 }), async (steps) => {
      const life: Life = {
        lists: [],
        people: Array.from({ length: 6 }, () => ++persons),
        touched: 0,
        unsettled: true,
      };
      await goHome();
      await takeList(life, [...life.people, life.people[0] as number]);
      await check(life, 0);
      for (const [turn, one] of steps.entries()) {
        await take(life, one);
        await check(life, turn);
      }
      for (const phone of ['officer1', 'officer2'] as const) await deliver(phone, 'reversed');
      await pass(life, { type: 'climb', minutes: 0 });
      await check(life, 1);
      for (const list of life.lists) await checkList(list);
      await shadow.agrees();
    }),
    { numRuns: 12, seed: 20261122, endOnFailure: true },
  );
}, 240_000);

test('each kind of deed has been done, and each kind of thing has happened, at least once', () => {
  expect([...seen].sort()).toEqual(
    [
      'dissolve',
      'due_soon',
      'escalated',
      'task.accepted',
      'task.duty_ended',
      'task.duty_planned',
      'task.extension_asked',
      'task.extension_granted',
      'task.reassigned',
      'task.returned',
      'transfer',
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
