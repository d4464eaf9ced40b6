import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchPhones, type OwnPhone, openPhone, openShared, type Phone } from '../support/browser.ts';
import { chaptersOf } from '../support/chapters.ts';
import { confirmMove, type Desk, dialog, goTo, openDesk, pick, read } from '../support/deskSteps.ts';
import { at, enrol, join, letUndoPass, unlock, waitingIs } from '../support/fieldSteps.ts';
import { expectGood } from '../support/look.ts';
import {
  type Caller,
  callerOf,
  enrolOfficer,
  findInOrder,
  importList,
  openDirective,
  openTask,
  type Person,
  report,
  storeOf,
  TOWNSHIP,
  until,
} from '../support/officerSteps.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';
import { t } from '../support/words.ts';

// An officer works off the rows of pushed lists, with a network and without, beside a colleague who does the same; then an
// order of the command post, which its issuer sends back once.

const HOUR = 3_600_000;
const pins = { officer: '274961', lead: '850317' } as const;
let product: RunningProduct;
let desk: Caller;
let hers: OwnPhone;
let his: Phone;
let browser: Browser;
let commander: Desk;

beforeAll(async () => {
  product = await startProduct();
  browser = await launchPhones();
  desk = await callerOf(product, 'verifier');
});
afterAll(async () => {
  await hers?.discard();
  await his?.discard();
  await browser?.close();
  await product?.stop();
});

const chapter = chaptersOf('tasks', () =>
  [hers, his, commander].flatMap((screen) => (screen ? [screen.page] : [])),
);

const person = (n: number, name: string, village: string): Person => ({
  name,
  phone: `199000010${String(n).padStart(2, '0')}`,
  address: `陕西省宝鸡市凤县${TOWNSHIP}${village}${n}组`,
  from: '兰州市',
});
const late = [person(1, '甲子明', '双石铺村'), person(2, '乙丑华', '西庄村')];
const near = [person(3, '丙寅生', '十里店村'), person(4, '丁卯兰', '安沟村')];
const later = [person(5, '戊辰光', '上川村'), person(6, '己巳平', '兴隆场村'), person(7, '庚午安', '草店村')];
const names = [...late, ...near, ...later].map(({ name }) => name);
const dueIn = (ms: number) => new Date(Date.now() + ms).toISOString();

type Row = {
  id: string;
  state: string;
  contested: boolean;
  finding?: string;
  attempts: number;
  task?: { state: string };
};
const rowsOf = async (params: object = {}) =>
  await desk<{ rows: Row[]; total: number; balance: Record<string, number> }>(
    '/api/reads/verification.rows',
    params,
  );
/** The row of somebody, found as the desk finds it: by telephone. */
const rowOf = async ({ phone }: Person) => (await rowsOf({ phone })).rows[0] as Row;
const person7 = (name: string) => [...late, ...near, ...later].find((one) => one.name === name) as Person;
const listOf = (phone: Phone) => at(phone.page, 'task').locator('b').allTextContents();
const todoIs = (phone: Phone, count: number) =>
  phone.page.locator(`[data-testid=tasks][data-todo="${count}"]`).waitFor({ timeout: 60_000 });

chapter('lists drop in, and a phone of the township shows them to its officer, worst first', async () => {
  await importList(desk, later, { sender: '铁路推送', due: dueIn(20 * HOUR) });
  await importList(desk, late, { sender: '省级下发', due: dueIn(-HOUR), priority: 1 });
  await importList(desk, near, { sender: '公安推送', due: dueIn(HOUR) });
  hers = await openPhone(`${product.url}/field/`);
  await enrolOfficer(hers.page, product, 'officer1', pins.officer);
  await todoIs(hers, names.length);
  const shown = await listOf(hers);
  expect(shown.slice(0, 2).sort()).toEqual(late.map(({ name }) => name).sort());
  expect(shown.slice(2, 4).sort()).toEqual(near.map(({ name }) => name).sort());
  const lights = await at(hers.page, 'task').evaluateAll((cards) =>
    cards.map((card) => (card as HTMLElement).dataset.light),
  );
  expect(lights).toEqual(['red', 'red', 'amber', 'amber', 'green', 'green', 'green']);
  await expectGood(hers.page, 'list');
});

