import type { MessageKind } from '@lianfang/domain/kernel/notify.ts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { COUNTY, type Desk, type Kit, openKit } from '../../../test/kit.ts';
import { findClaim } from '../access/store.ts';
import { inTransaction } from '../db/pool.ts';
import { type Message, tell } from './api.ts';
import { deliverDue } from './deliver.ts';
import { dingtalk, type Heard, openService, type Service, wecom } from './testTools.ts';

const MINUTE = 60_000;
const KEY = '0e7f0000-robot-key-of-the-group';
const TOKEN = 'dingtalk-access-token-of-the-group';
const SECRET = 'SECdingtalk-signing-secret';

let kit: Kit;
let admin: Desk;
let weixin: Service;
let ding: Service;
beforeAll(async () => {
  kit = await openKit();
  admin = await kit.desk('sysadmin');
});
afterAll(() => kit?.close());
beforeEach(async () => {
  const now = () => kit.clock.now;
  weixin = await openService(wecom(KEY, now));
  ding = await openService(dingtalk(TOKEN, SECRET, now));
  process.env.LIANFANG_NOTIFY_ORIGINS = `${weixin.origin}, ${ding.origin}`;
});
afterEach(async () => {
  await Promise.all([weixin.close(), ding.close()]);
  admin = await kit.desk('sysadmin');
  for (const { id } of await channels()) await run('remove', { channel: id });
  kit.clock.now += 20 * MINUTE;
  admin = await kit.desk('sysadmin');
});

const call = async (desk: Desk, name: string, params: object) =>
  desk.call('POST', `/api/commands/notify.${name}`, params);
async function run(name: string, params: object) {
  const { status, body } = await call(admin, `channel.${name}`, params);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}
async function channels() {
  return (await admin.call('GET', '/api/reads/notify.channels')).body.channels;
}
const wecomChannel = (more: object = {}) => ({
  kind: 'wecom',
  name: '专班群',
  url: `${weixin.origin}/cgi-bin/webhook/send?key=${KEY}`,
  ...more,
});
const dingChannel = (more: object = {}) => ({
  kind: 'dingtalk',
  name: '乡镇群',
  url: `${ding.origin}/robot/send?access_token=${TOKEN}`,
  secret: SECRET,
  ...more,
});
async function say(
  account: string,
  kind: MessageKind,
  count = 1,
  more: Partial<Message> = {},
): Promise<void> {
  const claim = await findClaim(kit.product.deps.pool, account);
  const message: Message = {
    account: claim?.account as string,
    kind,
    count,
    link: '/desk/#/tasks',
    at: new Date(kit.clock.now).toISOString(),
    ...more,
  };
  await inTransaction(kit.product.deps.pool, (client) => tell({ client, county: COUNTY }, [message]));
}
/** A minute goes by, and what is due goes out. */
async function minute(minutes = 1, limitMs = 2_000): Promise<void> {
  kit.clock.now += minutes * MINUTE;
  await deliverDue(kit.product.deps, COUNTY, limitMs);
}
const textOf = ({ body }: Heard): string => {
  const { markdown } = JSON.parse(body);
  return markdown.content ?? markdown.text;
};
const linesOf = (heard: Heard) =>
  textOf(heard)
    .split('\n')
    .filter((line) => line.startsWith('- '));
const numberOf = (heard: Heard) => /编号 (\w{4})/.exec(textOf(heard))?.[1];

test('an inbox has what its owner was told, in the transaction of what it is about', async () => {
  const { pool } = kit.product.deps;
  const { account } = (await findClaim(pool, 'verifier')) as { account: string };
  const message: Message = {
    account,
    kind: 'assigned',
    count: 3,
    link: '/desk/#/tasks',
    at: '2026-11-22T04:00:00Z',
  };
  await inTransaction(pool, async (client) => {
    await tell({ client, county: COUNTY }, [message]);
    throw new Error('the move fails');
  }).catch(() => undefined);
  await inTransaction(pool, (client) =>
    tell({ client, county: COUNTY }, [
      message,
      { ...message, kind: 'escalated', count: 1 },
      { ...message, count: 0 },
    ]),
  );
  await say('taskforce', 'directive');
  const [verifier, taskforce] = [await kit.desk('verifier'), await kit.desk('taskforce')];
  const inbox = async (desk = verifier, more = '') =>
    (await desk.call('GET', `/api/reads/notify.inbox?x=1${more}`.replace('x=1&', '').replace('?x=1', '')))
      .body;
  expect(await inbox()).toMatchObject({ unread: 2, messages: [{ link: '/desk/#/tasks' }, {}] });
  expect((await inbox(taskforce)).messages).toMatchObject([{ kind: 'directive', count: 1 }]);
  const { messages, next } = await inbox(verifier, '&limit=1');
  expect((await inbox(verifier, `&limit=1&after=${next}`)).messages).not.toEqual(messages);
  // Nobody marks another's as read.
  expect((await call(taskforce, 'read', { messages: [messages[0].id] })).body).toEqual({ read: 0 });
  expect((await call(verifier, 'read', { messages: [messages[0].id] })).body).toEqual({ read: 1 });
  expect(await inbox(verifier, '&unread=true')).toMatchObject({ unread: 1, messages: [{}] });
  expect((await call(verifier, 'read', {})).body).toEqual({ read: 1 });
  expect(await inbox()).toMatchObject({ unread: 0, messages: [{ readAt: expect.any(String) }, {}] });
});

