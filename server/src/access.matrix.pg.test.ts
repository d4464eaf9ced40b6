import { type Purpose, type Role, roles } from '@lianfang/domain/kernel/access.ts';
import type { ReadKind } from '@lianfang/domain/kernel/read.ts';
import { reads } from '@lianfang/domain/reads.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../test/faults/plain.ts';
import { aPassage, COUNTY, type Kit, openKit, type TestDevice } from '../test/kit.ts';
import { addAccount } from './kernel/access/accounts.ts';
import { accessCommands } from './kernel/access/commands.ts';
import { serverActor } from './kernel/access/permissions.ts';
import { revealRoles } from './kernel/access/reveal.ts';
import { insertSession } from './kernel/access/sessionStore.ts';
import { findClaim } from './kernel/access/store.ts';
import { revealGuards } from './main.ts';

/** An account of the exercise for each role. */
const accountOf: Record<Role, string> = {
  checkpoint_crew: 'crew1',
  checkpoint_lead: 'lead',
  community_officer: 'officer1',
  unit_lead: 'unitlead',
  verification_desk: 'verifier',
  task_force_lead: 'taskforce',
  data_desk: 'desk',
  signer: 'reviewer',
  commander: 'commander',
  system_admin: 'sysadmin',
  security_admin: 'secadmin',
  auditor: 'auditor',
};
/** 凤州镇 with CP1 and CP2; the others stand in other townships. */
let township: string;

type Who = Role | 'nobody' | 'phone' | 'township lead' | 'township clinician' | 'township administrator';
let kit: Kit;
let phone: TestDevice;
const tokens = new Map<Who, string>();
beforeAll(async () => {
  kit = await openKit();
  const { deps } = kit.product;
  const sessionOf = async (account: string) =>
    (await insertSession(deps, { county: COUNTY, account, idleMs: 9e6, lifeMs: 9e6 }))?.token as string;
  for (const role of roles)
    tokens.set(role, await sessionOf((await findClaim(deps.pool, accountOf[role]))?.account as string));
  phone = await kit.device('CP1');
  tokens.set('phone', phone.token);
  township = (await deps.places.areas(COUNTY)).get('CP1') as string;
  const { rows: units } = await deps.pool.query<{ id: string }>(
    "SELECT id FROM access.unit WHERE county = $1 AND agency = 'health'",
    [COUNTY],
  );
  for (const [who, name, role, unit] of [
    ['township lead', 'townlead', 'checkpoint_lead', undefined],
    ['township clinician', 'townclinic', 'checkpoint_crew', units[0]?.id],
    ['township administrator', 'townadmin', 'system_admin', undefined],
  ] as const) {
    const { account } = await addAccount(deps, serverActor(COUNTY), {
      name,
      display: '镇里的人',
      unit,
      roles: [{ role, area: township }],
      password: 'Ein-langes-Passwort-9',
      mustChange: false,
    });
    tokens.set(who, await sessionOf(account));
  }
});
afterAll(() => kit?.close());
// Reveals are counted by the minute.
beforeEach(() => {
  kit.clock.now += 61_000;
});

async function ask(who: Who, method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) {
  const token = tokens.get(who);
  const response = await kit.app.inject({
    method,
    url,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(payload !== undefined && { payload }),
  });
  const isJson = String(response.headers['content-type']).includes('json');
  return {
    status: response.statusCode,
    text: response.body,
    body: isJson && response.body ? response.json() : {},
  };
}

const everyone: readonly Who[] = ['nobody', 'phone', ...roles];
/** What a refusal for lack of a right looks like: 401 for nobody, 403 for everybody else. */
function verdict(
  who: Who,
  { status, body }: { status: number; body: { code?: string } },
): 'allowed' | 'denied' | string {
  if (who === 'nobody') return status === 401 ? 'denied' : 'allowed';
  if (status === 403) return body.code === 'access.denied' ? 'denied' : `403 ${body.code}`;
  return status < 500 && status !== 401 ? 'allowed' : `${status} ${body.code}`;
}

