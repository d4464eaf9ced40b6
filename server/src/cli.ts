import { Problem } from '@lianfang/domain/kernel/problem.ts';
import { problemWords } from '@lianfang/domain/kernel/problemWords.ts';
import { account, device } from './cli/accounts.ts';
import { area } from './cli/area.ts';
import { backup, restore } from './cli/backup.ts';
import { type Given, given } from './cli/common.ts';
import { importFiles } from './cli/import.ts';
import { report } from './cli/report.ts';
import { serve, setup, start } from './cli/serve.ts';
import { tasks } from './cli/tasks.ts';
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
  tasks,
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
  const { code, zh, en, details } = said(error);
  process.stderr.write(
    [zh, en, Object.keys(details).length > 0 ? JSON.stringify(details) : '']
      .filter(Boolean)
      .join('\n')
      .concat('\n'),
  );
  if (process.argv.includes('--json'))
    process.stdout.write(`${JSON.stringify({ problem: { code, message: { zh, en }, details } })}\n`);
  return code === 'usage' ? 2 : 1;
}

function said(error: unknown): { code: string; zh: string; en: string; details: object } {
  if (error instanceof Problem)
    return { code: error.code, ...problemWords[error.code], details: error.details };
  if (error instanceof DatabaseProblem) {
    const [zh = '', ...en] = error.message.split('\n');
    return { code: error.code, zh, en: en.join('\n'), details: {} };
  }
  if ((error as { code?: string }).code === 'EADDRINUSE') {
    const { port } = error as { port?: number };
    return {
      code: 'server.port',
      zh: `端口 ${port} 已被占用，没有启动。请换一个端口（--port 或 PORT），或先停止占用它的程序。`,
      en: `Port ${port} is taken; nothing was started. Choose another (--port or PORT) or stop what uses it.`,
      details: {},
    };
  }
  return {
    code: 'server.fault',
    ...problemWords['server.fault'],
    details: { error: (error as Error).stack ?? String(error) },
  };
}

// Whoever reads what we say may leave before the end (| head): what was asked for is done all the same.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
process.exitCode = await run(process.argv.slice(2)).catch(fail);