test('what is told within a minute is one message in each group, with counts and a link, as its service wants it', async () => {
  const unit = await kit.product.deps.pool.query(
    "SELECT id FROM access.unit WHERE county = $1 AND name = '双石铺镇'",
    [COUNTY],
  );
  await run('set', wecomChannel());
  await run('set', dingChannel({ unit: unit.rows[0].id, language: 'en' }));
  await say('verifier', 'assigned', 40);
  await say('officer1', 'assigned', 7);
  await say('officer1', 'escalated', 2, { about: 'the same two' });
  await say('unitlead', 'escalated', 2, { about: 'the same two' });
  await minute();
  expect(weixin.heard.map(linesOf)).toEqual([['- 超时升级 2 项', '- 新任务 47 项']]);
  expect(textOf(weixin.heard[0] as Heard)).toContain(
    `[打开查看](${kit.product.deps.publicUrl}/desk/#/tasks)`,
  );
  expect(ding.heard.map(linesOf)).toEqual([['- overdue, escalated to you: 2', '- new tasks: 7']]);
  await minute();
  expect(weixin.heard).toHaveLength(1);
  await say('officer2', 'returned');
  await minute();
  expect([weixin.heard.length, ding.heard.length]).toEqual([2, 1]);
  expect(await channels()).toMatchObject([
    { name: '专班群', waiting: 0, lastSentAt: expect.any(String) },
    { name: '乡镇群', waiting: 0, unit: { name: '双石铺镇' } },
  ]);
});

test('a robot is used 18 times a minute at most, whatever channels share it', async () => {
  const { channel } = await run('set', wecomChannel());
  await run('set', wecomChannel({ name: '又一个' }));
  for (let times = 0; times < 18; times++) expect(await run('test', { channel })).toEqual({ sent: true });
  expect(await run('test', { channel })).toEqual({ sent: false, error: 'own_limit' });
  await say('verifier', 'assigned');
  await deliverDue(kit.product.deps, COUNTY);
  expect(weixin.heard).toHaveLength(18);
  await minute();
  expect(weixin.heard).toHaveLength(20);
});

test('a service that wants quiet gets it; what is told meanwhile is not lost and not twice', async () => {
  await run('set', wecomChannel());
  await run('set', dingChannel());
  weixin.manner = () => ({ body: '{"errcode":45009,"errmsg":"api freq out of limit"}' });
  ding.manner = () => ({ body: '{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}' });
  await say('verifier', 'assigned', 5);
  await minute();
  expect(await channels()).toMatchObject([
    { lastError: 'errcode.45009' },
    { lastError: 'errcode.130101', waiting: 1 },
  ]);
  weixin.manner = undefined;
  ding.manner = undefined;
  await say('verifier', 'assigned', 6);
  await deliverDue(kit.product.deps, COUNTY);
  expect([weixin.heard.length, ding.heard.length]).toEqual([1, 1]);
  await minute();
  await minute();
  expect(weixin.heard.slice(1).map(linesOf)).toEqual([['- 新任务 5 项'], ['- 新任务 6 项']]);
  expect(ding.heard).toHaveLength(1);
  await minute(8);
  await minute();
  expect(ding.heard.slice(1).map(linesOf)).toEqual([['- 新任务 5 项'], ['- 新任务 6 项']]);
  const [first] = await channels();
  expect(first).not.toHaveProperty('lastError');
});

