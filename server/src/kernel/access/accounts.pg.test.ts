import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addAccount,
  addUnit,
  changePassword,
  disableAccount,
  enableAccount,
  grantRole,
  resetPassword,
  resetTotp,
  revokeRole,
} from './accounts.ts';
import { accessReads } from './reads.ts';
import { authenticate, signIn } from './sessions.ts';
import { findAccount, findClaim } from './store.ts';
import {
  codeOf,
  county,
  countyWide,
  newAccount,
  newWorld,
  operator,
  password,
  problemOf,
  someone,
  type World,
} from './testTools.ts';

const DAY = 86_400_000;
let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.drop());

const plain = { display: '测试员', roles: [], password, mustChange: false };

describe('accounts', () => {
  test('a name is one account in all counties, however it is typed', async () => {
    const { deps } = world;
    await addAccount(deps, operator, { ...plain, name: 'Li.Si' });
    expect(await problemOf(addAccount(deps, operator, { ...plain, name: 'ＬＩ．ｓｉ' }))).toBe('conflict');
    const many = await Promise.all(
      Array.from({ length: 6 }, () => problemOf(addAccount(deps, operator, { ...plain, name: 'wangwu' }))),
    );
    expect(many.sort()).toEqual([...Array(5).fill('conflict'), 'no problem']);
    for (const name of ['a', '带 空格', '<b>', 'x'.repeat(33), '.hidden']) {
      expect(await problemOf(addAccount(deps, operator, { ...plain, name }))).toBe('request.malformed');
    }
  });

  test('a name claimed by an account that was never made can be had a minute later', async () => {
    const { deps } = world;
    const failed = addAccount(deps, operator, {
      ...plain,
      name: 'zhaoliu',
      unit: '0190c5e0-0000-7000-8000-000000000000',
    });
    expect(await problemOf(failed)).toBe('not_found');
    expect(await findClaim(deps.pool, 'zhaoliu')).toBeUndefined();
    // As a crash between the two transactions leaves it.
    const { account } = await addAccount(deps, operator, { ...plain, name: 'crash' });
    await deps.pool.query("DELETE FROM access.account WHERE county = '610399' AND id = $1", [account]);
    expect(await problemOf(addAccount(deps, operator, { ...plain, name: 'crash' }))).toBe('conflict');
    world.pass(61_000);
    await addAccount(deps, operator, { ...plain, name: 'crash' });
  });

  test('no account comes with a password that the policy refuses', async () => {
    const weak = addAccount(world.deps, operator, { ...plain, name: 'sunqi', password: 'Sunqi-2026-x' });
    expect(await problemOf(weak)).toBe('session.password_policy contains_name');
    expect(await findClaim(world.deps.pool, 'sunqi')).toBeUndefined();
  });

  test('out of use, it is signed out at once; in use again, it signs in', async () => {
    const { deps } = world;
    const { id, token, name } = await someone(world, 'checkpoint_crew');
    await disableAccount(deps, operator, id);
    expect(await authenticate(deps, token)).toBeUndefined();
    expect(await problemOf(signIn(deps, { account: name, password }))).toBe('session.wrong');
    await enableAccount(deps, operator, id);
    await signIn(deps, { account: name, password });
    expect(await authenticate(deps, token)).toBeUndefined();
  });

  test('units have names of their own and lie in the county', async () => {
    const { deps } = world;
    await addUnit(deps, operator, { name: '县公安局', agency: 'police', area: '610399' });
    expect(
      await problemOf(addUnit(deps, operator, { name: '县公安局', agency: 'police', area: '610399' })),
    ).toBe('conflict');
    const outside = addUnit(deps, operator, { name: '邻县公安局', agency: 'police', area: '610398' });
    expect(await problemOf(outside)).toBe('request.malformed outside_county');
  });

  test('one that nobody used for 90 days is shown as stale', async () => {
    const { id } = await newAccount(world.deps, ['checkpoint_crew']);
    const actor = await someone(world, 'auditor');
    const asked = { deps: world.deps as never, actor, county, scope: undefined };
    const read = async () =>
      (await accessReads['access.accounts'](asked, {})).accounts.find((one) => one.id === id);
    expect(await read()).toMatchObject({ state: 'active', stale: false, secondFactor: false });
    world.pass(91 * DAY);
    expect(await read()).toMatchObject({ stale: true });
  });
});

