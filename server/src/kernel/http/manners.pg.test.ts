import type { AddressInfo } from 'node:net';
import { entries } from '@lianfang/domain/entries.ts';
import { reads } from '@lianfang/domain/reads.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { administer } from '../../../test/database.ts';
import { COUNTY, type Desk, type Kit, openKit, type TestDevice } from '../../../test/kit.ts';
import { addAccount } from '../access/accounts.ts';
import { serverActor } from '../access/permissions.ts';

let kit: Kit;
let desk: Desk;
let device: TestDevice;
let origin: string;
beforeAll(async () => {
  kit = await openKit();
  desk = await kit.desk('desk');
  device = await kit.device('CP1');
  await kit.app.listen({ port: 0, host: '127.0.0.1' });
  origin = `http://127.0.0.1:${(kit.app.server.address() as AddressInfo).port}`;
});
afterAll(() => kit?.close());

const ask = (path: string, init: RequestInit = {}) => fetch(`${origin}${path}`, init);
const cookie = () => ({ cookie: `lianfang_session=${desk.token}` });
const json = { 'content-type': 'application/json' };

test.each([
  ['/api/reads/none', {}, 404, 'not_found'],
  ['/api/none', {}, 404, 'not_found'],
  ['/api/reads/access.accounts', {}, 401, 'session.missing'],
  [
    '/api/reads/access.accounts',
    { headers: { authorization: `Bearer ${'x'.repeat(43)}` } },
    401,
    'session.expired',
  ],
  ['/api/session', { method: 'POST', headers: json, body: '{' }, 400, 'request.malformed'],
  [
    '/api/session',
    { method: 'POST', headers: json, body: '{"account":"nobody","password":"wrong"}' },
    401,
    'session.wrong',
  ],
  [
    '/api/session',
    { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' },
    415,
    'request.unsupported',
  ],
  ['/api/entries', { method: 'POST', headers: json, body: '{"entries":[]}' }, 401, 'session.missing'],
  ['/api/reads/%zz', {}, 400, 'request.malformed'],
] as const)('%s %o says what is wrong in both languages, with a code', async (path, init, status, code) => {
  const response = await ask(path, init as RequestInit);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toEqual({
    code,
    message: { zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.stringMatching(/[a-z]/) },
    details: expect.any(Object),
  });
});

test.each([
  ['/api/reveals', { purpose: 'verification', why: { length: { toString: 1 } }, entries: [] }],
  ['/api/session', { account: { length: { valueOf: 1, toString: 1 } }, password: 'x' }],
  ['/api/commands/access.unit.add', { name: { length: { toString: 1 } } }],
  ['/api/commands/notify.channel.set', { name: { length: { toString: 1 } } }],
  ['/api/entries', { entries: [{ id: { length: { toString: 1 } } }] }],
  ['/api/entries', { entries: { length: { toString: 1 } } }],
  ['/api/reads/checkpoint.passages', { plate: { length: { toString: 1 } } }],
])('%s: a length that cannot be compared (%o) is as wrong as any other value', async (path, body) => {
  const headers = { ...json, authorization: `Bearer ${(await kit.desk('sysadmin')).token}` };
  const response = await ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(response.status).toBeLessThan(500);
  expect(await response.json()).not.toMatchObject({ code: 'server.fault' });
});

test('a change asked for with a cookie needs the header that no other page can send', async () => {
  const body = JSON.stringify({ entries: [] });
  const without = await ask('/api/entries', { method: 'POST', headers: { ...json, ...cookie() }, body });
  expect(without.status).toBe(403);
  expect(await without.json()).toMatchObject({ code: 'access.denied', details: { why: 'origin' } });
  const command = await ask('/api/commands/access.unit.add', {
    method: 'POST',
    headers: { ...json, ...cookie() },
    body: '{}',
  });
  expect(command.status).toBe(403);
  const read = await ask('/api/reads/checkpoint.passages', {
    method: 'POST',
    headers: { ...json, ...cookie() },
    body: '{}',
  });
  expect(read.status).toBe(403);
  const withIt = await ask('/api/entries', {
    method: 'POST',
    headers: { ...json, ...cookie(), 'x-lianfang': '1' },
    body,
  });
  expect(withIt.status).toBe(200);
  expect((await ask('/api/reads/ledger.state', { headers: cookie() })).status).toBe(200);
});

test('signing in gives the browser a cookie that no script reads, signing out takes it back', async () => {
  const { password } = kit.signIns.find(({ account }) => account === 'crew1') as { password: string };
  const signedIn = await ask('/api/session', {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ account: 'crew1', password }),
  });
  expect(signedIn.status).toBe(200);
  const set = signedIn.headers.get('set-cookie') as string;
  expect(set).toMatch(/^lianfang_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Expires=/);
  const headers = { cookie: set.split(';')[0] as string };
  expect((await ask('/api/reads/access.me', { headers })).status).toBe(200);
  // Another page may not sign anybody out either.
  expect((await ask('/api/session', { method: 'DELETE', headers })).status).toBe(403);
  expect((await ask('/api/reads/access.me', { headers })).status).toBe(200);
  const out = await ask('/api/session', { method: 'DELETE', headers: { ...headers, 'x-lianfang': '1' } });
  expect(out.status).toBe(204);
  expect(out.headers.get('set-cookie')).toMatch(/^lianfang_session=; .*Max-Age=0/);
  expect((await ask('/api/reads/access.me', { headers })).status).toBe(401);
});