test('a failing service is tried again with growing pauses, and given up after a day; the inbox has it all the same', async () => {
  await run('set', wecomChannel());
  weixin.manner = () => ({ status: 503, body: '<html>Service Unavailable</html>' });
  await say('verifier', 'due_soon', 9);
  const tries: number[] = [];
  for (let minutes = 1; minutes <= 26 * 60; minutes += minutes < 20 ? 1 : 10) {
    await minute(minutes < 21 ? 1 : 10);
    if (weixin.heard.length > tries.length) tries.push(minutes);
  }
  expect(tries.slice(0, 6)).toEqual([1, 2, 3, 5, 9, 17]);
  expect(tries.at(-1)).toBeLessThan(24 * 60 + 12);
  expect(tries.length).toBeLessThan(60);
  expect(new Set(weixin.heard.map(numberOf)).size).toBe(1);
  admin = await kit.desk('sysadmin');
  expect(await channels()).toMatchObject([
    { waiting: 0, lastError: 'http.503', failingSince: expect.any(String) },
  ]);
  const { body } = await (await kit.desk('verifier')).call('GET', '/api/reads/notify.inbox');
  expect(body.messages[0]).toMatchObject({ kind: 'due_soon', count: 9 });
  weixin.manner = undefined;
  await say('verifier', 'assigned');
  await minute();
  expect(linesOf(weixin.heard.at(-1) as Heard)).toEqual(['- 新任务 1 项']);
  expect((await channels())[0]).not.toHaveProperty('failingSince');
});

test('a server that hangs is left after its time, holds up nobody else, and gets the very same message again', async () => {
  await run('set', wecomChannel());
  await run('set', dingChannel());
  for (const manner of ['hang', 'cut', 'endless'] as const) {
    weixin.manner = () => manner;
    const before = [weixin.heard.length, ding.heard.length] as [number, number];
    await say('verifier', 'assigned', 4);
    const started = performance.now();
    await minute(1, 300);
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(ding.heard.length).toBe(before[1] + 1);
    expect(weixin.heard.length).toBe(before[0] + 1);
    weixin.manner = undefined;
    await minute();
    const [once, again] = weixin.heard.slice(before[0]) as [Heard, Heard];
    expect(textOf(again)).toBe(textOf(once));
    await minute(40);
    expect(weixin.heard.length).toBe(before[0] + 2);
  }
  const port = new URL(weixin.origin).port;
  await weixin.close();
  await say('verifier', 'assigned', 4);
  await minute();
  const { rows } = await kit.product.deps.pool.query(
    "SELECT doubtful, error FROM notify.batch WHERE county = $1 AND state = 'waiting'",
    [COUNTY],
  );
  // Nobody listened: nothing can have arrived.
  expect([port.length > 0, rows]).toEqual([true, [{ doubtful: false, error: 'connection' }]]);
});

test('two servers at once send once; one that dies while it sends leaves a message in doubt, which goes again', async () => {
  const { deps } = kit.product;
  await run('set', wecomChannel());
  await say('verifier', 'assigned', 2);
  kit.clock.now += MINUTE;
  await Promise.all([deliverDue(deps, COUNTY), deliverDue(deps, COUNTY), deliverDue(deps, COUNTY)]);
  expect(weixin.heard).toHaveLength(1);

  await say('verifier', 'assigned', 3);
  kit.clock.now += MINUTE;
  let reached = () => {};
  const there = new Promise<void>((resolve) => {
    reached = resolve;
  });
  weixin.manner = () => {
    reached();
    return 'hang';
  };
  const lost = deliverDue(deps, COUNTY, 1_000).catch((error: Error) => error);
  await there;
  // The database goes away before the answer could be kept: as if the process had been killed.
  const settle = deps.pool.connect;
  deps.pool.connect = (() => Promise.reject(new Error('gone'))) as typeof settle;
  expect(await lost).toBeInstanceOf(Error);
  deps.pool.connect = settle;
  weixin.manner = undefined;
  await deliverDue(deps, COUNTY);
  expect(weixin.heard).toHaveLength(2);
  await minute();
  await minute();
  expect(weixin.heard).toHaveLength(3);
  const [, once, again] = weixin.heard as [Heard, Heard, Heard];
  expect([textOf(again), linesOf(again)]).toEqual([textOf(once), ['- 新任务 3 项']]);
});

