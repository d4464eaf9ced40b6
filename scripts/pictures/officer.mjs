// A community officer's tasks on a phone of 360 × 800, picture by picture, with lists and an order that are made for it.
import { idNumber, personName, phone } from './people.mjs';

const HOUR = 3_600_000;
const places = {
  zh: {
    locale: 'zh-CN',
    account: 'officer1',
    unit: '双石铺镇',
    villages: ['双石铺村', '西庄村', '十里店村', '草店村', '安沟村'],
    moved: '凤州镇',
    statement: '二十号从武汉回来，路上在西安住了一晚，之前没有说。',
    repeat: '再输一次',
  },
  en: {
    locale: 'en-GB',
    account: 'officer2',
    unit: '凤州镇',
    villages: ['凤州村', '龙口村', '白石铺村', '桑园村', '马鞍山村'],
    moved: '双石铺镇',
    statement: '“Came back from Wuhan on the 20th and stayed a night in Xi’an; had not said so.”',
    repeat: 'same PIN again',
  },
};
const PIN = '274961';

/** Lists of three senders, due at different times, for a township. Once a language. */
export async function dropLists(county, { unit, villages }) {
  const lists = [
    ['陕西省疾控中心', -1.2 * HOUR, '1', 2],
    ['宝鸡市公安局', 0.8 * HOUR, '2', 3],
    ['铁路 12306', 20 * HOUR, '2', 9],
  ];
  for (const [sender, due, priority, many] of lists) {
    const lines = Array.from({ length: many }, (_, nth) => {
      const village = villages[nth % villages.length];
      const address = `陕西省宝鸡市凤县${unit}${village}${nth + 1}组${nth * 7 + 3}号`;
      return [personName(), idNumber(), phone(), address, '湖北省武汉市', '2026-11-20', 'K420 次 7 车'].join(
        ',',
      );
    });
    const form = new FormData();
    const text = `\ufeff姓名,身份证号,手机号,地址,来源地,到达日期,备注\r\n${lines.join('\r\n')}\r\n`;
    form.append('file', new Blob([text]), `${sender}.csv`);
    const when = new Date(Date.now() + due).toISOString();
    const query = new URLSearchParams({ kind: 'lists', sender, due: when, priority });
    const { imports } = await county.post('verifier', `/api/imports?${query}`, form);
    const { id } = imports[0];
    const is = (state) => (one) => one.import.state === state;
    await county.until('verifier', 'import.one', { id }, is('checked'));
    await county.post('verifier', `/api/imports/${id}/commit`, {});
    await county.until('verifier', 'import.one', { id }, is('committed'));
  }
}

/** Takes all pictures of “my tasks” in one language. */
export async function officerPictures({ browser, county, lang, save }) {
  const place = places[lang];
  await dropLists(county, place);
  const context = await browser.newContext({
    viewport: { width: 360, height: 800 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
    locale: place.locale,
    timezoneId: 'Asia/Shanghai',
  });
  await context.addInitScript((language) => {
    localStorage.setItem('lianfang.language', language);
    localStorage.setItem('lianfang.settings', JSON.stringify({ theme: 'sun', sound: false }));
  }, lang);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const at = (name) => page.getByTestId(name);
  const tap = (name) => at(name).first().click();
  const shot = (name) => save(page, `task-${name}`);
  const pin = async () => {
    for (const key of PIN) await at('digit-pad').getByRole('button', { name: key, exact: true }).click();
  };
  const todo = (many) =>
    page.locator(`[data-testid=tasks][data-todo="${many}"]`).waitFor({ timeout: 40_000 });
  const open = async (nth) => {
    await at('task').nth(nth).click();
    await at('task-row').waitFor();
  };

  const { code } = await county.cli('device', 'code', '--unit', place.unit);
  await page.goto(`${county.url}/field/`);
  await at('enrol-code').fill(code);
  await tap('enrol-go');
  await at('join-account').fill(place.account);
  await at('join-password').fill(county.signIns.find(({ account }) => account === place.account).password);
  await tap('join-go');
  await at('join-pin').waitFor();
  await pin();
  await page.getByText(place.repeat).waitFor();
  await pin();
  await at('task').first().waitFor({ timeout: 40_000 });
  await page.waitForTimeout(2_000);
  // An address that nobody is sure of waits at the desk: the phone has the others.
  const many = Number(await at('tasks').getAttribute('data-todo'));
  await shot('list');
  await tap('take-all');
  await page.locator('[data-testid=delivery][data-waiting="0"]').first().waitFor({ timeout: 40_000 });
  await open(0);
  await shot('row');
  await tap('visit');
  await at('finding').waitFor();
  await shot('finding');
  await tap('finding-not_at_address');
  await tap('finding-area');
  await at('area-hit').filter({ hasText: place.moved }).click();
  await shot('area');
  await at('area-hit').first().click();
  await tap('evidence-neighbour');
  await tap('concealed');
  await at('statement').fill(place.statement);
  await shot('moved');
  await tap('finding-other');
  await tap('finding-found_in_order');
  await todo(many - 1);
  await shot('saved');
  await open(1);
  await tap('return');
  await at('return-sheet').locator('[data-value=elsewhere]').click();
  await shot('return');
  await tap('sheet-close');
  await tap('extend');
  await at('extend-until').locator('button').first().click();
  await at('extend-why').locator('button').first().click();
  await shot('extend');
  await tap('sheet-close');
  await tap('back');
  await context.setOffline(true);
  await open(0);
  await tap('visit');
  await tap('finding-found_in_order');
  await todo(many - 2);
  await page.waitForTimeout(11_000);
  await tap('fold-recorded');
  await at('deed').first().scrollIntoViewIfNeeded();
  await shot('offline');
  await context.close();
}