test('a desk that nobody touches is left after half an hour, whatever its page goes on asking for', async () => {
  const left = await kit.desk('reviewer');
  const headers = { cookie: `lianfang_session=${left.token}` };
  const byItself = { ...headers, 'x-lianfang-unattended': '1' };
  const stream = await ask('/api/live', { headers });
  for (let minute = 0; minute < 29; minute++) {
    kit.clock.now += 60_000;
    expect((await ask('/api/reads/ledger.state', { headers: byItself })).status).toBe(200);
    if (minute % 10 === 0) await (await ask('/api/live', { headers })).body?.cancel();
  }
  kit.clock.now += 60_000;
  expect((await ask('/api/reads/ledger.state', { headers: byItself })).status).toBe(401);
  expect((await ask('/api/reads/ledger.state', { headers })).status).toBe(401);
  // Nor is anything more told to it.
  const [answer] = await device.deliver([device.passage()]);
  const told = await stream.text();
  expect(told).toMatch(/\n\nevent: over\ndata: \{\}\n\n$/);
  expect(told).not.toContain(`"position":"${answer?.position}"`);
  desk = await kit.desk('desk');
});

test('answers carry the headers that browsers are told to be careful by', async () => {
  for (const path of ['/api/reads/none', '/healthz', '/']) {
    const { headers } = await ask(path);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'self'/);
    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
    expect(headers.get('content-security-policy')).not.toMatch(
      /'unsafe-eval'|script-src[^;]*unsafe-inline|https?:/,
    );
    expect(headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
  }
  const { headers } = await ask('/api/reads/ledger.state', { headers: cookie() });
  expect(headers.get('cache-control')).toBe('no-store');
});

test.each(['plate', 'document', 'phone'])(
  'what says something about a person has no place in an address: %s',
  async (key) => {
    const inAddress = await desk.call('GET', `/api/reads/checkpoint.passages?${key}=19900000001`);
    expect(inAddress).toMatchObject({
      status: 400,
      body: { code: 'request.malformed', details: { why: 'personal_in_address' } },
    });
    expect(await desk.call('POST', '/api/reads/checkpoint.passages', { [key]: '19900000001' })).toMatchObject(
      { status: 200 },
    );
    expect(kit.logged()).not.toContain('19900000001');
  },
);

test('an open screen is told that the ledger has grown, once signed in', async () => {
  expect((await ask('/api/live')).status).toBe(401);
  const stop = new AbortController();
  const feed = await ask('/api/live', { headers: cookie(), signal: stop.signal });
  expect(feed.headers.get('content-type')).toMatch(/^text\/event-stream/);
  let heard = '';
  const [answer] = await device.deliver([device.passage()]);
  for await (const chunk of feed.body as unknown as AsyncIterable<Uint8Array>) {
    heard += Buffer.from(chunk).toString();
    const heads = [...heard.matchAll(/event: head\ndata: (.+)\n\n/g)].map(([, data]) =>
      JSON.parse(data as string),
    );
    const last = heads.at(-1);
    if (last === undefined || Number(last.position) < Number(answer?.position)) continue;
    expect(last).toEqual({ position: expect.stringMatching(/^\d+$/), at: expect.stringMatching(/Z$/) });
    break;
  }
  stop.abort();
});

test('the sign-in page learns whom to call and the record number, where they are set', async () => {
  const said = async () => (await ask('/api/reads/access.county')).json();
  expect(await said()).toEqual({ county: COUNTY, countyName: '凤县', exercise: true });
  process.env.LIANFANG_SUPPORT_PHONE = '0917-4762110';
  process.env.LIANFANG_RECORD_NO = '陕ICP备00000000号';
  try {
    expect(await said()).toMatchObject({ supportPhone: '0917-4762110', recordNo: '陕ICP备00000000号' });
  } finally {
    delete process.env.LIANFANG_SUPPORT_PHONE;
    delete process.env.LIANFANG_RECORD_NO;
  }
});

