import argon2 from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { unlockAccount } from './accounts.ts';
import { settleAccess } from './log.ts';
import { authenticate, signIn } from './sessions.ts';
import {
  countyWide,
  meddled,
  newAccount,
  newWorld,
  operator,
  password,
  problemOf,
  type World,
} from './testTools.ts';

const MINUTE = 60_000;
let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.drop());

const attempt = (account: string, typed = password, code?: string) =>
  signIn(world.deps, { account, password: typed, code });

describe('signing in', () => {
  test('takes name and password, however the name is typed', async () => {
    const { id } = await newAccount(world.deps, ['checkpoint_crew'], { name: 'Zhang.San', agency: 'police' });
    const { actor, token, expires } = await attempt('ｚｈａｎｇ．SAN ');
    expect(actor).toMatchObject({
      id,
      kind: 'account',
      county: '610399',
      agency: 'police',
      mustChangePassword: false,
    });
    expect(actor.grants).toMatchObject([{ role: 'checkpoint_crew', area: countyWide }]);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(Date.parse(expires) - world.deps.now()).toBe(30 * MINUTE);
  });

  test('a name that does not exist, one out of use and a wrong password are one answer', async () => {
    const { id, name } = await newAccount(world.deps, ['checkpoint_crew']);
    expect(await problemOf(attempt(name, 'Wrong-password.1'))).toBe('session.wrong');
    expect(await problemOf(attempt('nobody'))).toBe('session.wrong');
    await world.deps.pool.query('UPDATE access.account SET disabled_at = $2 WHERE county = $3 AND id = $1', [
      id,
      new Date(world.deps.now()),
      '610399',
    ]);
    expect(await problemOf(attempt(name))).toBe('session.wrong');
  });

  test('costs as much for a name that does not exist', async () => {
    const { name } = await newAccount(world.deps, ['checkpoint_crew']);
    const asked: Record<string, number> = {};
    const hashed: Record<string, string[]> = {};
    // The hash itself is the real one; it is seen how often it is computed.
    const verify = vi.spyOn(argon2, 'verify');
    for (const account of [name, 'ghost', name, 'ghost']) {
      let sent = 0;
      verify.mockClear();
      await problemOf(
        signIn(meddled(world.deps, { before: async () => sent++ }), {
          account,
          password: 'Wrong-password.1',
        }),
      );
      // All that costs anything: what is asked of the database before the answer, and the password hash with its parameters.
      hashed[account] = verify.mock.calls.map(
        ([hash]) => /^\$\w+\$v=\d+\$[^$]+/.exec(String(hash))?.[0] ?? '',
      );
      asked[account] = sent;
      await settleAccess(world.deps);
    }
    verify.mockRestore();
    expect(asked[name]).toBe(asked.ghost);
    expect(asked.ghost).toBeGreaterThan(1);
    expect(hashed.ghost).toEqual([expect.stringMatching(/^\$argon2id\$v=19\$m=\d{5,},t=\d,p=\d$/)]);
    expect(hashed[name]).toEqual(hashed.ghost);
  });

  test('shows when and from where the account had signed in before', async () => {
    const { name } = await newAccount(world.deps, ['checkpoint_crew']);
    const first = await signIn(world.deps, { account: name, password, from: '10.0.0.1' });
    expect(first.actor.lastLogin).toBeUndefined();
    const at = new Date(world.deps.now()).toISOString();
    world.pass(MINUTE);
    const second = await signIn(world.deps, { account: name, password, from: '10.0.0.2' });
    expect(second.actor.lastLogin).toEqual({ at, from: '10.0.0.1' });
  });
});

describe('the lock', () => {
  test('closes after five failures for half an hour, for real names and others alike', async () => {
    const { name } = await newAccount(world.deps, ['checkpoint_crew']);
    for (const account of [name, 'no-such-name']) {
      const answers = [];
      for (let turn = 0; turn < 7; turn++)
        answers.push(await problemOf(attempt(account, 'Wrong-password.1')));
      expect(answers).toEqual([...Array(5).fill('session.wrong'), 'session.locked', 'session.locked']);
    }
    expect(await problemOf(attempt(name))).toBe('session.locked');
    world.pass(30 * MINUTE);
    await attempt(name);
  });

  test('tries at the same moment do not slip past it', async () => {
    const { name } = await newAccount(world.deps, ['checkpoint_crew']);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => problemOf(attempt(name, 'Wrong-password.1'))),
    );
    expect(answers.filter((answer) => answer === 'session.wrong')).toHaveLength(5);
    expect(answers.filter((answer) => answer === 'session.locked')).toHaveLength(15);
    expect(await problemOf(attempt(name))).toBe('session.locked');
  });

  test('is lifted by the security administrator, and by a success before the fifth', async () => {
    const { id, name } = await newAccount(world.deps, ['checkpoint_crew']);
    for (let turn = 0; turn < 5; turn++) await problemOf(attempt(name, 'Wrong-password.1'));
    await unlockAccount(world.deps, operator, id);
    for (let turn = 0; turn < 4; turn++) await problemOf(attempt(name, 'Wrong-password.1'));
    await attempt(name);
    for (let turn = 0; turn < 4; turn++)
      expect(await problemOf(attempt(name, 'Wrong-password.1'))).toBe('session.wrong');
  });

  test('and each failure stand in the ledger', async () => {
    const { id, name } = await newAccount(world.deps, ['checkpoint_crew']);
    for (let turn = 0; turn < 5; turn++) await problemOf(attempt(name, 'Wrong-password.1'));
    const said = (await world.ledger())
      .filter(({ data }) => data.subject === id)
      .map(({ data }) => data.what);
    expect(said).toEqual([
      'account.added',
      'role.granted',
      ...Array(5).fill('session.failed'),
      'account.locked',
    ]);
  });
});

