// `npm run check`: everything that is known without running the product. All of it runs, two at a time; what failed is shown.
import { realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { node24, quietly } from './node24.mjs';
import { ensurePackages } from './packages.mjs';
import { root, run } from './run.mjs';

const checks = [
  // The long ones first, so that both cores are busy to the end.
  ['types: tests and tools', types, '-p', '.'],
  ['walls', () => join(root, 'scripts/walls.ts')],
  ['unused code', tool('knip')],
  ['types: web', types, '-p', 'web'],
  ['types: server', types, '-p', 'server'],
  ['types: domain', types, '-p', 'domain'],
  ['types: service worker', types, '-p', 'web/field'],
  ['format and lint', tool('biome'), 'check', '--max-diagnostics=50', '.'],
];

/** Runs all checks and gives `{ name, seconds, passed }` of each. Prints the output of those that fail. */
export async function runChecks() {
  const left = [...checks];
  const results = [];
  async function work() {
    for (let check = left.shift(); check !== undefined; check = left.shift()) {
      const [name, script, ...args] = check;
      const began = performance.now();
      const { code, output } = await run(node24(), [quietly, script(), ...args], { quiet: true });
      const seconds = (performance.now() - began) / 1000;
      console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`);
      if (code !== 0) console.log(output);
      results.push({ name, seconds, passed: code === 0 });
    }
  }
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  return results;
}

/** The compiler in machine code, five times as quick; dependency-cruiser reads with the other, of the same name. */
function types() {
  return join(root, 'node_modules/typescript-native/bin/tsc');
}

/** The script behind a program of node_modules/.bin; looked up late, when the packages are there. */
function tool(name) {
  return () => realpathSync(join(root, 'node_modules/.bin', name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensurePackages();
  const results = await runChecks();
  process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
}
