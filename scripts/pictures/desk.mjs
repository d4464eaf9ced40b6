// The desk's pages at 1440 × 900 and the wall at 1920 × 1080, as the account whose work they are sees them.

/** The desk in one language: a window for each account, kept open. `save(page, name)` writes what a page shows. */
export async function deskPages({ browser, county, lang, save }) {
  const opened = new Map();

  async function pageOf(account, viewport = { width: 1440, height: 900 }) {
    const key = `${account} ${viewport.width}`;
    if (opened.has(key)) return opened.get(key);
    const context = await browser.newContext({
      viewport,
      locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
    });
    await context.addInitScript((language) => localStorage.setItem('lianfang.desk.language', language), lang);
    await context.addCookies([
      { name: 'lianfang_session', value: await county.token(account), url: county.url },
    ]);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${county.url}/desk/`);
    opened.set(key, page);
    return page;
  }

  /** Opens a page of the desk and waits until nothing on it is loading any more. */
  async function go(account, route, viewport) {
    const page = await pageOf(account, viewport);
    await page.goto(`${county.url}/desk/?${Date.now()}#${route}`);
    await settled(page);
    return page;
  }

  async function settled(page) {
    await page.locator('main h1, .lf-wall').first().waitFor();
    await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => undefined);
    await page.locator('.ant-skeleton, .ant-spin-spinning').first().waitFor({ state: 'detached' });
    // The canvas of a chart is drawn in the frame after its figures have come.
    await page.waitForTimeout(600);
  }

  return {
    go,
    settled,
    shot: async (account, route, name, viewport) => save(await go(account, route, viewport), name),
    save,
    close: async () => {
      for (const page of opened.values()) await page.context().close();
    },
  };
}

/** The pictures of the desk whose content stays as it is. */
export async function deskPictures(desk, { importId, report }) {
  await signInPicture(desk);
  await desk.shot('desk', '/overview', 'overview');
  const records = await desk.go('desk', '/records?post=CP3');
  await records.locator('tbody tr.ant-table-row').nth(2).click();
  await records.locator('.ant-drawer-body .lf-drawer-actions').waitFor();
  await desk.settled(records);
  await desk.save(records, 'records');
  await desk.shot('desk', '/drill', 'drill');
  await desk.shot('desk', '/delivery', 'delivery-desk');
  await desk.shot('desk', '/imports', 'imports');
  await desk.shot('desk', `/imports/${importId}`, 'import');
  await desk.shot('reviewer', `/reports/${report}`, 'sign');
  await desk.shot('lead', '/fevers', 'fevers-desk');
  await desk.shot('sysadmin', '/accounts', 'accounts');
  await desk.shot('sysadmin', '/posts', 'posts');
  const devices = await desk.go('sysadmin', '/devices');
  await devices.locator('main .ant-btn-primary').first().click();
  await devices.locator('.ant-modal .ant-select').first().click();
  await devices.locator('.ant-select-item-option').first().click();
  await devices.locator('.ant-modal-footer .ant-btn-primary').last().click();
  await devices.locator('.ant-modal svg, .ant-modal canvas, .ant-modal img').last().waitFor();
  await desk.settled(devices);
  await desk.save(devices, 'devices');
  const accounts = await desk.go('secadmin', '/accounts');
  await desk.save(accounts, 'grants');
  await desk.shot('auditor', '/log', 'log');
  await desk.shot('auditor', '/sessions', 'sessions');
  const wall = { width: 1920, height: 1080 };
  await desk.shot('commander', '/screen', 'screen', wall);
}

async function signInPicture(desk) {
  const page = await desk.go('desk', '/overview');
  const { browser } = { browser: page.context().browser() };
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Asia/Shanghai',
  });
  await context.addInitScript(
    (language) => localStorage.setItem('lianfang.desk.language', language),
    await page.evaluate(() => localStorage.getItem('lianfang.desk.language')),
  );
  const blank = await context.newPage();
  await blank.goto(page.url().replace(/\?.*$/, ''));
  await blank.locator('form').waitFor();
  await blank.waitForTimeout(500);
  await desk.save(blank, 'sign-in');
  await context.close();
}

/** What is left of the import once it is taken, and the report once it is issued. */
export async function deskPicturesAfter(desk, { importId, report }) {
  await desk.shot('desk', `/imports/${importId}`, 'import-done');
  await desk.shot('desk', `/imports/held?import=${importId}`, 'held');
  await desk.shot('desk', '/reports', 'reports');
  await desk.shot('commander', `/reports/${report}`, 'report');
}
