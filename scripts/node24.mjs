import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/** The path of a Node of version 24 or later: the one pinned in node_modules, else the one running this. */
export function node24() {
  const pinned = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  console.error(
    `需要 Node 24：本平台（${process.platform}-${process.arch}）没有随附的版本，请先安装 Node 24 或更新版本，再重试。\n` +
      `Node 24 is needed and has no package for ${process.platform}-${process.arch}: install Node 24 or later, then try again.`,
  );
  process.exit(2);
}

/** Arguments of every Node that we start: .ts is run directly, which Node 24 still announces. */
export const quietly = '--disable-warning=ExperimentalWarning';

/**
 * For the product itself. A young generation of 16 MB where Node 24 would let it grow to 128: under load it fills whatever it
 * is given, and is no faster for it. And less than 2 GB for the old one: from there on V8 lets it grow to four times what is
 * alive before it looks again, below that to twice; ours never comes near (docs/measurements.md).
 */
export const lean = ['--max-semi-space-size=8', '--max-old-space-size=2000'];

/**
 * The environment of the product's own processes: what Node has made of the sources is kept, so that the next start takes
 * half the time and 18 MB less. Where it cannot be kept (a folder of another user), Node goes without.
 */
export const environment = {
  NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled'),
  ...process.env,
};
