import { findings } from '@lianfang/domain/modules/verification/schema.ts';
import * as fc from 'fast-check';

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
export type Deed = (typeof deeds)[number];
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
