import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of a Node of version 24 or later: the one pinned in node_modules, else the one running this. */
export function node24() {
  const pinned = fileURLToPath(
    new URL(`../node_modules/node-${process.platform}-${process.arch}/bin/node`, import.meta.url),
  );
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  console.error(
    `Node 24 is needed and has no package for ${process.platform}-${process.arch}: install Node 24 or later, then try again.\n` +
      `需要 Node 24：本平台没有随附的版本，请先安装 Node 24 或更新版本。`,
  );
  process.exit(2);
}
