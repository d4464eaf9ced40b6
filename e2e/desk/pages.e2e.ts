import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stub, startDeskStub } from '../support/deskStub.ts';
import type { Mood, Role } from '../support/deskStubData.ts';

// Every page of the desk in both languages, by day and by night, with much, with nothing and with a server that
// fails: nothing left in the other language, nothing that axe calls serious, nothing wider than the window.

const id = (n: number) => `0196a000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const pages: [path: string, role: Role][] = [
  ['/overview', 'commander'],
  ['/records?size=20', 'data_desk'],
  [`/records?size=20&open=${id(1005)}`, 'data_desk'],
  ['/drill?by=post', 'commander'],
  ['/drill?by=shift', 'commander'],
  ['/drill?by=hour', 'commander'],
  ['/fevers?state=all', 'commander'],
  ['/delivery', 'data_desk'],
  ['/delivery?tab=tray', 'data_desk'],
  ['/delivery?tab=ledger', 'data_desk'],
  ['/imports', 'data_desk'],
  [`/imports/${id(300)}`, 'data_desk'],
  ['/imports/held', 'data_desk'],
  ['/reports', 'signer'],
  [`/reports/${id(400)}`, 'signer'],
  [`/reports/${id(401)}`, 'commander'],
  ['/definitions', 'commander'],
  ['/accounts', 'system_admin'],
  ['/units', 'system_admin'],
  ['/posts', 'system_admin'],
  ['/devices', 'system_admin'],
  ['/sessions', 'auditor'],
  ['/log', 'auditor'],
  ['/lists', 'verification_desk'],
  [`/lists/${id(2000)}`, 'verification_desk'],
  ['/rows?size=50', 'verification_desk'],
  ['/lists', 'data_desk'],
  ['/rows?size=50', 'data_desk'],
  [`/rows/${id(3003)}`, 'verification_desk'],
  ['/tray', 'verification_desk'],
  ['/decide', 'verification_desk'],
  ['/decide?tab=returned', 'verification_desk'],
  ['/decide?tab=contested', 'verification_desk'],
  ['/people', 'verification_desk'],
  [`/people/${id(5000)}`, 'verification_desk'],
  ['/mine', 'commander'],
  ['/mine', 'verification_desk'],
  ['/tasks', 'unit_lead'],
  ['/tasks?group=overdue&by=area', 'commander'],
  [`/tasks?task=${id(4001)}`, 'task_force_lead'],
  ['/duty', 'unit_lead'],
  ['/response', 'commander'],
  ['/response?tab=forces', 'commander'],
  ['/response?tab=meetings', 'commander'],
  ['/response?tab=leaders', 'commander'],
  ['/response?tab=closeOut', 'commander'],
  ['/directives', 'commander'],
  [`/directives/${id(6000)}`, 'commander'],
  ['/directory', 'commander'],
  ['/inbox', 'unit_lead'],
  ['/channels', 'system_admin'],
  ['/screen', 'commander'],
];
const talking = [
  '/overview',
  '/drill?by=post',
  '/fevers?state=all',
  '/delivery',
  '/imports',
  '/reports',
  '/lists',
  '/rows?size=50',
  '/tray',
  '/decide',
  '/people',
  '/mine',
  '/tasks',
  '/duty',
  '/response',
  '/directives',
  '/directory',
  '/inbox',
  '/channels',
];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let stub: Stub;
let browser: Browser;
const faults: string[] = [];

beforeAll(async () => {
  stub = await startDeskStub();
  browser = await chromium.launch({
    executablePath: process.env.LIANFANG_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
});

afterAll(async () => {
  await browser?.close();
  await stub?.close();
});

type Look = { language?: 'zh' | 'en'; light?: 'day' | 'night'; width?: number; height?: number };

async function desk({
  language = 'zh',
  light = 'day',
  width = 1440,
  height = 900,
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

/** Nothing is being read any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('.lf-loading, .ant-skeleton, .ant-spin-spinning, .lf-moving') === null,
  );
}

async function serious(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const run = (
      globalThis as unknown as {
        axe: {
          run: (
            options: object,
          ) => Promise<{ violations: { id: string; impact: string; nodes: { target: string[] }[] }[] }>;
        };
      }
    ).axe.run;
    const { violations } = await run({
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 3)
            .map((node) => node.target.join(' '))
            .join(' | ')} (${nodes.length})`,
      );
  });
}

/** Every text of the page on a line of its own. */
function texts(): string {
  const found: string[] = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) found.push(node.textContent ?? '');
  return found.join('\n');
}

