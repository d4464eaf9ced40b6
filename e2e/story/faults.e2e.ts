import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { generateRegister } from '../../server/test/registers/generate.ts';
import { openShared, type Phone } from '../support/browser.ts';
import { picturesOf } from '../support/chapters.ts';
import {
  command,
  type Desk,
  dialog,
  goTo,
  launchDesks,
  openDesk,
  patient,
  read,
  signIn,
} from '../support/deskSteps.ts';
import { at, enrol, join, letUndoPass, openShift, PIN, unlock, waitingIs } from '../support/fieldSteps.ts';
import { complaintsOf, expectGood } from '../support/look.ts';
import { findFever, passVehicle, turnBack } from '../support/phoneSteps.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';
import { t } from '../support/words.ts';

// What goes wrong in the field and at the desk, against the real server: said in words, and nothing is lost. And every
// page of every role: it opens, in both languages, without a complaint.

let product: RunningProduct;
let browser: Browser;
let phones: Phone[] = [];
const desks = new Map<string, Desk>();

beforeAll(async () => {
  product = await startProduct();
  browser = await launchDesks();
});
afterEach(async () => {
  for (const phone of phones) await phone.discard();
  phones = [];
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

async function deskOf(account: string): Promise<Page> {
  const open = desks.get(account) ?? (await openDesk(browser, product, account));
  desks.set(account, open);
  return open.page;
}

/** Keeps pictures of all screens if the test that calls this fails. */
function keepPictures(): void {
  onTestFailed(async () => {
    const pages = [...phones.map(({ page }) => page), ...[...desks.values()].map(({ page }) => page)];
    console.log(`screens: ${await picturesOf('faults', pages)}`);
  });
}

/** A phone on shift at a post. */
async function onShift(post: string, name = post): Promise<Phone> {
  const { code } = await command<{ code: string }>(await deskOf('lead'), 'access.device.code', {
    post,
    name,
  });
  const phone = await openShared(browser, `${product.url}/field/`);
  phones.push(phone);
  await enrol(phone.page, code);
  await join(phone.page, 'crew1', product.signIn('crew1').password, PIN.wang);
  await at(phone.page, 'shift').waitFor();
  await openShift(phone.page);
  await waitingIs(phone.page, 0);
  return phone;
}

const today = () => ({
  from: new Date(Date.now() - 86_400_000).toISOString(),
  to: new Date(Date.now() + 86_400_000).toISOString(),
});

/** Vehicles registered at a post, by everyone's reckoning. */
async function vehiclesAt(page: Page, post: string): Promise<number> {
  const { figures } = await read<{ figures: { indicator: string; value: number }[] }>(
    page,
    'indicators.values',
    { ...today(), post },
  );
  return figures.find(({ indicator }) => indicator === 'checkpoint.vehicles.checked')?.value ?? -1;
}

/** Everything that was asked for has come. */
async function settled(page: Page): Promise<void> {
  await page
    .locator('#lf-content[aria-busy=true], .lf-loading, .ant-spin-spinning')
    .first()
    .waitFor({ state: 'hidden' });
  await page.locator('.lf-loading').first().waitFor({ state: 'hidden' });
  await page.locator('h1').first().waitFor();
}

/** Something to look at: a register that was imported and a report that was compiled. */
async function someWork(): Promise<void> {
  const desk = await deskOf('desk');
  const { name, bytes } = await generateRegister(31, { type: 'csv', perShift: 10, faults: 0.2 });
  await goTo(desk, 'imports');
  await desk.locator('input[type=file]').setInputFiles({ name, mimeType: '', buffer: bytes });
  await desk.getByRole('button', { name: t('upload.check', { n: 1 }) }).click();
  await desk.getByRole('button', { name: t('oneImport.commit') }).click();
  await desk
    .getByRole('tooltip')
    .getByRole('button', { name: t('oneImport.commit') })
    .click();
  await desk.getByRole('link', { name: /更正/ }).waitFor();
  await goTo(desk, 'reports');
  await desk.getByRole('button', { name: t('compile.title') }).click();
  await desk.getByRole('button', { name: t('compile.go'), exact: true }).click();
  await desk.locator('.lf-paper').waitFor();
}

/** Goes through what lies behind the form, from the form and back to it. */
async function everyScreen(page: Page, language: string): Promise<void> {
  const good = (name: string) => expectGood(page, `${name} ${language}`);
  await good('form');
  await at(page, 'document').click();
  await good('digits');
  await at(page, 'outcome-turned_back').click();
  await good('reasons');
  await at(page, 'sheet-close').click();
  await turnBack(page, 'B60001');
  await good('notice');
  await at(page, 'notice-shown').click();
  await findFever(page, 'B60002');
  await letUndoPass(page);
  for (const [open, screen] of [
    ['counts', 'records'],
    ['fever-chip', 'fevers'],
    ['from', 'places'],
    ['delivery', 'delivery-screen'],
  ] as const) {
    await at(page, open).first().click();
    await at(page, screen).waitFor();
    await good(screen);
    await at(page, 'back').last().click();
  }
  for (const open of ['open-tray', 'open-export', 'open-import']) {
    await at(page, 'delivery').first().click();
    await at(page, open).click();
    await good(open);
    await at(page, 'back').last().click();
  }
  await at(page, 'menu').click();
  await good('menu');
  await at(page, 'menu-close-shift').click();
  await good('close');
  await at(page, 'back').last().click();
}

describe('a phone', () => {
  it('that was revoked says so, keeps everything, and hands it to another phone', async () => {
    keepPictures();
    const phone = await onShift('CP2', '丢失的手机');
    const lead = await deskOf('lead');
    await goTo(lead, 'devices');
    const row = lead.getByRole('row').filter({ hasText: '丢失的手机' });
    await row.getByRole('button', { name: t('devices.revoke') }).click();
    const asking = dialog(lead, t('devices.revokeTitle', { name: '丢失的手机' }));
    await asking.getByLabel(t('reveal.why')).fill('手机遗失');
    await asking.getByRole('button', { name: t('devices.revoke') }).click();
    await row.getByText(t('deviceState.revoked')).waitFor();

    const { page } = phone;
    await passVehicle(page, 'A20001');
    await passVehicle(page, 'A20002');
    await letUndoPass(page);
    await at(page, 'revoked-warning').waitFor({ timeout: 60_000 });
    await waitingIs(page, 2);
    await page.reload();
    await unlock(page, '值守员甲', PIN.wang);
    await waitingIs(page, 2);
    expect(await vehiclesAt(lead, 'CP2')).toBe(0);

    await at(page, 'delivery').click();
    await at(page, 'open-export').click();
    const passphrase = await at(page, 'passphrase').textContent();
    const [file] = await Promise.all([page.waitForEvent('download'), at(page, 'export-save').click()]);
    const other = await onShift('CP2', '备用手机');
    await at(other.page, 'delivery').click();
    await at(other.page, 'open-import').click();
    await at(other.page, 'import-file').setInputFiles(await file.path());
    await at(other.page, 'import-passphrase').fill(passphrase ?? '');
    await at(other.page, 'import-go').click();
    await at(other.page, 'import-done').waitFor();
    await expect.poll(() => vehiclesAt(lead, 'CP2'), patient).toBe(2);
  });

  it('whose session was ended signs in again by its key and goes on delivering', async () => {
    keepPictures();
    const { page } = await onShift('CP3');
    const security = await deskOf('secadmin');
    await goTo(security, 'sessions');
    await security.getByRole('switch').click();
    const { devices } = await read<{ devices: { id: string; name: string }[] }>(
      security,
      'ledger.devices',
      {},
    );
    const id = devices.find(({ name }) => name === 'CP3')?.id ?? '';
    const row = security
      .getByRole('row')
      .filter({ hasText: t('sessions.device', { id: id.slice(-8) }) })
      .first();
    await row.getByRole('button', { name: t('sessions.revoke') }).click();
    await security
      .getByRole('tooltip')
      .getByRole('button', { name: t('sessions.revoke') })
      .click();
    await security.getByText(t('sessions.revoked')).first().waitFor();
    await passVehicle(page, 'A30001');
    await waitingIs(page, 0);
    await expect.poll(async () => vehiclesAt(await deskOf('lead'), 'CP3'), patient).toBe(1);
  });

  it('whose store fails shows a red banner, offers the export, and delivers what it had in memory', async () => {
    keepPictures();
    const { page, context } = await onShift('CP4');
    await context.setOffline(true);
    await page.evaluate(() => {
      const { add } = IDBObjectStore.prototype;
      Object.assign(window, {
        mend: () => {
          IDBObjectStore.prototype.add = add;
        },
      });
      IDBObjectStore.prototype.add = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
    await passVehicle(page, 'A40001');
    await at(page, 'storage-warning').waitFor();
    const colour = await at(page, 'storage-warning').evaluate(
      (banner) => getComputedStyle(banner).backgroundColor,
    );
    const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
    expect(red).toBeGreaterThan(Math.max(green, blue) + 40);
    await at(page, 'storage-export').click();
    await at(page, 'export-save').waitFor();
    await at(page, 'back').click();
    await page.evaluate(() => (window as unknown as { mend: () => void }).mend());
    await context.setOffline(false);
    await waitingIs(page, 0);
    await at(page, 'storage-warning').waitFor({ state: 'detached' });
    await expect.poll(async () => vehiclesAt(await deskOf('lead'), 'CP4'), patient).toBe(1);
  });

  it('whose clock is a day ahead is told so, and its records count when they happened, with a flag', async () => {
    keepPictures();
    const phone = await onShift('CP5', '快钟手机');
    const { page } = phone;
    await page.clock.setSystemTime(Date.now() + 86_400_000);
    // Whoever sleeps for a day finds the phone locked.
    await at(page, 'locked').waitFor();
    await unlock(page, '值守员甲', PIN.wang);
    await passVehicle(page, 'A50001');
    await waitingIs(page, 0);
    await at(page, 'skew-warning')
      .getByText(/14\d\d/)
      .waitFor();
    const lead = await deskOf('lead');
    await expect.poll(() => vehiclesAt(lead, 'CP5'), patient).toBe(1);
    await goTo(lead, 'delivery');
    const row = lead.getByRole('row').filter({ hasText: '快钟手机' });
    await row.getByText(/▲ 86[34]\d\d s/).waitFor();
    await goTo(lead, 'records');
    const record = lead.getByRole('row').filter({ hasText: 'CP5' });
    await record.getByText(t('flag.clock')).waitFor();
  });
});

describe('the phone’s screens', () => {
  it('say everything in both languages, for everyone, without a complaint', async () => {
    keepPictures();
    const phone = await openShared(browser, `${product.url}/field/`);
    phones.push(phone);
    const { page } = phone;
    await at(page, 'enrol').waitFor();
    const complaints = complaintsOf(page);
    const lead = await deskOf('lead');
    const { code } = await command<{ code: string }>(lead, 'access.device.code', { post: 'CP6' });
    const inBoth = async (name: string) => {
      for (const other of ['English', '中文']) {
        await expectGood(page, `${name} before ${other}`);
        await page.getByRole('button', { name: other }).click();
      }
    };
    await inBoth('enrol');
    await enrol(page, code);
    await inBoth('join');
    await join(page, 'crew1', product.signIn('crew1').password, PIN.wang);
    await at(page, 'shift').waitFor();
    await expectGood(page, 'shift');
    await openShift(page);
    for (const language of ['zh', 'en']) {
      await everyScreen(page, language);
      await at(page, 'menu').click();
      await at(page, 'menu-language').click();
      await at(page, 'sheet-close').click();
    }
    await at(page, 'lock').click();
    await at(page, 'locked').waitFor();
    await inBoth('locked');
    expect(complaints).toEqual([]);
  });
});

describe('the desk', () => {
  beforeAll(someWork);

  it('keeps what someone had open when their session ends, until they have signed in again', async () => {
    keepPictures();
    const lead = await deskOf('lead');
    await goTo(lead, 'records');
    await lead.context().clearCookies();
    // Something that the page reads by itself may have met it already, and the dialog lies over the button.
    await lead.getByRole('button', { name: t('common.reread') }).dispatchEvent('click');
    await dialog(lead, t('signin.expired')).waitFor();
    await signIn(lead, product, 'lead');
    await dialog(lead, t('signin.expired')).waitFor({ state: 'detached' });
    await lead.getByRole('heading', { level: 1, name: t('records.title') }).waitFor();
    await lead.getByRole('button', { name: t('common.reread') }).click();
    await lead.getByText(/截至账本位置/).waitFor();
  });

  const roles = ['lead', 'desk', 'reviewer', 'commander', 'sysadmin', 'secadmin', 'auditor'] as const;
  const seen = new Set<string>();

  it.each(roles)('opens every page of %s’s menu, in both languages, without a complaint', async (account) => {
    keepPictures();
    const page = await deskOf(account);
    const complaints = complaintsOf(page);
    const menu = page.getByRole('navigation').first();
    const count = await menu.getByRole('link').count();
    expect(count).toBeGreaterThan(3);
    for (const language of ['zh', 'en']) {
      for (let place = 0; place < count; place += 1) {
        const link = menu.getByRole('link').nth(place);
        const href = (await link.getAttribute('href')) ?? '';
        // The big screen opens in a window of its own and is looked at below.
        if ((await link.getAttribute('target')) !== null) continue;
        // Everyone's own pages once; in the second language, and by axe, once for all.
        const first = !seen.has(href + language);
        if (!first && language === 'en') continue;
        seen.add(href + language);
        await link.click();
        await page.waitForURL((url) => url.hash.startsWith(href));
        await settled(page);
        await expectGood(page, `${account} ${href} ${language}`, first);
      }
      if (language === 'zh') await page.getByRole('button', { name: 'English' }).click();
    }
    await page.getByRole('button', { name: '中文' }).click();
    expect(complaints).toEqual([]);
  });

  it.each([
    ['desk', 'imports/held'],
    ['desk', 'records?fever=true'],
    ['desk', 'delivery?tab=tray'],
    ['desk', 'delivery?tab=alarms'],
    ['desk', 'delivery?tab=ledger'],
    ['commander', 'drill?by=shift'],
    ['commander', 'drill?by=hour'],
    ['commander', 'drill?by=area'],
    ['commander', 'screen'],
  ])('opens what lies behind: %s /%s', async (account, path) => {
    keepPictures();
    const page = await deskOf(account);
    const complaints = complaintsOf(page);
    await page.goto(`${product.url}/desk/#/${path}`);
    await settled(page);
    await expectGood(page, path);
    expect(complaints).toEqual([]);
  });

  it('opens one import, one report, one passage', async () => {
    keepPictures();
    const page = await deskOf('desk');
    const complaints = complaintsOf(page);
    for (const menu of ['imports', 'reports', 'records'] as const) {
      await goTo(page, menu);
      const row = page.getByRole('row').nth(1);
      await row
        .getByRole(menu === 'records' ? 'cell' : 'link')
        .first()
        .click();
      await (menu === 'records'
        ? dialog(page, t('passage.title'))
        : page.locator('.lf-paper, .lf-balance')
      ).waitFor();
      await settled(page);
      await expectGood(page, menu);
    }
    expect(complaints).toEqual([]);
  });
});
