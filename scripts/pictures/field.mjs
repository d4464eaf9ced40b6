// A crew's day on a phone of 360 × 800, picture by picture. Every step is done as a crew does it.
import { idNumber, phone } from './people.mjs';

const words = {
  zh: { name: '东侧通道 1 号机', locale: 'zh-CN', repeat: '再输一次', note: '2 号测温枪电量低，已报修。' },
  en: {
    name: 'East lane, phone 1',
    locale: 'en-GB',
    repeat: 'same PIN again',
    note: 'Thermometer 2 is low; reported.',
  },
};
const pins = { crew1: '274961', clinician: '850317' };

/** Takes all pictures of the field app in one language at one post. `save(name)` writes what the page shows. */
export async function fieldPictures({ browser, county, lang, post, save }) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 800 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
    locale: words[lang].locale,
    timezoneId: 'Asia/Shanghai',
  });
  // The same look whatever the hour at which the pictures are taken.
  await context.addInitScript((language) => {
    localStorage.setItem('lianfang.language', language);
    localStorage.setItem('lianfang.settings', JSON.stringify({ theme: 'sun', sound: false }));
  }, lang);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const at = (name) => page.getByTestId(name);
  const tap = (name) => at(name).first().click();
  const shot = (name) => save(page, name);
  const pad = async (which, keys) => {
    for (const key of keys) await at(which).getByRole('button', { name: key, exact: true }).click();
  };
  const signIn = (account) => county.signIns.find((one) => one.account === account);
  const enterPlate = async (rest) => {
    if (!(await at('plate-pad').isVisible())) await tap('plate');
    await pad('plate-pad', rest);
  };
  const digits = async (field, text) => {
    if ((await at(field).getAttribute('aria-expanded')) !== 'true') await tap(field);
    await pad('digit-pad', text);
  };
  const decide = async (outcome) => {
    const round = Number(await at('form').getAttribute('data-round'));
    await tap(`outcome-${outcome}`);
    await page.locator(`[data-testid=form][data-round="${round + 1}"]`).waitFor();
  };
  const delivered = () =>
    page.locator('[data-testid=delivery][data-waiting="0"]').first().waitFor({ timeout: 40_000 });

  // Enrol, join, PIN, shift.
  const { code } = await county.post('lead', '/api/commands/access.device.code', { post });
  await page.goto(`${county.url}/field/`);
  await at('enrol-code').fill(code);
  await at('enrol-name').fill(words[lang].name);
  await shot('enrol');
  await tap('enrol-go');
  await joinPhone('crew1', true);
  // The post's name, and what its last shift left, come with the first answer of the server.
  await at('shift')
    .getByRole('heading', { level: 1, name: /^(?!CP\d)/ })
    .first()
    .waitFor();
  await shot('shift');
  await tap('shift-open');
  await at('form').waitFor();

  // A few vehicles go by.
  for (const rest of ['C3F27K', 'C90AB2', 'A1268D']) {
    await enterPlate(rest);
    await digits('temperature', '364');
    await decide('passed');
  }
  await enterPlate('C8K');
  await shot('plate');
  await enterPlate('206');
  await digits('document', idNumber());
  await digits('phone', phone());
  await digits('temperature', '366');
  await at('certificate').getByRole('button', { name: '24h' }).click();
  await shot('form');
  await decide('passed');
  await shot('saved');
  await delivered();

  // A fever, ended by the clinician; a vehicle turned back.
  await enterPlate('C5T91M');
  await digits('temperature', '383');
  await shot('fever-found');
  await decide('handed_to_clinician');
  await enterPlate('CQ7702');
  await tap('outcome-turned_back');
  await at('reasons').waitFor();
  await shot('reasons');
  await tap('reason-no_certificate');
  await at('notice').waitFor();
  await shot('notice');
  await tap('notice-shown');
  await tap('fever-chip');
  await at('fevers').waitFor();
  await shot('fevers');
  await tap('back');
  await delivered();

  // Without a network; with it again, what is kept goes out by itself.
  await context.setOffline(true);
  await enterPlate('CM6638');
  await digits('temperature', '365');
  await decide('passed');
  await enterPlate('C71XH9');
  await page.waitForTimeout(11_000);
  await shot('offline');
  await tap('delivery');
  await at('delivery-screen').waitFor();
  await shot('delivery');
  await tap('back');
  await context.setOffline(false);
  await delivered();

  // The desk voids a record, the crew corrects the same one: refused, and seen in the tray.
  const { rows } = await county.read('desk', 'checkpoint.passages', { plate: '陕C8K206', post });
  const voided = { voids: rows[0].passage, why: '与纸质登记重复' };
  await county.enter('desk', 'checkpoint.passage.voided', voided);
  await tap('counts');
  await at('records').waitFor();
  await at('record').filter({ hasText: '8K206' }).click();
  await at('record-sheet').waitFor();
  await shot('shift-record');
  await tap('correct');
  await at('correcting').locator('button[aria-pressed]').first().click();
  await decide('passed');
  await page.waitForTimeout(10_500);
  await delivered();
  await tap('delivery');
  await tap('open-tray');
  await at('tray-item').first().waitFor();
  await shot('tray');
  await tap('back');
  await tap('counts');
  await at('records').waitFor();
  await shot('shift-records');
  await tap('back');

  // The clinician joins, a colleague vouching, and ends the fever; then the shift is handed over.
  await tap('lock');
  await at('locked').waitFor();
  await tap('join-other');
  await joinPhone('clinician', false);
  await at('form').waitFor();
  await tap('fever-chip');
  await tap('fever-end');
  await at('fever-sheet').waitFor();
  await shot('fever-end');
  await tap('remeasured');
  await pad('digit-pad', '368');
  await tap('ended-normal_on_remeasure');
  await at('fever-sheet').waitFor({ state: 'detached' });
  await tap('back');
  await tap('menu');
  await at('menu-sheet').waitFor();
  await shot('menu');
  await tap('menu-close-shift');
  await at('handover-note').fill(words[lang].note);
  await shot('close');
  await tap('close-go');
  await at('shift').waitFor();
  await tap('menu');
  await tap('menu-switch');
  await at('locked').waitFor();
  await shot('locked');
  await context.close();

  async function joinPhone(account, first) {
    const { password } = signIn(account);
    await at('join-account').fill(account);
    await at('join-password').fill(password);
    if (first) await shot('join');
    await tap('join-go');
    await at('join-pin').waitFor();
    await pad('digit-pad', pins[account].slice(0, 3));
    if (first) await shot('pin');
    await pad('digit-pad', pins[account].slice(3));
    await page.getByText(words[lang].repeat).waitFor();
    await pad('digit-pad', pins[account]);
    if (first) return;
    await page.locator('.names').waitFor();
    await shot('vouch');
    await pad('digit-pad', pins.crew1);
  }
}
