import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { environment, lean, quietly } from '../scripts/node24.mjs';
import { writeLargeRegister } from '../server/test/registers/large.ts';
import { count, type Figure, type Pace, percent, say } from './figure.ts';
import type { Found } from './inside.ts';
import { install } from './program.ts';

const inside = fileURLToPath(new URL('./inside.ts', import.meta.url));

/** A whole import against reading the same file and doing nothing with it, each in a process of its own, in turns. */
export async function imports({ quick }: Pace): Promise<Figure[]> {
  const persons = quick ? 20_000 : 200_000;
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-bench-files-'));
  const figures: Figure[] = [];
  try {
    for (const type of ['xlsx', 'csv'] as const) {
      const path = join(folder, `CP1-20220105.${type}`);
      await writeLargeRegister(path, type, persons);
      const read = await alone('read', path);
      const whole = await imported(path);
      const again = await alone('read', path);
      const reading = (rate(read) + rate(again)) / 2;
      const usual = type === 'xlsx' ? await alone('exceljs', path) : undefined;
      say(`${type}: ${count(rate(whole))} rows/s imported, ${count(reading)} read`);
      figures.push(
        {
          name: `import of ${count(persons)} rows (${type}) / the bare reader`,
          limit: '≥ 70 %',
          measured: `${percent(rate(whole) / reading)}: ${count(rate(whole))} / ${count(reading)} rows/s${
            usual === undefined
              ? ''
              : `; of exceljs' stream reader ${percent(rate(whole) / rate(usual))} (${count(rate(usual))} rows/s)`
          }`,
          met: rate(whole) / reading >= 0.7,
        },
        {
          name: `  memory of that import (${type})`,
          limit: '≤ 300 MB',
          measured: `${count(whole.mb)} MB at its highest`,
          met: whole.mb <= 300,
        },
      );
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function imported(path: string): Promise<Found> {
  const installation = await install();
  try {
    return await alone('import', path, installation.dataDir);
  } finally {
    installation.remove();
  }
}

async function alone(task: string, ...given: string[]): Promise<Found> {
  const { stdout } = await promisify(execFile)(process.execPath, [quietly, ...lean, inside, task, ...given], {
    env: environment,
  });
  return JSON.parse(stdout) as Found;
}

function rate({ rows, seconds }: Found): number {
  return rows / seconds;
}
