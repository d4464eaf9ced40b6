import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node24, quietly } from './node24.mjs';
import { root, run, say } from './run.mjs';

const stamp = join(root, 'web/dist/.built-from');

/** Builds the web app unless web/dist was made from the very sources that are here. Gives the exit code. */
export async function ensureWeb() {
  const sources = hashOfSources(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return 0;
  if (!isWritable(join(root, 'web'))) {
    say('目录不可写，沿用已有的网页。', 'This folder cannot be written: the web app stays as it was built.');
    return existsSync(join(root, 'web/dist')) ? 0 : 1;
  }
  say('正在构建网页……', 'Building the web app …');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const args = ['build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'];
  const { code } = await run(node24(), [quietly, vite, ...args]);
  // Written last: a build that was cut short is done again.
  if (code === 0) writeFileSync(stamp, sources);
  return code;
}

/** SHA-256 over path and content of everything that the web app is built from. */
export function hashOfSources(folder) {
  const hash = createHash('sha256');
  for (const file of [
    'package-lock.json',
    ...filesBelow(folder, 'web'),
    ...filesBelow(folder, 'domain/src'),
  ]) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(folder, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(folder, path) {
  return readdirSync(join(folder, path), { withFileTypes: true })
    .filter(({ name }) => !['dist', 'node_modules'].includes(name) && !/\.test\.tsx?$/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const below = `${path}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(folder, below) : [below];
    });
}

/** Whether a folder can be written, by root too (a read-only disk stops even root). */
export function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
