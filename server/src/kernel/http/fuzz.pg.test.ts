import type { AddressInfo } from 'node:net';
import { entries } from '@lianfang/domain/entries.ts';
import { reads } from '@lianfang/domain/reads.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pipeline, raw, type WireAnswer, type WireRequest } from '../../../test/faults/wire.ts';
import { aPassage, type Kit, openKit } from '../../../test/kit.ts';
import { accessCommands } from '../access/commands.ts';
import { parseJson } from './body.ts';

const REQUESTS = 100_000;
const CONNECTIONS = 6;
const AT_ONCE = 50;

let kit: Kit;
let port: number;
/** By name: nobody, a phone, desks. */
let tokens: Record<string, string>;
let device: string;
beforeAll(async () => {
  // Tries of passwords and codes are counted by address: each request comes from another one.
  process.env.LIANFANG_TRUST_PROXY = '1';
  kit = await openKit({ proof: false });
  const phone = await kit.device('CP1');
  device = phone.device;
  tokens = {
    phone: phone.token,
    desk: (await kit.desk('desk')).token,
    administrator: (await kit.desk('sysadmin')).token,
    security: (await kit.desk('secadmin')).token,
    commander: (await kit.desk('commander')).token,
  };
  await kit.app.listen({ port: 0, host: '127.0.0.1' });
  port = (kit.app.server.address() as AddressInfo).port;
});
afterAll(async () => {
  delete process.env.LIANFANG_TRUST_PROXY;
  await kit?.close();
});

const seed = Number(process.env.LIANFANG_SEED ?? Math.floor(Math.random() * 2 ** 31));
let state = seed;
/** mulberry32: quick, and the same for the same seed. */
function random(below: number): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % below;
}
const one = <T>(list: readonly T[]): T => list[random(list.length)] as T;
const chance = (percent: number) => random(100) < percent;
const hex = (digits: number) => Array.from({ length: digits }, () => random(16).toString(16)).join('');
const newId = () => `0192f3c0-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`;

const odd: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e21,
  2 ** 53,
  -(2 ** 63),
  '',
  ' ',
  'x',
  'null',
  '0',
  '1e999',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\u202e男',
  '𠮷'.repeat(99),
  'A'.repeat(3000),
  [],
  {},
  [[]],
  [null],
  { a: { b: { c: [] } } },
  '2026-02-30T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999+23:59',
  '-271821-04-20T00:00:00Z',
  '610330000000',
  '999999999999999999',
  '../../etc/passwd',
  "'; DROP TABLE ledger.entry;--",
  '{{7*7}}',
  '<script>',
  '%00',
  '\r\nx: y',
  { __proto__: null, toString: 1 },
  { length: 1e9 },
  'constructor',
  '__proto__',
];

/** The value with one thing about it changed, now and then more. */
function meddled(value: unknown): unknown {
  if (chance(12) || value === null || typeof value !== 'object') return one(odd);
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  const names = Object.keys(copy);
  const name = names[random(Math.max(1, names.length))] ?? 'x';
  const how = random(10);
  if (how < 6) (copy as Record<string, unknown>)[name] = meddled((copy as Record<string, unknown>)[name]);
  else if (how === 6) delete (copy as Record<string, unknown>)[name];
  else if (how === 7)
    (copy as Record<string, unknown>)[one(['extra', 'constructor', 'id', 'county', ''])] = one(odd);
  else (copy as Record<string, unknown>)[name] = one(odd);
  return chance(20) ? meddled(copy) : copy;
}

const noise = Buffer.from([0xff, 0xfe, 0x80, 0xc0, 0xed, 0xa0, 0x80, 0x00, 0x22, 0x5c, 0x7b]);

