import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment, lean, quietly } from '../scripts/node24.mjs';

const cli = fileURLToPath(new URL('../server/src/cli.ts', import.meta.url));

/** A data folder of its own with the exercise county in it, used by the real program alone. */
export type Installation = {
  readonly dataDir: string;
  readonly signIns: readonly { account: string; password: string; totp?: string }[];
  /** Runs a command of the program and gives the JSON document that it prints. */
  readonly run: (...args: string[]) => Promise<unknown>;
  readonly remove: () => void;
};

export async function install(): Promise<Installation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lianfang-bench-'));
  const run = async (...args: string[]) => JSON.parse(await outputOf([...args, '--json'], dataDir));
  const { signIns } = (await run('setup', '--exercise', '--county', '610330')) as {
    signIns: Installation['signIns'];
  };
  return { dataDir, signIns, run, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
}

/** A running server, as an operator starts it. */
export type Server = {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from starting the process until it answered. */
  readonly readyMs: number;
  readonly stop: () => Promise<void>;
};

export async function startServer({ dataDir }: Installation): Promise<Server> {
  const began = performance.now();
  const child = program(['serve', '--port', '0'], dataDir);
  const url = await announced(child);
  for (;;) {
    const ready = await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) break;
  }
  return {
    url,
    pid: child.pid as number,
    readyMs: performance.now() - began,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function program(args: readonly string[], dataDir: string): ChildProcess {
  return spawn(process.execPath, [quietly, ...lean, cli, ...args], {
    env: { ...environment, LIANFANG_DATA: dataDir, LIANFANG_LOG: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function outputOf(args: readonly string[], dataDir: string): Promise<string> {
  const child = program(args, dataDir);
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`lianfang ${args.join(' ')} ended with ${code}`);
  return Buffer.concat(chunks).toString('utf8');
}

function announced(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const port = /http:\/\/localhost:(\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

/** Resident memory of a process, MB (Linux; NaN elsewhere). */
export function residentMb(pid: number): number {
  return kilobytesIn(`/proc/${pid}/status`, 'VmRSS') / 1024;
}

/** Memory of every process that names a folder or mark in its command line; shared pages are counted once (PSS), MB. */
export function databaseMb(mark: string): number {
  const postmaster = processes().find((pid) => commandOf(pid).includes(mark));
  if (postmaster === undefined) return Number.NaN;
  return processes()
    .filter((pid) => pid === postmaster || parentOf(pid) === postmaster)
    .reduce((sum, pid) => sum + kilobytesIn(`/proc/${pid}/smaps_rollup`, 'Pss') / 1024, 0);
}

function processes(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function commandOf(pid: number): string {
  return textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
}

function parentOf(pid: number): number {
  return kilobytesIn(`/proc/${pid}/status`, 'PPid');
}

function kilobytesIn(file: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(textOf(file))?.[1] ?? Number.NaN);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
