import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { holds } from '@lianfang/domain/kernel/access.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUnit, disableAccount, revokeRole } from './accounts.ts';
import { runAccessCommand } from './commands.ts';
import { deviceChallenge, deviceSession } from './deviceSessions.ts';
import { deviceActors } from './deviceStore.ts';
import { addScriptDevice, crewOf, enrolCrew, moveDevice, placeOfDevice, revokeDevice } from './devices.ts';
import { enrolDevice, makeEnrolmentCode } from './enrolment.ts';
import { fieldReads } from './field.ts';
import { mayMake } from './permissions.ts';
import { authenticate } from './sessions.ts';
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

const MINUTE = 60_000;
const DAY = 86_400_000;
let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.drop());

function newPhone() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, publicKey: publicKey.export({ format: 'jwk' }) };
}

const signed = (key: KeyObject, challenge: string) =>
  sign('sha256', Buffer.from(challenge, 'utf8'), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');

async function enrolled() {
  const phone = newPhone();
  const { code } = await makeEnrolmentCode(world.deps, operator, { post: 'CP1' });
  const { device } = await enrolDevice(world.deps, { code, publicKey: phone.publicKey, name: '手机' });
  const challenge = deviceChallenge(world.deps, device);
  const { token } = await deviceSession(world.deps, {
    device,
    challenge,
    signature: signed(phone.privateKey, challenge),
  });
  return { device, token, key: phone.privateKey, actor: (await authenticate(world.deps, token))! };
}

describe('enrolling a phone', () => {
  test('takes a code as it was read out, once', async () => {
    const { deps } = world;
    const { code, expires } = await makeEnrolmentCode(deps, operator, { post: 'CP1', name: 'CP1 一号机' });
    expect(code).toMatch(/^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/);
    expect(Date.parse(expires) - deps.now()).toBe(DAY);
    const { publicKey } = newPhone();
    const typed = code.toLowerCase().replace('-', ' ');
    expect(await enrolDevice(deps, { code: typed, publicKey, name: 'x' })).toMatchObject({
      county,
      post: 'CP1',
      lastSeq: 0,
    });
    expect(await problemOf(enrolDevice(deps, { code, publicKey, name: 'x' }))).toBe('device.code used');
  });

  test('two phones with one code at the same moment: one is enrolled', async () => {
    const { deps } = world;
    const { code } = await makeEnrolmentCode(deps, operator, { post: 'CP1' });
    const before = await deps.pool.query('SELECT count(*)::int AS devices FROM access.device_county');
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, phone) =>
        problemOf(
          enrolDevice(deps, { code, publicKey: newPhone().publicKey, name: 'x', from: `10.0.0.${phone}` }),
        ),
      ),
    );
    expect(answers.sort()).toEqual([...Array(5).fill('device.code used'), 'no problem']);
    const after = await deps.pool.query('SELECT count(*)::int AS devices FROM access.device_county');
    expect(after.rows[0].devices).toBe(before.rows[0].devices + 1);
  });

  test('a code is good for a day, and not kept as such', async () => {
    const { deps } = world;
    const { code } = await makeEnrolmentCode(deps, operator, { post: 'CP1' });
    const { rows } = await deps.pool.query<{ row: string }>('SELECT e::text AS row FROM access.enrolment e');
    for (const { row } of rows) expect(row).not.toContain(code.replace('-', ''));
    world.pass(DAY);
    expect(await problemOf(enrolDevice(deps, { code, publicKey: newPhone().publicKey, name: 'x' }))).toBe(
      'device.code expired',
    );
  });

  test('guessing ends after ten tries from one address; enrolling thirty phones in a row does not', async () => {
    const { deps } = world;
    const guess = (from: string) =>
      problemOf(enrolDevice(deps, { code: 'AAAA-AAAA', publicKey: newPhone().publicKey, name: 'x', from }));
    for (let turn = 0; turn < 10; turn++) expect(await guess('10.1.1.1')).toBe('device.code wrong');
    expect(await guess('10.1.1.1')).toBe('request.too_many');
    expect(await guess('10.1.1.2')).toBe('device.code wrong');
    for (let turn = 0; turn < 30; turn++) {
      const { code } = await makeEnrolmentCode(deps, operator, { post: 'CP1' });
      await enrolDevice(deps, { code, publicKey: newPhone().publicKey, name: 'x', from: '10.1.1.3' });
    }
  });

  test('wants a public key on P-256, and uses no code for another', async () => {
    const { deps } = world;
    const { code } = await makeEnrolmentCode(deps, operator, { post: 'CP1' });
    const { publicKey } = newPhone();
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });
    const offCurve = { ...publicKey, y: publicKey.x };
    for (const bad of [undefined, null, {}, 'key', rsa, p384, { ...p384, crv: 'P-256' }, offCurve]) {
      expect(
        await problemOf(enrolDevice(deps, { code, publicKey: bad, name: 'x', from: `${Math.random()}` })),
      ).toBe('device.signature key');
    }
    const { device } = await enrolDevice(deps, {
      code,
      publicKey: { ...publicKey, d: 'private', note: 'x' },
      name: 'x',
    });
    const { rows } = await deps.pool.query(
      "SELECT public_key FROM access.device WHERE county = '610399' AND id = $1",
      [device],
    );
    expect(Object.keys(rows[0].public_key).sort()).toEqual(['crv', 'kty', 'x', 'y']);
  });
});