/** The whole table at once: what differs from the declarations is what fails. */
async function matrix(
  names: readonly string[],
  declared: (name: string, who: Who) => boolean,
  tried: (name: string, who: Who) => Promise<string>,
): Promise<void> {
  const wrong: string[] = [];
  for (const name of names) {
    for (const who of everyone) {
      const found = await tried(name, who);
      const expected = declared(name, who) ? 'allowed' : 'denied';
      if (found !== expected) wrong.push(`${name} by ${who}: ${found}, declared ${expected}`);
    }
  }
  expect(wrong).toEqual([]);
}

/** A phone without anybody on it acts as a crew. */
const roleOf = (who: Who): Role => (who === 'phone' ? 'checkpoint_crew' : (who as Role));

// Who may make which entry is tried with samples of all of them in test/matrix.access.pg.test.ts.

test('reads: who may ask what', async () => {
  await matrix(
    Object.keys(reads),
    (name, who) => {
      const { who: may } = (reads as Record<string, ReadKind>)[name] as ReadKind;
      if (may === 'anyone') return who !== 'nobody' || name !== 'access.me';
      if (may === 'device') return who === 'phone';
      return who !== 'nobody' && may.includes(roleOf(who));
    },
    async (name, who) => {
      const [got, posted] = await Promise.all([
        ask(who, 'GET', `/api/reads/${name}`),
        ask(who, 'POST', `/api/reads/${name}`, {}),
      ]);
      const verdicts = [verdict(who, got), verdict(who, posted)];
      return verdicts[0] === verdicts[1] ? (verdicts[0] as string) : `${verdicts.join(' by GET, ')} by POST`;
    },
  );
});

test('commands: who may give which', async () => {
  const may: Record<string, readonly Role[] | 'self'> = {
    ...Object.fromEntries(Object.entries(accessCommands).map(([name, { who }]) => [name, who])),
    'ledger.release': ['checkpoint_lead', 'data_desk', 'commander'],
  };
  await matrix(
    Object.keys(may),
    (name, who) =>
      who !== 'nobody' &&
      (may[name] === 'self' ? who !== 'phone' : (may[name] as readonly Role[]).includes(roleOf(who))),
    async (name, who) => verdict(who, await ask(who, 'POST', `/api/commands/${name}`, {})),
  );
  for (const name of ['toString', '__proto__', 'constructor', 'access.none'])
    expect((await ask('system_admin', 'POST', `/api/commands/${name}`, {})).status).toBe(404);
});

test('personal data: who may open it for what', async () => {
  await matrix(
    Object.keys(revealRoles),
    (purpose, who) =>
      who !== 'nobody' &&
      who !== 'phone' &&
      [revealRoles, ...Object.values(revealGuards).map(({ roles }) => roles)].some((may) =>
        may[purpose as Purpose]?.includes(who as Role),
      ),
    async (purpose, who) =>
      verdict(
        who,
        await ask(who, 'POST', '/api/reveals', { purpose, why: '核对登记', entries: [newId(kit.clock.now)] }),
      ),
  );
});

