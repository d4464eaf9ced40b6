import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addScriptDevice, revokeDevice } from './devices.ts';
import { tidyAccess } from './housekeeping.ts';
import { authenticate, listSessions, revokeSession, signIn, signOut } from './sessions.ts';
import {
  county,
  meddled,
  newAccount,
  newWorld,
  operator,
  password,
  problemOf,
  someone,
  type World,
} from './testTools.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.drop());

describe('a session', () => {
  test('ends after half an hour without use, and half a day in any case', async () => {
    const { token } = await someone(world, 'checkpoint_crew');
    for (let turn = 0; turn < 25; turn++) {
      world.pass(28 * MINUTE);
      if (turn === 24) expect(await authenticate(world.deps, token)).toMatchObject({ kind: 'account' });
      else await authenticate(world.deps, token);
    }
    const { sessionExpires } = (await authenticate(world.deps, token))!;
    expect(Date.parse(sessionExpires) - world.deps.now()).toBe(20 * MINUTE);
    world.pass(20 * MINUTE);
    expect(await authenticate(world.deps, token)).toBeUndefined();
    const idle = await someone(world, 'checkpoint_crew');
    world.pass(30 * MINUTE);
    expect(await authenticate(world.deps, idle.token)).toBeUndefined();
  });

  test('is not kept alive by what a page asks for by itself, however often that is', async () => {
    const { deps } = world;
    const { token } = await someone(world, 'checkpoint_crew');
    for (let second = 0; second < 29 * 60; second += 20) {
      world.pass(20_000);
      expect(await authenticate(deps, token, { touch: false })).toBeDefined();
    }
    // Somebody clicks, right after the page has asked.
    expect(Date.parse((await authenticate(deps, token))!.sessionExpires) - deps.now()).toBe(30 * MINUTE);
    world.pass(29 * MINUTE);
    expect(await authenticate(deps, token, { touch: false })).toBeDefined();
    world.pass(MINUTE);
    expect(await authenticate(deps, token, { touch: false })).toBeUndefined();
    expect(await authenticate(deps, token)).toBeUndefined();
  });

  test('is known by a hash alone, and tokens that are none are refused', async () => {
    const { token, session } = await someone(world, 'checkpoint_crew');
    const { rows } = await world.deps.pool.query<{ hash: Buffer; row: string }>(
      'SELECT token_hash AS hash, s::text AS row FROM access.session s WHERE id = $1',
      [session],
    );
    expect(rows[0]!.hash.equals(createHash('sha256').update(token).digest())).toBe(true);
    expect(rows[0]!.row).not.toContain(token);
    for (const bad of [
      '',
      token.slice(1),
      `${token}A`,
      token.toLowerCase(),
      'x'.repeat(10_000),
      rows[0]!.hash.toString('base64url'),
    ]) {
      expect(await authenticate(world.deps, bad)).toBeUndefined();
    }
  });

  test('signed out or revoked, is refused at the next request, also while another request is under way', async () => {
    const { deps } = world;
    const first = await someone(world, 'checkpoint_crew');
    expect(await authenticate(deps, first.token)).toBeDefined();
    await signOut(deps, first.token);
    expect(await authenticate(deps, first.token)).toBeUndefined();
    const { token, actor } = await signIn(deps, { account: first.name, password });
    let revoked = false;
    const meanwhile = meddled(deps, {
      async after(sql) {
        if (revoked || !sql.includes('FROM access.session WHERE token_hash')) return;
        revoked = true;
        await revokeSession(meanwhile, actor, actor.session);
      },
    });
    // This one had read the session before it was revoked; what it read must not serve the next.
    await authenticate(meanwhile, token);
    expect(revoked).toBe(true);
    expect(await authenticate(meanwhile, token)).toBeUndefined();
  });

  test('revoked by another process is refused after three seconds', async () => {
    const { deps } = world;
    const { token, session } = await someone(world, 'checkpoint_crew');
    expect(await authenticate(deps, token)).toBeDefined();
    await deps.pool.query('UPDATE access.session SET revoked_at = $2 WHERE id = $1', [
      session,
      new Date(deps.now()),
    ]);
    world.pass(3_000);
    expect(await authenticate(deps, token)).toBeUndefined();
  });

  test('is listed to its owner, and to those who watch; only its owner and the security administrator end it', async () => {
    const { deps } = world;
    const owner = await someone(world, 'checkpoint_crew');
    const other = await someone(world, 'checkpoint_crew');
    const guard = await someone(world, 'security_admin');
    const auditor = await someone(world, 'auditor');
    expect(await listSessions(deps, owner, false)).toMatchObject([
      { id: owner.session, current: true, account: owner.id },
    ]);
    expect(await problemOf(listSessions(deps, owner, true))).toBe('access.denied');
    const all = (await listSessions(deps, auditor, true)).map(({ id }) => id);
    expect(all).toEqual(expect.arrayContaining([owner.session, other.session, guard.session]));
    expect(await problemOf(revokeSession(deps, other, owner.session))).toBe('access.denied');
    expect(await problemOf(revokeSession(deps, auditor, owner.session))).toBe('access.denied');
    await revokeSession(deps, guard, owner.session);
    expect(await authenticate(deps, owner.token)).toBeUndefined();
    expect(await problemOf(revokeSession(deps, guard, owner.session))).toBe('not_found');
  });
});

describe("a program's token", () => {
  test('holds for a year of silence, as the device or as the account it was given, until it is revoked', async () => {
    const { deps } = world;
    const { id } = await newAccount(deps, ['checkpoint_lead@610399101000'], { agency: 'health' });
    const own = await addScriptDevice(deps, operator, { county, post: 'CP1' });
    const lent = await addScriptDevice(deps, operator, { county, post: 'CP1', account: id });
    expect(await authenticate(deps, own.token)).toMatchObject({
      id: own.device,
      kind: 'device',
      device: own.device,
      post: 'CP1',
      grants: [{ role: 'checkpoint_crew', area: '610399000000' }],
    });
    expect(await authenticate(deps, lent.token)).toMatchObject({
      id,
      kind: 'account',
      device: lent.device,
      agency: 'health',
    });
    world.pass(364 * DAY);
    expect(await authenticate(deps, own.token)).toBeDefined();
    await revokeDevice(deps, operator, own.device, 'lost');
    expect(await authenticate(deps, own.token)).toBeUndefined();
    world.pass(2 * DAY);
    expect(await authenticate(deps, lent.token)).toBeUndefined();
  });
});

test('what is long over is cleared away', async () => {
  const { deps } = world;
  await problemOf(signIn(deps, { account: 'ghost', password }));
  world.pass(31 * DAY);
  const { token } = await someone(world, 'checkpoint_crew');
  await tidyAccess(deps, [county]);
  const { rows } = await deps.pool.query(
    'SELECT (SELECT count(*) FROM access.attempt)::int AS tries, (SELECT count(*) FROM access.session)::int AS sessions',
  );
  expect(rows).toEqual([{ tries: 0, sessions: 1 }]);
  expect(await authenticate(deps, token)).toBeDefined();
});
