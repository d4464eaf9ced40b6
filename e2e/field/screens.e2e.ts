import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPhone, type Phone } from '../support/browser.ts';
import {
  at,
  enrol,
  finish,
  join,
  letUndoPass,
  openShift,
  PIN,
  typeDigits,
  typePlate,
  waitingIs,
} from '../support/fieldSteps.ts';
import { graveFaults } from '../support/look.ts';
import { type Stub, startStub } from '../support/stubServer.ts';

let stub: Stub;
let phone: Phone;

beforeAll(async () => {
  stub = await startStub();
  phone = await openPhone(`${stub.url}/field/`);
});
afterAll(async () => {
  await phone?.discard();
  await stub?.stop();
});

/** What axe finds serious on the screen that is shown, and the controls that are too small for gloves. */
async function faultsOf(): Promise<string[]> {
  const { page } = phone;
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, a.button, select')].flatMap((control) => {
      const { width, height } = control.getBoundingClientRect();
      const covered = control.closest('[hidden]') !== null || width === 0;
      // A select lies inside its labelled box, which is what is touched; the row of ten letters is an extra.
      const allowed =
        control.tagName === 'SELECT' ||
        control.closest('.letter-pad') !== null ||
        control.closest('.delivery-strip, .sheet-shade') !== null;
      return covered ||
        allowed ||
        control.classList.contains('delivery-strip') ||
        (width >= 44 && height >= 44)
        ? []
        : [`small: ${control.outerHTML.slice(0, 120)} ${width}×${height}`];
    }),
  );
  const wide = await page.evaluate(() =>
    document.documentElement.scrollWidth > 360
      ? [`wider than the screen: ${document.documentElement.scrollWidth}`]
      : [],
  );
  return [...(await graveFaults(page)), ...small, ...wide];
}

/** Looks at the screen at night and in the sun. */
async function look(name: string): Promise<void> {
  const { page } = phone;
  for (const theme of ['night', 'sun']) {
    await page.evaluate((chosen) => {
      document.documentElement.dataset.theme = chosen;
    }, theme);
    const screen = `${name} ${theme}`;
    expect({ screen, faults: await faultsOf() }).toEqual({ screen, faults: [] });
  }
}

describe('the screens', () => {
  it('can be seen, read aloud and hit with gloves, at night and in the sun', async () => {
    const { page } = phone;
    await at(page, 'enrol').waitFor();
    await look('enrol');
    await enrol(page, 'TESTCODE');
    await look('join');
    await join(page, 'wang', 'Wang-2022-pass', PIN.wang);
    await at(page, 'shift').waitFor();
    await look('shift');
    await openShift(page);
    await look('blank form');
    await at(page, 'plate-province').click();
    await look('provinces');
    await page.getByTestId('plate-pad').getByRole('button', { name: '陕', exact: true }).click();
    await typePlate(page, 'C1234O'.replace('O', '5'));
    await typeDigits(page, 'document', '610399199001011234');
    await look('doubtful number');
    await typeDigits(page, 'temperature', '385');
    await look('fever');
    await finish(page, 'handed_to_clinician');
    await look('saved');
    await typePlate(page, 'A54321');
    await at(page, 'outcome-turned_back').click();
    await look('reasons');
    await at(page, 'reason-no_certificate').click();
    await look('notice');
    // In the traveller's language, which the phone cannot know.
    expect(await at(page, 'notice').textContent()).toMatch(/劝返原因：无核酸证明.*Reason: No certificate/);
    await at(page, 'notice-shown').click();
    await letUndoPass(page);
    await at(page, 'counts').click();
    await look('records');
    await at(page, 'back').click();
    await at(page, 'fever-chip').click();
    await look('fevers');
    await at(page, 'back').click();
    await at(page, 'delivery').click();
    await look('delivery');
    await at(page, 'open-tray').click();
    await look('tray');
    await at(page, 'back').click();
    await at(page, 'from').click();
    await look('places');
    await at(page, 'back').click();
    await at(page, 'menu').click();
    await look('menu');
    await at(page, 'menu-close-shift').click();
    await look('close');
    await at(page, 'back').click();
    await at(page, 'lock').click();
    await look('locked');
  });

  it('fills a vehicle that comes again in four taps', async () => {
    const { page } = phone;
    for (const digit of PIN.wang)
      await at(page, 'digit-pad').getByRole('button', { name: digit, exact: true }).click();
    await at(page, 'form').waitFor();
    await waitingIs(page, 0);
    await page.evaluate(() => {
      (window as unknown as { taps: number }).taps = 0;
      addEventListener('click', () => (window as unknown as { taps: number }).taps++, true);
    });
    await typePlate(page, '54');
    await page.getByTestId('suggestions').getByRole('button', { name: /54321/ }).click();
    await finish(page, 'passed');
    expect(await page.evaluate(() => (window as unknown as { taps: number }).taps)).toBeLessThanOrEqual(4);
    await waitingIs(page, 0);
    expect(stub.of('checkpoint.passage.registered').at(-1)?.data).toMatchObject({
      plate: '陕CA54321',
      outcome: 'passed',
    });
  });

  it('is filled by the code of a traveller who registered beforehand, read by our own decoder', async () => {
    const { page } = phone;
    await at(page, 'scan').click();
    const shown = {
      lf: 1,
      plate: '甘E12345',
      persons: [{ name: '赵某', document: '610399199001011231', phone: '19900000001' }],
      from: '陇南市',
    };
    const QRCode = createRequire(new URL('../../web/package.json', import.meta.url))('qrcode');
    const picture = await QRCode.toBuffer(`LF1:${Buffer.from(JSON.stringify(shown)).toString('base64url')}`, {
      width: 500,
    });
    await at(page, 'scan-file').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: picture });
    await page.getByRole('button', { name: /甘E12345$/ }).waitFor();
    expect(await at(page, 'document').textContent()).toContain('610399 19900101 1231');
    await finish(page, 'passed');
  });
});

describe('the app', () => {
  it('can be installed, and brings at most 200 KB of script', async () => {
    const cdp = await phone.context.newCDPSession(phone.page);
    await phone.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
    expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual([]);
    const { errors } = await cdp.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const sizes = (await firstScripts(`${stub.url}/field/`)).map((text) => gzipSync(text).length);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(200_000);
  });
});

/** The scripts that the page needs before it works: those that it names, and what they import. */
async function firstScripts(url: string): Promise<string[]> {
  const html = await (await fetch(url)).text();
  const pending = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(
    ([, path]) => path as string,
  );
  const texts = new Map<string, string>();
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (texts.has(path)) continue;
    const text = await (await fetch(new URL(path, url))).text();
    texts.set(path, text);
    pending.push(
      ...[...text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)].map(([, name]) => `/assets/${name}`),
    );
  }
  return [...texts.values()];
}