/** The text of a body, spoilt as text. */
function spoilt(text: string): Buffer {
  const bytes = Buffer.from(text);
  const at = random(bytes.length + 1);
  switch (random(10)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), noise.subarray(random(noise.length)), bytes.subarray(at)]);
    case 2:
      return Buffer.from('['.repeat(1 + random(2000)) + (chance(50) ? ']'.repeat(random(2000)) : ''));
    case 3:
      return Buffer.from(`${'{"a":'.repeat(1 + random(60))}1${'}'.repeat(random(60))}`);
    case 4:
      return Buffer.from(
        text.replace(/\d+/, one(['1e400', '-1e400', '9'.repeat(400), '0x1', 'NaN', '01', '1.'])),
      );
    case 5:
      return Buffer.from(text.replace(/:"/, one([':"\\ud800', ':"\\u0000', ':"\\', ":'", ':"\u0001'])));
    case 6:
      return Buffer.from(
        text.replace(
          '{',
          one(['{"__proto__":{"x":1},', '{"constructor":{"prototype":{}},', '{"toString":0,', '{,']),
        ),
      );
    case 7:
      return Buffer.from(text, 'utf16le');
    case 8:
      return Buffer.from(`${text}${one([text, ',', '\u0000', '}', ' x'])}`);
    default:
      return Buffer.from(
        one([
          '',
          ' ',
          '\ufeff{}',
          'null',
          '[]',
          '"',
          '0',
          'true',
          '{}',
          '[{}]',
          '{"entries":0}',
          '//',
          '<a/>',
        ]),
      );
  }
}

const kinds = Object.keys(entries);
const readNames = Object.keys(reads);
let seq = 0;

