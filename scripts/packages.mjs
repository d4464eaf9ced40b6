import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './run.mjs';

/**
 * Brings node_modules to what package-lock.json says, and does nothing when it is there already. No package's
 * install script is run (.npmrc; docs/decisions/0009-dependencies.md). Ends the process when it cannot be done.
 */
export async function ensurePackages() {
  if (packagesAreThere(root)) return;
  say('正在安装软件包……', 'Installing packages …');
  const { code } = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code === 0) return;
  say(
    '软件包没有装好：请检查网络、npm 镜像设置和目录写权限，再重试。',
    'The packages could not be installed: check the network, the registry npm is set to and that this folder can be written, then try again.',
  );
  process.exit(code);
}

/**
 * Whether what npm says it has installed (its own lockfile inside node_modules) is what package-lock.json asks for.
 * Optional packages may be missing (they belong to other platforms); packages beyond the lockfile are left alone.
 */
export function packagesAreThere(folder) {
  const wanted = lockOf(join(folder, 'package-lock.json'));
  const installed = lockOf(join(folder, 'node_modules/.package-lock.json'));
  return Object.entries(wanted).every(([path, { version, integrity, link, optional }]) => {
    if (path === '' || !path.includes('node_modules/')) return true;
    const there = installed[path];
    if (there === undefined) return optional === true;
    if (link) return there.link === true;
    return there.version === version && there.integrity === integrity && existsSync(join(folder, path));
  });
}

function lockOf(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

/** The npm that started us, else the one on the path. */
function npm(args) {
  const own = process.env.npm_execpath;
  return own?.endsWith('npm-cli.js') ? run(process.execPath, [own, ...args]) : run('npm', args);
}
