import { type MoveName, moves, type TaskState } from '@lianfang/domain/kernel/task.ts';
import type { moveOf } from '@lianfang/domain/kernel/taskEntries.ts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { area, comesOutAgain, legalBasis, measures, openPost, type Post, type Who } from './testTools.ts';

// Random people make random moves on the tasks of directives. A model out of the table of moves says what must come of each;
// after each life the directive, its figures and what opens them are held to the model.

type Target = {
  readonly directive: string;
  readonly task: string;
  readonly owner: Who;
  state: TaskState;
  dueAt: number;
  acknowledgedAt: number | undefined;
  finishedAt: number | undefined;
};

const deeds = {
  accept: 'task.accepted',
  report_progress: 'task.progress_reported',
  finish: 'task.finished',
  confirm: 'task.confirmed',
  send_back: 'task.sent_back',
  return: 'task.returned',
  grant_extension: 'task.extension_granted',
  cancel: 'task.cancelled',
  reopen: 'task.reopened',
} as const satisfies Partial<Record<MoveName, keyof typeof moveOf>>;
type Deed = keyof typeof deeds;

const owners: readonly Who[] = ['taskforce', 'unitlead', 'verifier'];
const life = fc.record({
  addressees: fc.constantFrom([0], [1], [2], [0, 1], [2, 0, 1]),
  minutes: fc.integer({ min: 1, max: 2 }),
  deeds: fc.array(
    fc.record({
      who: fc.constantFrom<Who | 'owner'>(
        'owner',
        'owner',
        'owner',
        'commander',
        'commander',
        'taskforce',
        'desk',
      ),
      which: fc.nat(2),
      // What brings a directive on comes more often than what throws it back.
      deed: fc.constantFrom<Deed>(
        ...(Object.keys(deeds) as Deed[]),
        'accept',
        'finish',
        'finish',
        'grant_extension',
      ),
      minutes: fc.integer({ min: 1, max: 6 }),
    }),
    { minLength: 4, maxLength: 24 },
  ),
});

let post: Post;
let response: string;
let taskForce: string;
let addressees: object[];

beforeAll(async () => {
  post = await openPost(2_000);
  response = await post.done('commander', 'response.activated', {
    name: '演练',
    area,
    level: 3,
    legalBasis,
    measures,
  });
  taskForce = await post.done('commander', 'response.task_force.formed', {
    response,
    ...post.team({ deputies: [], members: [] }),
  });
  addressees = [{ taskForce }, { unit: post.units.双石铺镇 }, { account: post.accounts.verifier }];
});
afterAll(() => post?.kit.close());

/** Whether the table lets this person make this move: the commander issues, owners and leads own. */
function allowed(target: Target, who: Who, deed: Deed): boolean {
  const { by, from } = moves[deed] as { by: readonly string[]; from: readonly TaskState[] };
  const hand = who === 'commander' ? by.includes('issuer') : who === target.owner && by.includes('owner');
  return hand && from.includes(target.state);
}

/** What becomes of the target by a move that is allowed, at an instant (ms). */
function move(target: Target, deed: Deed, at: number, due: number): void {
  const { to } = moves[deed];
  if (deed === 'accept' || deed === 'report_progress' || deed === 'finish') target.acknowledgedAt ??= at;
  if (deed === 'finish') target.finishedAt = at;
  if (deed === 'reopen' || deed === 'grant_extension') target.dueAt = due;
  if (to !== 'same') target.state = to as TaskState;
}

/** Issues a directive for each life. */
async function begun(samples: readonly (typeof life extends fc.Arbitrary<infer L> ? L : never)[]) {
  const dues = samples.map(({ minutes }) => post.inMinutes(minutes));
  const issued = await post.sayAll(
    'commander',
    samples.map((one, n) => ({
      kind: 'response.directive.issued',
      data: {
        response,
        ...post.order(
          one.addressees.map((place) => addressees[place] as object),
          { dueAt: dues[n] },
        ),
      },
    })),
  );
  return Promise.all(
    samples.map(async (one, n) => {
      const id = issued[n]?.id as string;
      const { targets } = await post.read('commander', 'response.directive', { id });
      return {
        id,
        deeds: one.deeds,
        targets: one.addressees.map(
          (owner, place): Target => ({
            directive: id,
            task: targets[place].task,
            owner: owners[owner] as Who,
            state: 'open',
            dueAt: Date.parse(dues[n] ?? ''),
            acknowledgedAt: undefined,
            finishedAt: undefined,
          }),
        ),
      };
    }),
  );
}

test('whoever a directive goes to is told of it, once', async () => {
  const id = await post.done('commander', 'response.directive.issued', {
    response,
    ...post.order([...addressees, { account: post.accounts.taskforce }]),
  });
  const link = `/desk/#/directives/${id}`;
  for (const who of owners)
    expect((await post.read(who, 'notify.inbox')).messages).toMatchObject([
      { kind: 'directive', count: 1, link },
    ]);
  expect((await post.read('lead', 'notify.inbox')).messages).toEqual([]);
});

test('one’s own list has what one issued, or was ordered oneself or with the own people', async () => {
  const order = (await post.read('desk', 'response.directives')).rows[0].id;
  const inner = await post.done('taskforce', 'response.directive.issued', {
    response,
    inside: taskForce,
    ...post.order([{ account: post.accounts.taskforce }]),
  });
  const own = async (who: Who) =>
    (await post.read(who, 'response.directives', { own: true })).rows.map(({ id }: { id: string }) => id);
  expect(await own('taskforce')).toEqual([inner, order]);
  for (const who of ['commander', 'unitlead', 'verifier'] as const)
    expect([who, await own(who)]).toEqual([who, [order]]);
  // They see it, and have nothing to do with it: another's of the same unit, and nobody's of it.
  for (const who of ['desk', 'lead'] as const) expect([who, await own(who)]).toEqual([who, []]);
});

