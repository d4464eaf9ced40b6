import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openTable } from '../../src/kernel/imports/openTable.ts';
import type { Cell, Table } from '../../src/kernel/imports/table.ts';
import { createTableWriter } from '../../src/kernel/imports/tableWriter.ts';
import type { Post, RegisterOptions } from '../../src/modules/checkpoint/register/context.ts';
import { createErrorFile } from '../../src/modules/checkpoint/register/errorFile.ts';
import { understandRegister } from '../../src/modules/checkpoint/register/understand.ts';
import type {
  RegisterCounts,
  RegisterPassage,
  Understood,
} from '../../src/modules/checkpoint/register/understood.ts';
import { generateRegister } from './generate.ts';
import type { Expected } from './model.ts';

const folder = mkdtempSync(join(tmpdir(), 'registers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Read = { items: Understood[]; passages: RegisterPassage[]; counts: RegisterCounts };

async function understand(path: string, options: RegisterOptions): Promise<Read> {
  const table = await openTable(path, options.fileName);
  try {
    const items: Understood[] = [];
    for await (const item of understandRegister(table, options)) items.push(item);
    const end = items.at(-1);
    if (end?.kind !== 'end') throw new Error('no end');
    return { items, passages: items.filter((item) => item.kind === 'passage'), counts: end.counts };
  } finally {
    await table.close();
  }
}

/** What the passages add up to, in the words of the generator. */
function totalsOf({ passages, counts }: Read): Expected {
  const vehicles = passages.filter(({ mode }) => mode === 'vehicle');
  const persons = passages.flatMap((passage) => passage.persons);
  const back = passages.filter(({ outcome }) => outcome === 'turned_back');
  return {
    rows: counts.rows,
    persons: counts.persons,
    held: counts.held,
    duplicate: counts.duplicate,
    passages: passages.length,
    vehicles: vehicles.length,
    vehiclesTurnedBack: vehicles.filter(({ outcome }) => outcome === 'turned_back').length,
    personsTurnedBack: back.flatMap((passage) => passage.persons).length,
    certificates: persons.filter(({ certificate }) => certificate && certificate.result !== 'none').length,
    samples: persons.filter(({ sampled }) => sampled).length,
    normalised: counts.flagged.normalised,
    platesNormalised: counts.flagged.platesNormalised,
    idDamaged: counts.flagged.idDamaged,
    idDoubtful: counts.flagged.idDoubtful,
    idOld: counts.flagged.idOld,
    phoneMissing: counts.flagged.phoneMissing,
    plateNonstandard: counts.flagged.plateNonstandard,
  };
}

async function write(seed: number, options: Parameters<typeof generateRegister>[1] = {}) {
  const register = await generateRegister(seed, options);
  const path = join(folder, `${seed}-${register.name}`);
  writeFileSync(path, register.bytes);
  return {
    ...register,
    path,
    options: { fileName: register.name, posts: register.posts, receivedOn: '2022-11-30' },
  };
}

describe('generated registers', () => {
  it.each(Array.from({ length: 120 }, (_, index) => index + 1))(
    'seed %i comes to its totals',
    async (seed) => {
      const made = await write(seed);
      const read = await understand(made.path, made.options);
      expect(totalsOf(read)).toEqual(made.expected);
      expect(read.counts.rows).toBe(read.counts.persons + read.counts.held + read.counts.duplicate);
      const disagreeing = read.items.filter(
        (item) => item.kind === 'warning' && item.code === 'total_disagrees',
      );
      expect(disagreeing).toHaveLength(made.wrongTotals);
      expect(new Set(read.passages.map(({ post }) => post)).size).toBeLessThanOrEqual(1);
    },
  );

  it.each([1001, 1002, 1003, 1004, 1005, 1006])('seed %i with faults in every other row', async (seed) => {
    const made = await write(seed, { perShift: 60, faults: 0.6 });
    expect(totalsOf(await understand(made.path, made.options))).toEqual(made.expected);
  });

  it.each([2001, 2002, 2003, 2004, 2005, 2006, 2007, 2008])(
    'seed %i: the error file imports once corrected, and adds nobody twice',
    async (seed) => {
      const made = await write(seed, { perShift: 40, faults: 0.6 });
      const before = await understand(made.path, made.options);
      const errors = join(folder, `${seed}-errors-${made.name}`);
      const table = await openTable(made.path, made.name);
      const format = table.format;
      await table.close();
      const file = createErrorFile(errors, format);
      for (const item of before.items) {
        if (item.kind === 'sheet') file.sheet(item);
        if (item.kind === 'held') await file.add(item);
      }
      expect(await file.close()).toBe(made.expected.held);

      const again = await understand(errors, made.options);
      expect(again.counts).toMatchObject({ rows: made.expected.held, held: made.expected.held });

      const day = before.passages[0]?.at.slice(0, 10) ?? '';
      const corrected = join(folder, `${seed}-corrected-${made.name}`);
      await rewrite(await openTable(errors, made.name), corrected, (row, header) => {
        const place = header.findIndex((text) => /时间/.test(String(text)));
        return row.map((cell, index) => (index === place ? `${day} 13:59` : cell));
      });
      const after = await understand(corrected, made.options);
      expect(after.counts).toMatchObject({ rows: made.expected.held, persons: made.expected.held, held: 0 });
    },
  );
});

/** Copies a table, changing its data rows: what a clerk does with an error file. */
async function rewrite(
  table: Table,
  path: string,
  change: (row: Cell[], header: Cell[]) => Cell[],
): Promise<void> {
  const writer = createTableWriter(path, table.format);
  for (const sheet of table.sheets) {
    writer.sheet(sheet.name);
    let header: Cell[] | undefined;
    for await (const batch of sheet.rows()) {
      for (const { cells } of batch) {
        await writer.row(header ? change([...cells], header) : cells);
        if (cells.includes('错误原因')) header = cells;
      }
    }
  }
  await writer.close();
  await table.close();
}

const FIXTURES = join(import.meta.dirname, 'fixtures');

describe('registers kept with the tests', () => {
  const expected = JSON.parse(readFileSync(join(FIXTURES, 'expected.json'), 'utf8')) as {
    posts: Post[];
    files: { file: string; expected: Expected }[];
  };
  it.each(expected.files)('$file comes to its totals', async ({ file, expected: totals }) => {
    const read = await understand(join(FIXTURES, file), {
      fileName: file,
      posts: expected.posts,
      receivedOn: '2022-11-30',
    });
    expect(totalsOf(read)).toEqual(totals);
  });
});

// Registers that somebody else made, with their expected totals: others can be given as a folder with an expected.json.
const OTHERS = process.env.LIANFANG_REGISTERS ?? join(import.meta.dirname, 'samples');

describe('registers from outside', () => {
  it('come to their expected totals', async () => {
    const expected = JSON.parse(readFileSync(join(OTHERS, 'expected.json'), 'utf8')) as {
      posts: Post[];
      totals: Record<string, number>;
      flagged: Record<string, number>;
      files: { file: string; post: string }[];
    };
    const sum: Record<string, number> = {};
    for (const { file, post } of expected.files) {
      const read = await understand(join(OTHERS, file), { fileName: file, posts: expected.posts });
      const { counts } = read;
      expect(counts.rows).toBe(counts.persons + counts.held + counts.duplicate);
      expect(new Set(read.passages.map((passage) => passage.post))).toEqual(new Set([post]));
      for (const [key, value] of Object.entries(totalsOf(read))) sum[key] = (sum[key] ?? 0) + value;
    }
    expect({
      'checkpoint.vehicles.checked': sum.vehicles,
      'checkpoint.persons.screened': sum.persons,
      'checkpoint.vehicles.turned_back': sum.vehiclesTurnedBack,
      'checkpoint.persons.turned_back': sum.personsTurnedBack,
      'checkpoint.certificates.verified': sum.certificates,
      'checkpoint.samples.collected': sum.samples,
    }).toEqual(expected.totals);
    expect({
      normalised: sum.normalised,
      idDamaged: sum.idDamaged,
      idWrong: sum.idDoubtful,
      idOld: sum.idOld,
      phoneMissing: sum.phoneMissing,
    }).toEqual(expected.flagged);
  });
});
