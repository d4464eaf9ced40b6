import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Tree } from './tree.ts';
import { readTree } from './treeFile.ts';

const program = fileURLToPath(new URL('./tree.process.ts', import.meta.url));
/** How long the tree is kept after it was last asked for. */
const IDLE_MS = 15 * 60_000;

let held: Promise<Tree> | undefined;
let idle: NodeJS.Timeout | undefined;

/**
 * The country's tree for resolving addresses: made on first use in a process of its own (two seconds), kept while it is
 * used (35 MB) and given up a quarter of an hour after it was last asked for. Whoever still holds it keeps it.
 */
export function openTree(): Promise<Tree> {
  held ??= made().catch((error: unknown) => {
    held = undefined;
    throw error;
  });
  clearTimeout(idle);
  idle = setTimeout(() => {
    held = undefined;
  }, IDLE_MS);
  idle.unref();
  return held;
}

async function made(): Promise<Tree> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // It reads one file of the release: keys and addresses of the server are none of its business.
    env: process.env.NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE } : {},
  });
  const ended = once(child, 'close');
  const tree = await readTree(child.stdout).catch(async (error: unknown) => {
    const [code, signal] = (await ended) as [number | null, string | null];
    throw new Error(`The tree of areas could not be made (${signal ?? code}).`, { cause: error });
  });
  await ended;
  return tree;
}