test('whoever must change the password can do nothing else', async () => {
  const password = 'Zeitweilig-2026-Lang';
  await addAccount(kit.product.deps, serverActor(COUNTY), {
    name: 'newcomer',
    display: '新人',
    roles: [{ role: 'checkpoint_crew', area: COUNTY }],
    password,
    mustChange: true,
  });
  const { body } = await device.call('POST', '/api/session', { account: 'newcomer', password });
  expect(body.me.mustChangePassword).toBe(true);
  const headers = { authorization: `Bearer ${body.token}`, ...json };
  const as = (path: string, sent: object) =>
    ask(path, { method: 'POST', headers, body: JSON.stringify(sent) });
  for (const path of [
    '/api/entries',
    '/api/reads/checkpoint.posts',
    '/api/commands/access.session.revoke',
    '/api/reveals',
  ]) {
    const refused = await as(path, { entries: [] });
    expect([path, refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
      path,
      403,
      'session.password_change',
    ]);
  }
  expect((await as('/api/reads/access.me', {})).status).toBe(200);
  const changed = await as('/api/commands/access.password.change', {
    old: password,
    new: 'Dauerhaft-2026-Lang',
  });
  expect(changed.status).toBe(200);
  expect((await as('/api/reads/checkpoint.posts', {})).status).toBe(200);
});

test('figures for whoever watches name nobody', async () => {
  const metrics = await (await ask('/metrics')).text();
  expect(metrics).toMatch(/lianfang_entries_total\{status="applied"\} [1-9]/);
  expect(metrics).toMatch(/lianfang_http_seconds_bucket\{.*route="\/api\/reads\/:name"/);
});

test('the description of the interface holds together and names everything', async () => {
  // biome-ignore lint/suspicious/noExplicitAny: a document looked into by name
  const document = (await (await ask('/api/openapi.json')).json()) as any;
  expect(document.openapi).toBe('3.1.0');
  const made = Object.entries(entries).filter(([, { who }]) => who.length > 0);
  for (const [kind] of made) {
    expect(document.components.schemas[kind].properties.kind).toEqual({ const: kind });
    expect(document.components.schemas.Entry.oneOf).toContainEqual({ $ref: `#/components/schemas/${kind}` });
  }
  for (const name of Object.keys(reads))
    expect(Object.keys(document.paths[`/api/reads/${name}`])).toEqual(['get', 'post']);
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref as string);
  for (const ref of new Set(refs)) {
    const target = ref
      .slice(2)
      .split('/')
      .reduce<Record<string, unknown> | undefined>(
        (at, key) => at?.[key] as Record<string, unknown>,
        document,
      );
    expect(target, ref).toBeDefined();
  }
  for (const [path, operations] of Object.entries<
    Record<string, { responses: object; parameters?: { name: string; in: string; required?: boolean }[] }>
  >(document.paths)) {
    for (const [method, { responses, parameters = [] }] of Object.entries(operations)) {
      expect(Object.keys(responses).length, `${method} ${path}`).toBeGreaterThan(0);
      const inPath = parameters
        .filter((one) => one.in === 'path')
        .map(({ name, required }) => [name, required]);
      expect(inPath, `${method} ${path}`).toEqual(
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, true]),
      );
      // What says something about a person is not offered for addresses.
      for (const { name } of method === 'get' && path.endsWith('passages') ? parameters : [])
        expect(['plate', 'document', 'phone']).not.toContain(name);
    }
  }
});

test('the server says that its database is gone, and that it is back', async () => {
  const name = new URL(kit.product.database.url.replace(/@[^/?]*/, '@host')).pathname.slice(1);
  expect((await ask('/healthz')).status).toBe(200);
  const allow = (yes: boolean) =>
    administer(async (admin) => {
      await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS ${yes}`);
      if (!yes)
        await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
          name,
        ]);
    });
  await allow(false);
  const gone = await ask('/healthz');
  expect([gone.status, await gone.json()]).toEqual([503, { status: 'database_gone' }]);
  const held = device.passage();
  const refused = await device.call('POST', '/api/entries', { entries: [held] });
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, expect.stringMatching(/\d/)]);
  await allow(true);
  expect((await ask('/healthz')).status).toBe(200);
  expect(await device.deliver([held])).toMatchObject([{ status: 'applied' }]);
});