chapter('she takes them all in one tap; each opens with the way to the person', async () => {
  await at(hers.page, 'take-all').click();
  await waitingIs(hers.page, 0);
  const taken = await until(
    () => rowsOf(),
    ({ rows }) => rows.every(({ task }) => task?.state === 'accepted'),
  );
  expect(taken.total).toBe(names.length);
  await openTask(hers.page, '甲子明');
  expect(await at(hers.page, 'phone').getAttribute('href')).toBe('tel:19900001001');
  await expectGood(hers.page, 'row');
  await at(hers.page, 'back').click();
});

chapter('a colleague opens a second phone of the township and sees the same', async () => {
  his = await openShared(browser, `${product.url}/field/`);
  await enrolOfficer(his.page, product, 'unitlead', pins.lead);
  await todoIs(his, names.length);
  // Names lie on both phones now, and neither store says one of them to whoever copies it.
  for (const phone of [hers, his]) {
    const { rows, text } = await storeOf(phone.page);
    expect(rows).toHaveLength(names.length);
    expect(names.filter((name) => text.includes(name))).toEqual([]);
    expect(text).not.toContain('19900001001');
  }
});

chapter('without a network a finding takes three taps, and everything else works too', async () => {
  const { page } = hers;
  await hers.context.setOffline(true);
  await his.context.setOffline(true);
  await page.evaluate(() => {
    (window as unknown as { taps: number }).taps = 0;
    addEventListener('click', () => (window as unknown as { taps: number }).taps++, true);
  });
  const began = Date.now();
  await findInOrder(page, '甲子明');
  expect(await page.evaluate(() => (window as unknown as { taps: number }).taps)).toBeLessThanOrEqual(3);
  expect(Date.now() - began).toBeLessThan(30_000);

  // Called twice, nobody answered: attempts first, then the finding that rests on them.
  await openTask(page, '丙寅生');
  await at(page, 'visit').click();
  await at(page, 'try-nobody_home').click();
  await at(page, 'task-row').waitFor();
  expect(await at(page, 'attempt').count()).toBe(1);
  await at(page, 'visit').click();
  await at(page, 'finding-unreachable').click();
  await expectGood(page, 'unreachable');
  await at(page, 'finding-save').click();
  await at(page, 'tasks').waitFor();

  // Moved to a village of another township: chosen without a network.
  await openTask(page, '戊辰光');
  await at(page, 'visit').click();
  await at(page, 'finding-not_at_address').click();
  await at(page, 'finding-save').click();
  await at(page, 'finding-problem').waitFor();
  await at(page, 'finding-area').click();
  await expectGood(page, 'area');
  await at(page, 'area-hit').filter({ hasText: '凤州镇' }).click();
  await at(page, 'area-hit').filter({ hasText: '白石铺村' }).click();
  await at(page, 'finding-detail').waitFor();
  // Nobody was met: what it rests on has to be said.
  await at(page, 'evidence-neighbour').click();
  await at(page, 'finding-save').click();
  await at(page, 'tasks').waitFor();

  await openTask(page, '丁卯兰');
  await at(page, 'return').click();
  await at(page, 'return-sheet').locator('[data-value=elsewhere]').click();
  await at(page, 'return-go').click();
  await at(page, 'tasks').waitFor();

  await openTask(page, '己巳平');
  await at(page, 'extend').click();
  await at(page, 'extend-until').locator('button').first().click();
  await at(page, 'extend-why').locator('[data-value=away]').click();
  await at(page, 'extend-go').click();
  await at(page, 'back').click();

  await todoIs(hers, names.length - 4);
  await expectGood(page, 'offline');
});

chapter('what was recorded a moment ago can be taken back without a trace', async () => {
  const { page } = hers;
  await findInOrder(page, '庚午安');
  await todoIs(hers, names.length - 5);
  await at(page, 'undo').click();
  await todoIs(hers, names.length - 4);
  await letUndoPass(page);
  expect((await storeOf(page)).waiting.sort()).toEqual([
    'task.extension_asked',
    'task.returned',
    'verification.attempt.recorded',
    'verification.finding.recorded',
    'verification.finding.recorded',
    'verification.finding.recorded',
  ]);
});

