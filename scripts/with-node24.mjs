// Runs a program of node_modules/.bin (or `node`) under Node 24: with-node24.mjs PROGRAM [ARGUMENT …]
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { node24 } from './node24.mjs';

const [program, ...args] = process.argv.slice(2);
const script =
  program === 'node' ? [] : [realpathSync(fileURLToPath(new URL(`../node_modules/.bin/${program}`, import.meta.url)))];
const { status } = spawnSync(node24(), ['--disable-warning=ExperimentalWarning', ...script, ...args], { stdio: 'inherit' });
process.exit(status ?? 1);
