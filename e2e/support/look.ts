import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { zh } from '../../web/src/i18n/desk/zh/zh.ts';
import { zh as field } from '../../web/src/i18n/field/zh.ts';

// What is wrong with a screen that is shown, whatever it is about.

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const families = [
  ...new Set([...Object.keys(zh), ...Object.keys(field).map((key) => key.split('.')[0])]),
].join('|');

/** What axe calls serious or critical on the screen as it is now, each with the first three places; by all its rules or these. */
export async function graveFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  return page.evaluate(async (only) => {
    type Violation = { id: string; impact: string; nodes: { html: string }[] };
    type Axe = { run: (options: object) => Promise<{ violations: Violation[] }> };
    const { run } = (globalThis as unknown as { axe: Axe }).axe;
    // A colour half way from one to another is no colour of ours.
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
    const { violations } = await run({
      resultTypes: ['violations'],
      ...(only && { runOnly: { type: 'rule', values: only } }),
    });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => {
        const places = nodes.slice(0, 3).map(({ html }) => html.slice(0, 200));
        return `${id}, ${nodes.length} times: ${places.join(' | ')}`;
      });
  }, rules);
}

/** Words that no one wrote: keys of dictionaries, blanks that were not filled in, values that are none. */
async function strayWords(page: Page): Promise<string[]> {
  const text = await page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement;
    // Identifiers are shown as such on purpose.
    for (const code of copy.querySelectorAll('code, script, style')) code.remove();
    const labels = [...copy.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap((element) =>
      ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
    );
    const words: string[] = [];
    const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) words.push(walker.currentNode.textContent ?? '');
    return [...words, ...labels].join('\n');
  });
  const keys = new RegExp(`(^|[\\s（(：:])(${families})\\.[A-Za-z_][\\w.]*`, 'gm');
  const holes = /\{\{?\w+\}?\}|\bundefined\b|\bNaN\b|\[object |Invalid Date/g;
  return [...text.matchAll(keys), ...text.matchAll(holes)].map(([found]) => found.trim());
}

/** Collects from now on what a page complains of: errors on its console, exceptions, answers that say no or fail. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  return complaints;
}

/** Nothing stray on the screen, nothing wider than it, and (`closely`) nothing grave for those who cannot see it well. */
export async function expectGood(page: Page, name: string, closely = true): Promise<void> {
  const faults = [...(await strayWords(page)), ...(closely ? await graveFaults(page) : [])];
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) faults.push(`${wide} px wider than the screen`);
  expect({ name, faults }).toEqual({ name, faults: [] });
}
