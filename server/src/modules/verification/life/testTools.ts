import { findings } from '@lianfang/domain/modules/verification/schema.ts';
import * as fc from 'fast-check';
import { type Room, visit } from '../testTools.ts';

// What can happen in the life of a list: deeds of people at desks and on phones, lists that come and go, time that passes.

export const inside = ['610330100000', '610330101000', '610330104000'] as const;

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
export type Person = (typeof people)[number];

export type DeedStep = {
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
export type Area = (typeof inside)[number];
export type Step =
  | DeedStep
  | { readonly type: 'online'; readonly phone: number; readonly order: 'as it was' | 'reversed' | 'halves' }
  | { readonly type: 'climb'; readonly minutes: number }
  | { readonly type: 'duty'; readonly who: Person; readonly ends: boolean; readonly hours: number }
  | { readonly type: 'transfer'; readonly who: 'officer1' | 'officer2' | 'unitlead'; readonly to: number }
  | { readonly type: 'dissolve'; readonly unit: number }
  | { readonly type: 'withdraw'; readonly list: number }
  | { readonly type: 'next'; readonly repeats: number[]; readonly fresh: number; readonly corrects: boolean };

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 18,
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
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('online' as const),
      phone: fc.nat(1),
      order: fc.constantFrom('as it was' as const, 'reversed' as const, 'halves' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('climb' as const), minutes: fc.nat(25) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('duty' as const),
      who: fc.constantFrom(...people),
      ends: fc.boolean(),
      hours: fc.integer({ min: 1, max: 12 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('transfer' as const),
      who: fc.constantFrom('officer1' as const, 'officer2' as const, 'unitlead' as const),
      to: fc.nat(2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('dissolve' as const), unit: fc.nat(2) }) },
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

const outside = '610302000000';

/** Who mostly may do this. */
export const able: Record<Deed, readonly Person[]> = {
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
export async function entryOf(
  room: Room,
  one: DeedStep,
  row: string,
): Promise<{ kind: string; data: object } | undefined> {
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
      const unit = await unitOf(room, one.area);
      // To one of its people by name, where there is one.
      const [person] = await room.sql('SELECT id FROM access.account WHERE county = $1 AND unit = $2', [
        unit,
      ]);
      const account = one.call && person !== undefined ? { account: person.id } : {};
      if (tasks === undefined || unit === undefined) return undefined;
      return { kind: 'task.reassigned', data: { ...tasks, owner: { unit, ...account } } };
    }
    case 'ask_extension':
      return tasks && { kind: 'task.extension_asked', data: { ...tasks, due, reason: '还在路上' } };
    case 'grant_extension':
      return tasks && { kind: 'task.extension_granted', data: { ...tasks, due } };
  }
}

/** The unit of a township, undefined while there is none. */
export async function unitOf(room: Room, area: string): Promise<string | undefined> {
  const [unit] = await room.sql(
    'SELECT id FROM access.unit WHERE county = $1 AND area = $2 AND dissolved_at IS NULL ORDER BY created_at DESC LIMIT 1',
    [area],
  );
  return unit?.id;
}

/** The rows with which somebody can do what few rows are fit for: what is contested, what lies with his unit. */
export async function fittingRows(
  room: Room,
  deed: Deed,
  who: Person,
  rows: readonly string[],
): Promise<string[]> {
  const fit: Partial<Record<Deed, string>> = {
    settle: 'r.contested',
    accept: `t.state = 'open' AND t.unit = a.unit`,
    hand_back: `t.state IN ('open', 'accepted') AND t.unit = a.unit`,
  };
  if (fit[deed] === undefined) return [];
  const found = await room.sql(
    `SELECT r.id FROM verification.row r JOIN tasks.task t ON t.county = r.county AND t.id = r.task
     JOIN access.account a ON a.county = r.county AND a.name = $3 WHERE r.county = $1 AND r.id = ANY ($2::uuid[]) AND ${fit[deed]} ORDER BY r.id`,
    [rows, who],
  );
  return found.map(({ id }) => id);
}
