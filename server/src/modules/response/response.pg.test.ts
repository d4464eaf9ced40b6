import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COUNTY, type Desk, type Kit, openKit } from '../../../test/kit.ts';

const area = `${COUNTY}000000`;
const legalBasis = [
  { source: '《中华人民共和国传染病防治法》', article: '第四十二条', number: '凤政发〔2026〕12号' },
];
const measures = ['各卡点 24 小时值守', '协查条目 4 小时内反馈'];

let kit: Kit;
const desks: Record<string, Desk> = {};
const accounts: Record<string, string> = {};
const units: Record<string, string> = {};

beforeAll(async () => {
  kit = await openKit();
  await signIn();
  const { rows } = await kit.product.deps.pool.query(
    'SELECT id, name FROM access.account WHERE county = $1',
    [COUNTY],
  );
  for (const { id, name } of rows) accounts[name] = id;
  const { rows: found } = await kit.product.deps.pool.query(
    'SELECT id, name FROM access.unit WHERE county = $1',
    [COUNTY],
  );
  for (const { id, name } of found) units[name] = id;
});
afterAll(() => kit?.close());

async function signIn() {
  for (const name of ['commander', 'taskforce', 'unitlead', 'desk', 'verifier', 'lead'])
    desks[name] = await kit.desk(name);
}

/** Three hours later: everybody has been signed out meanwhile. */
async function later() {
  kit.clock.now += 3 * 3_600_000;
  await signIn();
}

/** Says something at a desk; gives the entry's id and its answer. */
async function say(who: string, kind: string, data: object) {
  kit.clock.now += 60_000;
  const id = uuidv7(kit.clock.now, randomBytes(10));
  const entry = { id, kind, at: new Date(kit.clock.now).toISOString(), data };
  const { body } = await (desks[who] as Desk).call('POST', '/api/entries', { entries: [entry] });
  const [{ status, reason }] = body.answers;
  // Which fields it is about is another matter.
  return { id, status, reason: reason?.split(':')[0] };
}

async function done(who: string, kind: string, data: object): Promise<string> {
  const { id, status, reason } = await say(who, kind, data);
  expect([kind, status, reason]).toEqual([kind, 'applied', undefined]);
  return id;
}

async function read(who: string, name: string, params: object = {}) {
  const { status, body } = await (desks[who] as Desk).call('POST', `/api/reads/${name}`, params);
  expect([name, status, status === 200 ? '' : body]).toEqual([name, 200, '']);
  return body;
}

const inMinutes = (minutes: number) => new Date(kit.clock.now + minutes * 60_000).toISOString();
const order = (addressees: object[], more: object = {}) => ({
  title: '加强夜间查控',
  text: '22 时起各卡点加派一个班组。',
  addressees,
  dueAt: inMinutes(120),
  priority: 1,
  ...more,
});
const team = (more: object = {}) => ({
  name: '卡点查控专班',
  remit: '全县卡点查验、劝返和采样',
  area,
  agencies: ['police', 'transport'],
  lead: accounts.taskforce,
  deputies: [accounts.lead],
  members: [accounts.crew1],
  ...more,
});

let response: string;
let taskForce: string;

test('a response is activated once, with its ground, its level and what changes with it', async () => {
  expect(await read('desk', 'response.now')).toMatchObject({ taskForces: 0, all: [] });
  expect(
    await say('taskforce', 'response.activated', { name: '疫情', area, level: 2, legalBasis, measures }),
  ).toMatchObject({ status: 'refused', reason: 'access.denied' });
  expect(
    await say('commander', 'response.activated', {
      name: '疫情',
      area: '610330999000',
      level: 2,
      legalBasis,
      measures,
    }),
  ).toMatchObject({ reason: 'response.area_unknown' });
  expect(
    await say('commander', 'response.activated', { name: '疫情', area, level: 2, legalBasis: [], measures }),
  ).toMatchObject({ reason: 'entry.data' });
  response = await done('commander', 'response.activated', {
    name: '2026年11月疫情',
    area,
    level: 3,
    legalBasis,
    measures,
  });
  expect(
    await say('commander', 'response.activated', { name: '又一次', area, level: 2, legalBasis, measures }),
  ).toMatchObject({
    reason: 'response.active',
  });
  await done('commander', 'response.level.changed', {
    response,
    level: 2,
    legalBasis,
    measures: ['全部卡点双岗'],
    why: '出现本地病例',
  });
  expect(
    await say('commander', 'response.level.changed', {
      response,
      level: 2,
      legalBasis,
      measures,
      why: '重复',
    }),
  ).toMatchObject({ reason: 'response.level_same' });
  expect((await read('unitlead', 'response.now')).response).toMatchObject({
    id: response,
    areaName: '凤县',
    state: 'active',
    level: 2,
    measures: ['全部卡点双岗'],
    legalBasis,
    activatedBy: { display: '指挥长' },
    levels: [
      { level: 2, why: '出现本地病例' },
      { level: 3, measures },
    ],
  });
});

