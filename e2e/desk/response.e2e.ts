import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
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
} from '../support/deskSteps.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';
import { t } from '../support/words.ts';

// The command post with the real product: the exercise's response ends, another is activated, a task force formed; what a
// meeting decides becomes a directive in the same minute and goes from acknowledged to accepted.

type Now = { response?: { id: string; name: string; level: number; state: string }; taskForces: number };
type Directive = { id: string; title: string; state: string; standing: Record<string, number> };

const NAME = '凤县一月疫情应急响应';
const FORCE = '流调溯源专班';
const ORDER = '开展金渭大厦关联人员排查';

let product: RunningProduct;
let browser: Browser;
let commander: Desk;
let lead: Desk;

beforeAll(async () => {
  product = await startProduct();
  browser = await launchDesks();
  commander = await openDesk(browser, product, 'commander');
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const chapter = chaptersOf('response', () => [commander, lead].flatMap((one) => (one ? [one.page] : [])));
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

chapter('a task force is formed', async () => {
  const { page } = commander;
  await page.getByRole('tab', { name: t('forces.title') }).click();
  await page.getByRole('button', { name: t('forces.form') }).click();
  const form = dialog(page, t('forces.form'));
  await form.getByLabel(t('forces.name'), { exact: true }).fill(FORCE);
  await form.getByLabel(t('forces.remit'), { exact: true }).fill('接收、分派、反馈上级推送名单');
  await pick(form, t('forces.lead'), '专班组长');
  await form.getByRole('button', { name: t('forces.form'), exact: true }).click();
  await form.waitFor({ state: 'hidden' });
  await page.locator('.lf-card').filter({ hasText: FORCE }).waitFor();
  expect((await now(page)).taskForces).toBe(1);
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

chapter('the addressee acknowledges it and finishes, with evidence', async () => {
  lead = await openDesk(browser, product, 'unitlead');
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