function entry(): object {
  const sane = {
    id: newId(),
    device,
    seq: ++seq,
    kind: 'checkpoint.passage.registered',
    at: '2026-11-22T03:00:00Z',
    post: 'CP1',
    data: aPassage({
      persons: [{ temperature: 36.5, document: { type: 'id_card', number: '610399199003070012' } }],
    }),
  };
  if (chance(60)) return sane;
  return {
    ...sane,
    kind: one(kinds),
    data: one([
      { corrects: newId(), passage: aPassage(), why: 'x' },
      { voids: newId(), why: 'x' },
      { members: [{ agency: 'police' }] },
      { shift: newId() },
      { passage: newId(), person: 0, outcome: 'normal_on_remeasure' },
      { area: '610330', from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' },
      { report: newId(), remark: 'x' },
      { code: 'CP9', name: 'x', type: 'other', area: '610330000000' },
    ]),
  };
}

function paramsOf(name: string): Record<string, unknown> {
  return {
    ...(chance(60) && { from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' }),
    ...(chance(30) && { post: 'CP1' }),
    ...(chance(30) && { limit: 5 }),
    ...(chance(20) && { cutOff: '12' }),
    ...(chance(20) && { after: one(['WyIyMDI2Iiwi', 'AAAA', '5']) }),
    ...(name === 'area.search' && { text: one(['凤', 'fx', '6103']) }),
    ...((name.endsWith('.one') || name === 'checkpoint.passage' || name === 'report.verify') && {
      id: newId(),
    }),
    ...(chance(15) && { by: one(['hour', 'post', 'area']) }),
    ...(name === 'checkpoint.passages' &&
      chance(50) && {
        indicator: one(['checkpoint.fevers.found', 'checkpoint.posts.staffed', 'x']),
        plate: '陕C12345',
      }),
  };
}

const commands: Record<string, object> = {
  'access.account.add': {
    name: 'x',
    display: '测试',
    roles: [{ role: 'data_desk', area: '610330' }],
    password: 'x',
  },
  'access.unit.add': { name: '测试单位', agency: 'police', area: '610330' },
  'access.device.code': { post: 'CP1' },
  'access.device.move': { device: newId(), post: 'CP2' },
  'access.role.grant': { account: newId(), role: 'signer', area: '610330' },
  'access.session.revoke': { session: newId() },
  'ledger.release': { entry: newId() },
};

type Shape = { target: string; body: object };
/** What is asked for, before it is meddled with. Where passwords are weighed only nonsense is sent: that is slow on purpose. */
function shape(): Shape {
  const roll = random(100);
  if (roll < 14)
    return {
      target: '/api/entries',
      body: { entries: Array.from({ length: 1 + random(3) }, entry), captured: seq },
    };
  if (roll < 28) {
    const name = one(readNames);
    return { target: `/api/reads/${name}`, body: paramsOf(name) };
  }
  if (roll < 40) {
    const name = one([...Object.keys(accessCommands), 'ledger.release']);
    return { target: `/api/commands/${name}`, body: commands[name] ?? { account: newId() } };
  }
  return one<() => Shape>([
    () => ({ target: '/api/session', body: { device: newId(), challenge: 'a.b.c', signature: 'AAAA' } }),
    () => ({ target: '/api/session', body: { account: one([1, null, [], '']), password: one(['', 5]) } }),
    () => ({
      target: '/api/devices',
      body: { code: 'ABCD-EFGH', publicKey: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }, name: 'x' },
    }),
    () => ({ target: '/api/crew', body: { account: '', password: '' } }),
    () => ({
      target: '/api/reveals',
      body: { purpose: 'verification', why: '核对信息', entries: [newId()] },
    }),
    () => ({
      target: '/api/exports',
      body: {
        read: 'checkpoint.passages',
        params: paramsOf(''),
        columns: ['post'],
        format: 'csv',
        purpose: 'export',
        why: '核对信息',
      },
    }),
    () => ({
      target: one([
        '/api/imports',
        `/api/imports/${newId()}/mapping`,
        `/api/imports/held/${newId()}`,
        `/api/imports/${newId()}/commit`,
        `/api/imports/held/${newId()}/open`,
      ]),
      body: { columns: { 1: 'plate' }, why: '核对' },
    }),
  ])();
}

const targets = [
  '/',
  '/api',
  '/api/',
  '/api/reads/',
  '/api/reads/constructor',
  '/api/reads/__proto__',
  '/api/reads/access.me/',
  '/api//reads/access.me',
  '/api/commands/toString',
  '/api/reads/%00',
  '/api/reads/%zz',
  '/api/reads/%c0%af',
  `/api/reads/${'x'.repeat(300)}`,
  '/api/imports/x',
  '/api/imports/%2e%2e/errors',
  '/api/reports/..%2f..%2fx.json',
  '/api/reports/x.pdf',
  '/api/reports/0192f3c0-0000-7000-8000-000000000000.json',
  '/healthz?x=%',
  '/field/../../etc/passwd',
  '/..%2f..%2fetc/passwd',
  '/desk/%',
  '/verify/?report=%00',
  '/api/openapi.json?',
  '/metrics/',
  '*',
  '/%',
  '/?'.padEnd(4000, 'a'),
  '/api/entries?__proto__=1',
  '/api/live/x',
];
const types = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-16',
  'application/JSON',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'x',
  '',
  'application/json, text/html',
  `application/${'x'.repeat(500)}`,
];

function query(params: Record<string, unknown>): string {
  return Object.entries(params)
    .map(
      ([key, value]) =>
        `${chance(5) ? one(['__proto__', 'a[b]', '%00', '%', 'extra']) : key}=${chance(30) ? one(['', '%00', '%zz', '1e9', '-1', '%ED%A0%80', '2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z', '99999999999999999999', 'x&x', '%F0%9F%98%80', '+']) : encodeURIComponent(String(value))}`,
    )
    .join(one(['&', '&', '&', ';', '&&']));
}

function authorization(): Record<string, string> {
  const roll = random(20);
  if (roll < 3) return {};
  if (roll < 5)
    return {
      authorization: one([
        'Bearer',
        'Bearer x',
        `Bearer ${hex(43)}`,
        'Basic YTpi',
        `Bearer ${'a'.repeat(600)}`,
      ]),
    };
  if (roll < 7)
    return {
      cookie: one([
        `lianfang_session=${tokens.desk}`,
        'lianfang_session=',
        `a=b; lianfang_session=${hex(43)}`,
        '='.repeat(99),
      ]),
    };
  return {
    authorization: `Bearer ${tokens[one(['phone', 'phone', 'desk', 'desk', 'administrator', 'security', 'commander'])]}`,
  };
}

function request(): WireRequest {
  const { target, body } = shape();
  const headers = {
    ...authorization(),
    'x-forwarded-for': `10.${random(250)}.${random(250)}.${random(250)}`,
  };
  const roll = random(100);
  if (roll < 8) {
    const method = one(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'POST']);
    // A session that is signed out would silence all that follow; a feed has no end.
    const safe = method === 'DELETE' ? {} : headers;
    return {
      method,
      target: one(targets),
      headers: { ...safe, 'content-type': one(types) },
      body: chance(50) ? Buffer.alloc(0) : spoilt(JSON.stringify(body)),
    };
  }
  if (roll < 26 && target.startsWith('/api/reads/'))
    return {
      method: 'GET',
      target: `${target}?${query(body as Record<string, unknown>)}`,
      headers,
      body: Buffer.alloc(0),
    };
  const type = chance(6) ? one(types) : 'application/json';
  const text = JSON.stringify(chance(75) ? meddled(body) : body) ?? 'null';
  return {
    method: 'POST',
    target,
    headers: { ...headers, 'content-type': type, 'x-lianfang': '1' },
    body: chance(40) ? spoilt(text) : Buffer.from(text),
  };
}

