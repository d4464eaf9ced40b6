import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Stub, startDeskStub } from './deskStub.ts';
import type { Mood, Role } from './deskStubData.ts';

// The desk in a browser against invented data: any page, for any role, with much, with nothing, with a server that fails.

/** Ids as the invented data has them. */
export const id = (n: number) => `0196a000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** How a desk is looked at. */
type Look = {
  language?: 'zh' | 'en';
  light?: 'day' | 'night';
  width?: number;
  height?: number;
  /** Its pauses are a tenth as long: a test need not sit through those between one try and the next. */
  hurried?: boolean;
};

export type StubDesks = {
  readonly stub: Stub;
  /** What went wrong in any page, as the browser says it. */
  readonly faults: readonly string[];
  desk(look?: Look): Promise<{ context: BrowserContext; page: Page }>;
  /** Goes to a page as somebody, and waits until it shows what it has to. */
  visit(page: Page, path: string, role: Role, mood?: Mood): Promise<void>;
  close(): Promise<void>;
};

export async function openStubDesks(): Promise<StubDesks> {
  const stub = await startDeskStub();
  const browser: Browser = await chromium.launch({
    executablePath: process.env.LIANFANG_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  const faults: string[] = [];
  async function close(): Promise<void> {
    await browser.close();
    await stub.close();
  }
  return { stub, faults, desk, visit, close };

  async function desk({
    language = 'zh',
    light = 'day',
    width = 1440,
    height = 900,
    hurried = false,
  }: Look = {}): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({
      viewport: { width, height },
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
    });
    await context.addInitScript(
      ([spoken, lit]) => {
        if (location.protocol === 'about:') return;
        localStorage.setItem('lianfang.desk.language', spoken as string);
        localStorage.setItem('lianfang.desk.light', lit as string);
      },
      [language, light],
    );
    if (hurried)
      await context.addInitScript(() => {
        const after = setTimeout;
        globalThis.setTimeout = ((work: () => void, ms = 0, ...given: []) =>
          after(work, ms / 10, ...given)) as typeof setTimeout;
      });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.setDefaultTimeout(15_000);
    return { context, page };
  }

  async function visit(page: Page, path: string, role: Role, mood: Mood = 'many'): Promise<void> {
    const same = page.url().startsWith(stub.url) && stub.state.role === role && stub.state.mood === mood;
    stub.state.role = role;
    stub.state.mood = mood;
    if (same && !path.startsWith('/screen')) {
      await page.evaluate(async (hash) => {
        location.hash = hash;
        for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      }, path);
    } else {
      // Another person, or another state of the county: nothing of what was read before may be left.
      await page.goto('about:blank');
      await page.goto(`${stub.url}/desk/#${path}`);
    }
    await page.waitForSelector('.lf-page, .lf-canvas');
    await settled(page);
  }
}

/** Nothing is being read any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('.lf-loading, .ant-skeleton, .ant-spin-spinning, .lf-moving') === null,
  );
}
