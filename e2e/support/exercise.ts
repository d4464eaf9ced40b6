import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cli } from './product.ts';

/** Sets the exercise county up once, as its operator does; every test file's product begins with a copy of it. */
export default async function setup(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-e2e-exercise-'));
  const env = { ...process.env, LIANFANG_DATA: join(folder, 'data'), LIANFANG_TEST: '1' };
  const args = ['--disable-warning=ExperimentalWarning', cli, 'setup', '--exercise', '--county', '610330'];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, '--json'], { env });
  writeFileSync(join(folder, 'setup.json'), stdout, { mode: 0o600 });
  process.env.LIANFANG_E2E_EXERCISE = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