/** Whether the body is no JSON, after which the server closes the connection. */
function closes({ body }: WireRequest): boolean {
  try {
    if (body.length > 0) parseJson(body);
    return false;
  } catch {
    return true;
  }
}

const leaks =
  /node:internal|node_modules|\.ts:\d+|\bat [\w.<>]+ \(|SELECT |INSERT |pg_|invalid byte sequence|syntax error/;
const statuses = new Map<number, number>();
const faults: string[] = [];

function judge(sent: WireRequest, { status, headers, body }: WireAnswer): void {
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
  const text = body.toString('utf8');
  const isJson = /content-type: application\/json/i.test(headers);
  const wrong =
    status >= 500 ||
    (status !== 200 && leaks.test(text)) ||
    (status >= 400 &&
      sent.target.startsWith('/api/') &&
      !(isJson && /^\{"code":"[a-z_.]+","message":\{"zh":".+","en":".+"\},"details":/.test(text)));
  if (wrong && faults.length < 20)
    faults.push(
      `${status} ${sent.method} ${sent.target.slice(0, 120)} ${sent.headers['content-type'] ?? ''}\n  ${JSON.stringify(sent.body.toString('latin1').slice(0, 600))}\n  ${text.slice(0, 300)}`,
    );
}

test(`${REQUESTS} generated requests: no failure of the server, no trace of its insides, no hang`, async () => {
  const before = process.memoryUsage().rss;
  // Vitest works out the source of every frame of every error: a hundred thousand expected ones need none.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  let left = REQUESTS;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (left > 0 && faults.length < 20) {
        const requests = Array.from({ length: Math.min(AT_ONCE, left) }, request);
        left -= requests.length;
        const together = requests.filter((one) => !closes(one));
        for (const [index, answer] of (await pipeline(port, together)).entries())
          judge(together[index] as WireRequest, answer);
        await Promise.all(
          requests.filter(closes).map(async (alone) => {
            for (const answer of await pipeline(port, [alone])) judge(alone, answer);
          }),
        );
      }
    }),
  );
  Error.stackTraceLimit = stackTraceLimit;
  expect(faults, `LIANFANG_SEED=${seed}`).toEqual([]);
  for (const status of [200, 400, 401, 403, 404, 415])
    expect(statuses.get(status), String(status)).toBeGreaterThan(100);
  expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(400);
  expect(kit.logged()).not.toMatch(/"level":[56]0/);
}, 400_000);

test('bodies that are too large are refused without being taken in', async () => {
  const headers = { authorization: `Bearer ${tokens.phone}`, 'content-type': 'application/json' };
  const large = Buffer.alloc(2_100_000, 0x20);
  for (const target of ['/api/entries', '/api/reveals', '/api/reads/checkpoint.passages']) {
    const [answer] = await pipeline(port, [{ method: 'POST', target, headers, body: large }]);
    expect(answer?.status).toBe(413);
    expect(JSON.parse(String(answer?.body)).code).toBe('request.too_large');
  }
});

test('what is cut in the middle or is no HTTP harms nobody', async () => {
  const body = JSON.stringify({ entries: [entry()] });
  const whole = `POST /api/entries HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tokens.phone}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const broken = [
    'GET / HTTP/9.9\r\n\r\n',
    'BREW /pot HTTP/1.1\r\nhost: x\r\n\r\n',
    '\u0000\u0001\u0002',
    'GET /\u0000 HTTP/1.1\r\n\r\n',
    `GET / HTTP/1.1\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`,
    'POST /api/entries HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcde',
  ];
  for (let round = 0; round < 150; round++)
    await raw(port, Buffer.from(whole).subarray(0, 1 + random(whole.length - 1)), false);
  for (const bytes of broken) {
    const came = await raw(port, Buffer.from(bytes, 'latin1'), true);
    expect(came).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(came).not.toMatch(leaks);
  }
  const [alive] = await pipeline(port, [
    { method: 'GET', target: '/healthz', headers: {}, body: Buffer.alloc(0) },
  ]);
  expect(alive?.status).toBe(200);
  const { rows } = await kit.product.deps.pool.query(
    `SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'`,
  );
  expect(rows[0].open).toBe(0);
});
