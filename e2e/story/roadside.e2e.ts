import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { countyDay, startOfDay, wallClock } from '@lianfang/domain/kernel/time.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { verifyReport } from '../../server/src/modules/report/signature.ts';
import { generateRegister } from '../../server/test/registers/generate.ts';
import { words as verifyWords } from '../../web/src/i18n/desk/verifyWords.ts';
import { type OwnPhone, openPhone } from '../support/browser.ts';
import { chaptersOf } from '../support/chapters.ts';
import {
  choose,
  type Desk,
  dialog,
  downloaded,
  goTo,
  launchDesks,
  openDesk,
  patient,
  read,
} from '../support/deskSteps.ts';
import {
  at,
  enrol,
  finish,
  join,
  openShift,
  PIN,
  typePin,
  unlock,
  waitingIs,
} from '../support/fieldSteps.ts';
import {
  add,
  countsOn,
  type Figures,
  findFever,
  indicatorOf,
  nothing,
  passFull,
  passVehicle,
  passWalker,
  turnBack,
} from '../support/phoneSteps.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';
import { alterOneByte } from '../support/tamper.ts';
import { t } from '../support/words.ts';

// One fact travels from a phone without a signal at a road checkpoint to a signed figure on the county's daily report.
// The real product, real browsers, in the order in which people live it.

let product: RunningProduct;
let browser: Browser;
let phone: OwnPhone;
const desks = new Map<string, Desk>();

/** What was registered on the phone, added up by hand. */
const registered: Figures = { ...nothing };
/** The county's day on which the story begins; the report covers it and the next, should midnight fall between. */
const day = countyDay(Date.now());
const period = {
  from: startOfDay(day),
  to: new Date(Date.parse(startOfDay(day)) + 2 * 86_400_000).toISOString(),
};

beforeAll(async () => {
  product = await startProduct();
  browser = await launchDesks();
});
afterAll(async () => {
  await phone?.discard();
  await browser?.close();
  await product?.stop();
});

const chapter = chaptersOf('roadside', () => [
  ...(phone === undefined ? [] : [phone.page]),
  ...[...desks.values()].map(({ page }) => page),
]);

/** The desk of an account, signed in once. */
async function deskOf(account: string): Promise<Page> {
  const open = desks.get(account) ?? (await openDesk(browser, product, account));
  desks.set(account, open);
  return open.page;
}

type Values = { figures: { indicator: string; value: number }[]; position: string };

/** The figures of a period as the server gives them to whoever may ask. */
async function figuresOf(page: Page, from: string, to: string): Promise<Figures> {
  const { figures } = await read<Values>(page, 'indicators.values', { from, to });
  const of = (id: string) => figures.find(({ indicator }) => indicator === id)?.value;
  return Object.fromEntries(Object.entries(indicatorOf).map(([key, id]) => [key, of(id)])) as Figures;
}

/** A figure as it stands on the open overview. */
async function figureOn(page: Page, title: string): Promise<number> {
  const card = page.locator('.lf-figures a').filter({ has: page.getByText(title, { exact: true }) });
  return Number((await card.locator('.lf-figure-value').textContent())?.replace(/\D/g, ''));
}

const clinicianPin = '640285';
const unlockAs = { crew1: '值守员甲', crew2: '值守员乙', clinician: '医护员' } as const;

chapter('the lead makes a code, the phone is bound to its post with it and the crew joins', async () => {
  const lead = await deskOf('lead');
  await goTo(lead, 'devices');
  await lead.getByRole('button', { name: t('devices.code') }).click();
  const asking = dialog(lead, t('devices.code'));
  await choose(asking, t('column.post'), 'CP1');
  await asking.getByLabel(t('devices.name')).fill('草店 1 号机');
  await asking.getByRole('button', { name: t('devices.make') }).click();
  const shown = dialog(lead, t('devices.codeTitle'));
  await shown.getByRole('img', { name: t('devices.qr') }).waitFor();
  const code = (await shown.locator('.lf-short-code').textContent())?.trim() ?? '';
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await lead.keyboard.press('Escape');

  phone = await openPhone(`${product.url}/field/`);
  const { page } = phone;
  expect(page.viewportSize()).toEqual({ width: 360, height: 800 });
  await enrol(page, code);
  await join(page, 'crew1', product.signIn('crew1').password, PIN.wang);
  await at(page, 'shift').getByRole('heading', { name: '草店高速出口' }).waitFor();
  // The others join while there is a network, with the first one's word.
  for (const [account, pin] of [
    ['crew2', PIN.li],
    ['clinician', clinicianPin],
  ] as const) {
    await at(page, 'menu').click();
    await at(page, 'menu-switch').click();
    await at(page, 'join-other').click();
    await join(page, account, product.signIn(account).password, pin);
    await page.getByText(/担保/).waitFor();
    await page.getByRole('button', { name: unlockAs.crew1 }).click();
    await typePin(page, PIN.wang);
    await at(page, 'shift').waitFor();
  }
  await at(page, 'menu').click();
  await at(page, 'menu-switch').click();
  await unlock(page, unlockAs.crew1, PIN.wang);
  await openShift(page);
  await waitingIs(page, 0);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
});

