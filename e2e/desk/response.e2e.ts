import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { openService, type Service, wecom } from '../../server/src/kernel/notify/testTools.ts';
import { chaptersOf } from '../support/chapters.ts';
import {
  confirmMove,
  type Desk,
  dialog,
  goTo,
  launchDesks,
  openDesk,
  pick,
  read,
  timeIn,
} from '../support/deskSteps.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';
import { t } from '../support/words.ts';

// The command post with the real product: the exercise's response ends, another is activated, a task force formed; what a
// meeting decides becomes a directive in the same minute, is told to who is on duty, and goes from acknowledged to accepted.
// A leader sees what was put in his charge; a robot of the group chat is set up, and shown as failing while it hangs.

type Now = { response?: { id: string; name: string; level: number; state: string }; taskForces: number };
type Directive = { id: string; title: string; state: string; standing: Record<string, number> };

const NAME = '凤县一月疫情应急响应';
const FORCE = '流调溯源专班';
const ORDER = '开展金渭大厦关联人员排查';
const TOWNSHIP = '双石铺镇';
const ROBOT = 'e2e-robot';

let product: RunningProduct;
let browser: Browser;
let commander: Desk;
let lead: Desk;
let admin: Desk;
let robot: Service;

beforeAll(async () => {
  robot = await openService(wecom(ROBOT, Date.now));
  product = await startProduct({ LIANFANG_NOTIFY_ORIGINS: robot.origin });
  browser = await launchDesks();
  commander = await openDesk(browser, product, 'commander');
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await robot?.close();
});

const chapter = chaptersOf('response', () =>
  [commander, lead, admin].flatMap((one) => (one ? [one.page] : [])),
);
const now = (page: Page) => read<Now>(page, 'response.now', {});
const theDirective = async (page: Page) =>
  (await read<{ rows: Directive[] }>(page, 'response.directives', {})).rows.find(
    ({ title }) => title === ORDER,
  );

chapter('a response ends with a checklist, and another is activated', async () => {
  const { page } = commander;
  await goTo(page, 'response');
  await page.getByRole('button', { name: t('response.close') }).click();
  const closing = dialog(page, t('response.close'));
  await closing.getByLabel(t('response.why'), { exact: true }).fill('演练第一阶段结束');
  await closing.getByLabel(t('response.basisSource'), { exact: true }).fill('《突发公共卫生事件应急条例》');
  await closing.getByRole('button', { name: t('response.close'), exact: true }).click();
  await closing.waitFor({ state: 'hidden' });
  await page.getByRole('tab', { name: t('closeOut.title') }).waitFor();
  expect((await now(page)).response?.state).toBe('closing');

  await page.getByRole('button', { name: t('response.activate') }).click();
  const form = dialog(page, t('response.activate'));
  await form.getByLabel(t('response.name'), { exact: true }).fill(NAME);
  await form.getByText(t('responseLevel.2'), { exact: true }).click();
  await form.getByLabel(t('response.basisSource'), { exact: true }).fill('《中华人民共和国传染病防治法》');
  await form.getByLabel(t('response.measures')).fill('卡点24小时值守\n重点人员日清日结');
  await form.getByRole('button', { name: t('response.activate'), exact: true }).click();
  await form.waitFor({ state: 'hidden' });
  expect((await now(page)).response).toMatchObject({ name: NAME, level: 2, state: 'active' });
  await page.locator('.lf-level').getByText(NAME).waitFor();
});

chapter('what is left of the one that ended is done item by item', async () => {
  const { page } = commander;
  await page.getByRole('tab', { name: t('response.all') }).click();
  await page
    .getByRole('listitem')
    .filter({ hasText: t('responseState.closing') })
    .getByRole('link')
    .click();
  await page.getByRole('tab', { name: t('closeOut.title') }).click();
  const item = page.getByRole('row').filter({ hasText: t('closeOutCode.collection_stopped') });
  await item.getByRole('button', { name: t('closeOut.tick') }).click();
  const form = dialog(page, t('closeOut.tick'));
  await form.getByLabel(t('closeOut.note')).fill('各卡点登记已停止');
  await form.getByRole('button', { name: t('closeOut.tick'), exact: true }).click();
  await form.waitFor({ state: 'hidden' });
  await item.getByText(t('closeOut.done')).waitFor();
  await item.getByText('各卡点登记已停止').waitFor();
  const { done } = await read<{ done: number }>(page, 'response.checklist', {});
  expect(done).toBe(1);
  await goTo(page, 'response');
});

