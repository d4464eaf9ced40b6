import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { wallClock } from '@lianfang/domain/kernel/time.ts';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { vi } from 'vitest';
import type { RunningProduct } from './product.ts';
import { t } from './words.ts';

// What people do at the desk, by the words that they see on the screen.

/** How long things may take on a machine with much else to do. */
export const patient = { timeout: 90_000, interval: 200 } as const;

/** One person at the desk: a browser session of their own. */
export type Desk = {
  readonly context: BrowserContext;
  readonly page: Page;
  /** The six digits that were taken at sign-in. */
  readonly code: string;
};

/** The browser in which the desk's sessions are opened. */
export function launchDesks(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.LIANFANG_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** Opens the desk in a session of its own and signs in as a person does: account, password, six digits. */
export async function openDesk(browser: Browser, product: RunningProduct, account: string): Promise<Desk> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: true,
    // A button that still moves with its dialog could be pressed in one place and let go beside it.
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`${product.url}/desk/`);
  const code = await signIn(page, product, account);
  return { context, page, code };
}

/** Fills in the sign-in form that is shown. A code that was used before is not taken twice: the next one is waited for. */
export async function signIn(page: Page, product: RunningProduct, account: string): Promise<string> {
  const { password, totp } = product.signIn(account);
  const name = page.getByLabel(t('signin.account'), { exact: true });
  await name.waitFor();
  if (await name.isEnabled()) await name.fill(account);
  await page.getByLabel(t('signin.password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: t('signin.enter'), exact: true }).click();
  let used = '';
  if (totp !== undefined) {
    await vi.waitUntil(async () => {
      const code = product.code(account);
      if (code === used) return false;
      used = code;
      return enterCode(page, code);
    }, patient);
  }
  await name.waitFor({ state: 'hidden' });
  return used;
}

/** Whether the code was taken. */
async function enterCode(page: Page, code: string): Promise<boolean> {
  const field = page.getByLabel(t('signin.code'));
  await field.fill(code);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/api/session')),
    page.getByRole('button', { name: t('signin.verify') }).click(),
  ]);
  return answer.ok();
}

/** Goes to a page by the menu. */
export async function goTo(page: Page, key: string): Promise<void> {
  const word = t(`menu.${key}`);
  await page
    .getByRole('navigation', { name: t('shell.menu') })
    .getByRole('link', { name: word, exact: true })
    .click();
  await page.getByRole('heading', { level: 1, name: word }).waitFor();
}

/** Chooses from a list that opens, by the words of the choice. */
export async function choose(from: Page | Locator, label: string, option: string): Promise<void> {
  await from.getByLabel(label, { exact: true }).click();
  const page = 'page' in from ? from.page() : from;
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
    .filter({ hasText: option })
    .click();
}

/** The dialog in front, by its title. */
export function dialog(page: Page, title: string): Locator {
  return page.getByRole('dialog', { name: title, exact: true });
}

/** Types an instant (ms) into a field of date and time, as the county's clock shows it. */
export async function timeIn(form: Locator, label: string, at: number): Promise<void> {
  const field = form.getByLabel(label, { exact: true });
  await field.fill(wallClock(at));
  await field.press('Enter');
}

/** Presses the button of the dialog of a move on one task, and waits until it is gone. */
export async function confirmMove(page: Page, move: string): Promise<void> {
  const name = t('tasks.moveTitle', { move: t(`taskMove.${move}`), n: 1 });
  const form = page.getByRole('dialog', { name });
  await form.getByRole('button', { name: t(`taskMove.${move}`), exact: true }).click();
  await form.waitFor({ state: 'hidden' });
}

/** Asks a read of the public API in the session of this page, as any program may. */
export async function read<T>(page: Page, name: string, params: unknown): Promise<T> {
  return post(page, `/api/reads/${name}`, params);
}

/** Delivers one entry by the public API in the session of this page; throws where it is not taken. */
export async function deliver(page: Page, kind: string, data: object): Promise<string> {
  const at = new Date();
  const id = uuidv7(at.getTime(), randomBytes(10));
  const entries = [{ id, kind, at: at.toISOString(), data }];
  const { answers } = await post<{ answers: { status: string; reason?: string }[] }>(page, '/api/entries', {
    entries,
    sentAt: at.toISOString(),
  });
  if (answers[0]?.status !== 'applied') throw new Error(`${kind}: ${JSON.stringify(answers)}`);
  return id;
}

/** Chooses from a list in which one can type, by the words of the choice; leaves it closed. */
export async function pick(from: Locator, label: string, option: string): Promise<void> {
  const page = from.page();
  const open = page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)');
  await from.getByLabel(label, { exact: true }).fill(option);
  await open.locator('.ant-select-item-option').filter({ hasText: option }).first().click();
  await from.locator('.ant-modal-title').click();
  // Else the next choice might be looked for in this list.
  await open.first().waitFor({ state: 'hidden' });
}

/** Runs a command of the administration in the session of this page. */
export async function command<T>(page: Page, name: string, data: unknown): Promise<T> {
  return post(page, `/api/commands/${name}`, data);
}

async function post<T>(page: Page, path: string, data: unknown): Promise<T> {
  const answer = await page.context().request.post(new URL(path, page.url()).href, {
    data,
    headers: { 'x-lianfang': '1' },
  });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Saves what a click downloads: its name and its bytes. */
export async function downloaded(
  page: Page,
  click: () => Promise<void>,
): Promise<{ name: string; path: string }> {
  const [file] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: file.suggestedFilename(), path: await file.path() };
}
