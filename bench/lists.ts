import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { environment, lean, quietly } from '../scripts/node24.mjs';
import { writeLargeWorkbook } from '../server/test/lists/generate.ts';
import { count, type Figure, type Pace, percent, say } from './figure.ts';
import type { ListsFound } from './insideLists.ts';
import { install } from './program.ts';

const inside = fileURLToPath(new URL('./insideLists.ts', import.meta.url));
const ROWS = 10_000;

/** A pushed list against a large register of persons: parsed, matched, placed, tasks open; and what the same rows cost bare. */
export async function lists({ quick }: Pace): Promise<Figure[]> {
  const persons = quick ? 50_000 : 500_000;
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-bench-lists-'));
  const installation = await install();
  try {
    const path = join(folder, 'list.xlsx');
    await writeLargeWorkbook(path, ROWS);
    say(`${count(persons)} persons`);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [quietly, lean, inside, path, installation.dataDir, String(persons), String(ROWS)],
      { env: environment },
    );
    const { seconds, reading, bare, mb, known } = JSON.parse(stdout) as ListsFound;
    const ratio = (reading + bare) / seconds;
    return [
      {
        name: `list of ${count(ROWS)} rows against ${count(persons)} persons`,
        limit: '≤ 60 s',
        measured: `${seconds.toFixed(1)} s, ${count(known)} of them known before`,
        met: seconds <= 60,
      },
      {
        name: '  of the speed of the bare reader and bare inserts',
        limit: '≥ 60 %',
        measured: `${percent(ratio)}: reading ${reading.toFixed(2)} s, inserts ${bare.toFixed(2)} s`,
        met: ratio >= 0.6,
      },
      { name: '  memory of that import', limit: '≤ 600 MB', measured: `${count(mb)} MB`, met: mb <= 600 },
    ];
  } finally {
    installation.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