describe.each(['zh', 'en'] as const)('in %s', (language) => {
  test('no page has a serious fault of accessibility, an untranslated key, or leaves the window', async () => {
    const { context, page } = await desk({ language, light: language === 'zh' ? 'day' : 'night' });
    const found: string[] = [];
    for (const [path, role] of pages) {
      await visit(page, path, role);
      for (const fault of await serious(page)) found.push(`${path} ${fault}`);
      const text = await page.evaluate(texts);
      for (const key of text.match(/\b[a-z][A-Za-z]+\.[a-z][A-Za-z_]+(\.[a-z_]+)*\b/g) ?? []) {
        if (
          !/\.(xlsx|csv|docx|com|cn)$|^checkpoint\.(vehicles|persons|certificates|samples|fevers|posts)\.|^verification\.(rows|minutes)|^response\.(directives|meetings|task_forces)\.|^tasks\.escalated$/.test(
            key,
          )
        )
          found.push(`${path} key ${key}`);
      }
      for (const width of [1280, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) found.push(`${path} is ${wide} px wider than a window of ${width}`);
      }
    }
    expect(found).toEqual([]);
    await context.close();
    // Fifty pages, each looked through by axe: longer than one story may take on a busy machine.
  }, 600_000);
});

test.each(['none', 'error'] as const)(
  'pages with %s say so',
  async (mood) => {
    const { context, page } = await desk();
    const silent: string[] = [];
    for (const [path, role] of pages.filter(([one]) => talking.includes(one))) {
      await visit(page, path, role, mood).catch(() => undefined);
      const shown =
        mood === 'error'
          ? page.locator('.lf-notice.lf-danger').first()
          : page.locator('.lf-notice, .lf-allgood').first();
      await shown.waitFor().catch(() => silent.push(path));
    }
    expect(silent).toEqual([]);
    await context.close();
  },
  300_000,
);

test('what was read stays when the server goes, is marked old, and is read again by itself', async () => {
  const { context, page } = await desk();
  await visit(page, '/records?size=20', 'data_desk');
  stub.state.mood = 'error';
  await page.getByRole('button', { name: '重新读取' }).click();
  await page.locator('.lf-old').waitFor();
  expect(await page.locator('.ant-table-row').count()).toBe(20);
  stub.state.mood = 'many';
  await page.locator('.lf-old').waitFor({ state: 'detached', timeout: 30_000 });

  await visit(page, '/overview', 'data_desk');
  expect(await page.locator('.lf-stamp.lf-stale').count()).toBe(0);
  stub.cutLive(true);
  await page.locator('.lf-stamp.lf-stale').waitFor();
  stub.cutLive(false);
  await page.locator('.lf-stamp.lf-stale').waitFor({ state: 'detached', timeout: 60_000 });
  await context.close();
});

test('whoever cannot sign in reads whom to call, and the record number stands on the first page', async () => {
  const { context, page } = await desk();
  stub.state.role = undefined;
  await page.goto(`${stub.url}/desk/`);
  await page.getByRole('link', { name: '0917-4762110' }).waitFor();
  await page.getByRole('link', { name: '陕ICP备00000000号' }).waitFor();
  await context.close();
});