test('a task force has a lead with the role, and is a unit that tasks are given to', async () => {
  const bad: [object, string][] = [
    [{ lead: accounts.verifier }, 'response.lead_role'],
    [{ name: '凤州镇' }, 'response.name_taken'],
    [{ members: [accounts.taskforce] }, 'response.member_twice'],
    [{ members: [units.凤州镇] }, 'response.account_unknown'],
    [{ area: '610330999000' }, 'response.area_unknown'],
  ];
  for (const [more, reason] of bad)
    expect(
      (await say('commander', 'response.task_force.formed', { response, ...team(more) })).reason,
    ).toContain(reason);
  expect(await say('desk', 'response.task_force.formed', { response, ...team() })).toMatchObject({
    reason: 'access.denied',
  });
  // What it belongs to has not come: it waits, and is nothing yet.
  expect(
    await say('commander', 'response.task_force.formed', { response: accounts.desk, ...team() }),
  ).toMatchObject({ status: 'held' });

  taskForce = await done('commander', 'response.task_force.formed', { response, ...team() });
  expect(await say('commander', 'response.task_force.formed', { response, ...team() })).toMatchObject({
    reason: 'response.name_taken',
  });
  await done('commander', 'response.task_force.changed', {
    taskForce,
    ...team({ members: [accounts.crew1, accounts.clinician] }),
  });
  const { taskForces } = await read('verifier', 'response.task_forces');
  expect(taskForces).toMatchObject([
    {
      id: taskForce,
      name: '卡点查控专班',
      state: 'active',
      lead: { display: '专班组长', unitName: '公安' },
      deputies: [{ account: accounts.lead }],
      members: [{ account: accounts.crew1 }, { account: accounts.clinician }],
    },
  ]);
});

let directive: string;