test('imports and exports: who may', async () => {
  const file = `/api/imports/${newId(kit.clock.now)}`;
  const ofRegisters = ['data_desk', 'checkpoint_lead'];
  // Registers and lists: whose file it is, is asked once it is found.
  const importers = [...ofRegisters, 'verification_desk'];
  const routes: Record<string, { who: readonly string[]; ask: (who: Who) => ReturnType<typeof ask> }> = {
    upload: { who: ofRegisters, ask: (who) => ask(who, 'POST', '/api/imports', {}) },
    mapping: { who: importers, ask: (who) => ask(who, 'POST', `${file}/mapping`, {}) },
    commit: { who: importers, ask: (who) => ask(who, 'POST', `${file}/commit`, {}) },
    discard: { who: importers, ask: (who) => ask(who, 'DELETE', file) },
    errors: { who: importers, ask: (who) => ask(who, 'GET', `${file}/errors`) },
    held: {
      who: importers,
      ask: (who) => ask(who, 'POST', `/api/imports/held/${newId(1)}`, { dismiss: true, why: 'x' }),
    },
    open: {
      who: importers,
      ask: (who) => ask(who, 'POST', `/api/imports/held/${newId(1)}/open`, { why: 'x' }),
    },
    report: {
      who: reads['report.one'].who as readonly Role[],
      ask: (who) => ask(who, 'GET', `/api/reports/${newId(1)}.json`),
    },
    export: {
      who: ['checkpoint_lead', 'data_desk', 'signer', 'commander'],
      ask: (who) =>
        ask(who, 'POST', '/api/exports', {
          read: 'checkpoint.passages',
          params: {},
          columns: [],
          format: 'csv',
          purpose: 'export',
          why: '汇总',
        }),
    },
  };
  await matrix(
    Object.keys(routes),
    (name, who) => who !== 'nobody' && who !== 'phone' && routes[name]?.who.includes(who) === true,
    async (name, who) => verdict(who, (await routes[name]?.ask(who)) as { status: number; body: object }),
  );
});