chapter('without a network the crew registers, reloads, switches off and on, and changes hands', async () => {
  let { page } = phone;
  await phone.context.setOffline(true);
  const did = (what: Partial<Figures>) => add(registered, what);
  for (let car = 10; car < 20; car += 1) did(await passVehicle(page, `A${car}0${car}`, car % 2 === 0));
  did(await passWalker(page, { name: '赵测试', document: '610399198001010011', phone: '19900000001' }));
  await at(page, 'outcome-turned_back').click();
  await at(page, 'reasons').getByRole('button', { name: '取消' }).click();
  did(await turnBack(page, 'B20001'));
  await page.getByText(/传染病防治法/).waitFor();
  await at(page, 'notice').getByText('12345').waitFor();
  await at(page, 'notice-shown').click();
  did(await findFever(page, 'B30001'));

  await page.reload();
  await unlock(page, unlockAs.crew1, PIN.wang);
  await at(page, 'form').waitFor();
  for (let car = 20; car < 28; car += 1) did(await passVehicle(page, `A${car}0${car}`));
  phone = await phone.reopen({ offline: true });
  page = phone.page;
  await unlock(page, unlockAs.crew1, PIN.wang);
  await at(page, 'form').waitFor();
  for (let car = 0; car < 4; car += 1) did(await passFull(page, `D1000${car}`, 2));

  // Relief comes: the second crew member goes on in the same shift.
  await at(page, 'menu').click();
  await at(page, 'menu-switch').click();
  await unlock(page, unlockAs.crew2, PIN.li);
  await at(page, 'form').getByText(unlockAs.crew2).waitFor();
  for (let car = 30; car < 46; car += 1) did(await passVehicle(page, `E${car}0${car}`));

  // The last one was in fact sampled; the one before was typed twice.
  await at(page, 'counts').click();
  await at(page, 'record').nth(0).click();
  await at(page, 'correct').click();
  await at(page, 'correcting').waitFor();
  await at(page, 'sampled').click();
  await finish(page, 'sent_to_sampling');
  did({ samples: 1 });
  await at(page, 'counts').click();
  await at(page, 'record').nth(1).click();
  await at(page, 'void').click();
  await at(page, 'void-duplicate').click();
  add(registered, { vehicles: 1, persons: 1 }, -1);
  await at(page, 'records')
    .getByText(/已作废/)
    .waitFor();
  await at(page, 'back').click();

  // 41 passages, a correction and a void; the opened shift had gone out before.
  await waitingIs(page, 43);
  expect(await countsOn(page)).toEqual({
    vehicles: registered.vehicles,
    persons: registered.persons,
    turnedBack: registered.personsTurnedBack,
    fevers: registered.fevers,
    samples: registered.samples,
  });
});

