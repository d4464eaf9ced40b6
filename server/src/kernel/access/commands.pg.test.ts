import { roles } from '@lianfang/domain/kernel/access.ts';
import { kernelReads } from '@lianfang/domain/kernel/reads.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccessCommand, accessCommands, runAccessCommand } from './commands.ts';
import { addScriptDevice } from './devices.ts';
import { carryLog } from './log.ts';
import { accessReads } from './reads.ts';
import { authenticate, signIn } from './sessions.ts';
import {
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

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.drop());

const nobody = '0190c5e0-0000-7000-8000-000000000000';
const run = (actor: Parameters<typeof runAccessCommand>[1], name: string, params: unknown) =>
  runAccessCommand(world.deps, actor, name, params);

describe('commands', () => {
  test('every command knows every role: allowed or refused before anything is looked at', async () => {
    for (const role of roles) {
      const actor = await someone(world, role);
      for (const [name, { who }] of Object.entries(accessCommands)) {
        const allowed = who === 'self' || who.includes(role);
        const answer = await problemOf(run(actor, name, { nonsense: true }));
        expect([role, name, answer]).toEqual([role, name, allowed ? 'request.malformed' : 'access.denied']);
      }
    }
    const { token } = await addScriptDevice(world.deps, operator, { county, post: 'CP1' });
    const device = (await authenticate(world.deps, token))!;
    for (const name of Object.keys(accessCommands)) {
      expect(await problemOf(run(device, name, {}))).toMatch(/^access\.denied/);
    }
  });

  test('a name that is none is not found, also one that every object has', async () => {
    for (const name of ['access.nothing', 'constructor', '__proto__', 'toString']) {
      expect(await problemOf(run(operator, name, {}))).toBe('not_found');
    }
  });

  test('a part of the county is not the county', async () => {
    const partial = await someone(world, 'system_admin@610399101000');
    expect(
      await problemOf(run(partial, 'access.unit.add', { name: 'x', agency: 'police', area: '610399' })),
    ).toBe('access.denied area');
  });

  test('one who must change the password can do that and nothing else', async () => {
    const admin = await someone(world, 'system_admin');
    const { id, name } = await newAccount(world.deps, ['checkpoint_crew']);
    await run(admin, 'access.password.reset', { account: id, password: 'Kakou-Zhiban.40' });
    const { actor } = await signIn(world.deps, { account: name, password: 'Kakou-Zhiban.40' });
    expect(await problemOf(run(actor, 'access.session.revoke', { session: actor.session }))).toBe(
      'session.password_change',
    );
    await run(actor, 'access.password.change', { old: 'Kakou-Zhiban.40', new: 'Kakou-Zhiban.41' });
  });

  test('the system administrator adds accounts, but none that watches; the security administrator gives roles', async () => {
    const admin = await someone(world, 'system_admin');
    const guard = await someone(world, 'security_admin');
    const wanted = {
      name: 'chenba',
      display: '陈八',
      roles: [{ role: 'data_desk', area: '610399' }],
      password,
    };
    const made = (await run(admin, 'access.account.add', wanted)) as {
      account: string;
      totp: { secret: string; uri: string };
    };
    expect(made.totp.uri).toContain(made.totp.secret);
    const watching = { ...wanted, name: 'wuJiu', roles: [{ role: 'auditor', area: '610399' }] };
    expect(await problemOf(run(admin, 'access.account.add', watching))).toBe('access.denied exclusive_role');
    await run(guard, 'access.role.grant', { account: made.account, role: 'auditor', area: countyWide });
    await run(guard, 'access.role.revoke', { account: made.account, role: 'auditor', area: countyWide });
    await run(admin, 'access.account.disable', { account: made.account });
    await run(admin, 'access.account.enable', { account: made.account });
    await run(guard, 'access.account.unlock', { account: made.account });
    await run(guard, 'access.totp.reset', { account: made.account });
    expect(await problemOf(run(admin, 'access.account.disable', { account: nobody }))).toBe('not_found');
  });

  test('a lead enrols and revokes phones of posts in his area', async () => {
    const lead = await someone(world, 'checkpoint_lead@610399101000');
    const code = (await run(lead, 'access.device.code', { post: 'CP1' })) as { code: string; url: string };
    expect(code.url).toBe(`https://lianfang.test/field/#enrol=${code.code}`);
    expect(await problemOf(run(lead, 'access.device.code', { post: 'CP2' }))).toBe('access.denied area');
    expect(await problemOf(run(lead, 'access.device.code', { post: 'CP9' }))).toBe('not_found');
    const mine = await addScriptDevice(world.deps, operator, { county, post: 'CP1' });
    const theirs = await addScriptDevice(world.deps, operator, { county, post: 'CP2' });
    expect(await problemOf(run(lead, 'access.device.revoke', { device: theirs.device, why: 'x' }))).toBe(
      'access.denied area',
    );
    expect(await problemOf(run(lead, 'access.device.move', { device: mine.device, post: 'CP2' }))).toBe(
      'access.denied area',
    );
    await run(lead, 'access.device.revoke', { device: mine.device, why: '遗失' });
  });

  test('all stand in the ledger with who did what to whom, and no secret', async () => {
    const admin = await someone(world, 'system_admin');
    const { id } = await newAccount(world.deps, ['checkpoint_crew']);
    await run(admin, 'access.password.reset', { account: id, password: 'Kakou-Zhiban.44' });
    await run(admin, 'access.account.disable', { account: id });
    const said = (await world.ledger()).filter(({ data }) => data.by === admin.id).map(({ data }) => data);
    expect(said).toEqual([
      { by: admin.id, what: 'session.opened', subject: admin.id },
      { by: admin.id, what: 'password.reset', subject: id },
      { by: admin.id, what: 'account.disabled', subject: id },
    ]);
    expect(JSON.stringify(await world.ledger())).not.toMatch(/Kakou|argon2|secret|测试员/);
  });

  test('a change whose record could not be written to the ledger is written there later, once', async () => {
    const { deps } = world;
    const { id } = await newAccount(deps, ['checkpoint_crew']);
    const of = async () =>
      (await world.ledger()).filter(({ data }) => data.subject === id && data.what === 'account.disabled');
    // The ledger took it, but the answer was lost.
    const lost = {
      ...deps,
      append: async (...given: Parameters<typeof deps.append>) =>
        deps.append(...given).then(() => Promise.reject(new Error('lost'))),
    };
    await runAccessCommand(lost, operator, 'access.account.disable', { account: id });
    expect(await of()).toHaveLength(1);
    expect(await carryLog(deps, county)).toBe(0);
    world.pass(31_000);
    const carried = await Promise.all([
      carryLog(deps, county),
      carryLog(deps, county),
      carryLog(deps, county),
    ]);
    expect(carried.sort()).toEqual([0, 0, 1]);
    expect(await of()).toHaveLength(1);
  });
});