test('what was reported is opened by who must decide on it and by who did it, and by nobody else', async () => {
  const id = await post.done('commander', 'response.directive.issued', {
    response,
    ...post.order([{ taskForce }, { unit: post.units.双石铺镇 }]),
  });
  const [{ task }] = (await post.read('commander', 'response.directive', { id })).targets;
  const evidence = ['11月22日，指挥部值班室，值班表〔2026〕3号'];
  const entry = await post.done('taskforce', 'task.progress_reported', {
    tasks: [task],
    note: '已到位',
    evidence,
  });
  const open = (who: Who) =>
    post.desk(who).call('POST', '/api/reveals', { purpose: 'verification', why: '验收', entries: [entry] });
  for (const who of ['commander', 'taskforce'] as const) {
    const { status, body } = await open(who);
    expect([who, status, body.reveals?.[0]?.personal ?? body]).toEqual([
      who,
      200,
      { note: '已到位', evidence },
    ]);
  }
  for (const who of ['unitlead', 'verifier'] as const)
    expect([who, (await open(who)).status]).toEqual([who, 403]);
});

test('whatever people do with it, a directive stands as the table of moves says, and figures open into it', async () => {
  post.kit.clock.now += 1000;
  const from = post.inMinutes(0);
  const lives = await begun(fc.sample(life, { numRuns: 25, seed: 20261122 }));
  const known = lives.map(({ targets }) => targets);
  // Lives have nothing to do with one another: the n-th deeds of all are done together, each person's in one delivery.
  for (let n = 0; lives.some(({ deeds }) => n < deeds.length); n += 1) {
    const turns = lives.flatMap(({ deeds: all, targets }) => {
      const next = all[n];
      if (next === undefined) return [];
      const target = targets[next.which % targets.length] as Target;
      const who = next.who === 'owner' ? target.owner : next.who;
      // Ending what has ended opens a dispute, which is the engine's own test.
      const ended = ['done', 'confirmed', 'cancelled'].includes(target.state);
      return next.deed === 'finish' && ended ? [] : [{ ...next, who, target }];
    });
    for (const [who, own] of Map.groupBy(turns, (turn) => turn.who)) {
      const said = own.map(({ target, deed, minutes }) => {
        const needs = moves[deed].needs as readonly string[];
        const due = post.inMinutes(minutes);
        const data = {
          tasks: [target.task],
          ...(needs.includes('reason') && { reason: '因故' }),
          ...(needs.includes('due') && { due }),
        };
        return { kind: deeds[deed], data, due };
      });
      const answers = await post.sayAll(
        who,
        said.map(({ kind, data }) => ({ kind, data })),
      );
      for (const [place, { target, deed }] of own.entries()) {
        const may = allowed(target, who, deed);
        expect([who, deed, target.state, answers[place]?.status]).toEqual([
          who,
          deed,
          target.state,
          may ? 'applied' : 'refused',
        ]);
        if (may) move(target, deed, post.kit.clock.now, Date.parse(said[place]?.due ?? ''));
      }
    }
  }
  for (const { id, targets } of lives) {
    const { directive, targets: shown } = await post.read('desk', 'response.directive', { id });
    expect(shown.map(({ state }: { state: string }) => state)).toEqual(targets.map(({ state }) => state));
    const count = (state: TaskState) => targets.filter((target) => target.state === state).length;
    const { overdue: _, ...standing } = directive.standing;
    expect(standing).toEqual({
      open: count('open'),
      accepted: count('accepted'),
      done: count('done'),
      confirmed: count('confirmed'),
      returned: count('returned'),
      cancelled: count('cancelled'),
      total: targets.length,
    });
    expect(directive.state).toBe(
      count('open') > 0
        ? 'open'
        : count('accepted') + count('returned') > 0
          ? 'acknowledged'
          : count('done') > 0
            ? 'done'
            : 'ended',
    );
  }

  const window = { from, to: post.inMinutes(1) };
  const { figures, position } = await post.read('desk', 'indicators.values', window);
  const asked = known.map((targets) => targets.filter(({ state }) => state !== 'cancelled'));
  const all = (holds: (target: Target) => boolean) =>
    asked.filter((targets) => targets.length > 0 && targets.every(holds)).map(([one]) => one?.directive);
  const expected = {
    'response.directives.issued': known.map(([one]) => one?.directive),
    'response.directives.acknowledged': all(({ acknowledgedAt }) => acknowledgedAt !== undefined),
    'response.directives.done_in_time': all(
      ({ state, finishedAt, dueAt }) =>
        (state === 'done' || state === 'confirmed') && (finishedAt as number) <= dueAt,
    ),
  };
  // The sample is worth something: some of each, and not all.
  expect(expected['response.directives.done_in_time'].length).toBeGreaterThan(2);
  expect(expected['response.directives.acknowledged'].length).toBeGreaterThan(
    expected['response.directives.done_in_time'].length,
  );
  for (const [indicator, directives] of Object.entries(expected)) {
    const figure = figures.find((one: { indicator: string }) => one.indicator === indicator).value;
    const opened = await post.read('desk', 'response.directives', { ...window, indicator, cutOff: position });
    expect([indicator, figure, opened.total]).toEqual([indicator, directives.length, directives.length]);
    expect(opened.rows.map(({ id }: { id: string }) => id)).toEqual(directives.toReversed());
  }
}, 240_000);

test(
  'the ledger gives the same tables again',
  () => comesOutAgain(post, ['response.target', 'tasks.step']),
  120_000,
);
