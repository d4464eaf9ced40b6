import { afterAll, beforeAll, expect, test } from 'vitest';
import { COUNTY } from '../../../test/kit.ts';
import { area, comesOutAgain, legalBasis, measures, openPost, type Post } from './testTools.ts';

let post: Post;
beforeAll(async () => {
  post = await openPost();
});
afterAll(() => post?.kit.close());

let response: string;
let taskForce: string;

test('a response is activated once, with its ground, its level and what changes with it', async () => {
  expect(await post.read('desk', 'response.now')).toMatchObject({ taskForces: 0, all: [] });
  expect(
    await post.say('taskforce', 'response.activated', { name: '疫情', area, level: 2, legalBasis, measures }),
  ).toMatchObject({ status: 'refused', reason: 'access.denied' });
  expect(
    await post.say('commander', 'response.activated', {
      name: '疫情',
      area: '610330999000',
      level: 2,
      legalBasis,
      measures,
    }),
  ).toMatchObject({ reason: 'response.area_unknown', fields: ['area'] });
  expect(
    await post.say('commander', 'response.activated', {
      name: '疫情',
      area,
      level: 2,
      legalBasis: [],
      measures,
    }),
  ).toMatchObject({ reason: 'entry.data' });
  response = await post.done('commander', 'response.activated', {
    name: '2026年11月疫情',
    area,
    level: 3,
    legalBasis,
    measures,
  });
  expect(
    await post.say('commander', 'response.activated', {
      name: '又一次',
      area,
      level: 2,
      legalBasis,
      measures,
    }),
  ).toMatchObject({
    reason: 'response.active',
  });
  await post.done('commander', 'response.level.changed', {
    response,
    level: 2,
    legalBasis,
    measures: ['全部卡点双岗'],
    why: '出现本地病例',
  });
  expect(
    await post.say('commander', 'response.level.changed', {
      response,
      level: 2,
      legalBasis,
      measures,
      why: '重复',
    }),
  ).toMatchObject({ reason: 'response.level_same' });
  expect((await post.read('unitlead', 'response.now')).response).toMatchObject({
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
    [{ lead: post.accounts.verifier }, 'response.lead_role'],
    [{ name: '凤州镇' }, 'response.name_taken'],
    [{ members: [post.accounts.taskforce] }, 'response.member_twice'],
    [{ members: [post.units.凤州镇] }, 'response.account_unknown'],
    [{ area: '610330999000' }, 'response.area_unknown'],
  ];
  for (const [more, reason] of bad)
    expect(
      (await post.say('commander', 'response.task_force.formed', { response, ...post.team(more) })).reason,
    ).toContain(reason);
  expect(await post.say('desk', 'response.task_force.formed', { response, ...post.team() })).toMatchObject({
    reason: 'access.denied',
  });
  // What it belongs to has not come: it waits, and is nothing yet.
  expect(
    await post.say('commander', 'response.task_force.formed', {
      response: post.accounts.desk,
      ...post.team(),
    }),
  ).toMatchObject({ status: 'held' });

  taskForce = await post.done('commander', 'response.task_force.formed', { response, ...post.team() });
  expect(
    await post.say('commander', 'response.task_force.formed', { response, ...post.team() }),
  ).toMatchObject({
    reason: 'response.name_taken',
  });
  await post.done('commander', 'response.task_force.changed', {
    taskForce,
    ...post.team({ members: [post.accounts.crew1, post.accounts.clinician] }),
  });
  const { taskForces } = await post.read('verifier', 'response.task_forces');
  expect(taskForces).toMatchObject([
    {
      id: taskForce,
      name: '卡点查控专班',
      state: 'active',
      lead: { display: '专班组长', unitName: '公安' },
      deputies: [{ account: post.accounts.lead }],
      members: [{ account: post.accounts.crew1 }, { account: post.accounts.clinician }],
    },
  ]);
});

let directive: string;

test('a directive goes to several at once, each acknowledges, reports, finishes, and the issuer decides', async () => {
  const bad: [object, string][] = [
    [{ dueAt: post.inMinutes(-5) }, 'response.due_past'],
    [{ addressees: [{}] }, 'response.addressee'],
    [{ addressees: [{ taskForce, unit: post.units.公安 }] }, 'response.addressee'],
    [{ addressees: [{ taskForce }, { unit: taskForce }] }, 'response.addressee_twice'],
    [{ addressees: [{ unit: post.accounts.desk }] }, 'response.unit_unknown'],
    [{ addressees: [{ taskForce: post.units.公安 }] }, 'response.task_force_missing'],
    [{ addressees: [{ account: post.units.公安 }] }, 'response.account_unknown'],
  ];
  for (const [more, reason] of bad)
    expect([
      reason,
      (
        await post.say('commander', 'response.directive.issued', {
          response,
          ...post.order([{ taskForce }], more),
        })
      ).reason,
    ]).toEqual([reason, reason]);
  expect(
    await post.say('taskforce', 'response.directive.issued', { response, ...post.order([{ taskForce }]) }),
  ).toMatchObject({
    reason: 'response.inside_only',
  });
  expect(
    await post.say('unitlead', 'response.directive.issued', { response, ...post.order([{ taskForce }]) }),
  ).toMatchObject({
    reason: 'access.denied',
  });

  directive = await post.done('commander', 'response.directive.issued', {
    response,
    ...post.order([{ taskForce }, { unit: post.units.双石铺镇 }, { account: post.accounts.verifier }]),
  });
  const first = await post.read('desk', 'response.directive', { id: directive });
  expect(first.directive).toMatchObject({
    number: 1,
    state: 'open',
    text: '22 时起各卡点加派一个班组。',
    standing: { open: 3, total: 3 },
    addressees: ['卡点查控专班', '双石铺镇', '协查专班员'],
  });
  const [ofTeam, ofTown, ofPerson] = first.targets.map(({ task }: { task: string }) => task);
  expect((await post.read('taskforce', 'response.mine')).directives).toMatchObject([
    { directive, task: ofTeam, state: 'open' },
  ]);
  // The lead of the township sees what concerns it; who has nothing to do with it cannot accept it.
  expect((await post.read('unitlead', 'response.directives')).rows).toHaveLength(1);
  expect(await post.say('desk', 'task.accepted', { tasks: [ofTeam] })).toMatchObject({
    reason: 'task.not_yours',
  });

  await post.done('taskforce', 'task.accepted', { tasks: [ofTeam] });
  await post.done('unitlead', 'task.accepted', { tasks: [ofTown] });
  await post.done('verifier', 'task.accepted', { tasks: [ofPerson] });
  expect((await post.read('commander', 'response.directives')).rows[0]).toMatchObject({
    state: 'acknowledged',
    standing: { open: 0, accepted: 3 },
  });
  await post.done('taskforce', 'task.progress_reported', {
    tasks: [ofTeam],
    note: '两个班组已到位',
    evidence: ['值班表照片'],
  });
  for (const [who, task] of [
    ['taskforce', ofTeam],
    ['unitlead', ofTown],
    ['verifier', ofPerson],
  ] as const)
    await post.done(who, 'task.finished', { tasks: [task] });
  // Nobody says of their own work that it is enough.
  expect(await post.say('taskforce', 'task.confirmed', { tasks: [ofTeam] })).toMatchObject({
    reason: 'task.not_yours',
  });
  await post.done('commander', 'task.sent_back', { tasks: [ofTown], reason: '请附值班安排' });
  await post.done('commander', 'task.confirmed', { tasks: [ofTeam, ofPerson] });
  expect((await post.read('commander', 'response.directives')).rows[0]).toMatchObject({
    state: 'acknowledged',
    standing: { accepted: 1, confirmed: 2 },
  });
  await post.later(3);
  expect((await post.read('commander', 'response.directives', { state: 'overdue' })).rows).toMatchObject([
    { id: directive, overdue: true },
  ]);
  await post.done('unitlead', 'task.finished', { tasks: [ofTown] });
  await post.done('commander', 'task.confirmed', { tasks: [ofTown] });
  const last = await post.read('commander', 'response.directive', { id: directive });
  expect(last.directive).toMatchObject({ state: 'ended', standing: { confirmed: 3 } });
  expect(last.targets[1]).toMatchObject({
    unitName: '双石铺镇',
    state: 'confirmed',
    acknowledgedAt: expect.any(String),
  });
  expect(last.steps.map(({ move }: { move: string }) => move)).toContain('send_back');
  expect(post.kit.logged()).not.toContain('两个班组已到位');
});

test('a lead orders inside the own task force, and nobody else’s people', async () => {
  const inner = {
    response,
    inside: taskForce,
    ...post.order([{ account: post.accounts.crew1 }], { title: '换岗' }),
  };
  expect(
    await post.say('taskforce', 'response.directive.issued', {
      ...inner,
      addressees: [{ unit: post.units.公安 }],
    }),
  ).toMatchObject({ reason: 'response.inside_only' });
  expect(
    await post.say('taskforce', 'response.directive.issued', {
      ...inner,
      addressees: [{ account: post.accounts.verifier }],
    }),
  ).toMatchObject({ reason: 'response.inside_only' });
  const id = await post.done('taskforce', 'response.directive.issued', inner);
  const { directive: issued, targets } = await post.read('taskforce', 'response.directive', { id });
  expect(issued).toMatchObject({
    inside: taskForce,
    number: 2,
    issuedBy: { account: post.accounts.taskforce },
  });
  expect(targets).toMatchObject([{ taskForce, account: { account: post.accounts.crew1 } }]);
  const phone = await post.kit.device('CP1', 'crew1');
  const [answer] = await phone.deliver([
    phone.entry('task.finished', { tasks: [targets[0].task] }, { actor: post.accounts.crew1 as string }),
  ]);
  expect(answer).toMatchObject({ status: 'applied' });
  await post.done('taskforce', 'task.confirmed', { tasks: [targets[0].task] });
});

test('what a meeting decides becomes directives in the same minute', async () => {
  const meeting = {
    response,
    title: '第一次调度会',
    heldAt: post.inMinutes(-30),
    until: post.inMinutes(-5),
    place: '指挥部',
    chair: post.accounts.commander,
    units: [post.units.公安, taskForce],
    minutes: '听取各专班汇报。',
    decisions: [
      { text: '加派人手', directive: post.order([{ taskForce }], { title: '加派人手' }) },
      { text: '继续观察' },
      {
        text: '备足物资',
        directive: post.order([{ unit: post.units.双石铺镇 }, { taskForce }], { title: '备足物资' }),
      },
    ],
  };
  expect(
    await post.say('commander', 'response.meeting.held', { ...meeting, heldAt: post.inMinutes(60) }),
  ).toMatchObject({
    reason: 'response.meeting_time',
  });
  expect(
    await post.say('commander', 'response.meeting.held', { ...meeting, units: [post.accounts.desk] }),
  ).toMatchObject({
    reason: 'response.unit_unknown',
  });
  // One decision that cannot be issued, and none is: the minutes are not kept by halves.
  const half = [meeting.decisions[0], { text: '？', directive: post.order([{ unit: post.accounts.desk }]) }];
  expect(await post.say('commander', 'response.meeting.held', { ...meeting, decisions: half })).toMatchObject(
    {
      reason: 'response.unit_unknown',
    },
  );
  expect((await post.read('desk', 'response.directives')).total).toBe(2);

  const id = await post.done('commander', 'response.meeting.held', meeting);
  const { meetings } = await post.read('desk', 'response.meetings');
  expect(meetings).toMatchObject([
    { id, number: 1, chair: { display: '指挥长' }, units: [{ name: '公安' }, { name: '卡点查控专班' }] },
  ]);
  const decided = meetings[0].decisions.map((one: { directive?: string }) => one.directive);
  expect(decided[1]).toBeUndefined();
  const { rows, total } = await post.read('desk', 'response.directives', { limit: 2 });
  expect(total).toBe(4);
  expect(rows).toMatchObject([
    { id: decided[2], number: 4, title: '备足物资', meeting: id, standing: { open: 2 } },
    { id: decided[0], number: 3, meeting: id },
  ]);
  const rest = await post.read('desk', 'response.directives', {
    limit: 2,
    after: `${(await post.read('desk', 'response.directives', { limit: 2 })).next}`,
  });
  expect(rest.rows.map(({ number }: { number: number }) => number)).toEqual([2, 1]);
  expect(rest.next).toBeUndefined();
  // Of another township nobody sees what concerns this one alone.
  const own = await post.read('unitlead', 'response.directives');
  expect(own.rows.map(({ number }: { number: number }) => number)).toEqual([4, 1]);
});

test('a leader sees what stands open in the areas and posts answered for', async () => {
  const town = (
    await post.kit.product.deps.pool.query('SELECT area FROM access.unit WHERE county = $1 AND name = $2', [
      COUNTY,
      '双石铺镇',
    ])
  ).rows[0].area;
  const data = { response, account: post.accounts.lead, areas: [town], posts: ['CP1'], remit: '卡点和社区' };
  expect(
    await post.say('commander', 'response.leader.assigned', { ...data, areas: [], posts: [] }),
  ).toMatchObject({
    reason: 'response.leader_nothing',
  });
  expect(await post.say('commander', 'response.leader.assigned', { ...data, posts: ['CP99'] })).toMatchObject(
    {
      reason: 'response.post_unknown',
    },
  );
  const id = await post.done('commander', 'response.leader.assigned', data);
  await post.later(3);
  const mine = await post.read('lead', 'response.mine');
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
  expect((await post.read('commander', 'response.mine')).leaderOf).toEqual([]);
  await post.done('commander', 'response.leader.ended', { assignment: id });
  expect(await post.say('commander', 'response.leader.ended', { assignment: id })).toMatchObject({
    reason: 'response.assignment_missing',
  });
  expect((await post.read('lead', 'response.leaders')).leaders).toEqual([]);
  expect((await post.read('lead', 'response.leaders', { ended: true })).leaders).toMatchObject([
    { id, until: expect.any(String) },
  ]);
});

test('the directory has each unit’s duty phone, and who is on duty now', async () => {
  await post.done('unitlead', 'response.contact.set', { unit: post.units.双石铺镇, phone: '0917-4760001' });
  expect(
    await post.say('unitlead', 'response.contact.set', { unit: post.units.凤州镇, phone: '0917-4760002' }),
  ).toMatchObject({
    reason: 'response.contact_own',
  });
  await post.done('taskforce', 'response.contact.set', {
    unit: taskForce,
    phone: '0917-4760003',
    backup: '0917-4760004',
  });
  await post.done('commander', 'response.contact.set', {
    unit: post.units.双石铺镇,
    phone: '0917-4760005',
    note: '夜间',
  });
  const from = new Date(post.kit.clock.now - 3_600_000).toISOString();
  await post.done('commander', 'task.duty_planned', {
    duties: [{ account: post.accounts.taskforce, from, until: post.inMinutes(120) }],
  });
  const find = async (unit: string | undefined) =>
    (await post.read('desk', 'response.directory')).units.find((one: { unit: string }) => one.unit === unit);
  expect(await find(post.units.双石铺镇)).toMatchObject({
    phone: '0917-4760005',
    note: '夜间',
    leads: [{ display: '镇负责人' }],
  });
  expect(await find(taskForce)).toMatchObject({
    taskForce,
    phone: '0917-4760003',
    leads: expect.arrayContaining([expect.objectContaining({ account: post.accounts.taskforce })]),
  });
  const onDuty = (await find(taskForce)).onDuty.map(({ account }: { account: string }) => account);
  expect(onDuty).toContain(post.accounts.taskforce);
});

test('figures of the command post open into exactly what they count', async () => {
  const window = { from: '2026-11-21T16:00:00Z', to: '2026-11-22T16:00:00Z' };
  const values = await post.read('desk', 'indicators.values', { ...window, by: 'post' });
  const figure = (id: string) =>
    values.figures.find((one: { indicator: string }) => one.indicator === id).value;
  expect(values.rows.map(({ key }: { key: string }) => key)).not.toContain('');
  for (const [id, expected] of [
    ['response.directives.issued', 3],
    ['response.directives.acknowledged', 1],
    ['response.directives.done_in_time', 0],
  ] as const) {
    const opened = await post.read('desk', 'response.directives', {
      ...window,
      indicator: id,
      cutOff: values.position,
    });
    expect([id, figure(id), opened.total]).toEqual([id, expected, expected]);
  }
  expect(figure('response.meetings.held')).toBe(1);
  expect(
    (await post.read('desk', 'response.meetings', { ...window, indicator: 'response.meetings.held' })).total,
  ).toBe(1);
  expect(figure('response.task_forces.active')).toBe(1);
  expect(
    (await post.read('desk', 'response.task_forces', { ...window, indicator: 'response.task_forces.active' }))
      .total,
  ).toBe(1);
  const { status } = await post.desk('desk').call('POST', '/api/reads/response.directives', {
    indicator: 'checkpoint.persons.screened',
  });
  expect(status).toBe(400);

  // Done by all before its deadline: counted. What was known before is counted the same again.
  const id = await post.done('commander', 'response.directive.issued', {
    response,
    ...post.order([{ taskForce }]),
  });
  const [{ task }] = (await post.read('desk', 'response.directive', { id })).targets;
  await post.done('taskforce', 'task.finished', { tasks: [task] });
  const after = await post.read('desk', 'indicators.values', window);
  const now = (which: string) =>
    after.figures.find((one: { indicator: string }) => one.indicator === which).value;
  expect([
    now('response.directives.issued'),
    now('response.directives.acknowledged'),
    now('response.directives.done_in_time'),
  ]).toEqual([4, 2, 1]);
  const before = await post.read('desk', 'indicators.values', { ...window, cutOff: values.position });
  expect(before.figures).toEqual(values.figures);
});

test('closing opens the close-out checklist, and the last item ends it', async () => {
  const item = (code: string, owner: object, more: object = {}) => ({
    code,
    owner,
    dueAt: post.inMinutes(24 * 60),
    ...more,
  });
  const own = { unit: post.units.双石铺镇 };
  const all = ['collection_stopped', 'statutory_copies', 'exceptions_assessed'].map((code) =>
    item(code, own),
  );
  const closing = { response, why: '连续 14 天无新增', legalBasis, checklist: all };
  expect(
    await post.say('commander', 'response.closed', { ...closing, checklist: all.slice(1) }),
  ).toMatchObject({
    reason: 'response.checklist_short',
  });
  expect(
    await post.say('commander', 'response.closed', { ...closing, checklist: [...all, item('other', own)] }),
  ).toMatchObject({
    reason: 'response.item_text',
  });
  await post.done('commander', 'response.closed', {
    ...closing,
    checklist: [...all, item('other', { unit: taskForce }, { text: '撤除卡点标识' })],
  });
  expect(
    await post.say('commander', 'response.directive.issued', { response, ...post.order([{ taskForce }]) }),
  ).toMatchObject({
    reason: 'response.missing',
  });
  expect((await post.read('desk', 'response.now')).response).toMatchObject({
    id: response,
    state: 'closing',
    closed: { why: '连续 14 天无新增' },
  });
  const { items } = await post.read('desk', 'response.checklist');
  expect(items).toMatchObject([
    { code: 'collection_stopped', owner: { unitName: '双石铺镇' } },
    {},
    {},
    { text: '撤除卡点标识' },
  ]);
  expect(
    await post.say('verifier', 'response.checklist.ticked', { response, item: items[0].item }),
  ).toMatchObject({
    reason: 'response.not_owner',
  });
  await post.done('unitlead', 'response.checklist.ticked', {
    response,
    item: items[0].item,
    note: '已停止采集',
  });
  expect(
    await post.say('unitlead', 'response.checklist.ticked', { response, item: items[0].item }),
  ).toMatchObject({
    reason: 'response.item_done',
  });
  expect((await post.read('desk', 'response.now')).checklist).toEqual({ items: 4, done: 1, overdue: 0 });
  for (const { item: one } of items.slice(1))
    await post.done('commander', 'response.checklist.ticked', { response, item: one });
  expect((await post.read('desk', 'response.checklist')).items[0]).toMatchObject({
    done: true,
    note: '已停止采集',
    doneBy: { display: '镇负责人' },
  });
  expect((await post.read('desk', 'response.now')).response.state).toBe('closed');
  await post.done('commander', 'response.task_force.dissolved', { taskForce, why: '任务完成' });
  expect((await post.read('desk', 'response.task_forces')).total).toBe(0);
  expect((await post.read('desk', 'response.task_forces', { state: 'dissolved' })).taskForces).toMatchObject([
    { id: taskForce },
  ]);
  // A new outbreak is a new response.
  await post.done('commander', 'response.activated', {
    name: '下一次',
    area,
    level: 4,
    legalBasis,
    measures,
  });
  expect((await post.read('desk', 'response.now')).all).toMatchObject([
    { state: 'active' },
    { state: 'closed' },
  ]);
});

test('the timeline tells all of it in the order of the ledger', async () => {
  const rows = [];
  let after: string | undefined;
  do {
    const page = await post.read('commander', 'response.timeline', {
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

test('the ledger gives all of it again', () =>
  comesOutAgain(post, [
    'response.meeting',
    'response.leader',
    'response.contact',
    'response.item',
    'tasks.step',
  ]));
