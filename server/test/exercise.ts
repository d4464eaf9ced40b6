import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openProduct } from '../src/main.ts';
import { type SignIn, setUpExercise } from '../src/setup.ts';
import { addressOf, createDatabase, exerciseFolder, underLock } from './database.ts';

export const COUNTY = '610330';
/** When every test's exercise begins. */
export const BEGIN = Date.parse('2026-11-22T04:00:00Z');

/** The exercise county as it was set up once in this run: a database to copy, its keys, its sign-ins. */
export type Exercise = {
  readonly template: string;
  readonly signIns: readonly SignIn[];
  /** Puts the keys into a data folder. */
  readonly giveKeys: (dataDir: string) => void;
};

/** Sets the exercise up in a copy of `base` unless another test file has; eighteen passwords are hashed once. */
export async function exerciseOn(base: string): Promise<Exercise> {
  const template = `${base}_exercise`;
  const folder = join(tmpdir(), exerciseFolder(base));
  const told = join(folder, 'sign-ins.json');
  await underLock(async () => {
    if (existsSync(told)) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await createDatabase(template, `TEMPLATE ${base}`);
    const product = await openProduct({
      dataDir: join(folder, 'data'),
      databaseUrl: addressOf(template),
      log: pino({ level: 'silent' }),
      now: () => BEGIN,
      createKeys: true,
    });
    try {
      writeFileSync(told, JSON.stringify(await setUpExercise(product, COUNTY)), { mode: 0o600 });
    } finally {
      await product.close();
    }
  });
  return {
    template,
    signIns: JSON.parse(readFileSync(told, 'utf8')),
    // With the modes of the files, without which the keys are refused.
    giveKeys: (dataDir) => void execFileSync('cp', ['-a', `${join(folder, 'data')}/.`, dataDir]),
  };
}
