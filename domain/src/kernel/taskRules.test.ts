import { describe, expect, it } from 'vitest';
import { type Hand, hands, type Move, type MoveName, moves, type TaskKind, taskStates } from './task.ts';
import {
  addMinutes,
  climbedBy,
  handsOf,
  isWorkingHour,
  lightOf,
  type Mover,
  nextStepAt,
  possibleMoves,
  refuseMove,
  waitsFor,
} from './taskRules.ts';

const kind: TaskKind = {
  title: { zh: '任务', en: 'Task' },
  workers: ['community_officer'],
  issuers: ['commander'],
  confirmed: true,
  dueMinutes: 60,
  clock: 'always',
  amberMinutes: 30,
  escalation: [
    { after: -10, to: 'owner' },
    { after: 0, to: 'unit_lead' },
    { after: 30, to: 'command_post' },
  ],
};
const moveNames = Object.keys(moves) as MoveName[];

describe('the table of moves', () => {
  it('lets through exactly what stands in it, for each state, move and hand', () => {
    for (const state of taskStates) {
      for (const name of moveNames) {
        for (const hand of hands) {
          const move: Move = moves[name];
          const task = { state, contested: name === 'settle', asked: name === 'refuse_extension' };
          const may = move.from.includes(state) && move.by.includes(hand);
          expect([state, name, hand, refuseMove(kind, task, name, [hand]) === undefined]).toEqual([
            state,
            name,
            hand,
            may,
          ]);
        }
      }
    }
  });

  it('leaves no state without a next step or an ending', () => {
    const everyone: readonly Hand[] = ['owner', 'lead', 'issuer'];
    for (const confirmed of [true, false]) {
      for (const state of taskStates) {
        for (const contested of [true, false]) {
          for (const asked of [true, false]) {
            const task = { state, contested, asked };
            const next = waitsFor({ confirmed }, task);
            if (next === 'ended') continue;
            const own: readonly Hand[] = next === 'owner' ? ['owner'] : ['issuer'];
            const can = possibleMoves({ ...kind, confirmed }, task, own);
            expect([confirmed, task, can.length > 0]).toEqual([confirmed, task, true]);
            expect(possibleMoves({ ...kind, confirmed }, task, everyone)).toEqual(
              expect.arrayContaining(can),
            );
          }
        }
      }
    }
  });

  it('confirms nothing that needs no confirmation, and settles nothing that nobody contests', () => {
    const done = { state: 'done', contested: false, asked: false } as const;
    expect(refuseMove({ ...kind, confirmed: false }, done, 'confirm', ['issuer'])?.refused).toBe(
      'task.needs_no_confirmation',
    );
    expect(refuseMove(kind, done, 'settle', ['issuer'])?.refused).toBe('task.not_contested');
    expect(refuseMove(kind, { ...done, contested: true }, 'confirm', ['issuer'])?.refused).toBe(
      'task.contested',
    );
  });
});

describe('whose hands', () => {
  const none: Mover = { account: 'a', units: [], leads: [], standsFor: [], grants: [] };
  const area = '610330100000';

  it('are those of the person named, the substitute, or the unit while nobody is named', () => {
    const ofUnit = { ...none, units: ['u'] };
    expect(handsOf(kind, { unit: 'u', area }, ofUnit)).toEqual(['owner']);
    expect(handsOf(kind, { unit: 'u', account: 'b', area }, ofUnit)).toEqual([]);
    expect(handsOf(kind, { unit: 'u', account: 'a', area }, none)).toEqual(['owner']);
    expect(handsOf(kind, { unit: 'u', account: 'b', area }, { ...none, standsFor: ['b'] })).toEqual([
      'owner',
    ]);
  });

  it('reach as far as the area of a role', () => {
    const issuer = (of: string) => ({ ...none, grants: [{ role: 'commander' as const, area: of }] });
    expect(handsOf(kind, { unit: 'u', area }, issuer('610330000000'))).toEqual(['issuer']);
    expect(handsOf(kind, { unit: 'u', area }, issuer('610330101000'))).toEqual([]);
    expect(handsOf(kind, { unit: 'u', area }, { ...none, leads: ['u'] })).toEqual(['lead']);
  });
});

describe('the clock of working hours', () => {
  // The county is at UTC+8: 08:00 there is midnight UTC, 20:00 is noon.
  const add = (at: string, minutes: number) => addMinutes('working', at, minutes);

  it('counts from eight to twenty, and goes on in the morning', () => {
    expect(isWorkingHour('2026-11-22T00:00:00Z')).toBe(true);
    expect(isWorkingHour('2026-11-22T12:00:00Z')).toBe(false);
    expect(isWorkingHour('2026-11-21T23:59:59Z')).toBe(false);
    expect(add('2026-11-22T02:00:00Z', 60)).toBe('2026-11-22T03:00:00.000Z');
    expect(add('2026-11-22T11:30:00Z', 60)).toBe('2026-11-23T00:30:00.000Z');
    expect(add('2026-11-22T18:40:00Z', 60)).toBe('2026-11-23T01:00:00.000Z');
    expect(add('2026-11-22T11:00:00Z', 60)).toBe('2026-11-22T12:00:00.000Z');
    expect(add('2026-11-22T00:00:00Z', 12 * 60 * 3)).toBe('2026-11-24T12:00:00.000Z');
  });

  it('goes back the same way', () => {
    expect(add('2026-11-23T00:30:00Z', -60)).toBe('2026-11-22T11:30:00.000Z');
    expect(add('2026-11-22T03:00:00Z', -180)).toBe('2026-11-22T00:00:00.000Z');
    for (const at of ['2026-11-22T03:17:00.000Z', '2026-11-22T11:59:00.000Z'])
      for (const minutes of [1, 59, 700, 5000]) expect(add(add(at, minutes), -minutes)).toBe(at);
  });
});

describe('climbing', () => {
  const dueAt = '2026-11-22T04:00:00.000Z';
  const open = { state: 'open', dueAt, climbed: 0 } as const;

  it('has an instant for each step, and none for what waits for nobody', () => {
    expect(nextStepAt(kind, open)).toBe('2026-11-22T03:50:00.000Z');
    expect(nextStepAt(kind, { ...open, climbed: 2 })).toBe('2026-11-22T04:30:00.000Z');
    expect(nextStepAt(kind, { ...open, climbed: 3 })).toBeUndefined();
    expect(nextStepAt(kind, { ...open, state: 'done' })).toBeUndefined();
    expect(climbedBy(kind, dueAt, '2026-11-22T04:00:00Z')).toBe(2);
    expect(climbedBy(kind, dueAt, '2026-11-22T03:00:00Z')).toBe(0);
    expect(climbedBy(kind, dueAt, '2026-11-23T03:00:00Z')).toBe(3);
  });

  it('shows in the light', () => {
    expect(lightOf(kind, open, '2026-11-22T03:29:59Z')).toBe('green');
    expect(lightOf(kind, open, '2026-11-22T03:30:00Z')).toBe('amber');
    expect(lightOf(kind, open, '2026-11-22T04:00:01Z')).toBe('red');
    expect(lightOf(kind, { ...open, state: 'done' }, '2026-11-22T05:00:00Z')).toBe('green');
    expect(lightOf({ ...kind, confirmed: false }, { ...open, state: 'done' }, '2026-11-22T05:00:00Z')).toBe(
      'grey',
    );
  });
});