chapter('a task force is formed', async () => {
  const { page } = commander;
  await page.getByRole('tab', { name: t('forces.title') }).click();
  await page.getByRole('button', { name: t('forces.form') }).click();
  const form = dialog(page, t('forces.form'));
  await form.getByLabel(t('forces.name'), { exact: true }).fill('疾控中心');
  await form.getByLabel(t('forces.remit'), { exact: true }).fill('接收、分派、反馈上级推送名单');
  await pick(form, t('forces.lead'), '专班组长');
  await form.getByRole('button', { name: t('forces.form'), exact: true }).click();
  // A unit is called that: the field says so, and goes on saying it until it is changed.
  const name = form
    .locator('.ant-form-item')
    .filter({ has: page.getByLabel(t('forces.name'), { exact: true }) });
  await name.getByText(t('refusal.response.name_taken')).waitFor();
  await form.getByLabel(t('forces.name'), { exact: true }).fill(FORCE);
  await form.getByRole('button', { name: t('forces.form'), exact: true }).click();
  await form.waitFor({ state: 'hidden' });
  await page.locator('.lf-card').filter({ hasText: FORCE }).waitFor();
  expect((await now(page)).taskForces).toBe(1);
});

chapter('a unit’s lead plans who is on duty there', async () => {
  lead = await openDesk(browser, product, 'unitlead');
  const { page } = lead;
  await goTo(page, 'duty');
  await page.getByRole('button', { name: t('duty.plan') }).click();
  const form = dialog(page, t('duty.plan'));
  await pick(form, t('duty.people'), '镇负责人');
  await timeIn(form, t('duty.from'), Date.now() - 3_600_000);
  await timeIn(form, t('duty.until'), Date.now() + 8 * 3_600_000);
  await form.getByRole('button', { name: t('duty.plan'), exact: true }).click();
  await form.waitFor({ state: 'hidden' });
  const row = page.getByRole('row').filter({ hasText: '镇负责人' });
  await row.getByText(t('duty.byPlan'), { exact: true }).waitFor();
  expect(await row.locator('.lf-mark').textContent()).not.toContain(t('duty.off'));
});

chapter('what a meeting decides becomes a directive in the same entry', async () => {
  const { page } = commander;
  await page.getByRole('button', { name: t('meetings.hold') }).click();
  const form = dialog(page, t('meetings.hold'));
  await form.getByLabel(t('meetings.title'), { exact: true }).fill('领导小组第一次调度会');
  await pick(form, t('meetings.units'), '双石铺镇');
  await form.getByLabel(t('meetings.minutes'), { exact: true }).fill('研究部署关联人员排查。');
  await form.getByRole('button', { name: t('meetings.addDecision') }).click();
  await form.getByLabel(t('meetings.decision', { n: 1 }), { exact: true }).fill('立即排查');
  await form.getByText(t('meetings.ordered'), { exact: true }).click();
  await form.getByLabel(t('directives.name'), { exact: true }).fill(ORDER);
  await form.getByLabel(t('directives.text'), { exact: true }).fill('逐户排查，今日反馈。');
  await pick(form, t('directives.addressees'), '双石铺镇');
  await form.getByRole('button', { name: t('due.in', { n: 6 }) }).click();
  await form.getByRole('button', { name: t('meetings.save'), exact: true }).click();
  await form.waitFor({ state: 'hidden' });
  expect(await theDirective(page)).toMatchObject({ state: 'open', standing: { open: 1, total: 1 } });
});

chapter('who is on duty at the addressee’s is told of it, and reads it', async () => {
  const { page } = lead;
  await page.getByRole('link', { name: t('inbox.bell', { n: 1 }) }).click();
  await page.getByRole('heading', { level: 1, name: t('inbox.title') }).waitFor();
  await page.locator('.lf-lines a').click();
  await page.getByRole('heading', { level: 1 }).filter({ hasText: ORDER }).waitFor();
  await page.getByText('逐户排查，今日反馈。').waitFor();
  await page.getByRole('link', { name: t('inbox.bell', { n: 0 }) }).waitFor();
  expect(await read(page, 'notify.inbox', { unread: true })).toMatchObject({ unread: 0, messages: [] });
  // It is in the own list of the unit, and of the one who issued it.
  for (const desk of [lead, commander])
    expect(
      (await read<{ rows: Directive[] }>(desk.page, 'response.directives', { own: true })).rows,
    ).toMatchObject([{ title: ORDER }]);
});