test('a directive goes to several at once, each acknowledges, reports, finishes, and the issuer decides', async () => {
  const bad: [object, string][] = [
    [{ dueAt: inMinutes(-5) }, 'response.due_past'],
    [{ addressees: [{}] }, 'response.addressee'],
    [{ addressees: [{ taskForce, unit: units.公安 }] }, 'response.addressee'],
    [{ addressees: [{ taskForce }, { unit: taskForce }] }, 'response.addressee_twice'],
    [{ addressees: [{ unit: accounts.desk }] }, 'response.unit_unknown'],
    [{ addressees: [{ taskForce: units.公安 }] }, 'response.task_force_missing'],
    [{ addressees: [{ account: units.公安 }] }, 'response.account_unknown'],
  ];
  for (const [more, reason] of bad)
    expect([
      reason,
      (await say('commander', 'response.directive.issued', { response, ...order([{ taskForce }], more) }))
        .reason,
    ]).toEqual([reason, reason]);
  expect(
    await say('taskforce', 'response.directive.issued', { response, ...order([{ taskForce }]) }),
  ).toMatchObject({
    reason: 'response.inside_only',
  });
  expect(
    await say('unitlead', 'response.directive.issued', { response, ...order([{ taskForce }]) }),
  ).toMatchObject({
    reason: 'access.denied',
  });

  directive = await done('commander', 'response.directive.issued', {
    response,
    ...order([{ taskForce }, { unit: units.双石铺镇 }, { account: accounts.verifier }]),
  });
  const first = await read('desk', 'response.directive', { id: directive });
  expect(first.directive).toMatchObject({
    number: 1,
    state: 'open',
    text: '22 时起各卡点加派一个班组。',
    standing: { open: 3, total: 3 },
    addressees: ['卡点查控专班', '双石铺镇', '协查专班员'],
  });
  const [ofTeam, ofTown, ofPerson] = first.targets.map(({ task }: { task: string }) => task);
  expect((await read('taskforce', 'response.mine')).directives).toMatchObject([
    { directive, task: ofTeam, state: 'open' },
  ]);
  // The lead of the township sees what concerns it; who has nothing to do with it cannot accept it.
  expect((await read('unitlead', 'response.directives')).rows).toHaveLength(1);
  expect(await say('desk', 'task.accepted', { tasks: [ofTeam] })).toMatchObject({
    reason: 'task.not_yours',
  });

  await done('taskforce', 'task.accepted', { tasks: [ofTeam] });
  await done('unitlead', 'task.accepted', { tasks: [ofTown] });
  await done('verifier', 'task.accepted', { tasks: [ofPerson] });
  expect((await read('commander', 'response.directives')).rows[0]).toMatchObject({
    state: 'acknowledged',
    standing: { open: 0, accepted: 3 },
  });
  await done('taskforce', 'task.progress_reported', {
    tasks: [ofTeam],
    note: '两个班组已到位',
    evidence: ['值班表照片'],
  });
  for (const [who, task] of [
    ['taskforce', ofTeam],
    ['unitlead', ofTown],
    ['verifier', ofPerson],
  ] as const)
    await done(who, 'task.finished', { tasks: [task] });
  // Nobody says of their own work that it is enough.
  expect(await say('taskforce', 'task.confirmed', { tasks: [ofTeam] })).toMatchObject({
    reason: 'task.not_yours',
  });
  await done('commander', 'task.sent_back', { tasks: [ofTown], reason: '请附值班安排' });
  await done('commander', 'task.confirmed', { tasks: [ofTeam, ofPerson] });
  expect((await read('commander', 'response.directives')).rows[0]).toMatchObject({
    state: 'acknowledged',
    standing: { accepted: 1, confirmed: 2 },
  });
  await later();
  expect((await read('commander', 'response.directives', { state: 'overdue' })).rows).toMatchObject([
    { id: directive, overdue: true },
  ]);
  await done('unitlead', 'task.finished', { tasks: [ofTown] });
  await done('commander', 'task.confirmed', { tasks: [ofTown] });
  const last = await read('commander', 'response.directive', { id: directive });
  expect(last.directive).toMatchObject({ state: 'ended', standing: { confirmed: 3 } });
  expect(last.targets[1]).toMatchObject({
    unitName: '双石铺镇',
    state: 'confirmed',
    acknowledgedAt: expect.any(String),
  });
  expect(last.steps.map(({ move }: { move: string }) => move)).toContain('send_back');
  expect(kit.logged()).not.toContain('两个班组已到位');
});

test('a lead orders inside the own task force, and nobody else’s people', async () => {
  const inner = { response, inside: taskForce, ...order([{ account: accounts.crew1 }], { title: '换岗' }) };
  expect(
    await say('taskforce', 'response.directive.issued', { ...inner, addressees: [{ unit: units.公安 }] }),
  ).toMatchObject({ reason: 'response.inside_only' });
  expect(
    await say('taskforce', 'response.directive.issued', {
      ...inner,
      addressees: [{ account: accounts.verifier }],
    }),
  ).toMatchObject({ reason: 'response.inside_only' });
  const id = await done('taskforce', 'response.directive.issued', inner);
  const { directive: issued, targets } = await read('taskforce', 'response.directive', { id });
  expect(issued).toMatchObject({ inside: taskForce, number: 2, issuedBy: { account: accounts.taskforce } });
  expect(targets).toMatchObject([{ taskForce, account: { account: accounts.crew1 } }]);
  const phone = await kit.device('CP1', 'crew1');
  const [answer] = await phone.deliver([
    phone.entry('task.finished', { tasks: [targets[0].task] }, { actor: accounts.crew1 as string }),
  ]);
  expect(answer).toMatchObject({ status: 'applied' });
  await done('taskforce', 'task.confirmed', { tasks: [targets[0].task] });
});