test('SMS by whatever HTTP its service wants', async () => {
  const service = await openService(() => ({ body: '{"code":"OK"}' }));
  process.env.LIANFANG_NOTIFY_ORIGINS = service.origin;
  const sms = { method: 'POST', phones: ['19900000001', '+8619900000002'], accepted: '"code":"OK"' };
  const { channel } = await run('set', {
    kind: 'sms',
    name: '短信',
    url: `${service.origin}/send`,
    sms: {
      ...sms,
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer sms-secret' },
      body: '{"to":"{{phones}}","content":"{{text}}"}',
    },
  });
  await say('verifier', 'escalated', 3);
  await minute();
  const [json] = service.heard as [Heard];
  expect(json).toMatchObject({ method: 'POST', headers: { authorization: 'Bearer sms-secret' } });
  expect(JSON.parse(json.body)).toEqual({
    to: '19900000001,+8619900000002',
    content: expect.stringMatching(/^【联防提醒】超时升级 3 项。http\S+ （编号 \w{4}）$/),
  });
  await run('set', {
    channel,
    kind: 'sms',
    name: '短信',
    sms: {
      ...sms,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'm={{phones}}&c={{text}}',
    },
  });
  expect(await run('test', { channel })).toEqual({ sent: true });
  expect(new URLSearchParams(service.heard[1]?.body).get('m')).toBe('19900000001,+8619900000002');
  await run('set', {
    channel,
    kind: 'sms',
    name: '短信',
    url: `${service.origin}/s?m={{phones}}&c={{text}}`,
    sms: { ...sms, method: 'GET' },
  });
  expect(await run('test', { channel })).toEqual({ sent: true });
  expect(service.heard[2]).toMatchObject({ method: 'GET', body: '' });
  expect(service.heard[2]?.url.searchParams.get('c')).toContain('测试消息');
  service.manner = () => ({ body: '{"code":"LIMIT"}' });
  expect(await run('test', { channel })).toEqual({ sent: false, error: 'answer' });
  service.manner = () => ({ status: 429, body: '', headers: { 'retry-after': '600' } });
  expect(await run('test', { channel })).toEqual({ sent: false, error: 'http.429' });
  kit.clock.now += 5 * MINUTE;
  expect(await run('test', { channel })).toEqual({ sent: false, error: 'own_limit' });
  await service.close();
});

test('keys are sealed and never shown; only https, the services’ own hosts and what the operator allows', async () => {
  const { channel } = await run('set', dingChannel());
  // Renamed without its key at hand: address and secret stay.
  await run('set', { channel, kind: 'dingtalk', name: '新名' });
  expect(await run('test', { channel })).toEqual({ sent: true });
  const { pool } = kit.product.deps;
  const { rows } = await pool.query('SELECT c::text AS c FROM notify.channel c WHERE county = $1', [COUNTY]);
  const auditor = await kit.desk('auditor');
  const log = await auditor.call('GET', '/api/reads/access.log');
  expect(JSON.stringify(log.body)).toContain('notify.channel.set');
  for (const text of [
    JSON.stringify(await channels()),
    JSON.stringify(rows),
    kit.logged(),
    JSON.stringify(log.body),
  ]) {
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(Buffer.from(SECRET).toString('hex'));
  }
  const refused = async (params: object) => (await call(admin, 'channel.set', params)).status;
  const bad = [
    { ...wecomChannel(), url: 'http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k' },
    { ...wecomChannel(), url: 'https://example.com/cgi-bin/webhook/send?key=k' },
    { ...wecomChannel(), url: 'https://user:word@qyapi.weixin.qq.com/x' },
    { ...wecomChannel(), url: 'http://127.0.0.1:1/cgi-bin/webhook/send?key=k' },
    { kind: 'sms', name: 's', url: 'http://10.0.0.1/', sms: { method: 'GET', phones: ['19900000001'] } },
    {
      kind: 'sms',
      name: 's',
      url: 'https://{{text}}.example.com/',
      sms: { method: 'GET', phones: ['19900000001'] },
    },
    { kind: 'sms', name: 's', url: 'https://example.com/' },
    { ...wecomChannel(), url: 'file:///etc/passwd' },
    { ...dingChannel(), url: undefined },
  ];
  expect(await Promise.all(bad.map(refused))).toEqual(bad.map(() => 400));
  expect(
    await refused({ ...wecomChannel(), url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k' }),
  ).toBe(200);
  expect((await call(auditor, 'channel.set', dingChannel())).status).toBe(403);
  expect((await call(await kit.desk('commander'), 'channel.test', { channel })).status).toBe(403);
  // A redirect would carry the key to somebody else.
  ding.manner = () => ({ status: 302, body: '', headers: { location: `${weixin.origin}/elsewhere` } });
  expect(await run('test', { channel })).toEqual({ sent: false, error: 'http.302' });
  ding.manner = () => ({ body: '{"errcode":310000,"errmsg":"sign not match"}' });
  expect(await run('test', { channel })).toEqual({ sent: false, error: 'errcode.310000' });
  expect(weixin.heard).toEqual([]);
  // What the operator allows no more is not used any more.
  process.env.LIANFANG_NOTIFY_ORIGINS = '';
  expect(await run('test', { channel })).toEqual({ sent: false, error: 'address' });
});