chapter('the addressee acknowledges it and finishes, with evidence', async () => {
  const { page } = lead;
  await goTo(page, 'tasks');
  await page.getByRole('button', { name: '指挥部指令', exact: true }).first().click();
  await page.getByRole('button', { name: t('taskMove.accept'), exact: true }).click();
  await confirmMove(page, 'accept');
  await page.getByRole('button', { name: t('taskMove.finish'), exact: true }).click();
  const form = page.getByRole('dialog', { name: t('tasks.moveTitle', { move: t('taskMove.finish'), n: 1 }) });
  await form.getByLabel(t('tasks.note')).fill('已排查三栋楼，无异常');
  await confirmMove(page, 'finish');
  expect(await theDirective(commander.page)).toMatchObject({ state: 'done', standing: { done: 1 } });
});

chapter('its issuer accepts it', async () => {
  const { page } = commander;
  await goTo(page, 'directives');
  await page.getByRole('link', { name: ORDER }).click();
  await page.getByRole('button', { name: t('taskMove.confirm'), exact: true }).click();
  await page
    .locator('.lf-mark')
    .filter({ hasText: t('directiveState.ended') })
    .waitFor();
  expect(await theDirective(page)).toMatchObject({ state: 'ended', standing: { confirmed: 1, total: 1 } });
});

chapter('a leader is put in charge of a township and a post, and sees what is amiss there', async () => {
  const { page } = commander;
  await goTo(page, 'response');
  await page.getByRole('tab', { name: t('leaders.title') }).click();
  await page.getByRole('button', { name: t('leaders.assign') }).click();
  const form = dialog(page, t('leaders.assign'));
  await pick(form, t('leaders.leader'), '镇负责人');
  await pick(form, t('leaders.areas'), TOWNSHIP);
  await pick(form, t('leaders.posts'), 'CP1');
  await form.getByLabel(t('leaders.remit'), { exact: true }).fill('包抓镇区与高速出口');
  await form.getByRole('button', { name: t('leaders.assign'), exact: true }).click();
  await form.waitFor({ state: 'hidden' });

  // The drawer of the task still lies over the menu.
  await lead.page.keyboard.press('Escape');
  await goTo(lead.page, 'mine');
  const card = lead.page.locator('.lf-card').filter({ hasText: '包抓镇区与高速出口' });
  await card.getByText(TOWNSHIP).first().waitFor();
  await card.getByText('CP1').waitFor();
  const amiss = lead.page.getByRole('row').filter({ hasText: t('mineException.post_unstaffed') });
  await amiss.filter({ hasText: 'CP1' }).waitFor();
});

chapter('a robot of the group chat is set up and says a test message', async () => {
  admin = await openDesk(browser, product, 'sysadmin');
  const { page } = admin;
  await goTo(page, 'channels');
  await page.getByRole('button', { name: t('channels.add') }).click();
  const form = dialog(page, t('channels.add'));
  await form.getByLabel(t('channels.name'), { exact: true }).fill('指挥部工作群');
  await form
    .getByLabel(t('channels.url'), { exact: true })
    .fill(`${robot.origin}/cgi-bin/webhook/send?key=${ROBOT}`);
  await form.getByRole('button', { name: t('channels.save'), exact: true }).click();
  await form.waitFor({ state: 'hidden' });
  const row = page.getByRole('row').filter({ hasText: '指挥部工作群' });
  await row.getByRole('button', { name: t('channels.test') }).click();
  await page.getByText(t('channels.tested')).waitFor();
  await row.getByText(t('channels.on')).waitFor();
  expect(robot.heard.map(({ body }) => body)).toEqual([expect.stringContaining('这是一条测试消息')]);
  expect(await page.locator('body').textContent()).not.toContain(ROBOT);
});

chapter('while it hangs it is shown as failing, and as well again when it answers', async () => {
  const { page } = admin;
  const row = page.getByRole('row').filter({ hasText: '指挥部工作群' });
  robot.manner = () => 'hang';
  await row.getByRole('button', { name: t('channels.test') }).click();
  await row.locator('.lf-mark').filter({ hasText: '发送失败' }).waitFor();
  robot.manner = undefined;
  await row.getByRole('button', { name: t('channels.test') }).click();
  await row.getByText(t('channels.on')).waitFor();
  await vi.waitUntil(() => robot.heard.length === 3, { timeout: 5_000 });
});
