import { hashSync } from '@node-rs/argon2';
import { describe, expect, test } from 'vitest';
import {
  checkPassword,
  checkUnused,
  generatePassword,
  hashPassword,
  isOverdue,
  isPassword,
  passwordPolicies,
  passwordPolicy,
} from './passwords.ts';

const { djbh3, asvs } = passwordPolicies;
const why = (policy: typeof djbh3, password: string) => {
  try {
    checkPassword(policy, password, ['zhangsan', '张三']);
    return 'good';
  } catch (error) {
    return (error as { details: { why: string } }).details.why;
  }
};

describe('the policy 等保三级', () => {
  test.each([
    ['Kakou-27.zb', 'good'],
    ['凤县Kakou27值班员好', 'good'],
    ['Kakou-27.', 'too_short'],
    ['kakouzhiban27', 'classes'],
    ['12345678901234', 'classes'],
    ['Zhangsan-2026', 'contains_name'],
    ['张三Kakou-2026', 'contains_name'],
    ['ＺＨＡＮＧsan-2026', 'contains_name'],
    ['P@ssw0rd123456', 'common'],
    ['Admin@123456', 'common'],
    ['Aa1Aa1Aa1Aa1', 'common'],
    [`Kakou-27${'x'.repeat(130)}`, 'too_long'],
  ])('%s: %s', (password, answer) => expect(why(djbh3, password)).toBe(answer));

  test('wants another every 90 days', () => {
    const set = '2026-01-01T00:00:00Z';
    expect(isOverdue(djbh3, set, Date.parse('2026-03-31T23:59:59Z'))).toBe(false);
    expect(isOverdue(djbh3, set, Date.parse('2026-04-01T00:00:00Z'))).toBe(true);
  });
});

describe('the policy of ASVS', () => {
  test.each([
    ['mashang dao kakou', 'good'],
    ['kakouzhiban', 'too_short'],
    ['iloveyouiloveyou!', 'good'],
    ['qwertyuiop12', 'common'],
    ['123123123123', 'common'],
  ])('%s: %s', (password, answer) => expect(why(asvs, password)).toBe(answer));

  test('never asks for another because of its age', () => {
    expect(isOverdue(asvs, '2016-01-01T00:00:00Z', Date.parse('2026-01-01T00:00:00Z'))).toBe(false);
  });
});

test('the policy is chosen by name, and an unknown name is refused', () => {
  expect(passwordPolicy(undefined)).toBe(djbh3);
  expect(passwordPolicy('asvs')).toBe(asvs);
  expect(() => passwordPolicy('none')).toThrow('usage');
});

test('a password is kept as argon2id of the cost that OWASP names, and known again as typed in full width', async () => {
  const hash = await hashPassword('Kakou-27.zb');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await isPassword(hash, 'Kakou-27.zb')).toBe(true);
  expect(await isPassword(hash, 'Ｋakou－27．zb')).toBe(true);
  expect(await isPassword(hash, 'Kakou-27.zB')).toBe(false);
  expect(await isPassword(undefined, 'Kakou-27.zb')).toBe(false);
  expect(await isPassword(hash, 'x'.repeat(100_000))).toBe(false);
});

test('one of the last is refused', async () => {
  const old = hashSync('Kakou-27.zb', { memoryCost: 8, timeCost: 1, parallelism: 1 });
  await expect(checkUnused(djbh3, 'Kakou-27.zb', [old])).rejects.toMatchObject({
    details: { why: 'used_before' },
  });
  await checkUnused(djbh3, 'Kakou-28.zb', [old]);
});

test('generated passwords satisfy both policies and differ', () => {
  const some = Array.from({ length: 500 }, generatePassword);
  expect(new Set(some).size).toBe(500);
  for (const password of some) expect([why(djbh3, password), why(asvs, password)]).toEqual(['good', 'good']);
});
