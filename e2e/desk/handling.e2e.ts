import { afterAll, expect, test } from 'vitest';
import { graveFaults } from '../support/look.ts';
import { id, openStubDesks } from '../support/stubDesks.ts';

// What is done at the desk by hand, against invented data: signing in again, filters, export, looking up, the wall.

const { stub, faults, desk, visit, close } = await openStubDesks();
afterAll(close);

test('what was read stays when the server goes, is marked old, and is read again by itself', async () => {
  const { context, page } = await desk({ hurried: true });
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

test('a reason for opening is stated anew each time, for the purpose at hand', async () => {
  const { context, page } = await desk();
  await visit(page, `/records?size=20&open=${id(1005)}`, 'data_desk');
  const asking = page.getByRole('dialog', { name: '查看个人信息' });
  const begin = async (name: string) => {
    await page.locator('.lf-drawer-actions').getByRole('button', { name }).click();
    await asking.getByLabel('理由').waitFor();
  };
  await begin('查看个人信息');
  await asking.getByLabel('理由').fill('核对第十二号函');
  await asking.getByRole('button', { name: '取消' }).click();
  await asking.waitFor({ state: 'detached' });
  await begin('更正');
  expect(await asking.getByLabel('理由').inputValue()).toBe('');
  const asked = page.waitForRequest((request) => request.url().endsWith('/api/reveals'));
  await asking.getByLabel('理由').fill('登记时写错');
  await asking.getByRole('button', { name: '查看', exact: true }).click();
  expect((await asked).postDataJSON()).toMatchObject({ purpose: 'correction', why: '登记时写错' });
  await context.close();
});

test.each(['reduce', 'no-preference'] as const)(
  'the cursor stands in a dialog’s first field, each time anew: motion %s',
  async (reducedMotion) => {
    const { context, page } = await desk();
    await page.emulateMedia({ reducedMotion });
    await visit(page, '/tray', 'verification_desk');
    const asking = page.getByRole('dialog', { name: '查看个人信息' });
    for (const _ of ['once', 'again']) {
      await page.keyboard.press('o');
      await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
      await asking.getByRole('button', { name: '取消' }).click();
      await asking.waitFor({ state: 'detached' });
    }
    await context.close();
  },
);

test.each(['reduce', 'no-preference'] as const)(
  'the cursor stands in what is looked up, each time anew: motion %s',
  async (reducedMotion) => {
    const { context, page } = await desk();
    await page.emulateMedia({ reducedMotion });
    await visit(page, '/records', 'data_desk');
    for (const _ of ['once', 'again']) {
      await page.getByRole('button', { name: '查人查车' }).click();
      await page.waitForFunction(() => document.activeElement?.matches('.lf-lookup-form input[type="text"]'));
      await page.keyboard.press('Escape');
      await page.locator('.lf-lookup-form').waitFor({ state: 'detached' });
    }
    await context.close();
  },
);

test('nothing moves for whoever wants less motion: a dialog is where it is at once', async () => {
  const { context, page } = await desk();
  await visit(page, '/tray', 'verification_desk');
  await page.evaluate(() => {
    addEventListener('animationstart', ({ target }) => {
      if ((target as Element).closest('.ant-modal-root')) document.body.dataset.moved = 'yes';
    });
  });
  const asking = page.getByRole('dialog', { name: '查看个人信息' });
  await page.keyboard.press('o');
  await asking.getByLabel('理由').waitFor();
  await asking.getByRole('button', { name: '取消' }).click();
  await asking.waitFor({ state: 'detached' });
  expect(await page.locator('body').getAttribute('data-moved')).toBeNull();
  await context.close();
});

test('a row that somebody else has placed is not opened, and no other in its stead', async () => {
  const { context, page } = await desk();
  await visit(page, '/tray', 'verification_desk');
  const asking = page.getByRole('dialog', { name: '查看个人信息' });
  await page.keyboard.press('o');
  await asking.getByLabel('理由').waitFor();
  stub.state.mood = 'calm';
  stub.cutLive(true);
  stub.cutLive(false);
  await asking.waitFor({ state: 'detached' });
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
  // Nothing but its own clock makes it ask: once a minute.
  await page.route('**/api/live', (route) => route.abort());
  type Asked = { at: number; unattended: boolean };
  // Told in the page, by its clock: outside, what was on its way before a touch is seen after it.
  await page.addInitScript(() => {
    const asked: { at: number; unattended: boolean }[] = [];
    const send = globalThis.fetch;
    globalThis.fetch = (what, how) => {
      const request = new Request(what, how);
      if (request.url.endsWith('/ledger.devices'))
        asked.push({ at: Date.now(), unattended: request.headers.has('x-lianfang-unattended') });
      return send(what, how);
    };
    Object.assign(globalThis, { asked });
  });
  const now = () => page.evaluate(() => Date.now());
  /** What the page asked in the two minutes after it was touched, without the moment in which it becomes unattended. */
  const saidSince = async (touch: () => Promise<unknown>) => {
    await touch();
    const touched = await now();
    for (let step = 0; step < 26; step += 1) {
      await page.clock.fastForward(5_000);
      // Answers come in and are shown in the page's own time.
      await page.evaluate(async () => {
        for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      });
    }
    const asked = await page.evaluate(() => (globalThis as unknown as { asked: Asked[] }).asked);
    const said = (from: number, until: number) =>
      new Set(
        asked
          .filter(({ at }) => at >= touched + from && at < touched + until)
          .map(({ unattended }) => unattended),
      );
    return { soon: [...said(0, 59_000)], later: [...said(61_000, 130_000)] };
  };
  const opened = await saidSince(() => visit(page, '/overview', 'commander'));
  expect(opened.later).toEqual([true]);
  const touched = await saidSince(() => page.keyboard.press('Shift'));
  expect(touched.soon).not.toContain(true);
  expect(touched.later).toEqual([true]);
  const wall = await saidSince(() => visit(page, '/screen', 'commander'));
  expect(wall.later).toEqual([false]);
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
  expect(await graveFaults(page)).toEqual([]);
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
