import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { readLock } from '../../src/kernel/db/postmaster.ts';
import { openProduct, type Product } from '../../src/main.ts';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** What is to be undone after a test, the last first. */
export const undo: (() => unknown)[] = [];

export async function undoAll(): Promise<void> {
  for (const one of undo.splice(0).reverse()) await one();
}

export function newDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'lianfang-kill-'));
  // The database's own user passes through it to its data.
  chmodSync(dataDir, 0o711);
  undo.push(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

/** The product opened beside or without the server, for setting up and for looking. */
export async function inside<T>(dataDir: string, work: (product: Product) => Promise<T>): Promise<T> {
  const product = await openProduct({ dataDir, log: pino({ level: 'silent' }), createKeys: true });
  return work(product).finally(() => product.close());
}

export async function startServer(
  dataDir: string,
  port: number,
): Promise<{ child: ChildProcess; port: number }> {
  const { LIANFANG_TEST: _, ...environment } = process.env;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', cli, 'serve', '--port', String(port)],
    {
      env: { ...environment, LIANFANG_DATA: dataDir, LIANFANG_LOG: 'fatal' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  undo.push(() => child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += chunk;
    const [, listening] = /localhost:(\d+)/.exec(printed) ?? [];
    if (listening === undefined) continue;
    child.stdout.resume();
    return { child, port: Number(listening) };
  }
  throw new Error(`the server did not start: ${said}`);
}

/** The postmaster of a data folder and all its children, by their ids. */
export function databaseProcesses(dataDir: string): number[] {
  const postmaster = readLock(join(dataDir, 'pg', 'data'))?.pid;
  if (postmaster === undefined) return [];
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === postmaster);
  return [postmaster, ...children];
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as { code?: string }).code !== 'ESRCH') throw error;
    }
  }
}