describe('roles', () => {
  test('the three that watch one another are never one account', async () => {
    const { deps } = world;
    const both = [
      { role: 'system_admin' as const, area: countyWide },
      { role: 'auditor' as const, area: countyWide },
    ];
    expect(await problemOf(addAccount(deps, operator, { ...plain, name: 'both', roles: both }))).toContain(
      'conflict',
    );
    const { id } = await newAccount(deps, ['system_admin']);
    expect(
      await problemOf(grantRole(deps, operator, { account: id, role: 'security_admin', area: countyWide })),
    ).toContain('conflict');
    await grantRole(deps, operator, { account: id, role: 'data_desk', area: countyWide });
  });

  test('not even when two are given at the same moment', async () => {
    const { deps } = world;
    const { id } = await newAccount(deps, ['checkpoint_crew']);
    const roles = ['system_admin', 'security_admin', 'auditor'] as const;
    const answers = await Promise.all(
      roles.map((role) => problemOf(grantRole(deps, operator, { account: id, role, area: countyWide }))),
    );
    expect(answers.filter((answer) => answer === 'no problem')).toHaveLength(1);
  });

  test('nobody gives himself one, nor takes himself out of use', async () => {
    const actor = await someone(world, 'security_admin');
    expect(
      await problemOf(
        grantRole(world.deps, actor, { account: actor.id, role: 'commander', area: countyWide }),
      ),
    ).toBe('access.denied self');
    expect(await problemOf(disableAccount(world.deps, actor, actor.id))).toBe('access.denied self');
    expect(await problemOf(resetTotp(world.deps, actor, actor.id))).toBe('access.denied self');
    expect(await problemOf(resetPassword(world.deps, actor, actor.id, 'Kakou-Zhiban.28'))).toBe(
      'access.denied self',
    );
  });

  test('count from the next request on, and end with it', async () => {
    const { deps } = world;
    const actor = await someone(world, 'checkpoint_crew');
    const held = async () => (await authenticate(deps, actor.token))?.grants.map(({ role }) => role);
    await grantRole(deps, operator, { account: actor.id, role: 'checkpoint_lead', area: '610399101000' });
    expect(await held()).toEqual(['checkpoint_crew', 'checkpoint_lead']);
    await revokeRole(deps, operator, { account: actor.id, role: 'checkpoint_lead', area: '610399101000' });
    expect(await held()).toEqual(['checkpoint_crew']);
    const again = revokeRole(deps, operator, {
      account: actor.id,
      role: 'checkpoint_lead',
      area: '610399101000',
    });
    expect(await problemOf(again)).toBe('not_found');
    expect(
      await problemOf(grantRole(deps, operator, { account: actor.id, role: 'signer', area: '610398' })),
    ).toBe('request.malformed outside_county');
  });

  test('the first that works at a desk brings a second factor', async () => {
    const { deps } = world;
    const { id, name } = await newAccount(deps, ['checkpoint_crew']);
    const { totp } = await grantRole(deps, operator, { account: id, role: 'signer', area: countyWide });
    expect(await problemOf(signIn(deps, { account: name, password }))).toBe('session.second_factor needed');
    await signIn(deps, { account: name, password, code: codeOf(totp!.uri, deps.now()) });
    expect(await grantRole(deps, operator, { account: id, role: 'commander', area: countyWide })).toEqual({});
    const fresh = await resetTotp(deps, operator, id);
    world.pass(60_000);
    expect(
      await problemOf(signIn(deps, { account: name, password, code: codeOf(totp!.uri, deps.now()) })),
    ).toBe('session.second_factor wrong');
    await signIn(deps, { account: name, password, code: codeOf(fresh.uri, deps.now()) });
  });
});

describe('passwords', () => {
  test('are changed by their owner, who stays signed in here and nowhere else', async () => {
    const { deps } = world;
    const actor = await someone(world, 'checkpoint_crew');
    const other = await signIn(deps, { account: actor.name, password });
    const change = (old: string, fresh: string) =>
      changePassword(deps, actor, { old, fresh, keepSession: actor.session });
    expect(await problemOf(change('Wrong-password.1', 'Kakou-Zhiban.28'))).toBe('session.wrong');
    expect(await problemOf(change(password, 'short'))).toBe('session.password_policy too_short');
    expect(await problemOf(change(password, password))).toBe('session.password_policy used_before');
    await change(password, 'Kakou-Zhiban.28');
    expect(await authenticate(deps, actor.token)).toBeDefined();
    expect(await authenticate(deps, other.token)).toBeUndefined();
    expect(await problemOf(signIn(deps, { account: actor.name, password }))).toBe('session.wrong');
  });

  test('the last five are not taken again, the sixth is', async () => {
    const { deps } = world;
    const actor = await someone(world, 'checkpoint_crew');
    const nth = (turn: number) => (turn === 0 ? password : `Kakou-Zhiban.${30 + turn}`);
    for (let turn = 1; turn <= 5; turn++) {
      world.pass(1000);
      await changePassword(deps, actor, { old: nth(turn - 1), fresh: nth(turn) });
      for (const used of [turn, turn - 1, 1]) {
        expect(await problemOf(changePassword(deps, actor, { old: nth(turn), fresh: nth(used) }))).toBe(
          'session.password_policy used_before',
        );
      }
    }
    await changePassword(deps, actor, { old: nth(5), fresh: nth(0) });
  });

  test('given by another or 90 days old, let in only to be changed', async () => {
    const { deps } = world;
    const { id, name } = await newAccount(deps, ['checkpoint_crew']);
    await resetPassword(deps, operator, id, 'Kakou-Zhiban.40');
    const { actor } = await signIn(deps, { account: name, password: 'Kakou-Zhiban.40' });
    expect(actor.mustChangePassword).toBe(true);
    await changePassword(deps, actor, { old: 'Kakou-Zhiban.40', fresh: 'Kakou-Zhiban.41' });
    expect(
      (await signIn(deps, { account: name, password: 'Kakou-Zhiban.41' })).actor.mustChangePassword,
    ).toBe(false);
    world.pass(90 * DAY);
    expect(
      (await signIn(deps, { account: name, password: 'Kakou-Zhiban.41' })).actor.mustChangePassword,
    ).toBe(true);
  });

  test('cannot be tried at an unlocked desk for long', async () => {
    const actor = await someone(world, 'checkpoint_crew');
    const answers = [];
    for (let turn = 0; turn < 6; turn++) {
      answers.push(
        await problemOf(
          changePassword(world.deps, actor, { old: `Wrong-password.${turn}`, fresh: 'Kakou-Zhiban.50' }),
        ),
      );
    }
    expect(answers).toEqual([...Array(5).fill('session.wrong'), 'session.locked']);
  });

  test('are nowhere but as argon2id hashes', async () => {
    const { id } = await newAccount(world.deps, ['checkpoint_crew']);
    expect((await findAccount(world.deps.pool, county, id))?.hash).toMatch(/^\$argon2id\$/);
  });
});
