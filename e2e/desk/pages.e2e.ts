import { afterAll, expect, test } from 'vitest';
import { pages, walk } from '../support/deskPages.ts';
import { openStubDesks } from '../support/stubDesks.ts';

// Every page of the desk with much, with nothing and with a server that fails: nothing left in the other language,
// nothing that axe calls serious, nothing wider than the window.

const talking = [
  '/overview',
  '/drill?by=post',
  '/fevers?state=all',
  '/delivery',
  '/imports',
  '/reports',
  '/lists',
  '/rows?size=20',
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
const desks = await openStubDesks();
const { faults, desk, visit, close } = desks;
afterAll(close);

// Fifty pages, each looked through by axe: longer than one story may take on a busy machine.
test('no page has a serious fault of accessibility, an untranslated key, or leaves the window', async () => {
  expect(await walk(desks, 'zh')).toEqual([]);
}, 600_000);

test.each(['none', 'error'] as const)(
  'pages with %s say so',
  async (mood) => {
    const { context, page } = await desk({ hurried: true });
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

test('nothing failed in any page', () => {
  expect(faults).toEqual([]);
});