chapter('the colleague ends the same row, also without a network', async () => {
  const { page } = his;
  await openTask(page, '甲子明');
  await at(page, 'visit').click();
  await at(page, 'finding-refused').click();
  await at(page, 'supplement').isVisible();
  await at(page, 'finding-save').click();
  await at(page, 'tasks').waitFor();
  await letUndoPass(page);
  await todoIs(his, names.length - 1);
});

chapter('after a night switched off, everything is still there', async () => {
  hers = await hers.reopen({ offline: true });
  await unlock(hers.page, '社区干警甲', pins.officer);
  await todoIs(hers, names.length - 4);
});

chapter('the network comes back: everything arrives exactly once, and the desk’s states say so', async () => {
  await hers.context.setOffline(false);
  await waitingIs(hers.page, 0);
  await his.context.setOffline(false);
  await waitingIs(his.page, 0);
  const order = await until(
    () => rowOf(person7('甲子明')),
    (row) => row.contested,
  );
  expect(order).toMatchObject({ state: 'closed', finding: 'found_in_order', contested: true });
  expect(await rowOf(person7('丙寅生'))).toMatchObject({
    state: 'closed',
    finding: 'unreachable',
    attempts: 1,
  });
  expect(await rowOf(person7('丁卯兰'))).toMatchObject({ state: 'open', task: { state: 'returned' } });
  // The person lives in another township now: the row goes on there, with a task of its own.
  const moved = await desk<{ row: { areaName: string; state: string }; findings: unknown[] }>(
    '/api/reads/verification.row',
    {
      id: (await rowOf(person7('戊辰光'))).id,
    },
  );
  expect(moved).toMatchObject({
    row: { state: 'open', areaName: expect.stringContaining('白石铺') },
    findings: [{}],
  });
  const asked = await desk<{ rows: { asked?: object }[] }>('/api/reads/task.list', { group: 'asked' });
  expect(asked.rows).toHaveLength(1);
  const { balance } = await rowsOf();
  expect(balance.received).toBe(
    (balance.closed ?? 0) + (balance.open ?? 0) + (balance.returned ?? 0) + (balance.duplicate ?? 0),
  );
  expect(balance).toMatchObject({ received: 7, closed: 2, contested: 1 });

  const data = await callerOf(product, 'desk');
  const feed: { id: string; content: { kind: string } }[] = [];
  for (let after = '0'; ; ) {
    const page = await data<{ rows: { id: string; position: string; content: { kind: string } }[] }>(
      '/api/reads/ledger.feed',
      { after, limit: 500 },
    );
    if (page.rows.length === 0) break;
    feed.push(...page.rows);
    after = page.rows.at(-1)?.position as string;
  }
  const count = (kind: string) => feed.filter(({ content }) => content.kind === kind).length;
  expect(new Set(feed.map(({ id }) => id)).size).toBe(feed.length);
  expect({
    accepted: count('task.accepted'),
    returned: count('task.returned'),
    asked: count('task.extension_asked'),
    attempts: count('verification.attempt.recorded'),
    findings: count('verification.finding.recorded'),
  }).toEqual({ accepted: 1, returned: 1, asked: 1, attempts: 1, findings: 4 });
});

chapter('whoever came second is told that both records are kept', async () => {
  const { page } = his;
  const rival = at(page, 'rival').first();
  await until(
    async () => {
      await page.clock.fastForward(30_000);
      return rival.isVisible();
    },
    (seen) => seen,
  );
  expect(await rival.textContent()).toContain('已由他人办结，您的记录已保留');
  expect(await rival.textContent()).toContain('社区干警甲');
  await expectGood(page, 'rival');
  const tray = await desk<{ total: number }>('/api/reads/verification.rows', { contested: true });
  expect(tray.total).toBe(1);
});