test('a role for a township reaches no further', async () => {
  const far = await kit.device('CP6');
  const [near, beyond] = [phone.passage(), far.passage({ persons: [{ temperature: 39 }] })];
  await phone.deliver([near]);
  await far.deliver([beyond]);
  const lead = (method: 'GET' | 'POST', url: string, body?: object) =>
    ask('township lead', method, url, body);

  const board = await lead('GET', '/api/reads/checkpoint.posts');
  expect(board.body.posts.map(({ code }: { code: string }) => code)).toEqual(['CP1', 'CP2']);
  const list = await lead('GET', '/api/reads/checkpoint.passages');
  expect(new Set(list.body.rows.map(({ post }: { post: string }) => post))).toEqual(new Set(['CP1']));
  expect(list.body.total).toBe(list.body.rows.length);
  expect((await lead('GET', '/api/reads/checkpoint.passages?post=CP6')).body.rows).toEqual([]);
  expect((await lead('GET', `/api/reads/checkpoint.passage?id=${beyond.id}`)).status).toBe(404);
  expect((await lead('GET', `/api/reads/checkpoint.passage?id=${near.id}`)).status).toBe(200);
  expect((await lead('GET', '/api/reads/checkpoint.fevers')).body.fevers).toEqual([]);
  const window = 'from=2026-11-01T00:00:00Z&to=2026-12-31T00:00:00Z&by=post';
  const figures = await lead('GET', `/api/reads/indicators.values?${window}`);
  expect(figures.body.rows.map(({ key }: { key: string }) => key)).toEqual(['CP1']);
  expect((await lead('GET', `/api/reads/indicators.values?${window}&post=CP6`)).body.rows).toEqual([]);
  const csv = await lead('POST', '/api/exports', {
    read: 'checkpoint.passages',
    params: {},
    columns: ['post'],
    format: 'csv',
    purpose: 'export',
    why: '汇总',
  });
  expect(csv.text).not.toContain('CP6');

  const open = (id: string) =>
    lead('POST', '/api/reveals', { purpose: 'verification', why: '核对登记', entries: [id] });
  expect((await open(near.id)).status).toBe(200);
  expect((await open(beyond.id)).body).toMatchObject({ code: 'access.denied', details: { why: 'area' } });

  const say = async (kind: string, data: object, post?: string) => {
    const entry = { ...phone.entry(kind, data), device: undefined, seq: undefined, post };
    return (await lead('POST', '/api/entries', { entries: [entry] })).body.answers[0];
  };
  expect(await say('checkpoint.passage.registered', aPassage(), 'CP2')).toMatchObject({ status: 'applied' });
  expect(await say('checkpoint.passage.registered', aPassage(), 'CP6')).toMatchObject({
    reason: 'access.area: post',
  });
  for (const post of [undefined, 'CP1']) {
    expect(await say('checkpoint.passage.voided', { voids: beyond.id, why: 'x' }, post)).toMatchObject({
      reason: 'access.area',
    });
    expect(
      await say('checkpoint.passage.corrected', { corrects: beyond.id, passage: aPassage(), why: 'x' }, post),
    ).toMatchObject({ reason: 'access.area' });
  }
  expect(
    await say('checkpoint.passage.corrected', { corrects: near.id, passage: aPassage(), why: 'x' }),
  ).toMatchObject({ status: 'applied' });
  expect(await say('checkpoint.passage.voided', { voids: near.id, why: 'x' })).toMatchObject({
    status: 'applied',
  });

  // Shifts and fevers lie where their post stands, whatever post the entry itself names.
  const sayAs = async (who: Who, kind: string, data: object, post?: string) => {
    const entry = { ...phone.entry(kind, data), device: undefined, seq: undefined, post };
    return (await ask(who, 'POST', '/api/entries', { entries: [entry] })).body.answers[0];
  };
  const members = [{ agency: 'police' }];
  const [here, there] = [
    phone.entry('checkpoint.shift.opened', { members }),
    far.entry('checkpoint.shift.opened', { members }),
  ];
  const feverish = phone.passage({ persons: [{ temperature: 39 }] });
  await phone.deliver([here, feverish]);
  await far.deliver([there]);
  const end = (passage: string) => ({ passage, person: 0, outcome: 'normal_on_remeasure' });
  for (const post of [undefined, 'CP1']) {
    expect(await say('checkpoint.shift.closed', { shift: there.id }, post)).toMatchObject({
      reason: 'access.area',
    });
    expect(await sayAs('township clinician', 'checkpoint.fever.ended', end(beyond.id), post)).toMatchObject({
      reason: 'access.area',
    });
  }
  expect(await say('checkpoint.shift.closed', { shift: here.id })).toMatchObject({ status: 'applied' });
  expect(await sayAs('township clinician', 'checkpoint.fever.ended', end(feverish.id))).toMatchObject({
    status: 'applied',
  });

  const post = (code: string, area: string) => ({ code, name: '临时卡点', type: 'other', area });
  const define = (data: object) => sayAs('township administrator', 'checkpoint.post.defined', data);
  expect(await define(post('CP30', township))).toMatchObject({ status: 'applied' });
  expect(await define(post('CP31', `${COUNTY}000000`))).toMatchObject({ reason: 'access.area' });
  expect(await define(post('CP6', township))).toMatchObject({ reason: 'access.area' });
  expect(await sayAs('system_admin', 'checkpoint.post.defined', post('CP31', '610329000000'))).toMatchObject({
    reason: 'checkpoint.post_outside',
  });

  expect((await lead('POST', '/api/commands/access.device.code', { post: 'CP6' })).status).toBe(403);
  expect((await lead('POST', '/api/commands/access.device.code', { post: 'CP2' })).status).toBe(200);
});