describe('reads', () => {
  test('answer in the shape that the domain declares', async () => {
    const actor = await someone(world, 'security_admin');
    const asked = { deps: world.deps as never, actor, county, scope: undefined };
    for (const name of Object.keys(accessReads) as (keyof typeof accessReads)[]) {
      const result = await accessReads[name](asked, {});
      expect(kernelReads[name].result.safeParse(result).error?.issues).toBeUndefined();
    }
    const me = await accessReads['access.me'](asked, {});
    expect(me).toMatchObject({
      account: { id: actor.id, name: actor.name },
      county,
      countyName: '测试县',
      exercise: true,
    });
    const stranger = { ...asked, actor: { id: '', kind: 'account' as const, county, grants: [] } };
    expect(await problemOf(accessReads['access.me'](stranger, {}))).toBe('session.missing');
  });

  test('the log is read on from a position, or back from the newest', async () => {
    const actor = await someone(world, 'auditor');
    const asked = { deps: world.deps as never, actor, county, scope: undefined };
    const first = await accessReads['access.log'](asked, { limit: 3 });
    const second = await accessReads['access.log'](asked, { after: first.next, limit: 500 });
    const whole = await accessReads['access.log'](asked, { limit: 500 });
    expect([...first.rows, ...second.rows]).toEqual(whole.rows);
    const positions = whole.rows.map(({ position }) => Number(position));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    const held = (await world.ledger()).length;
    expect(whole.rows).toHaveLength(held);

    const newest = await accessReads['access.log'](asked, { before: '9'.repeat(18), limit: 3 });
    const earlier = await accessReads['access.log'](asked, { before: newest.next, limit: 500 });
    expect([...newest.rows, ...earlier.rows]).toEqual(whole.rows.toReversed());
  });

  test('locked and disabled accounts are shown as such', async () => {
    const actor = await someone(world, 'auditor');
    const { id, name } = await newAccount(world.deps, ['checkpoint_crew']);
    const asked = { deps: world.deps as never, actor, county, scope: undefined };
    const state = async () =>
      (await accessReads['access.accounts'](asked, {})).accounts.find((one) => one.id === id)?.state;
    for (let turn = 0; turn < 5; turn++)
      await problemOf(signIn(world.deps, { account: name, password: 'Wrong-password.1' }));
    expect(await state()).toBe('locked');
    await runAccessCommand(world.deps, operator, 'access.account.disable', { account: id });
    expect(await state()).toBe('disabled');
  });
});

test('the names are those that the desk calls', () => {
  const names: AccessCommand[] = Object.keys(accessCommands) as AccessCommand[];
  expect(names).toHaveLength(16);
  for (const name of names) expect(name).toMatch(/^access\.[a-z]+\.[a-z]+$/);
});