chapter('of what is closed or has gone elsewhere nothing personal is left on either phone', async () => {
  const kept = new Set([
    (await rowOf(person7('乙丑华'))).id,
    (await rowOf(person7('己巳平'))).id,
    (await rowOf(person7('庚午安'))).id,
  ]);
  const gone = await Promise.all(
    ['甲子明', '丙寅生', '戊辰光'].map(async (name) => (await rowOf(person7(name))).id),
  );
  for (const phone of [hers, his]) {
    const rows = await until(
      async () => {
        await phone.page.clock.fastForward(30_000);
        return (await storeOf(phone.page)).rows;
      },
      (ids) => !ids.some((id) => gone.includes(id)),
    );
    expect([...kept].filter((id) => !rows.includes(id))).toEqual([]);
    const shown = await phone.page.locator('body').textContent();
    expect(['甲子明', '丙寅生', '戊辰光'].filter((name) => shown?.includes(name))).toEqual([]);
  }
});

const ORDER = '夜间巡查西庄村返乡人员';
const PROOF = ['11月22日21时，西庄村，镇干部2人', '巡查记录〔2026〕3号'];
type Directive = { id: string; title: string; state: string; standing: Record<string, number> };
const theOrder = async () =>
  (await read<{ rows: Directive[] }>(commander.page, 'response.directives', { mine: true })).rows.find(
    ({ title }) => title === ORDER,
  );
const orderIs = (state: string) =>
  until(theOrder, (order) => order !== undefined && (order.standing[state] ?? 0) > 0);
/** What the phone shows once it has asked again. */
const onPhone = async (phone: Phone, text: string) => {
  await at(phone.page, 'tasks-refresh').click();
  await at(phone.page, 'task').filter({ hasText: text }).waitFor();
};

chapter('the command post orders something of the township; she acknowledges it on her phone', async () => {
  commander = await openDesk(browser, product, 'commander');
  const { page } = commander;
  await goTo(page, 'directives');
  await page.getByRole('button', { name: t('directives.issue') }).click();
  const form = dialog(page, t('directives.issue'));
  await form.getByLabel(t('directives.name'), { exact: true }).fill(ORDER);
  await form.getByLabel(t('directives.text'), { exact: true }).fill('逐户核对，当晚反馈。');
  await pick(form, t('directives.addressees'), TOWNSHIP);
  await form.getByRole('button', { name: t('due.in', { n: 6 }) }).click();
  await form.getByRole('button', { name: t('directives.issue'), exact: true }).click();
  await form.waitFor({ state: 'hidden' });

  await onPhone(hers, ORDER);
  await openDirective(hers.page, ORDER);
  expect(await at(hers.page, 'directive-text').textContent()).toBe('逐户核对，当晚反馈。');
  await at(hers.page, 'take').click();
  await at(hers.page, 'progress').waitFor();
  await at(hers.page, 'back').click();
  await waitingIs(hers.page, 0);
  expect(await orderIs('accepted')).toMatchObject({ state: 'acknowledged' });
});

chapter('a phone that cannot hold them all says how many it does not show, and has its orders', async () => {
  const { page, context } = hers;
  const all = Number(await at(page, 'tasks').getAttribute('data-todo'));
  const { rows } = await storeOf(page);
  // As if it held a single row and were told of a single task: it asks for less, what it is answered is the server's.
  const asking = /\/reads\/(verification|task)\.mine$/;
  await context.route(asking, (route) => {
    const asked = route.request().postDataJSON();
    return route.continue({ postData: { ...asked, ...(asked.without ? {} : { limit: 1 }) } });
  });
  await at(page, 'tasks-refresh').click();
  // One row and the order are left.
  await todoIs(hers, 2);
  expect(await at(page, 'beyond').textContent()).toContain(`${rows.length - 1} 件`);
  await at(page, 'task').filter({ hasText: ORDER }).waitFor();
  await expectGood(page, 'beyond');
  await context.unroute(asking);
  await at(page, 'tasks-refresh').click();
  await todoIs(hers, all);
  expect(await at(page, 'beyond').count()).toBe(0);
});

chapter(
  'without a network she reports with evidence and finishes; it arrives when the network does',
  async () => {
    const { page } = hers;
    await hers.context.setOffline(true);
    await openDirective(page, ORDER);
    await report(page, 'progress', '已核对两户', PROOF);
    await expectGood(page, 'directive');
    await report(page, 'finish', '全部核对完毕，无异常', []);
    await at(page, 'tasks').waitFor();
    await letUndoPass(page);
    expect((await storeOf(page)).waiting).toEqual(['task.progress_reported', 'task.finished']);
    await hers.context.setOffline(false);
    await waitingIs(page, 0);
    expect(await orderIs('done')).toMatchObject({ state: 'done' });
  },
);