test('no read, list, file, answer or log says who somebody is; opening it is written down', async () => {
  const canaries = {
    plate: '陕CX9Z8Q',
    name: '甲金丝雀乙',
    number: '610399198801011234',
    phone: '19987654321',
    note: '丙金丝雀丁',
    other: '戊金丝雀己',
  };
  const secret = new RegExp(Object.values(canaries).join('|'));
  const passage = aPassage({
    plate: canaries.plate,
    note: canaries.note,
    persons: [
      {
        name: canaries.name,
        document: { type: 'id_card', number: canaries.number },
        phone: canaries.phone,
        temperature: 38.5,
      },
    ],
  });
  const registered = phone.passage(passage);
  const corrected = phone.entry('checkpoint.passage.corrected', {
    corrects: registered.id,
    passage,
    why: canaries.other,
  });
  const held = phone.entry('checkpoint.passage.corrected', {
    corrects: newId(kit.clock.now),
    passage,
    why: canaries.other,
  });
  // What is wrong says as much about a person as what is right: personal values where none are expected, as keys too.
  const wrong = [
    phone.passage({}, { kind: canaries.name }),
    phone.passage({}, { post: canaries.plate }),
    phone.passage({}, { [canaries.phone]: 1 } as object),
    phone.passage({}, { data: { ...passage, [canaries.name]: 1 } }),
    phone.passage({}, { data: { ...passage, persons: [{ name: canaries.name, phone: [canaries.phone] }] } }),
    phone.passage({}, { at: canaries.number }),
    phone.passage(passage, { at: '2026-02-31T08:00:00Z' }),
    { id: canaries.number },
  ];
  const answers = await phone.deliver([registered, corrected, held, ...wrong]);
  expect(answers.map(({ status }) => status)).toEqual([
    'applied',
    'applied',
    'held',
    ...wrong.map(() => 'refused'),
  ]);
  expect(JSON.stringify(answers.slice(0, -1))).not.toMatch(secret);

  const parameters = [
    '',
    `?id=${registered.id}`,
    `?id=${corrected.id}`,
    '?from=2026-11-01T00:00:00Z&to=2026-12-31T00:00:00Z&by=post',
    '?limit=500',
    '?state=all',
  ];
  let seen = 0;
  for (const name of Object.keys(reads)) {
    for (const who of ['phone', ...roles] as const) {
      for (const query of parameters) {
        const { status, text } = await ask(who, 'GET', `/api/reads/${name}${query}`);
        if (status === 200) seen++;
        expect(secret.exec(text)?.[0], `${name}${query} by ${who}`).toBeUndefined();
      }
    }
  }
  expect(seen).toBeGreaterThan(150);
  const found = await ask('data_desk', 'POST', '/api/reads/checkpoint.passages', {
    plate: canaries.plate,
    document: canaries.number,
    phone: canaries.phone,
  });
  expect(found.body.rows).toHaveLength(1);
  expect(found.text).not.toMatch(secret);
  const exported = await ask('data_desk', 'POST', '/api/exports', {
    read: 'checkpoint.passages',
    params: { plate: canaries.plate },
    columns: [],
    format: 'csv',
    purpose: 'export',
    why: `汇总 ${canaries.phone}`,
  });
  expect(exported.status).toBe(200);
  expect(exported.text).not.toMatch(secret);
  for (const url of [
    '/metrics',
    '/healthz',
    `/api/reads/${encodeURIComponent(canaries.name)}`,
    `/api/${canaries.phone}`,
  ])
    expect((await ask('data_desk', 'GET', url)).text).not.toMatch(secret);

  const opened = await ask('data_desk', 'POST', '/api/reveals', {
    purpose: 'verification',
    why: `电话 ${canaries.phone} 核对`,
    entries: [corrected.id, registered.id],
  });
  for (const one of [canaries.plate, canaries.name, canaries.number, canaries.phone, canaries.note])
    expect(opened.text).toContain(one);
  const log = await ask('auditor', 'GET', '/api/reads/access.log?limit=500');
  expect(log.body.rows.at(-1)).toMatchObject({
    kind: 'access.revealed',
    what: 'verification',
    detail: { entries: [corrected.id, registered.id] },
  });
  expect(log.text).not.toMatch(secret);

  // Neither the log nor a table of the database has it in the open.
  expect(kit.logged()).not.toMatch(secret);
  const { rows: tables } = await kit.product.deps.pool.query(
    `SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  for (const { name } of tables) {
    const { rows } = await kit.product.deps.pool.query(
      `SELECT count(*)::int AS count FROM ${name} t WHERE t::text ~ $1`,
      [secret.source],
    );
    expect(rows[0].count, name).toBe(0);
  }
});
