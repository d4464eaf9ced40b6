// `npm test`: brings what is needed, then checks, unit and database tests, the web build, tests in a real browser.
// Stops at the first kind that fails; `npm test -- --all` goes on. The last line is `N passed, N failed`.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './check.mjs';
import { node24, quietly } from './node24.mjs';
import { ensurePackages } from './packages.mjs';
import { root, run, say } from './run.mjs';
import { ensureSystem } from './system.mjs';
import { ensureWeb } from './web.mjs';

const all = process.argv.includes('--all');
const results = [];
const started = performance.now();
let lacking = [];

await step('packages', async () => {
  await ensurePackages();
  return { passed: 0, failed: 0 };
});
await step('system software', async () => {
  lacking = await ensureSystem(['chromium', 'fonts']);
  return { passed: 0, failed: 0, note: lacking.length === 0 ? '' : `missing: ${lacking.join(', ')}` };
});
await step('checks', async () => {
  const checks = await runChecks();
  const failed = checks.filter(({ passed }) => !passed).map(({ name }) => name);
  return { passed: 0, failed: failed.length, note: failed.join(', ') };
});
await step('unit and database tests', () => vitest([]));
await step('web build', async () => ({ passed: 0, failed: (await ensureWeb()) === 0 ? 0 : 1 }));
await step('browser tests', async () => {
  if (lacking.length > 0) return { passed: 0, failed: 1, note: `not run, missing: ${lacking.join(', ')}` };
  return await vitest(['--config', 'e2e/vitest.config.ts'], { LIANFANG_WEB_DIST: join(root, 'web/dist') });
});

const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
summary();
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);

async function step(name, work) {
  const before = results.some((result) => result.failed > 0);
  if (before && !all) {
    results.push({ name, passed: 0, failed: 0, seconds: 0, note: 'not run' });
    return;
  }
  console.log(`\n── ${name}`);
  const began = performance.now();
  const result = await work();
  results.push({ name, seconds: (performance.now() - began) / 1000, note: '', ...result });
}

/** One run of vitest. Its own report is shown; how many passed and failed is read from its JSON. */
async function vitest(args, more = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-report-'));
  const file = join(folder, 'report.json');
  const report = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const tool = join(root, 'node_modules/vitest/vitest.mjs');
  // The tests bring their own database, folders and ports: what the caller has set for a server is not theirs.
  const { DATABASE_URL: _url, LIANFANG_DATA: _data, PORT: _port, ...env } = process.env;
  const { code } = await run(node24(), [quietly, tool, 'run', '--allowOnly=false', ...report, ...args], {
    env: { ...env, TMPDIR: scratch(), ...more },
  });
  const counted = existsSync(file)
    ? count(JSON.parse(readFileSync(file, 'utf8')))
    : { passed: 0, failed: 0, skipped: 0 };
  rmSync(folder, { recursive: true });
  const note = counted.skipped > 0 ? `${counted.skipped} skipped` : '';
  // A run that ends badly or finds no test has failed, whatever was counted.
  const bad = code !== 0 || counted.passed === 0;
  return { passed: counted.passed, failed: Math.max(counted.failed, bad ? 1 : 0), note };
}

/**
 * Where the tests put what they throw away: some two hundred databases are made and dropped, most of whose cost on a disk
 * is the making of files. In memory where there is room enough, else where the system has it.
 */
function scratch() {
  const [shared, GB] = ['/dev/shm', 2 ** 30];
  const folder = join(shared, 'lianfang-tests');
  try {
    const { bavail, bsize } = statfsSync(shared);
    if (bavail * bsize < 4 * GB || (process.availableMemory?.() ?? freemem()) < 8 * GB) return tmpdir();
    mkdirSync(folder, { recursive: true });
    // The database's own, unprivileged user works in it too.
    chmodSync(folder, 0o1777);
    return folder;
  } catch {
    return tmpdir();
  }
}

/** Passed and failed tests of a report; a file that could not be loaded counts as one failed test. */
function count({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  const unloaded = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + unloaded.length,
    skipped: numPendingTests + (numTodoTests ?? 0),
  };
}

function summary() {
  const seconds = (performance.now() - started) / 1000;
  const line = (...cells) =>
    `${cells[0].padEnd(26)}${cells
      .slice(1, 4)
      .map((cell) => String(cell).padStart(9))
      .join('')}  ${cells[4] ?? ''}`;
  console.log(`\n${line('', 'seconds', 'passed', 'failed')}`);
  for (const result of results) {
    console.log(line(result.name, result.seconds.toFixed(1), result.passed, result.failed, result.note));
  }
  console.log(`${line('total', seconds.toFixed(1), passed, failed)}\n`);
  if (failed > 0) say('没有全部通过。', 'Not everything passed.');
}