describe('the second factor', () => {
  test('is asked of every desk role and of no crew', async () => {
    for (const role of [
      'checkpoint_lead',
      'data_desk',
      'signer',
      'commander',
      'system_admin',
      'security_admin',
      'auditor',
    ]) {
      const { name, code } = await newAccount(world.deps, [role]);
      expect(await problemOf(attempt(name))).toBe('session.second_factor needed');
      expect(await problemOf(attempt(name, 'Wrong-password.1', code()))).toBe('session.wrong');
      expect((await attempt(name, password, code())).actor.grants[0]?.role).toBe(role);
    }
    const { name } = await newAccount(world.deps, ['checkpoint_crew']);
    await attempt(name);
  });

  test('a code is good once, also for two at the same moment, and an older one no more', async () => {
    const { name, code } = await newAccount(world.deps, ['data_desk']);
    const before = code();
    world.pass(30_000);
    const typed = code();
    const answers = await Promise.all([1, 2, 3].map(() => problemOf(attempt(name, password, typed))));
    expect(answers.sort()).toEqual([
      'no problem',
      'session.second_factor wrong',
      'session.second_factor wrong',
    ]);
    expect(await problemOf(attempt(name, password, before))).toBe('session.second_factor wrong');
  });

  test('one step of the clock is forgiven, two are not', async () => {
    const { name, code } = await newAccount(world.deps, ['data_desk']);
    const [old] = [code()];
    world.pass(60_000);
    expect(await problemOf(attempt(name, password, old))).toBe('session.second_factor wrong');
    const late = code();
    world.pass(30_000);
    await attempt(name, password, late);
  });

  test('wrong codes lock the account, and asking for the code in between does not unlock it', async () => {
    const { name } = await newAccount(world.deps, ['data_desk']);
    const answers = [];
    for (let turn = 0; turn < 6; turn++) {
      answers.push(await problemOf(attempt(name, password, '000000')));
      answers.push(await problemOf(attempt(name)));
    }
    expect(answers.slice(0, 9).filter((answer) => answer === 'session.second_factor wrong')).toHaveLength(5);
    expect(answers.slice(9)).toEqual(Array(3).fill('session.locked'));
  });

  test('its secret is sealed at rest', async () => {
    const { id, name, code } = await newAccount(world.deps, ['data_desk']);
    const { rows } = await world.deps.pool.query<{ totp: Buffer; row: string }>(
      "SELECT totp_secret AS totp, a::text AS row FROM access.account a WHERE county = '610399' AND id = $1",
      [id],
    );
    expect(rows[0]!.totp.length).toBe(12 + 20 + 16);
    expect(code()).toMatch(/^\d{6}$/);
    expect(rows[0]!.row).not.toContain(password);
    expect(name).toBeTruthy();
  });
});

test('what is logged and what the ledger keeps says no password, no code, no name typed', async () => {
  const canary = '610399199911119999';
  const { name, code } = await newAccount(world.deps, ['data_desk']);
  const typed = code()!;
  await problemOf(attempt(canary, canary, '123456'));
  await problemOf(attempt(name, canary, typed));
  const { token } = await attempt(name, password, typed);
  await authenticate(world.deps, token);
  const { rows } = await world.deps.pool.query<{ row: string }>(
    'SELECT l::text AS row FROM access.log l UNION ALL SELECT s::text FROM access.session s UNION ALL SELECT a::text FROM access.attempt a',
  );
  const kept = [...world.lines, ...rows.map(({ row }) => row), JSON.stringify(await world.ledger())].join(
    '\n',
  );
  for (const secret of [canary, password, token, name]) {
    expect(kept).not.toContain(secret);
  }
});
