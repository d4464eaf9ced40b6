import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { townships } from '../../server/test/lists/generate.ts';
import { chaptersOf } from '../support/chapters.ts';
import {
  type Desk,
  deliver,
  dialog,
  downloaded,
  goTo,
  launchDesks,
  openDesk,
  patient,
  read,
} from '../support/deskSteps.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';
import { t } from '../support/words.ts';

// A list comes in at night and is worked off at the desk, with the real product: dropped in, its unclear rows placed with
// a key each, hundreds extended at once, two findings settled, the answer sent back.

type Balance = Record<'received' | 'closed' | 'open' | 'returned' | 'duplicate' | 'unplaced', number>;
type Row = { id: string; state: string; area?: string; task?: { id: string; due: string; state: string } };

const folder = mkdtempSync(join(tmpdir(), 'lianfang-list-'));
const SENDER = '宝鸡市疫情防控指挥部协查组';
const CLEAR = 60;
/** Names two townships at once: nobody can tell which is meant without asking. */
const UNCLEAR = '双石铺镇凤州镇交界';
const csv = [
  '序号,姓名,身份证号,联系电话,现住址,来源地',
  ...Array.from({ length: CLEAR }, (_, n) =>
    [
      n + 1,
      `演练${n + 1}`,
      '',
      `199${String(n).padStart(8, '0')}`,
      `凤县${townships[n % townships.length]?.[1]}${n}号`,
      '西安市',
    ].join(','),
  ),
  ...[1, 2].map((n) => `${CLEAR + n},待定${n},,1998800000${n},${UNCLEAR},成都市`),
].join('\r\n');

let product: RunningProduct;
let browser: Browser;
let desk: Desk;
let list = '';

beforeAll(async () => {
  writeFileSync(join(folder, '协查名单.csv'), `\ufeff${csv}\r\n`);
  product = await startProduct();
  browser = await launchDesks();
  desk = await openDesk(browser, product, 'verifier');
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const chapter = chaptersOf('verification', () => (desk === undefined ? [] : [desk.page]));

const rowsOf = async (page: Page, params: object = {}) =>
  (await read<{ rows: Row[] }>(page, 'verification.rows', { list, limit: 200, ...params })).rows;

/** The balance of the list, which must add up whatever was done. */
async function balance(page: Page): Promise<Balance> {
  const { list: found } = await read<{ list: { balance: Balance } }>(page, 'verification.list', { id: list });
  const { received, closed, open, returned, duplicate } = found.balance;
  expect(received).toBe(closed + open + returned + duplicate);
  return found.balance;
}

chapter('a list is dropped in, checked and taken', async () => {
  const { page } = desk;
  await goTo(page, 'lists');
  await page.locator('.lf-drop input[type=file]').setInputFiles(join(folder, '协查名单.csv'));
  await page.getByLabel(t('lists.sender'), { exact: true }).first().fill(SENDER);
  await page.keyboard.press('Escape');
  await page
    .locator('.lf-drop')
    .getByRole('button', { name: t('due.in', { n: 12 }) })
    .click();
  await page.getByRole('button', { name: t('lists.check') }).click();
  await page.getByRole('button', { name: t('oneImport.commit') }).click({ timeout: patient.timeout });
  await page
    .locator('.ant-popconfirm')
    .getByRole('button', { name: t('oneImport.commit') })
    .click();
  await page.getByRole('link', { name: t('listImport.toList') }).click({ timeout: patient.timeout });
  await page.locator('.lf-balance-bar').first().waitFor();
  list = /lists\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
  expect(await balance(page)).toMatchObject({ received: CLEAR + 2, open: CLEAR + 2, unplaced: 2 });
});

chapter('a row without a place is placed with one key, its address opened for a reason', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: t('oneList.toTray', { n: 2 }) }).click();
  await page.locator('.lf-tray > li').first().waitFor();
  expect(await page.locator('.lf-tray').textContent()).not.toContain(UNCLEAR);
  await page.keyboard.press('o');
  const why = dialog(page, t('reveal.title'));
  await why.getByLabel(t('reveal.why')).fill('核对协查名单地址');
  await why.getByRole('button', { name: t('reveal.go') }).click();
  await why.waitFor({ state: 'hidden' });
  await page.locator('.lf-opened').first().waitFor();
  expect(await page.locator('.lf-opened').first().textContent()).toContain(UNCLEAR);
  await page.keyboard.press('1');
  await vi.waitUntil(async () => (await balance(page)).unplaced === 1, patient);
  await page.locator('.lf-tray > li').nth(1).waitFor({ state: 'detached' });
  await page.keyboard.press('n');
  const back = dialog(page, t('rows.returnTitle', { n: 1 }));
  await back.getByRole('button', { name: t('rows.return') }).click();
  await vi.waitUntil(async () => (await balance(page)).returned === 1, patient);
  await page.getByText(t('unplaced.empty')).waitFor();
});

