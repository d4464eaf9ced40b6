import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { townships } from '../../server/test/lists/generate.ts';
import { chaptersOf } from '../support/chapters.ts';
import {
  choose,
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
import { callerOf, importList, TOWNSHIP } from '../support/officerSteps.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';
import { t } from '../support/words.ts';

// A list comes in at night and is worked off at the desk, with the real product: dropped in, its unclear rows placed with
// a key each, hundreds extended at once, two findings settled, the answer sent back. Two who may be one person are made one and
// parted again; its sender corrects the list, and takes the later one back.

type Balance = Record<'received' | 'closed' | 'open' | 'returned' | 'duplicate' | 'unplaced', number>;
type Row = {
  id: string;
  row: number;
  state: string;
  area?: string;
  task?: { id: string; due: string; state: string };
};

const folder = mkdtempSync(join(tmpdir(), 'lianfang-list-'));
const SENDER = '宝鸡市疫情防控指挥部协查组';
const CLEAR = 60;
/** Names two townships at once: nobody can tell which is meant without asking. */
const UNCLEAR = '双石铺镇凤州镇交界';
const HEADER = '序号,姓名,身份证号,联系电话,现住址,来源地';
const csv = [
  HEADER,
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
/** What the sender sends in its place: two of them again, and one who is on no other list. */
const corrected = [
  HEADER,
  ...csv.split('\r\n').slice(1, 3),
  `3,更正${CLEAR},,19977000001,凤县${TOWNSHIP}1号,西安市`,
].join('\r\n');

let product: RunningProduct;
let browser: Browser;
let desk: Desk;
let list = '';

beforeAll(async () => {
  writeFileSync(join(folder, '协查名单.csv'), `\ufeff${csv}\r\n`);
  writeFileSync(join(folder, '协查名单更正.csv'), `\ufeff${corrected}\r\n`);
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
async function balance(page: Page, id = list): Promise<Balance> {
  const { list: found } = await read<{ list: { balance: Balance } }>(page, 'verification.list', { id });
  const { received, closed, open, returned, duplicate } = found.balance;
  expect(received).toBe(closed + open + returned + duplicate);
  return found.balance;
}

/** Drops a list in, has it checked and takes it; gives its id and is on its page then. */
async function take(page: Page, file: string, corrects?: string): Promise<string> {
  await goTo(page, 'lists');
  await page.locator('.lf-drop input[type=file]').setInputFiles(join(folder, file));
  const form = page.locator('.lf-drop');
  await page.getByLabel(t('lists.sender'), { exact: true }).first().fill(SENDER);
  await page.keyboard.press('Escape');
  if (corrects !== undefined) await choose(form, t('lists.corrects'), corrects);
  await form.getByRole('button', { name: t('due.in', { n: 12 }) }).click();
  await page.getByRole('button', { name: t('lists.check') }).click();
  await page.getByRole('button', { name: t('oneImport.commit') }).click({ timeout: patient.timeout });
  await page
    .locator('.ant-popconfirm')
    .getByRole('button', { name: t('oneImport.commit') })
    .click();
  await page.getByRole('link', { name: t('listImport.toList') }).click({ timeout: patient.timeout });
  await page.locator('.lf-balance-bar').first().waitFor();
  return /lists\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
}

chapter('a list is dropped in, checked and taken', async () => {
  const { page } = desk;
  list = await take(page, '协查名单.csv');
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

/** An open row, but none of the two that the correction names: these are counted as open there. */
async function notNamedAgain(page: Page): Promise<Row | undefined> {
  return (await rowsOf(page, { state: 'open' })).find(({ row }) => row > 3);
}

chapter('two findings that contradict one another stand side by side until one is settled', async () => {
  const { page } = desk;
  const row = await notNamedAgain(page);
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
  const row = await notNamedAgain(page);
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

type Suggestions = { rows: { person: string; otherPerson: string }[]; total: number };
const rowsOfPerson = async (page: Page, id: string) =>
  (await read<{ subjects: object[] }>(page, 'people.person', { id })).subjects.length;

chapter('two who may be one person are made one, and by the way back two again', async () => {
  const { page } = desk;
  // The name and the phone of a row of the first list, at another address: somebody has to say whether it is the same.
  await importList(
    await callerOf(product, 'verifier'),
    [{ name: '演练9', phone: '19900000008', address: `凤县${TOWNSHIP}草店村2组` }],
    { sender: '铁路推送', due: new Date(Date.now() + 36_000_000).toISOString() },
  );
  await goTo(page, 'people');
  const { rows } = await read<Suggestions>(page, 'people.suggestions', {});
  expect(rows).toHaveLength(1);
  const { person, otherPerson } = rows[0] as Suggestions['rows'][number];
  await page
    .locator('.lf-card')
    .getByRole('button', { name: t('people.merge') })
    .click();
  const form = dialog(page, t('people.merge'));
  await form.getByLabel(t('oneList.why')).fill('电话核实为同一人');
  await form.getByRole('button', { name: t('people.merge'), exact: true }).click();
  await form.waitFor({ state: 'hidden' });
  const notice = page.getByRole('alert').filter({ hasText: t('people.mergedNow') });
  await notice.waitFor();
  for (const id of [person, otherPerson]) expect(await rowsOfPerson(page, id)).toBe(2);
  expect((await read<Suggestions>(page, 'people.suggestions', {})).total).toBe(0);

  await notice.getByRole('button', { name: t('people.undo') }).click();
  await notice.waitFor({ state: 'hidden' });
  for (const id of [person, otherPerson]) expect(await rowsOfPerson(page, id)).toBe(1);
  await page
    .locator('.lf-card')
    .getByRole('button', { name: t('people.merge') })
    .waitFor();
  // Both stay in the history: that they were made one, and that it was undone.
  await page.goto(`${product.url}/desk/#/people/${person}`);
  await page
    .locator('.lf-struck')
    .filter({ hasText: t('peopleStep.merged') })
    .waitFor();
});

chapter(
  'its sender corrects the list: what the new one leaves out goes back, what was found stays',
  async () => {
    const { page } = desk;
    const before = await balance(page);
    const later = await take(page, '协查名单更正.csv', '协查名单.csv');
    expect(await balance(page, later)).toMatchObject({ received: 3, duplicate: 2, open: 1 });
    await page.getByRole('link', { name: t('oneList.earlier') }).click();
    await page
      .locator('.lf-mark')
      .filter({ hasText: t('listState.corrected') })
      .waitFor();
    const after = await balance(page);
    // The two that it names again go on where they stand.
    expect(after).toMatchObject({ received: before.received, closed: before.closed, open: 2 });
    await page.getByRole('link', { name: t('oneList.later') }).click();
    await page.getByRole('button', { name: t('oneList.withdraw') }).waitFor();

    // Then the sender takes that one back, too.
    await page.getByRole('button', { name: t('oneList.withdraw') }).click();
    const form = dialog(page, t('oneList.withdraw'));
    await form.getByLabel(t('oneList.why')).fill('推送单位来函撤回');
    await form.getByRole('button', { name: t('oneList.withdraw'), exact: true }).click();
    await form.waitFor({ state: 'hidden' });
    await page
      .locator('.lf-mark')
      .filter({ hasText: t('listState.withdrawn') })
      .waitFor();
    expect(await balance(page, later)).toMatchObject({ received: 3, open: 0, returned: 1 });
    expect(await page.getByRole('button', { name: t('oneList.withdraw') }).count()).toBe(0);
  },
);