test('what a meeting decides becomes directives in the same minute', async () => {
  const meeting = {
    response,
    title: '第一次调度会',
    heldAt: inMinutes(-30),
    until: inMinutes(-5),
    place: '指挥部',
    chair: accounts.commander,
    units: [units.公安, taskForce],
    minutes: '听取各专班汇报。',
    decisions: [
      { text: '加派人手', directive: order([{ taskForce }], { title: '加派人手' }) },
      { text: '继续观察' },
      {
        text: '备足物资',
        directive: order([{ unit: units.双石铺镇 }, { taskForce }], { title: '备足物资' }),
      },
    ],
  };
  expect(
    await say('commander', 'response.meeting.held', { ...meeting, heldAt: inMinutes(60) }),
  ).toMatchObject({
    reason: 'response.meeting_time',
  });
  expect(
    await say('commander', 'response.meeting.held', { ...meeting, units: [accounts.desk] }),
  ).toMatchObject({
    reason: 'response.unit_unknown',
  });
  // One decision that cannot be issued, and none is: the minutes are not kept by halves.
  const half = [meeting.decisions[0], { text: '？', directive: order([{ unit: accounts.desk }]) }];
  expect(await say('commander', 'response.meeting.held', { ...meeting, decisions: half })).toMatchObject({
    reason: 'response.unit_unknown',
  });
  expect((await read('desk', 'response.directives')).total).toBe(2);

  const id = await done('commander', 'response.meeting.held', meeting);
  const { meetings } = await read('desk', 'response.meetings');
  expect(meetings).toMatchObject([
    { id, number: 1, chair: { display: '指挥长' }, units: [{ name: '公安' }, { name: '卡点查控专班' }] },
  ]);
  const decided = meetings[0].decisions.map((one: { directive?: string }) => one.directive);
  expect(decided[1]).toBeUndefined();
  const { rows, total } = await read('desk', 'response.directives', { limit: 2 });
  expect(total).toBe(4);
  expect(rows).toMatchObject([
    { id: decided[2], number: 4, title: '备足物资', meeting: id, standing: { open: 2 } },
    { id: decided[0], number: 3, meeting: id },
  ]);
  const rest = await read('desk', 'response.directives', {
    limit: 2,
    after: `${(await read('desk', 'response.directives', { limit: 2 })).next}`,
  });
  expect(rest.rows.map(({ number }: { number: number }) => number)).toEqual([2, 1]);
  expect(rest.next).toBeUndefined();
  // Of another township nobody sees what concerns this one alone.
  const own = await read('unitlead', 'response.directives');
  expect(own.rows.map(({ number }: { number: number }) => number)).toEqual([4, 1]);
});

test('a leader sees what stands open in the areas and posts answered for', async () => {
  const town = (
    await kit.product.deps.pool.query('SELECT area FROM access.unit WHERE county = $1 AND name = $2', [
      COUNTY,
      '双石铺镇',
    ])
  ).rows[0].area;
  const data = { response, account: accounts.lead, areas: [town], posts: ['CP1'], remit: '卡点和社区' };
  expect(await say('commander', 'response.leader.assigned', { ...data, areas: [], posts: [] })).toMatchObject(
    {
      reason: 'response.leader_nothing',
    },
  );
  expect(await say('commander', 'response.leader.assigned', { ...data, posts: ['CP99'] })).toMatchObject({
    reason: 'response.post_unknown',
  });
  const id = await done('commander', 'response.leader.assigned', data);
  await later();
  const mine = await read('lead', 'response.mine');
  expect(mine.leaderOf).toMatchObject([
    { id, areas: [{ name: '双石铺镇' }], posts: [{ name: '草店高速出口' }] },
  ]);
  expect(
    mine.exceptions.map(({ what, post }: { what: string; post?: { code: string } }) => [what, post?.code]),
  ).toEqual([
    ['post_unstaffed', 'CP1'],
    ['post_unstaffed', 'CP3'],
    ['task_overdue', undefined],
  ]);
  expect(mine.exceptionsTotal).toBe(3);
  expect(mine.taskForces).toMatchObject([{ id: taskForce, as: 'deputy' }]);
  expect((await read('commander', 'response.mine')).leaderOf).toEqual([]);
  await done('commander', 'response.leader.ended', { assignment: id });
  expect(await say('commander', 'response.leader.ended', { assignment: id })).toMatchObject({
    reason: 'response.assignment_missing',
  });
  expect((await read('lead', 'response.leaders')).leaders).toEqual([]);
  expect((await read('lead', 'response.leaders', { ended: true })).leaders).toMatchObject([
    { id, until: expect.any(String) },
  ]);
});

