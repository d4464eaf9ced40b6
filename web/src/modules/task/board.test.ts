import { verificationTasks } from '@lianfang/domain/modules/verification/tasks.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Deed, distance, isMine, ordered, overlaid, recorded, type Told, tallyOf } from './board.ts';

const NOW = Date.parse('2026-11-22T02:00:00Z');
const MINUTE = 60_000;

const told = (task: string, dueIn: number, more: Partial<Told> = {}): Told => ({
  task,
  kind: 'verification.row',
  subject: `row-${task}`,
  state: 'open',
  dueAt: NOW + dueIn * MINUTE,
  priority: 2,
  ...more,
});
const deed = (task: string, what: Deed['what'], more: Partial<Deed> = {}): Deed => ({
  id: `${task}-${what}`,
  task,
  kind: 'verification.row',
  subject: `row-${task}`,
  what,
  at: NOW - MINUTE,
  by: 'officer',
  dueAt: NOW,
  ...more,
});
const board = (tasks: readonly Told[], deeds: readonly Deed[] = []) =>
  overlaid(tasks, deeds, verificationTasks, NOW);
const names = (items: readonly { task: string }[]) => items.map(({ task }) => task);

describe('the list of tasks', () => {
  it('has what is overdue longest first, then what is nearest to its deadline', () => {
    const { todo } = board([told('c', 90), told('a', -200), told('d', 600), told('b', -5)]);
    expect(todo.map(({ task, light }) => [task, light])).toEqual([
      ['a', 'red'],
      ['b', 'red'],
      ['c', 'amber'],
      ['d', 'green'],
    ]);
    expect(tallyOf(todo)).toEqual({ red: 2, amber: 1, green: 1, grey: 0 });
  });

  it('puts the more urgent of one deadline first, and goes place by place', () => {
    const { todo } = board([
      told('d', 60, { areaName: '草凉驿村' }),
      told('c', 60, { areaName: '双石铺村' }),
      told('b', 60, { areaName: '草凉驿村' }),
      told('a', 60, { priority: 1, areaName: '龙家坪村' }),
    ]);
    expect(names(todo)).toEqual(['a', 'c', 'b', 'd']);
  });

  it('has an order that does not depend on the order in which tasks came', () => {
    const some = fc.array(
      fc.record({
        task: fc.uuid(),
        light: fc.constantFrom('red' as const, 'amber' as const, 'green' as const),
        dueAt: fc.nat(5),
        priority: fc.integer({ min: 1, max: 3 }),
        areaName: fc.constantFrom('甲村', '乙村', undefined),
      }),
    );
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (items, dice) => {
        const mixed = [...items].sort(() => (dice.next().value % 2 === 0 ? 1 : -1));
        expect(ordered(mixed)).toEqual(ordered(items));
      }),
    );
  });

  it('leaves out what was ended here, until the server’s list has it; what the server refused stands again', () => {
    const tasks = [told('a', 10), told('b', 20), told('c', 30)];
    expect(names(board(tasks, [deed('b', 'finding')]).todo)).toEqual(['a', 'c']);
    // Sent back by the desk after it had been counted in: it is to be done again.
    expect(names(board(tasks, [deed('b', 'finding', { settled: true })]).todo)).toEqual(['a', 'b', 'c']);
    const [, refused] = board(tasks, [deed('b', 'finding', { refused: 'task.not_yours' })]).todo;
    expect(refused).toMatchObject({ task: 'b', refused: { refused: 'task.not_yours' } });
  });

  it('shows at once what was taken, tried and asked for', () => {
    const { todo } = board(
      [told('a', 10)],
      [
        deed('a', 'accepted'),
        deed('a', 'attempt', { how: 'call', code: 'no_answer' }),
        deed('a', 'asked', { due: NOW }),
      ],
    );
    expect(todo[0]).toMatchObject({ state: 'accepted', asked: true, deeds: [{}, {}, {}] });
  });

  it('keeps apart what waits for somebody else', () => {
    const { todo, waiting } = board([told('a', 10, { state: 'returned' }), told('b', 10)]);
    expect([names(todo), names(waiting)]).toEqual([['b'], ['a']]);
  });
});

describe('what was recorded', () => {
  it('lists endings, those with a rival first, then the newest', () => {
    const rows = recorded([
      deed('a', 'finding', { at: 1, rival: { at: 2 } }),
      deed('b', 'attempt', { at: 9 }),
      deed('c', 'returned', { at: 5 }),
      deed('d', 'finding', { at: 7 }),
    ]);
    expect(names(rows)).toEqual(['a', 'd', 'c']);
  });
});

describe('whose a task is', () => {
  it('is theirs whom it names, else everybody’s of the unit', () => {
    const me = { account: 'me', others: ['u2'] };
    expect(isMine({ account: 'me', unit: 'u2' }, me)).toBe(true);
    expect(isMine({ account: 'you', unit: 'u1' }, me)).toBe(false);
    expect(isMine({ unit: 'u1' }, me)).toBe(true);
    expect(isMine({ unit: 'u2' }, me)).toBe(false);
    // A team's: of no single unit.
    expect(isMine({ unit: 't1' }, me)).toBe(true);
  });
});

describe('the distance to a deadline', () => {
  it('never says more time than there is, nor less delay', () => {
    expect(distance(NOW + 35.9 * MINUTE, NOW)).toEqual({ late: false, days: 0, hours: 0, minutes: 35 });
    expect(distance(NOW - 0.2 * MINUTE, NOW)).toEqual({ late: true, days: 0, hours: 0, minutes: 1 });
    expect(distance(NOW + 3065 * MINUTE, NOW)).toEqual({ late: false, days: 2, hours: 3, minutes: 0 });
  });
});