chapter('all rows are given more time at once', async () => {
  const { page } = desk;
  const before = await rowsOf(page, { state: 'open' });
  await page.goto(`${product.url}/desk/#/rows?list=${list}&state=open&size=200`);
  await page.getByRole('checkbox', { name: t('tasks.chooseAll') }).check();
  await page.getByText(t('tasks.chosen', { n: before.length })).waitFor();
  await page.getByRole('button', { name: t('taskMove.grant_extension'), exact: true }).click();
  const ask = page.getByRole('dialog');
  await ask.getByRole('button', { name: t('due.in', { n: 24 }) }).click();
  await ask.getByRole('button', { name: t('taskMove.grant_extension'), exact: true }).click();
  await ask.waitFor({ state: 'hidden' });
  const after = await rowsOf(page, { state: 'open' });
  expect(after).toHaveLength(before.length);
  for (const { task } of after)
    expect(Date.parse(task?.due ?? '') - Date.now()).toBeGreaterThan(22 * 3_600_000);
});

chapter('two findings that contradict one another stand side by side until one is settled', async () => {
  const { page } = desk;
  const [row] = await rowsOf(page, { state: 'open' });
  const finding = { row: row?.id ?? '', at: new Date().toISOString(), evidence: [{ type: 'seen' }] };
  await deliver(page, 'verification.finding.recorded', {
    ...finding,
    finding: 'found_in_order',
    how: 'visit',
  });
  await deliver(page, 'verification.finding.recorded', { ...finding, finding: 'refused', how: 'call' });
  await goTo(page, 'decide');
  await page.getByRole('tab', { name: t('decide.contested') }).click();
  const other = page.locator('.lf-card').filter({ hasText: t('finding.refused') });
  await other.getByRole('button', { name: t('oneRow.settle') }).click();
  await page
    .locator('.ant-popconfirm')
    .getByRole('button', { name: t('oneRow.settle') })
    .click();
  await page.getByText(t('decide.none')).waitFor();
  const [settled] = await rowsOf(page, { finding: 'refused' });
  expect(settled?.id).toBe(row?.id);
  await balance(page);
});

chapter('a finding is recorded on the page of a row, which tells its whole story', async () => {
  const { page } = desk;
  const [row] = await rowsOf(page, { state: 'open' });
  await page.goto(`${product.url}/desk/#/rows/${row?.id}`);
  await page.getByRole('button', { name: t('oneRow.recordGo') }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel(t('oneRow.evidence'), { exact: true }).click();
  await page
    .locator('.ant-select-item-option')
    .filter({ hasText: t('evidence.seen') })
    .click();
  await page.keyboard.press('Escape');
  await form.getByRole('button', { name: t('oneRow.recordGo') }).click();
  await form.waitFor({ state: 'hidden' });
  await page
    .locator('.lf-card')
    .filter({ hasText: t('finding.found_in_order') })
    .waitFor();
  expect(await balance(page)).toMatchObject({ closed: 2, returned: 1 });
});

chapter('the sender gets an answer in the own columns, complete to the row', async () => {
  const { page } = desk;
  await page.goto(`${product.url}/desk/#/lists/${list}`);
  await page.getByRole('button', { name: t('oneList.feedback') }).click();
  const ask = dialog(page, t('oneList.feedback'));
  await ask.getByLabel(t('reveal.why')).fill('按时反馈市级协查组');
  const { path, name } = await downloaded(page, () =>
    ask.getByRole('button', { name: t('oneList.feedbackGo'), exact: true }).click(),
  );
  expect(name).toMatch(/\.csv$/);
  const lines = readFileSync(path, 'utf8').trim().split('\r\n');
  expect(lines).toHaveLength(CLEAR + 3);
  expect(lines[0]).toContain('序号,姓名,身份证号,联系电话,现住址,来源地');
});

chapter('the work list is saved as a file as it is filtered, and says nobody’s name', async () => {
  const { page } = desk;
  await page.goto(`${product.url}/desk/#/rows?list=${list}&state=all`);
  await page.getByRole('button', { name: t('export.title') }).click();
  const ask = dialog(page, t('export.title'));
  await ask.getByText('CSV').click();
  await ask.getByLabel(t('reveal.why')).fill('交接班核对');
  const { path } = await downloaded(page, () =>
    ask.getByRole('button', { name: t('export.go'), exact: true }).click(),
  );
  const text = readFileSync(path, 'utf8');
  expect(text.match(/演＊/g)).toHaveLength(CLEAR);
  expect(text).not.toMatch(/演练\d/);
});