test('the directory has each unit’s duty phone, and who is on duty now', async () => {
  await done('unitlead', 'response.contact.set', { unit: units.双石铺镇, phone: '0917-4760001' });
  expect(
    await say('unitlead', 'response.contact.set', { unit: units.凤州镇, phone: '0917-4760002' }),
  ).toMatchObject({
    reason: 'response.contact_own',
  });
  await done('taskforce', 'response.contact.set', {
    unit: taskForce,
    phone: '0917-4760003',
    backup: '0917-4760004',
  });
  await done('commander', 'response.contact.set', {
    unit: units.双石铺镇,
    phone: '0917-4760005',
    note: '夜间',
  });
  const from = new Date(kit.clock.now - 3_600_000).toISOString();
  await done('commander', 'task.duty_planned', {
    duties: [{ account: accounts.taskforce, from, until: inMinutes(120) }],
  });
  const find = async (unit: string | undefined) =>
    (await read('desk', 'response.directory')).units.find((one: { unit: string }) => one.unit === unit);
  expect(await find(units.双石铺镇)).toMatchObject({
    phone: '0917-4760005',
    note: '夜间',
    leads: [{ display: '镇负责人' }],
  });
  expect(await find(taskForce)).toMatchObject({
    taskForce,
    phone: '0917-4760003',
    leads: expect.arrayContaining([expect.objectContaining({ account: accounts.taskforce })]),
  });
  const onDuty = (await find(taskForce)).onDuty.map(({ account }: { account: string }) => account);
  expect(onDuty).toContain(accounts.taskforce);
});

test('figures of the command post open into exactly what they count', async () => {
  const window = { from: '2026-11-21T16:00:00Z', to: '2026-11-22T16:00:00Z' };
  const values = await read('desk', 'indicators.values', { ...window, by: 'post' });
  const figure = (id: string) =>
    values.figures.find((one: { indicator: string }) => one.indicator === id).value;
  expect(values.rows.map(({ key }: { key: string }) => key)).not.toContain('');
  for (const [id, expected] of [
    ['response.directives.issued', 3],
    ['response.directives.acknowledged', 1],
    ['response.directives.done_in_time', 0],
  ] as const) {
    const opened = await read('desk', 'response.directives', {
      ...window,
      indicator: id,
      cutOff: values.position,
    });
    expect([id, figure(id), opened.total]).toEqual([id, expected, expected]);
  }
  expect(figure('response.meetings.held')).toBe(1);
  expect(
    (await read('desk', 'response.meetings', { ...window, indicator: 'response.meetings.held' })).total,
  ).toBe(1);
  expect(figure('response.task_forces.active')).toBe(1);
  expect(
    (await read('desk', 'response.task_forces', { ...window, indicator: 'response.task_forces.active' }))
      .total,
  ).toBe(1);
  const { status } = await (desks.desk as Desk).call('POST', '/api/reads/response.directives', {
    indicator: 'checkpoint.persons.screened',
  });
  expect(status).toBe(400);

  // Done by all before its deadline: counted. What was known before is counted the same again.
  const id = await done('commander', 'response.directive.issued', { response, ...order([{ taskForce }]) });
  const [{ task }] = (await read('desk', 'response.directive', { id })).targets;
  await done('taskforce', 'task.finished', { tasks: [task] });
  const after = await read('desk', 'indicators.values', window);
  const now = (which: string) =>
    after.figures.find((one: { indicator: string }) => one.indicator === which).value;
  expect([
    now('response.directives.issued'),
    now('response.directives.acknowledged'),
    now('response.directives.done_in_time'),
  ]).toEqual([4, 2, 1]);
  const before = await read('desk', 'indicators.values', { ...window, cutOff: values.position });
  expect(before.figures).toEqual(values.figures);
});

