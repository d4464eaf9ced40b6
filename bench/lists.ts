import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { environment, lean, quietly } from '../scripts/node24.mjs';
import { writeLargeWorkbook } from '../server/test/lists/generate.ts';
import { count, type Figure, type Pace, percent, say } from './figure.ts';
import type { ListFound, ListsFound, Round } from './insideLists.ts';
import { install } from './program.ts';

const inside = fileURLToPath(new URL('./insideLists.ts', import.meta.url));
const ROWS = 10_000;
const MANY_ROWS = 200_000;
const LISTS = 3;

/** Pushed lists against a large register of persons: parsed, matched, placed, tasks open; and what the same rows cost bare. */
export async function lists(pace: Pace): Promise<Figure[]> {
  return [...(await againstRegister(pace)), ...(pace.quick ? [] : await largeList())];
}

async function againstRegister({ quick }: Pace): Promise<Figure[]> {
  const persons = quick ? 50_000 : 500_000;
  return within(async (folder, dataDir) => {
    const paths = Array.from({ length: LISTS }, (_, index) => join(folder, `${index}.xlsx`));
    for (const [index, path] of paths.entries()) await writeLargeWorkbook(path, ROWS, ROWS + index);
    say(`${count(persons)} persons`);
    const { rounds, mb } = await alone<ListsFound>(
      'compare',
      dataDir,
      String(persons),
      String(ROWS),
      ...paths,
    );
    const slowest = Math.max(...rounds.map(({ seconds }) => seconds));
    const sum = (of: (round: Round) => number) => rounds.reduce((total, round) => total + of(round), 0);
    const reading = sum((round) => round.reading);
    const bare = sum((round) => round.bare);
    const ratios = rounds.map((round) => percent((round.reading + round.bare) / round.seconds));
    const ratio = (reading + bare) / sum(({ seconds }) => seconds);
    return [
      {
        name: `list of ${count(ROWS)} rows against ${count(persons)} persons`,
        limit: '≤ 60 s',
        measured: `${slowest.toFixed(1)} s, the slowest of ${LISTS}; ${count(sum(({ known }) => known) / LISTS)} of each known before`,
        met: slowest <= 60,
      },
      {
        name: '  of the speed of the bare reader and bare inserts',
        limit: '≥ 60 %',
        measured: `${percent(ratio)} over all (${ratios.join(', ')}): reading ${reading.toFixed(2)} s, inserts ${bare.toFixed(2)} s`,
        met: ratio >= 0.6,
      },
      {
        name: '  memory of the first such import',
        limit: '≤ 350 MB',
        measured: `${count(mb)} MB`,
        met: mb <= 350,
      },
    ];
  });
}

/** One list of 200 000 rows, in a process of its own; balance and tasks are looked at there. */
async function largeList(): Promise<Figure[]> {
  return within(async (folder, dataDir) => {
    const path = join(folder, 'large.xlsx');
    await writeLargeWorkbook(path, MANY_ROWS);
    say(`${count(MANY_ROWS)} rows`);
    const { rows, seconds, mb } = await alone<ListFound>('large', dataDir, '0', '0', path);
    return [
      {
        name: `list of ${count(rows)} rows: balance holds, a task for each`,
        limit: '',
        measured: `${seconds.toFixed(0)} s, ${count(rows / seconds)} rows/s`,
      },
      { name: '  memory of that import', limit: '≤ 350 MB', measured: `${count(mb)} MB`, met: mb <= 350 },
    ];
  });
}

async function within<T>(work: (folder: string, dataDir: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-bench-lists-'));
  const installation = await install();
  try {
    return await work(folder, installation.dataDir);
  } finally {
    installation.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function alone<T>(...given: string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [quietly, ...lean, inside, ...given], {
    env: environment,
  });
  return JSON.parse(stdout) as T;
}
