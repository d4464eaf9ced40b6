import { type Purpose, purposes } from '@lianfang/domain/kernel/access.ts';
import { Problem } from '@lianfang/domain/kernel/problem.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addScriptDevice } from './devices.ts';
import { reveal, revealRoles } from './reveal.ts';
import { authenticate } from './sessions.ts';
import { county, newWorld, operator, problemOf, say, someone, type World } from './testTools.ts';
import { weekOf } from './weeks.ts';

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.drop());

const personal = {
  plate: '陕C12345',
  persons: [{ name: '王小明', document: { number: '610399199001011234' } }],
};
const ask = (entries: string[], purpose: Purpose = 'verification', why = '复核来车') => ({
  purpose,
  why,
  entries,
});
const revealed = async () => (await world.ledger()).filter(({ kind }) => kind === 'access.revealed');

describe('the one door to personal data', () => {
  test('gives it out and says in the ledger to whom, for what, and nothing of it', async () => {
    const actor = await someone(world, 'data_desk');
    const [one, two] = [await say(world.deps, personal), await say(world.deps, undefined)];
    const given = await reveal(world.deps, actor, ask([two, one, one]));
    expect(given).toEqual([
      { id: two, personal: {} },
      { id: one, personal },
    ]);
    const [last] = (await revealed()).slice(-1);
    expect(last).toMatchObject({
      actor: actor.id,
      data: { by: actor.id, purpose: 'verification', why: '复核来车', entries: [two, one] },
    });
    expect(JSON.stringify(last)).not.toContain('610399199001011234');
  });

  test('gives nothing when the ledger cannot be written', async () => {
    const actor = await someone(world, 'data_desk');
    const id = await say(world.deps, personal);
    const broken = { ...world.deps, append: () => Promise.reject(new Problem('server.database')) };
    expect(await problemOf(reveal(broken, actor, ask([id])))).toBe('server.database');
    // The attempt is written once the ledger is back.
    const before = (await revealed()).length;
    world.pass(60_000);
    const { carryLog } = await import('./log.ts');
    expect(await carryLog(world.deps, county)).toBe(1);
    expect((await revealed()).length).toBe(before + 1);
    expect(await carryLog(world.deps, county)).toBe(0);
  });

  test('each purpose has its roles; nobody else gets in', async () => {
    const id = await say(world.deps, personal);
    const roles = [
      'checkpoint_crew',
      'checkpoint_lead',
      'data_desk',
      'signer',
      'commander',
      'system_admin',
      'security_admin',
      'auditor',
    ] as const;
    for (const role of roles) {
      const actor = await someone(world, role);
      for (const purpose of purposes) {
        const answer = await problemOf(reveal(world.deps, actor, ask([id], purpose)));
        expect([role, purpose, answer]).toEqual([
          role,
          purpose,
          revealRoles[purpose].includes(role) ? 'no problem' : 'access.denied',
        ]);
      }
    }
    const { token } = await addScriptDevice(world.deps, operator, { county, post: 'CP1' });
    const device = (await authenticate(world.deps, token))!;
    expect(await problemOf(reveal(world.deps, device, ask([id])))).toBe('access.denied');
    expect(await problemOf(reveal(world.deps, operator, ask([id])))).toBe('access.denied');
  });

  test('opens the actor’s own area and no other, not one of many', async () => {
    const lead = await someone(world, 'checkpoint_lead@610399101000');
    const [mine, theirs, nowhere] = [
      await say(world.deps, personal, '610399101201'),
      await say(world.deps, personal, '610399102000'),
      '0190c5e0-0000-7000-8000-000000000000',
    ];
    await reveal(world.deps, lead, ask([mine]));
    const before = (await revealed()).length;
    expect(await problemOf(reveal(world.deps, lead, ask([theirs])))).toBe('access.denied area');
    expect(await problemOf(reveal(world.deps, lead, ask([mine, theirs])))).toBe('access.denied area');
    expect(await problemOf(reveal(world.deps, lead, ask([mine, nowhere])))).toBe('not_found');
    const stranger = { ...lead, county: '610398' };
    expect(await problemOf(reveal(world.deps, stranger, ask([mine])))).toBe('not_found');
    expect((await revealed()).length).toBe(before);
  });

  test('opens sixty entries a minute and two thousand a day for one person, restarts and parallel requests or not', async () => {
    const actor = await someone(world, 'data_desk');
    const other = await someone(world, 'data_desk');
    const ids = await Promise.all(Array.from({ length: 20 }, () => say(world.deps, personal)));
    world.pass(60_000);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => problemOf(reveal(world.deps, actor, ask(ids)))),
    );
    expect(answers.sort()).toEqual([...Array(3).fill('no problem'), ...Array(3).fill('request.too_many')]);
    await reveal(world.deps, other, ask(ids));
    world.pass(60_000);
    await reveal(world.deps, actor, ask(ids));
    await world.deps.pool.query(
      "UPDATE access.reveal_quota SET day_count = 1985 WHERE county = '610399' AND actor = $1",
      [actor.id],
    );
    expect(await problemOf(reveal(world.deps, actor, ask(ids)))).toBe('request.too_many');
    world.pass(86_400_000);
    const again = { ...actor, grants: actor.grants };
    await reveal(world.deps, again, ask(ids));
  });

  test('says so when a week’s key was destroyed, and when bytes were altered', async () => {
    const { deps } = world;
    const actor = await someone(world, 'data_desk');
    const old = await say(deps, personal);
    world.pass(7 * 86_400_000);
    const fresh = await say(deps, personal);
    await deps.vault.destroyWeeksBefore(county, weekOf(deps.now()));
    expect(await reveal(deps, actor, ask([old, fresh]))).toEqual([
      { id: old, personal: {}, erased: true },
      { id: fresh, personal },
    ]);
    await deps.pool.query(
      "UPDATE ledger.entry SET sealed = set_byte(sealed, 30, 255 - get_byte(sealed, 30)) WHERE county = '610399' AND id = $1",
      [fresh],
    );
    const before = (await revealed()).length;
    expect(await problemOf(reveal(deps, actor, ask([fresh])))).toBe('ledger.altered');
    expect((await revealed()).length).toBe(before);
  });

  test('keeps numbers of persons out of the reason', async () => {
    const actor = await someone(world, 'data_desk');
    const id = await say(world.deps, personal);
    await reveal(
      world.deps,
      actor,
      ask([id], 'complaint', '本人 199 1234 5678（６１０３９９１９９００１０１１２３Ｘ）来电，第 3 次'),
    );
    expect((await revealed()).at(-1)?.data.why).toBe('本人 ＊(＊)来电,第 3 次');
  });

  test('takes at most fifty ids, a purpose of the list and a reason', async () => {
    const actor = await someone(world, 'data_desk');
    const id = await say(world.deps, personal);
    for (const bad of [
      ask([]),
      ask(Array(51).fill(id)),
      ask([id], 'curiosity' as never),
      ask([id], 'constructor' as never),
      ask([id], 'verification', ' '),
      ask(['1']),
      {} as never,
    ]) {
      expect(await problemOf(reveal(world.deps, actor, bad))).toBe('request.malformed');
    }
  });
});