describe("a phone's session", () => {
  test('is opened by its key, with a challenge that serves once and for two minutes', async () => {
    const { deps } = world;
    const { device, key, actor } = await enrolled();
    expect(actor).toMatchObject({ id: device, kind: 'device', device, post: 'CP1', county });
    const challenge = deviceChallenge(deps, device);
    const open = (given = challenge, signature = signed(key, given), of = device) =>
      problemOf(deviceSession(deps, { device: of, challenge: given, signature }));
    expect(await open(challenge, signed(newPhone().privateKey, challenge))).toBe(
      'device.signature signature',
    );
    expect(await open(challenge, '')).toBe('device.signature signature');
    expect(await open(`${challenge}x`)).toBe('device.signature challenge');
    expect(await open('1.2.3')).toBe('device.signature challenge');
    expect(await open(deviceChallenge(deps, actor.session))).toBe('device.signature challenge');
    const other = await enrolled();
    expect(await open(challenge, signed(key, challenge), other.device)).toBe('device.signature challenge');
    const at = await Promise.all([open(), open(), open()]);
    expect(at.sort()).toEqual(['device.signature used', 'device.signature used', 'no problem']);
    const late = deviceChallenge(deps, device);
    world.pass(2 * MINUTE);
    expect(await open(late)).toBe('device.signature late');
    const unknown = '0190c5e0-0000-7000-8000-000000000000';
    const forUnknown = deviceChallenge(deps, unknown);
    expect(await open(forUnknown, signed(key, forUnknown), unknown)).toBe('device.signature signature');
  });

  test('slides for 30 days', async () => {
    const { token } = await enrolled();
    for (let turn = 0; turn < 4; turn++) {
      world.pass(29 * DAY);
      expect(await authenticate(world.deps, token)).toBeDefined();
    }
    world.pass(30 * DAY);
    expect(await authenticate(world.deps, token)).toBeUndefined();
  });

  test('ends when the device is revoked, which it is told when it proves who it is', async () => {
    const { deps } = world;
    const { device, token, key } = await enrolled();
    await revokeDevice(deps, operator, device, '遗失');
    expect(await authenticate(deps, token)).toBeUndefined();
    const challenge = deviceChallenge(deps, device);
    const answer = deviceSession(deps, { device, challenge, signature: signed(key, challenge) });
    expect(await problemOf(answer)).toBe('device.revoked');
    const forged = deviceSession(deps, {
      device,
      challenge,
      signature: signed(newPhone().privateKey, challenge),
    });
    expect(await problemOf(forged)).toBe('device.signature signature');
    expect(await problemOf(revokeDevice(deps, operator, '0190c5e0-0000-7000-8000-000000000000', 'x'))).toBe(
      'not_found',
    );
  });
});