chapter('its issuer opens what was reported, and sends it back; done again, it is accepted', async () => {
  const { page } = commander;
  await goTo(page, 'directives');
  await page.getByRole('link', { name: ORDER }).click();
  await page.getByRole('button', { name: t('tasks.open') }).click();
  const drawer = page.locator('.ant-drawer').last();
  await drawer
    .getByRole('listitem')
    .filter({ hasText: t('taskStep.report_progress') })
    .getByRole('button', { name: t('tasks.openNote') })
    .click();
  const why = dialog(page, t('reveal.title'));
  await why.getByLabel(t('reveal.why')).fill('核对办理情况');
  await why.getByRole('button', { name: t('reveal.go') }).click();
  await why.waitFor({ state: 'hidden' });
  for (const words of ['已核对两户', ...PROOF]) await drawer.getByText(words).waitFor();
  await drawer.getByRole('button', { name: t('taskMove.send_back'), exact: true }).click();
  const back = page.getByRole('dialog', {
    name: t('tasks.moveTitle', { move: t('taskMove.send_back'), n: 1 }),
  });
  await back.getByLabel(t('tasks.reason'), { exact: true }).fill('请补报外出人员');
  await confirmMove(page, 'send_back');
  expect(await theOrder()).toMatchObject({ state: 'acknowledged' });

  await onPhone(hers, '请补报外出人员');
  await openDirective(hers.page, ORDER);
  await report(hers.page, 'finish', '外出3人，均已登记', ['外出登记表']);
  await letUndoPass(hers.page);
  await waitingIs(hers.page, 0);
  await orderIs('done');
  await drawer.getByRole('button', { name: t('taskMove.confirm'), exact: true }).click();
  await confirmMove(page, 'confirm');
  expect(await theOrder()).toMatchObject({ state: 'ended', standing: { confirmed: 1, total: 1 } });
});

chapter('an officer who helps at a checkpoint has her tasks on its phone, wherever that stands', async () => {
  const elsewhere: Person = {
    name: '辛未平',
    phone: '19900001099',
    address: '陕西省宝鸡市凤县凤州镇白石铺村3组',
  };
  await importList(desk, [elsewhere], { sender: '邻县移交', due: dueIn(HOUR) });
  const post = await openShared(browser, `${product.url}/field/`);
  try {
    const { page } = post;
    const { code } = JSON.parse(await product.command('device', 'code', '--post', 'CP3', '--json')) as {
      code: string;
    };
    await enrol(page, code);
    await join(page, 'officer2', product.signIn('officer2').password, pins.officer);
    await at(page, 'shift').waitFor();
    await at(page, 'menu').click();
    await at(page, 'menu-tasks').click();
    await findInOrder(page, elsewhere.name);
    await letUndoPass(page);
    await waitingIs(page, 0);
    await until(
      () => rowOf(elsewhere),
      (row) => row.state === 'closed',
    );
    await at(page, 'back').click();
    await at(page, 'shift').waitFor();
  } finally {
    await post.discard();
  }
});

chapter('a phone that is taken out of use forgets its rows', async () => {
  const devices = await callerOf(product, 'sysadmin');
  const { devices: all } = await devices<{ devices: { id: string; unitName?: string }[] }>(
    '/api/reads/ledger.devices',
  );
  expect(all.filter(({ unitName }) => unitName === TOWNSHIP)).toHaveLength(2);
  const { device } = await his.page.evaluate(() =>
    JSON.parse(localStorage.getItem('lianfang.device') ?? '{}'),
  );
  await devices('/api/commands/access.device.revoke', { device, why: '遗失' });
  await at(his.page, 'tasks-refresh').click();
  await until(
    async () => {
      await his.page.clock.fastForward(30_000);
      return (await storeOf(his.page)).rows;
    },
    (rows) => rows.length === 0,
  );
});