chapter('the desk sees none of it, then each of it once, with the server killed on the way', async () => {
  const desk = await deskOf('desk');
  await goTo(desk, 'overview');
  await desk
    .getByRole('radiogroup', { name: t('period.label') })
    .getByText(t('period.last24'))
    .click();
  await expect.poll(() => figureOn(desk, '检查车辆'), patient).toBe(0);
  expect(await figuresOf(desk, period.from, period.to)).toEqual(nothing);
  // The open shift is known: it went out while there was a network.
  await expect.poll(() => figureOn(desk, '值守卡点'), patient).toBe(1);

  const { page } = phone;
  const underWay = page.waitForRequest((request) => (request.postDataJSON()?.entries?.length ?? 0) > 20);
  await phone.context.setOffline(false);
  await underWay;
  const restarted = product.killAndRestart();
  // The crew goes on working meanwhile.
  for (let car = 50; car < 54; car += 1) add(registered, await passVehicle(page, `F${car}0${car}`));
  await restarted;
  for (let car = 54; car < 56; car += 1) add(registered, await passVehicle(page, `F${car}0${car}`));
  await waitingIs(page, 0);

  await expect.poll(() => figuresOf(desk, period.from, period.to), patient).toEqual(registered);
  await expect.poll(() => figureOn(desk, '检查车辆'), patient).toBe(registered.vehicles);
  await expect.poll(() => figureOn(desk, '排查人员'), patient).toBe(registered.persons);
  await expect.poll(() => figureOn(desk, '发热或有症状'), patient).toBe(registered.fevers);
  // The figure opens into its records, and every number that the phone gave out has arrived.
  await desk.locator('.lf-figures a').filter({ hasText: '劝返车辆' }).click();
  await desk.getByText(t('records.ofFigure', { title: '劝返车辆' })).waitFor();
  await desk
    .getByRole('region', { name: t('records.title') })
    .getByText('无核酸证明')
    .waitFor();
  const { devices } = await read<{ devices: { name: string; captured: number; missing: number }[] }>(
    desk,
    'ledger.devices',
    {},
  );
  expect(devices.map(({ name, missing }) => ({ name, missing }))).toEqual([
    { name: expect.any(String), missing: 0 },
  ]);
});

chapter('the clinician ends the fever on the phone', async () => {
  const { page } = phone;
  const desk = await deskOf('desk');
  await goTo(desk, 'fevers');
  await desk.getByText('38.5 ℃').waitFor();
  await at(page, 'lock').click();
  await unlock(page, unlockAs.clinician, clinicianPin);
  await at(page, 'fever-chip').click();
  await at(page, 'fever-end').click();
  await at(page, 'ended-sent_to_fever_clinic').click();
  await page.getByText(/没有待处置的人/).waitFor();
  await at(page, 'back').click();
  await waitingIs(page, 0);
  await desk.getByText(t('fevers.none')).waitFor();
});

chapter('the data desk imports registers of the posts that worked on paper', async () => {
  const desk = await deskOf('desk');
  for (const [seed, type] of [
    [23, 'xlsx'],
    [31, 'csv'],
  ] as const) {
    const { name, bytes, expected } = await generateRegister(seed, { type, perShift: 10, faults: 0.2 });
    await goTo(desk, 'imports');
    await desk.locator('input[type=file]').setInputFiles({ name, mimeType: '', buffer: bytes });
    await desk.getByRole('button', { name: t('upload.check', { n: 1 }) }).click();
    await desk.getByRole('heading', { level: 1, name }).waitFor();
    await desk.getByRole('button', { name: t('oneImport.commit') }).click();
    await desk
      .getByRole('tooltip')
      .getByRole('button', { name: t('oneImport.commit') })
      .click();
    await desk.getByRole('link', { name: t('oneImport.toHeld', { n: expected.held }) }).waitFor();
    const balance = (await desk.locator('.lf-balance').textContent())?.replace(/\s/g, '');
    const taken = expected.rows - expected.held - expected.duplicate;
    expect(balance).toBe(
      `${expected.rows}${t('balance.rows')}=${taken}${t('balance.taken')}+${expected.held}${t('balance.held')}+${expected.duplicate}${t('balance.duplicate')}`,
    );
    const [, year, month, date] = /(\d{4})-?(\d\d)-?(\d\d)/.exec(name) ?? [];
    const from = startOfDay(`${year}-${month}-${date}`);
    // A night shift runs into the next day.
    const counted = await figuresOf(desk, from, new Date(Date.parse(from) + 2 * 86_400_000).toISOString());
    expect(counted).toEqual({
      vehicles: expected.vehicles,
      persons: expected.persons,
      vehiclesTurnedBack: expected.vehiclesTurnedBack,
      personsTurnedBack: expected.personsTurnedBack,
      certificates: expected.certificates,
      samples: expected.samples,
      fevers: 0,
    });
  }
  // One row without a time is set right on the screen, and is taken.
  await desk.getByRole('link', { name: /更正/ }).click();
  const rows = desk
    .getByRole('region', { name: t('held.title') })
    .getByRole('button', { name: t('held.correct') });
  await rows.first().click();
  const asking = dialog(desk, t('held.correct'));
  await asking.getByLabel(t('reveal.why')).fill('补填登记时间');
  await asking.getByRole('button', { name: t('held.openRow') }).click();
  const row = desk
    .getByRole('dialog')
    .filter({ has: desk.getByLabel(t('importField.time'), { exact: true }) });
  await row.getByLabel(t('importField.time'), { exact: true }).fill('08:15');
  await row.getByRole('button', { name: t('held.take') }).click();
  await desk.getByText(t('held.corrected')).first().waitFor();
  await expect.poll(() => rows.count(), patient).toBe(1);
});