describe('a crew on a phone', () => {
  test('signs in once; entries then name the account, with its agency and roles', async () => {
    const { deps } = world;
    const { device, actor } = await enrolled();
    const clinician = await newAccount(deps, ['checkpoint_crew'], { agency: 'health' });
    expect(await deviceActors(deps, county, device)).toEqual(new Map());
    const enrolledCrew = await enrolCrew(deps, actor, { account: clinician.name, password });
    expect(enrolledCrew).toEqual({
      account: clinician.id,
      name: '测试员',
      agency: 'health',
      roles: ['checkpoint_crew'],
    });
    expect((await deviceActors(deps, county, device)).get(clinician.id)).toMatchObject({
      agency: 'health',
      device,
    });
    expect(await crewOf(deps, county, device)).toMatchObject([
      { account: clinician.id, agency: 'health', roles: ['checkpoint_crew'] },
    ]);
    await enrolCrew(deps, actor, { account: clinician.name, password });
  });

  test('no crew, a wrong password, no device: refused', async () => {
    const { deps } = world;
    const { actor } = await enrolled();
    const clerk = await newAccount(deps, ['data_desk']);
    const lead = await newAccount(deps, ['checkpoint_lead']);
    expect(
      await problemOf(enrolCrew(deps, actor, { account: clerk.name, password, code: clerk.code() })),
    ).toBe('access.denied role');
    expect(await problemOf(enrolCrew(deps, actor, { account: lead.name, password }))).toBe(
      'session.second_factor needed',
    );
    expect(
      await problemOf(enrolCrew(deps, actor, { account: lead.name, password: 'Wrong-password.1' })),
    ).toBe('session.wrong');
    expect(
      await problemOf(enrolCrew(deps, { ...actor, device: undefined }, { account: lead.name, password })),
    ).toBe('access.denied device');
    expect(
      await problemOf(
        enrolCrew(deps, { ...actor, county: '610398' }, { account: lead.name, password, code: lead.code() }),
      ),
    ).toBe('access.denied county');
  });

  test('moved away, what it captured before still counts and what came later does not', async () => {
    const { deps } = world;
    const { device, actor } = await enrolled();
    const { id, name } = await newAccount(deps, ['checkpoint_crew']);
    await enrolCrew(deps, actor, { account: name, password });
    const before = new Date(deps.now()).toISOString();
    world.pass(60 * MINUTE);
    await revokeRole(deps, operator, { account: id, role: 'checkpoint_crew', area: countyWide });
    world.pass(60 * MINUTE);
    const after = new Date(deps.now()).toISOString();
    const moved = (await deviceActors(deps, county, device)).get(id)!;
    expect(mayMake(moved, ['checkpoint_crew'], before)).toBe(true);
    expect(mayMake(moved, ['checkpoint_crew'], after)).toBe(false);
    expect(await crewOf(deps, county, device)).toEqual([]);
    // Its account out of use altogether: the same.
    await disableAccount(deps, operator, id);
    expect(mayMake((await deviceActors(deps, county, device)).get(id)!, ['checkpoint_crew'], before)).toBe(
      true,
    );
  });

  test('out of use, roles end with the account', async () => {
    const { deps } = world;
    const { device, actor } = await enrolled();
    const { id, name } = await newAccount(deps, ['checkpoint_crew']);
    await enrolCrew(deps, actor, { account: name, password });
    await disableAccount(deps, operator, id);
    const [before, after] = [deps.now() - MINUTE, deps.now() + 60 * MINUTE].map((at) =>
      new Date(at).toISOString(),
    );
    const gone = (await deviceActors(deps, county, device)).get(id)!;
    expect([holds(gone, ['checkpoint_crew'], before!), holds(gone, ['checkpoint_crew'], after!)]).toEqual([
      true,
      false,
    ]);
  });

  test('an account is an actor on the devices where it signed in and on no other', async () => {
    const { deps } = world;
    const [one, two] = [await enrolled(), await enrolled()];
    const { id, name } = await newAccount(deps, ['checkpoint_crew']);
    await enrolCrew(deps, one.actor, { account: name, password });
    expect((await deviceActors(deps, county, one.device)).has(id)).toBe(true);
    expect((await deviceActors(deps, county, two.device)).has(id)).toBe(false);
    const script = await addScriptDevice(deps, operator, { county, post: 'CP1', account: id });
    expect((await deviceActors(deps, county, script.device)).has(id)).toBe(true);
  });
});

test('a device moves to another post, and where it was stays known', async () => {
  const { deps } = world;
  const { device, token } = await enrolled();
  world.pass(60 * MINUTE);
  await moveDevice(deps, operator, device, 'CP2');
  world.pass(60 * MINUTE);
  expect(await placeOfDevice(deps, county, device)).toEqual({ post: 'CP2', all: ['CP2', 'CP1'] });
  expect(await authenticate(deps, token)).toMatchObject({ post: 'CP2' });
  world.pass(MINUTE);
  await moveDevice(deps, operator, device, 'CP1');
  expect(await placeOfDevice(deps, county, device)).toEqual({ post: 'CP1', all: ['CP1', 'CP2'] });
  const { rows } = await deps.pool.query(
    "SELECT post, until_at IS NULL AS current FROM access.device_post WHERE county = '610399' AND device = $1 ORDER BY from_at",
    [device],
  );
  expect(rows.map(({ post, current }) => [post, current])).toEqual([
    ['CP1', false],
    ['CP2', false],
    ['CP1', true],
  ]);
  expect(await problemOf(moveDevice(deps, operator, '0190c5e0-0000-7000-8000-000000000000', 'CP1'))).toBe(
    'not_found',
  );
});

