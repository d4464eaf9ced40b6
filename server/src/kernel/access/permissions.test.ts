import type { Actor } from '@lianfang/domain/kernel/access.ts';
import { describe, expect, test } from 'vitest';
import { maskName, maskNumber, maskPhone, maskPlate } from './masks.ts';
import { covers, demand, mayMake, prefixOf, scopeOf, serverActor } from './permissions.ts';
import { weekOf } from './weeks.ts';

const from = '2026-01-01T00:00:00Z';
const until = '2026-02-01T00:00:00Z';
const actor: Actor = {
  id: 'a',
  kind: 'account',
  county: '610330',
  grants: [
    { role: 'checkpoint_lead', area: '610330101000', from },
    { role: 'checkpoint_lead', area: '610330101201', from },
    { role: 'data_desk', area: '610330000000', from, until },
  ],
};

describe('what an actor may', () => {
  test('an area reaches all below it', () => {
    expect(['610000000000', '610330', '610330000000', '610330101000', '610330101201'].map(prefixOf)).toEqual([
      '61',
      '610330',
      '610330',
      '610330101',
      '610330101201',
    ]);
    expect(covers(actor, ['checkpoint_lead'], '610330101205')).toBe(true);
    expect(covers(actor, ['checkpoint_lead'], '610330102000')).toBe(false);
    expect(covers(actor, ['checkpoint_lead'], '610330000000')).toBe(false);
    expect(covers(actor, ['signer'], '610330101000')).toBe(false);
    expect(covers(serverActor('610330'), ['signer'], '610330101000')).toBe(true);
  });

  test('a scope has no area inside another, and only what is held at the time asked for', () => {
    expect(scopeOf(actor, ['checkpoint_lead'])).toEqual(['610330101']);
    expect(scopeOf(actor, ['checkpoint_lead', 'data_desk'], '2026-01-15T00:00:00Z')).toEqual(['610330']);
    expect(scopeOf(actor, ['checkpoint_lead', 'data_desk'], until)).toEqual(['610330101']);
    expect(scopeOf(actor, ['signer'])).toEqual([]);
  });

  test('an entry counts by the role held when it was made', () => {
    expect(mayMake(actor, ['data_desk'], '2026-01-31T23:59:59Z')).toBe(true);
    expect(mayMake(actor, ['data_desk'], until)).toBe(false);
    expect(mayMake(actor, [], '2026-01-15T00:00:00Z')).toBe(false);
    expect(mayMake(serverActor('610330'), [], from)).toBe(true);
  });

  test('demand tells role from area', () => {
    const at = Date.parse('2026-03-01T00:00:00Z');
    expect(() => demand(actor, ['data_desk'], at)).toThrow('access.denied');
    expect(() => demand(actor, ['checkpoint_lead'], at, '610330102000')).toThrow('access.denied');
    demand(actor, ['checkpoint_lead'], at, '610330101205');
  });
});

test('masked forms keep what the convention says', () => {
  expect(['王小明', '王', '阿依古丽·买买提', '𠮷野家', ''].map(maskName)).toEqual([
    '王＊',
    '王＊',
    '阿＊',
    '𠮷＊',
    '',
  ]);
  expect(maskNumber('610399199001011234')).toBe('610***********1234');
  expect(['E1234567', 'AB12', 'A'].map(maskNumber)).toEqual(['******67', '****', '*']);
  expect(maskPhone('199 1234-5678')).toBe('199****5678');
  expect(['陕C12345', '陕C·12345', '陕CD12345', '无牌'].map(maskPlate)).toEqual([
    '陕C·**345',
    '陕C·**345',
    '陕C·***345',
    '**',
  ]);
});

test('weeks are those of ISO 8601 by the wall clock of the county', () => {
  const weeks = [
    '2021-01-03T15:59:59Z',
    '2021-01-03T16:00:00Z',
    '2024-12-29T16:00:00Z',
    '2022-01-05T00:00:00Z',
    '1969-12-31T00:00:00Z',
  ].map((instant) => weekOf(Date.parse(instant)));
  expect(weeks).toEqual([202053, 202101, 202501, 202201, 197001]);
});