test('closing opens the close-out checklist, and the last item ends it', async () => {
  const item = (code: string, owner: object, more: object = {}) => ({
    code,
    owner,
    dueAt: inMinutes(24 * 60),
    ...more,
  });
  const own = { unit: units.双石铺镇 };
  const all = ['collection_stopped', 'statutory_copies', 'exceptions_assessed'].map((code) =>
    item(code, own),
  );
  const closing = { response, why: '连续 14 天无新增', legalBasis, checklist: all };
  expect(await say('commander', 'response.closed', { ...closing, checklist: all.slice(1) })).toMatchObject({
    reason: 'response.checklist_short',
  });
  expect(
    await say('commander', 'response.closed', { ...closing, checklist: [...all, item('other', own)] }),
  ).toMatchObject({
    reason: 'response.item_text',
  });
  await done('commander', 'response.closed', {
    ...closing,
    checklist: [...all, item('other', { unit: taskForce }, { text: '撤除卡点标识' })],
  });
  expect(
    await say('commander', 'response.directive.issued', { response, ...order([{ taskForce }]) }),
  ).toMatchObject({
    reason: 'response.missing',
  });
  expect((await read('desk', 'response.now')).response).toMatchObject({
    id: response,
    state: 'closing',
    closed: { why: '连续 14 天无新增' },
  });
  const { items } = await read('desk', 'response.checklist');
  expect(items).toMatchObject([
    { code: 'collection_stopped', owner: { unitName: '双石铺镇' } },
    {},
    {},
    { text: '撤除卡点标识' },
  ]);
  expect(await say('verifier', 'response.checklist.ticked', { response, item: items[0].item })).toMatchObject(
    {
      reason: 'response.not_owner',
    },
  );
  await done('unitlead', 'response.checklist.ticked', { response, item: items[0].item, note: '已停止采集' });
  expect(await say('unitlead', 'response.checklist.ticked', { response, item: items[0].item })).toMatchObject(
    {
      reason: 'response.item_done',
    },
  );
  expect((await read('desk', 'response.now')).checklist).toEqual({ items: 4, done: 1, overdue: 0 });
  for (const { item: one } of items.slice(1))
    await done('commander', 'response.checklist.ticked', { response, item: one });
  expect((await read('desk', 'response.checklist')).items[0]).toMatchObject({
    done: true,
    note: '已停止采集',
    doneBy: { display: '镇负责人' },
  });
  expect((await read('desk', 'response.now')).response.state).toBe('closed');
  await done('commander', 'response.task_force.dissolved', { taskForce, why: '任务完成' });
  expect((await read('desk', 'response.task_forces')).total).toBe(0);
  expect((await read('desk', 'response.task_forces', { state: 'dissolved' })).taskForces).toMatchObject([
    { id: taskForce },
  ]);
  // A new outbreak is a new response.
  await done('commander', 'response.activated', { name: '下一次', area, level: 4, legalBasis, measures });
  expect((await read('desk', 'response.now')).all).toMatchObject([{ state: 'active' }, { state: 'closed' }]);
});

test('the timeline tells all of it in the order of the ledger', async () => {
  const rows = [];
  let after: string | undefined;
  do {
    const page = await read('commander', 'response.timeline', {
      response,
      limit: 7,
      ...(after && { after }),
    });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== undefined);
  const positions = rows.map(({ position }) => Number(position));
  expect(positions).toEqual([...positions].sort((a, b) => b - a));
  expect(rows.at(-1)).toMatchObject({
    kind: 'response.activated',
    by: { display: '指挥长' },
    title: '2026年11月疫情',
    level: 3,
  });
  const kinds = new Set(rows.map(({ kind }) => kind));
  for (const kind of [
    'response.level.changed',
    'response.task_force.formed',
    'response.directive.issued',
    'task.accepted',
    'task.progress_reported',
    'task.sent_back',
    'response.meeting.held',
    'response.leader.assigned',
    'response.closed',
    'response.checklist.ticked',
    'response.task_force.dissolved',
  ])
    expect([kind, kinds.has(kind)]).toEqual([kind, true]);
  expect(rows.find(({ kind }) => kind === 'response.meeting.held')).toMatchObject({
    title: '第一次调度会',
    count: 3,
  });
  expect(rows.find(({ kind }) => kind === 'response.leader.assigned')).toMatchObject({ title: '卡点负责人' });
  expect(new Set(rows.map((row) => `${row.position} ${row.kind} ${row.subject}`)).size).toBe(rows.length);
});
