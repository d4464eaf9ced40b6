import { Problem } from '@lianfang/domain/kernel/problem.ts';
import { problemWords } from '@lianfang/domain/kernel/problemWords.ts';
import { account, device } from './cli/accounts.ts';
import { area } from './cli/area.ts';
import { backup, restore } from './cli/backup.ts';
import { type Given, given } from './cli/common.ts';
import { importFiles } from './cli/import.ts';
import { report } from './cli/report.ts';
import { serve, setup, start } from './cli/serve.ts';
import { usage } from './cli/usage.ts';
import { verify } from './cli/verify.ts';
import { DatabaseProblem } from './kernel/db/problem.ts';

/** Commands by name. Each gives its exit code: 0 done, 1 the answer is no. */
const commands: Readonly<Record<string, (from: Given) => Promise<number>>> = {
  start,
  setup,
  serve,
  account,
  device,
  area,
  verify,
  backup,
  restore,
  report,
  import: importFiles,
};

async function run(args: readonly string[]): Promise<number> {
  const from = given(args);
  const command = commands[from.words[0] ?? ''];
  if (from.options.help === true || (command === undefined && from.words.length === 0)) {
    process.stdout.write(usage);
    return 0;
  }
  if (command === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  return command(from);
}

/** A failure in words: what happened, what it means, what to do. Wrong use is 2, everything else 1. */
function fail(error: unknown): number {
  if (error instanceof Problem) {
    const { zh, en } = problemWords[error.code];
    const details = Object.keys(error.details).length > 0 ? `\n${JSON.stringify(error.details)}` : '';
    process.stderr.write(`${zh}\n${en}${details}\n`);
    return error.code === 'usage' ? 2 : 1;
  }
  process.stderr.write(
    error instanceof DatabaseProblem ? `${error.message}\n` : `${(error as Error).stack ?? error}\n`,
  );
  return 1;
}

process.exitCode = await run(process.argv.slice(2)).catch(fail);
