// Runs a program of node_modules/.bin (or `node`) under Node 24: with-node24.mjs PROGRAM [ARGUMENT …]
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { node24, quietly } from './node24.mjs';
import { ensurePackages } from './packages.mjs';
import { root, run } from './run.mjs';

const [program, ...args] = process.argv.slice(2);
const bin = join(root, 'node_modules/.bin');
if (!existsSync(bin)) await ensurePackages();
if (program === undefined || (program !== 'node' && !existsSync(join(bin, program)))) {
  console.error(
    'usage: with-node24.mjs PROGRAM [ARGUMENT …], PROGRAM being "node" or one of node_modules/.bin',
  );
  process.exit(2);
}
const script = program === 'node' ? [] : [realpathSync(join(bin, program))];
process.exitCode = (await run(node24(), [quietly, ...script, ...args])).code;