describe('a phone of a unit', () => {
  const ofUnit = async (unit: string) => {
    const phone = newPhone();
    const { code } = await makeEnrolmentCode(world.deps, operator, { unit });
    const { device, ...enrolled } = await enrolDevice(world.deps, {
      code,
      publicKey: phone.publicKey,
      name: '入户手机',
    });
    const challenge = deviceChallenge(world.deps, device);
    const signature = signed(phone.privateKey, challenge);
    const { token } = await deviceSession(world.deps, { device, challenge, signature });
    return { device, enrolled, actor: (await authenticate(world.deps, token))! };
  };
  const unitAt = async (name: string, area: string) =>
    (await addUnit(world.deps, operator, { name, agency: 'township', area })).unit;

  test('stands at no post, acts as an officer of the unit’s area, and is told whose it is', async () => {
    const { deps } = world;
    const unit = await unitAt('测试镇', '610399101000');
    const { device, enrolled, actor } = await ofUnit(unit);
    expect(enrolled).toEqual({ county, unit, lastSeq: 0 });
    expect(actor).toMatchObject({
      id: device,
      grants: [{ role: 'community_officer', area: '610399101000' }],
    });
    expect(actor).not.toHaveProperty('post');
    expect(await placeOfDevice(deps, county, device)).toEqual({ post: undefined, all: [] });
    const field = await fieldReads['task.field']({ deps: deps as never, actor, county, scope: undefined });
    expect(field).toMatchObject({
      device,
      unit: { id: unit, name: '测试镇', area: '610399101000' },
      lastSeq: 0,
      crew: [],
    });
    const stray = deps.pool.query('UPDATE access.device SET post = $1 WHERE id = $2', ['CP1', device]);
    await expect(stray).rejects.toThrow(/check/);
    await moveDevice(deps, operator, device, 'CP1');
    expect(await placeOfDevice(deps, county, device)).toEqual({ post: 'CP1', all: ['CP1'] });
  });

  test('takes officers of its unit as crew, and nobody else', async () => {
    const { deps } = world;
    const unit = await unitAt('包干镇', '610399101000');
    const elsewhere = await unitAt('邻镇', '610399102000');
    const { device, actor } = await ofUnit(unit);
    const mine = await newAccount(deps, ['community_officer@610399101000'], { unit });
    const theirs = await newAccount(deps, ['community_officer@610399102000'], { unit: elsewhere });
    const guard = await newAccount(deps, ['checkpoint_crew'], { unit });
    const join = (name: string) => problemOf(enrolCrew(deps, actor, { account: name, password }));
    expect(await join(theirs.name)).toBe('access.denied unit');
    expect(await join(guard.name)).toBe('access.denied role');
    expect(await join(mine.name)).toBe('no problem');
    expect(await crewOf(deps, county, device)).toMatchObject([
      { account: mine.id, unit, roles: ['community_officer'] },
    ]);
    // At a post officers lend a hand too.
    const post = await enrolled();
    const helper = await problemOf(enrolCrew(deps, post.actor, { account: theirs.name, password }));
    expect(helper).toBe('no problem');
  });

  test('is enrolled and revoked by the unit’s lead within the area, not by the lead of posts', async () => {
    const { deps } = world;
    const unit = await unitAt('本镇', '610399101000');
    const lead = await someone(world, 'unit_lead@610399101000');
    const other = await someone(world, 'unit_lead@610399102000');
    const posts = await someone(world, 'checkpoint_lead@610399101000');
    const run = (who: typeof lead, name: string, params: object) =>
      problemOf(runAccessCommand(deps, who, name, params));
    expect(await run(lead, 'access.device.code', { unit })).toBe('no problem');
    expect(await run(other, 'access.device.code', { unit })).toBe('access.denied area');
    expect(await run(posts, 'access.device.code', { unit })).toBe('access.denied');
    expect(await run(lead, 'access.device.code', { post: 'CP1' })).toBe('access.denied');
    expect(await run(lead, 'access.device.code', { unit, post: 'CP1' })).toBe('request.malformed');
    expect(await run(lead, 'access.device.code', {})).toBe('request.malformed');
    const { device } = await ofUnit(unit);
    expect(await run(other, 'access.device.revoke', { device, why: '遗失' })).toBe('access.denied area');
    expect(await run(lead, 'access.device.revoke', { device, why: '遗失' })).toBe('no problem');
  });
});