const remark = '请核对劝返车辆数后重报';

/** Compiles a report of the story's period at the desk; gives its address. */
async function compile(desk: Page): Promise<string> {
  const before = desk.url();
  const form = desk
    .getByRole('dialog')
    .filter({ has: desk.getByRole('button', { name: t('compile.go'), exact: true }) });
  const [from, to] = [form.locator('.ant-picker input').nth(0), form.locator('.ant-picker input').nth(1)];
  const clock = (instant: string) => wallClock(instant);
  await from.fill(clock(period.from));
  await from.press('Enter');
  await to.fill(clock(period.to));
  await to.press('Enter');
  await form.getByRole('button', { name: t('compile.go'), exact: true }).click();
  await desk.waitForURL((url) => url.hash.startsWith('#/reports/') && url.href !== before);
  await desk.locator('.lf-paper').waitFor();
  return desk.url();
}

/** One person's hand on a report: opens it, presses their button and says what has to be said. */
async function move(account: string, url: string, step: string, words?: string): Promise<void> {
  const page = await deskOf(account);
  await page.goto(url);
  await page.getByRole('button', { name: t(`signOff.${step}`), exact: true }).click();
  const asking = dialog(page, t(`signOff.${step}`));
  if (words !== undefined) await asking.getByLabel(t('signOff.remarkNeeded')).fill(words);
  await asking.getByRole('button', { name: t(`signOff.${step}`), exact: true }).click();
  await page
    .getByText(t(`signOff.done.${step}`), { exact: true })
    .first()
    .waitFor();
}

/** The value in the paper's line of an indicator. */
async function lineOf(page: Page, title: string): Promise<string> {
  const row = page
    .locator('.lf-paper tr')
    .filter({ has: page.getByRole('rowheader', { name: title, exact: true }) });
  return (await row.getByRole('cell').nth(1).textContent()) ?? '';
}

let issued: { url: string; json: Buffer; hash: string };

