import { mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const executablePath = process.env.LIANFANG_CHROMIUM ?? '/usr/bin/chromium';
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const handset = {
  viewport: { width: 360, height: 800 },
  hasTouch: true,
  isMobile: true,
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
} as const;

/** One phone that stays switched on. */
export type Phone = {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Ends it and forgets what it kept. */
  discard(): Promise<void>;
};

/** A phone that can be switched off: a browser with a profile of its own, which survives being closed. */
export type OwnPhone = Phone & {
  readonly profile: string;
  /** Closes the browser and opens it again on the same profile. */
  reopen(how?: { offline: boolean }): Promise<OwnPhone>;
};

type Options = { init?: string; offline?: boolean; realTime?: boolean };

/** The browser that phones share which stay switched on: each has a store of its own in it, and nothing is launched for it. */
export function launchPhones(): Promise<Browser> {
  return chromium.launch({ executablePath, args });
}

export async function openShared(browser: Browser, url: string, options: Options = {}): Promise<Phone> {
  const context = await browser.newContext(handset);
  return { context, page: await openPage(context, url, options), discard: () => context.close() };
}

export async function openPhone(
  url: string,
  options: Options & { profile?: string } = {},
): Promise<OwnPhone> {
  const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'lianfang-phone-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath, args, ...handset });
  return {
    context,
    page: await openPage(context, url, options),
    profile,
    async reopen(how = { offline: false }) {
      await context.close().catch(() => undefined);
      return openPhone(url, { ...options, ...how, profile });
    },
    async discard() {
      await context.close().catch(() => undefined);
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

async function openPage(context: BrowserContext, url: string, options: Options): Promise<Page> {
  // The page's own clock, so that a test need not sit through the ten seconds in which a save can be taken back.
  if (!options.realTime) await context.clock.install();
  if (options.init !== undefined) await context.addInitScript(options.init);
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(15_000);
  // Without a network the page comes from what the service worker has put by.
  if (options.offline) await context.setOffline(true);
  await page.goto(url);
  return page;
}

/** Ends the browser of a profile at once, as a battery does. Its own process alone, by its number. */
export function pullBattery(profile: string): void {
  const pid = Number(readlinkSync(join(profile, 'SingletonLock')).split('-').at(-1));
  if (Number.isInteger(pid) && pid > 1) process.kill(pid, 'SIGKILL');
}
