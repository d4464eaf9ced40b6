import { mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

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

/** One phone: a browser with a profile of its own that survives being closed. */
export type Phone = {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly profile: string;
  /** Closes the browser and opens it again on the same profile, as a phone that was switched off. */
  reopen(how?: { offline: boolean }): Promise<Phone>;
  /** Ends the browser and forgets the profile. */
  discard(): Promise<void>;
};

export async function openPhone(
  url: string,
  options: { profile?: string; init?: string; offline?: boolean; realTime?: boolean } = {},
): Promise<Phone> {
  const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'lianfang-phone-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args,
    viewport: { width: 360, height: 800 },
    hasTouch: true,
    isMobile: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  // The page's own clock, so that a test need not sit through the ten seconds in which a save can be taken back.
  if (!options.realTime) await context.clock.install();
  if (options.init !== undefined) await context.addInitScript(options.init);
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(15_000);
  // Without a network the page comes from what the service worker has put by.
  if (options.offline) await context.setOffline(true);
  await page.goto(url);
  return {
    context,
    page,
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

/** Ends the browser of a profile at once, as a battery does. Its own process alone, by its number. */
export function pullBattery(profile: string): void {
  const pid = Number(readlinkSync(join(profile, 'SingletonLock')).split('-').at(-1));
  if (Number.isInteger(pid) && pid > 1) process.kill(pid, 'SIGKILL');
}
