import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { it } from 'vitest';

/**
 * Tests that tell one story: each goes on where the one before ended, so the first that fails ends it. Pictures of
 * all open screens are then kept in a folder of the system's temporary folder, named in the failure.
 */
export function chaptersOf(story: string, pages: () => readonly Page[]) {
  let brokenIn: string | undefined;
  return (name: string, tell: () => Promise<void>) =>
    it(name, async () => {
      if (brokenIn !== undefined) throw new Error(`the story had already ended in: ${brokenIn}`);
      brokenIn = name;
      try {
        await tell();
        brokenIn = undefined;
      } catch (error) {
        const folder = await picturesOf(story, pages());
        if (error instanceof Error) error.message += `\nscreens: ${folder}`;
        throw error;
      }
    });
}

/** Takes a picture of each page; gives the folder. */
export async function picturesOf(story: string, pages: readonly Page[]): Promise<string> {
  const folder = join(tmpdir(), `lianfang-screens-${story}`);
  mkdirSync(folder, { recursive: true });
  for (const [index, page] of pages.entries())
    await page.screenshot({ path: join(folder, `${index}.png`) }).catch(() => undefined);
  return folder;
}