chapter('the daily report is compiled, returned, compiled again and signed by three', async () => {
  // A pedestrian is registered where there is no signal again: what the desk compiles cannot know of it.
  await phone.context.setOffline(true);
  const desk = await deskOf('desk');
  await goTo(desk, 'reports');
  await desk.getByRole('button', { name: t('compile.title') }).click();
  const first = await compile(desk);
  await expect.poll(() => lineOf(desk, '检查车辆'), patient).toBe(String(registered.vehicles));
  await expect.poll(() => lineOf(desk, '劝返车辆'), patient).toBe(String(registered.vehiclesTurnedBack));
  await move('reviewer', first, 'returned', remark);
  await desk.getByText(remark).waitFor();
  await desk.getByRole('button', { name: t('compile.again') }).click();
  const second = await compile(desk);
  expect(second).not.toBe(first);
  await move('reviewer', second, 'reviewed');
  await move('approver', second, 'approved');
  await move('commander', second, 'issued');
  // Whoever looked over the commander's shoulder gets in with neither the old code nor none.
  const { password } = product.signIn('commander');
  for (const code of [desks.get('commander')?.code, undefined]) {
    const answer = await fetch(`${product.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-lianfang': '1' },
      body: JSON.stringify({ account: 'commander', password, code }),
    });
    expect(answer.status).toBe(401);
  }
  await desk.getByText(t('signOff.frozen'), { exact: true }).waitFor();

  const names: string[] = [];
  for (const format of ['PDF', 'XLSX', 'JSON']) {
    const button = desk.getByRole('button', { name: format, exact: true });
    const { name, path } = await downloaded(desk, () => button.click());
    names.push(name.replace(/.*\./, ''));
    const bytes = readFileSync(path);
    expect(bytes.subarray(0, 4).toString('latin1')).toBe(
      { PDF: '%PDF', XLSX: 'PK\x03\x04', JSON: '{"co' }[format],
    );
    expect(bytes.length).toBeGreaterThan(1_000);
    if (format === 'JSON')
      issued = { url: second, json: bytes, hash: JSON.parse(bytes.toString()).contentHash };
  }
  expect(names).toEqual(['pdf', 'xlsx', 'json']);
  const key = createPublicKey(readFileSync(pathOf(product.dataDir, 'keys', 'signing.pub.pem')));
  const verdict = verifyReport(issued.json.toString(), key);
  expect(verdict).toMatchObject({ genuine: true });
  expect(verdict.genuine && verdict.hands.map(({ step, display }) => `${step} ${display}`)).toEqual([
    'compiled 数据综合员',
    'reviewed 审核人',
    'approved 批准人',
    'issued 指挥长',
  ]);
});

chapter('whoever holds the paper sees that it is genuine', async () => {
  const desk = await deskOf('desk');
  const address = await desk.getByRole('link', { name: t('proof.verify') }).getAttribute('href');
  const anyone = await browser.newContext({ locale: 'zh-CN', viewport: { width: 360, height: 800 } });
  const page = await anyone.newPage();
  await page.goto(String(address));
  await page.getByRole('heading', { name: verifyWords.zh.genuine }).waitFor();
  await page.goto(String(address).replace(/.$/, (last) => (last === '0' ? '1' : '0')));
  await page.getByRole('heading', { name: verifyWords.zh.notGenuine }).waitFor();
  await anyone.close();
});

chapter(
  'what arrives late stands as an amendment in the next report; the issued one stays as it was',
  async () => {
    const { page } = phone;
    const before = registered.vehicles;
    add(registered, await passVehicle(page, 'G60001'));
    add(registered, await passVehicle(page, 'G60002'));
    await phone.context.setOffline(false);
    await waitingIs(page, 0);
    const desk = await deskOf('desk');
    await expect.poll(() => figuresOf(desk, period.from, period.to), patient).toEqual(registered);

    await goTo(desk, 'reports');
    await desk.getByRole('button', { name: t('compile.title') }).click();
    await compile(desk);
    await expect.poll(() => lineOf(desk, '检查车辆'), patient).toBe(String(registered.vehicles));
    await desk.getByText(`检查车辆：${before} → ${registered.vehicles}`).waitFor();

    await desk.goto(issued.url);
    await desk.getByText(t('signOff.frozen'), { exact: true }).waitFor();
    await expect.poll(() => lineOf(desk, '检查车辆'), patient).toBe(String(before));
    const button = desk.getByRole('button', { name: 'JSON', exact: true });
    const again = await downloaded(desk, () => button.click());
    expect(readFileSync(again.path).equals(issued.json)).toBe(true);
  },
);

chapter('opening a person’s data is logged, and the auditor sees by whom and why', async () => {
  const desk = await deskOf('desk');
  const why = '核对协查函第 12 号所列车辆';
  await goTo(desk, 'records');
  await desk
    .getByRole('region', { name: t('records.title') })
    .getByRole('row')
    .nth(1)
    .click();
  const drawer = dialog(desk, t('passage.title'));
  await drawer.getByText(t('passage.sealed')).first().waitFor();
  await drawer.getByRole('button', { name: t('reveal.look') }).click();
  const asking = dialog(desk, t('reveal.title'));
  await asking.getByLabel(t('reveal.why')).fill(why);
  await asking.getByRole('button', { name: t('reveal.go'), exact: true }).click();
  await drawer.getByText('陕G60002').waitFor();
  const auditor = await deskOf('auditor');
  await goTo(auditor, 'log');
  const row = auditor.getByRole('row').filter({ hasText: why });
  await row.getByText('数据综合员').waitFor();
  await row.getByText(t('purpose.verification')).waitFor();
});

chapter('one changed byte of the ledger is found, with its position', async () => {
  type Told = {
    genuine: boolean;
    counties: { entries: number; faults: { position: string; fault: string }[] }[];
  };
  const whole = JSON.parse(await product.command('verify', '--json')) as Told;
  expect(whole).toMatchObject({ genuine: true, counties: [{ faults: [] }] });
  const position = Math.floor((whole.counties[0]?.entries ?? 0) / 2);
  const putBack = await alterOneByte(product.dataDir, position);
  const { code, stdout } = await product.command('verify', '--json').then(
    () => ({ code: 0, stdout: '' }),
    (failed: { code: number; stdout: string }) => failed,
  );
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    genuine: false,
    counties: [{ faults: [{ position: String(position), fault: 'altered' }] }],
  });
  await putBack();
  expect(JSON.parse(await product.command('verify', '--json'))).toMatchObject({ genuine: true });
});
