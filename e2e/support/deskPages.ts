import type { Role } from './deskStubData.ts';
import { graveFaults } from './look.ts';
import { id, type StubDesks } from './stubDesks.ts';

/** Every page of the desk, and one who may look at it. */
export const pages: [path: string, role: Role][] = [
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
  ['/rows?size=20', 'verification_desk'],
  ['/lists', 'data_desk'],
  ['/rows?size=20', 'data_desk'],
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
// One role after the other: another person's page is loaded anew.
pages.sort(([, one], [, other]) => one.localeCompare(other));

/** Every text of the page on a line of its own. */
function texts(): string {
  const found: string[] = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) found.push(node.textContent ?? '');
  return found.join('\n');
}

/** Goes through every page in a language, in one of them by day and in the other by night, and says what is wrong with it. */
export async function walk({ desk, visit }: StubDesks, language: 'zh' | 'en'): Promise<string[]> {
  const { context, page } = await desk({ language, light: language === 'zh' ? 'day' : 'night' });
  const found: string[] = [];
  for (const [path, role] of pages) {
    await visit(page, path, role);
    // The pages are built alike in both languages; the night has colours of its own.
    for (const fault of await graveFaults(page, language === 'zh' ? undefined : ['color-contrast']))
      found.push(`${path} ${fault}`);
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
  await context.close();
  return found;
}