test('a sign-in that has ended is renewed over what was open', async () => {
  const { context, page } = await desk();
  await visit(page, '/records?size=20&outcome=turned_back', 'data_desk');
  stub.state.role = undefined;
  await page.getByRole('button', { name: '重新读取' }).click();
  await page.getByRole('dialog').getByLabel('密码').fill('a new one');
  await page.getByRole('dialog').getByRole('button', { name: '登录' }).click();
  await page.getByRole('dialog').getByLabel('动态验证码').fill('123 456');
  await page.getByRole('dialog').getByRole('button', { name: '验证并登录' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(page.url()).toContain('outcome=turned_back');
  expect(await page.locator('.ant-table-row').count()).toBe(20);
  await context.close();
});

test('filters, column settings and export are done with the keyboard alone', async () => {
  const { context, page } = await desk();
  await visit(page, '/records', 'data_desk');
  await page.getByLabel('处置结果', { exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.includes('outcome='));
  await page.getByRole('button', { name: '列设置' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name: '账本位置' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('columnheader', { name: '账本位置' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '导出' }).focus();
  await page.keyboard.press('Enter');
  const why = page.getByLabel('理由');
  await why.focus();
  await page.keyboard.type('演练核对用');
  const asked = page.waitForRequest((request) => request.url().endsWith('/api/exports'));
  await page.getByRole('dialog').getByRole('button', { name: '导出' }).focus();
  await page.keyboard.press('Enter');
  const body = (await asked).postDataJSON();
  expect(body).toMatchObject({ purpose: 'export', why: '演练核对用', format: 'xlsx' });
  expect(body.params.outcome).toBeDefined();
  expect(body.columns).toContain('position');
  await context.close();
});

test('what is looked up about a person stands in no address', async () => {
  const { context, page } = await desk();
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  await visit(page, '/records', 'data_desk');
  await page.getByRole('button', { name: '查人查车' }).click();
  await page.getByRole('textbox', { name: '车牌号' }).fill('陕c·d12345');
  const asked = page.waitForRequest(
    (request) =>
      request.url().endsWith('checkpoint.passages') && (request.postData() ?? '').includes('plate'),
  );
  await page.keyboard.press('Enter');
  expect((await asked).postDataJSON()).toMatchObject({ plate: '陕CD12345' });
  expect(decodeURIComponent([...addresses, page.url()].join('\n'))).not.toContain('D12345');
  await context.close();
});

test('the wall fits both walls, and no letter on it is smaller than 24 px at 1080 lines', async () => {
  for (const [width, height] of [
    [1920, 1080],
    [3840, 1080],
  ] as const) {
    const { context, page } = await desk({ width, height });
    await visit(page, '/screen', 'commander');
    const small = await page.evaluate(() => {
      const scale = innerHeight / 1080;
      return [...document.querySelectorAll('.lf-canvas *')]
        .filter((element) =>
          [...element.childNodes].some(
            (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
          ),
        )
        .filter((element) => Number.parseFloat(getComputedStyle(element).fontSize) * scale < 24)
        .map((element) => `${element.tagName} ${element.textContent}`);
    });
    expect(small).toEqual([]);
    const outside = await page.evaluate(
      () =>
        [...document.querySelectorAll('.lf-panel, .lf-wall-foot')].filter((element) => {
          const box = element.getBoundingClientRect();
          return box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1;
        }).length,
    );
    expect(outside).toBe(0);
    await context.close();
  }
});

test('a page that nobody touches says so with what it asks by itself; a wall does not', async () => {
  const { context, page } = await desk();
  await page.clock.install();
  // Answered: else the next would be one that the page has asked on a busy machine before its clock was put on.
  const answered = () => page.waitForResponse((response) => response.url().endsWith('/ledger.devices'));
  const opened = async (path: string) => {
    const first = answered();
    await visit(page, path, 'commander');
    await first;
  };
  const polled = async (ms: number) => {
    const asked = answered();
    await page.clock.fastForward(ms);
    return (await asked).request().headers()['x-lianfang-unattended'];
  };
  await opened('/overview');
  expect(await polled(70_000)).toBe('1');
  await page.keyboard.press('Shift');
  expect(await polled(55_000)).toBeUndefined();
  expect(await polled(61_000)).toBe('1');
  await opened('/screen');
  expect(await polled(70_000)).toBeUndefined();
  await context.close();
});

test.each(['zh', 'en'] as const)(
  'the tables of figures and of devices fit a small screen in %s',
  async (language) => {
    const { context, page } = await desk({ language });
    const wide: string[] = [];
    for (const path of ['/drill?by=post', '/delivery', '/delivery?tab=tray']) {
      await visit(page, path, 'data_desk');
      const over = await page.evaluate(() =>
        Math.max(
          ...[...document.querySelectorAll('.ant-table-body, .ant-table-content')].map(
            (table) => table.scrollWidth - table.clientWidth,
          ),
        ),
      );
      if (over > 1) wide.push(`${path} by ${over} px`);
    }
    expect(wide).toEqual([]);
    await context.close();
  },
);

test('a leader goes from what is amiss in their charge to its task and its record', async () => {
  const { context, page } = await desk();
  await visit(page, '/overview', 'commander');
  await page.getByRole('link', { name: '我的责任' }).click();
  await page.getByRole('heading', { name: '未了的问题（231）' }).waitFor();
  const overdue = page.getByRole('row').filter({ hasText: '任务超时' }).first();
  await overdue.getByRole('button').click();
  await page.getByRole('dialog').waitFor();
  expect(page.url()).toContain(`task=${id(4001)}`);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await overdue.getByRole('link').click();
  await page.waitForFunction((record) => location.hash.includes(`/records?open=${record}`), id(3001));
  await page.goBack();
  await page.getByRole('link', { name: '核查条目' }).last().click();
  await page.waitForFunction(() => /\/rows\?area=\d{12}/.test(location.hash));
  await context.close();
});

test('two persons are made one with the reasons in sight, and are two again at once', async () => {
  const { context, page } = await desk();
  const sent = () =>
    page
      .waitForRequest((request) => request.url().endsWith('/api/entries'))
      .then((request) => {
        const [entry] = request.postDataJSON().entries as { id: string; kind: string; data: object }[];
        return entry;
      });
  await visit(page, '/people', 'verification_desk');
  await page.getByRole('button', { name: '两人合并' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('电话相同').waitFor();
  await dialog.getByText('出生日期不同').waitFor();
  await dialog.getByRole('link', { name: '4 条记录' }).last().waitFor();
  expect(await serious(page)).toEqual([]);
  const merged = sent();
  await dialog.getByRole('button', { name: '两人合并' }).click();
  const merge = await merged;
  expect(merge).toMatchObject({ kind: 'people.merged', data: { into: id(5100), from: id(5000) } });
  const undone = sent();
  await page.getByRole('button', { name: '撤销合并' }).click();
  expect(await undone).toMatchObject({ kind: 'people.merge_undone', data: { merge: merge?.id } });
  await page.getByRole('button', { name: '撤销合并' }).waitFor({ state: 'detached' });
  await context.close();
});

test('nothing failed in any page', () => {
  expect(faults).toEqual([]);
});
