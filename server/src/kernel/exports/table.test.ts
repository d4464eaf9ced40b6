import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fc, test as property } from '@fast-check/vitest';
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { safeText } from './cells.ts';
import { exportTable, type TableExport } from './table.ts';
import { workbook } from './workbook.ts';

const watermark = {
  user: '数据岗 𠮷',
  at: '2022-01-05T16:12:00Z',
  purpose: 'export',
  why: '上报<市>&局',
  exercise: true,
};
const columns = [
  { key: 'post', title: '卡点' },
  { key: 'persons', title: '人数', width: 8 },
  { key: 'note', title: '备注', width: 40 },
];
const mark =
  '演练 EXERCISE　导出人：数据岗 𠮷　时间：2022-01-06 00:12　用途：数据报送　事由：上报<市>&局　内部资料，不得外传';

async function* from<T>(rows: Iterable<T>): AsyncGenerator<T> {
  yield* rows;
}

async function bytes(table: Omit<TableExport, 'columns' | 'watermark'>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of exportTable({ columns, watermark, ...table })) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function sheetsOf(file: Buffer): Promise<(string | number | null)[][][]> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(file as unknown as ArrayBuffer);
  return book.worksheets.map((sheet) => {
    const rows: (string | number | null)[][] = [];
    sheet.eachRow((row, number) => {
      const cells = Array.from(
        { length: 3 },
        (_, n) => (row.getCell(n + 1).value ?? null) as string | number | null,
      );
      rows.push(number === 1 ? cells.slice(0, 1) : cells);
    });
    return rows;
  });
}

const rows = [
  { post: 'CP1', persons: 3, note: '=HYPERLINK("http://x")' },
  { post: 'CP2', persons: -1, note: '+86 199' },
  { post: '@cp', persons: 0, note: ' "甲", 乙\r\n丙 ' },
  { post: '𬱖㛃', persons: undefined, note: 'a\u0000b<&>' },
];

/** Takes the stream's first pieces, until `enough`, and no more. */
async function readUntil(stream: Readable, enough: () => boolean): Promise<void> {
  while (!enough()) if (stream.read() === null) await once(stream, 'readable');
}

describe('a table as CSV', () => {
  it('opens in Excel by itself, with the watermark first and no formula in it', async () => {
    const file = await bytes({ rows: from(rows), format: 'csv' });
    expect(file.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(parse(file, { bom: true, relax_column_count: true })).toEqual([
      [mark],
      ['卡点', '人数', '备注'],
      ['CP1', '3', `'=HYPERLINK("http://x")`],
      ['CP2', '-1', "'+86 199"],
      ["'@cp", '0', ' "甲", 乙\r\n丙 '],
      ['𬱖㛃', '', 'ab<&>'],
    ]);
  });
});

describe('a table as XLSX', () => {
  it('reads back as it was, numbers as numbers', async () => {
    const [sheet] = await sheetsOf(await bytes({ rows: from(rows), format: 'xlsx' }));
    expect(sheet).toEqual([
      [mark],
      ['卡点', '人数', '备注'],
      ['CP1', 3, `'=HYPERLINK("http://x")`],
      ['CP2', -1, "'+86 199"],
      ["'@cp", 0, ' "甲", 乙\r\n丙 '],
      ['𬱖㛃', null, 'ab<&>'],
    ]);
  });

  it('goes on in a second sheet where one is full', async () => {
    const parts: Buffer[] = [];
    const cells = from([
      ['a', 1, ''],
      ['b', 2, ''],
      ['c', 3, ''],
    ]);
    for await (const part of workbook(columns, cells, '水印', 4)) parts.push(part);
    const sheets = await sheetsOf(Buffer.concat(parts));
    expect(sheets.map((sheet) => sheet.slice(2).map(([first]) => first))).toEqual([['a', 'b'], ['c']]);
    expect(sheets[1]?.slice(0, 2)).toEqual([['水印'], ['卡点', '人数', '备注']]);
  });

  it('is a whole workbook without any row', async () => {
    expect(await sheetsOf(await bytes({ rows: from([]), format: 'xlsx' }))).toEqual([
      [[mark], ['卡点', '人数', '备注']],
    ]);
  });
});

describe.each(['csv', 'xlsx'] as const)('the stream of a table as %s', (format) => {
  it('takes no more rows than the reader has room for', async () => {
    let taken = 0;
    async function* endless() {
      // Different every time, so that compression does not swallow them.
      for (; ; taken += 1)
        yield {
          post: `CP${taken}`,
          persons: taken,
          note: ((taken * 2_654_435_761) >>> 0).toString(36).repeat(40),
        };
    }
    const stream = exportTable({ columns, rows: endless(), format, watermark });
    await readUntil(stream, () => taken > 0);
    let still = -1;
    // Until a whole turn passes without one more row being taken.
    while (still !== taken) {
      still = taken;
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(taken).toBeLessThan(20_000);
    stream.destroy();
  });

  it('tells the source when the reader goes away', async () => {
    let started = false;
    let closed: () => void;
    const ended = new Promise<void>((resolve) => {
      closed = resolve;
    });
    async function* endless() {
      started = true;
      try {
        for (let n = 0; ; n += 1) yield { post: 'CP1', persons: n, note: String(n * 7_919).repeat(30) };
      } finally {
        closed();
      }
    }
    const stream = exportTable({ columns, rows: endless(), format, watermark });
    await readUntil(stream, () => started);
    stream.destroy();
    await ended;
  });

  it('fails as a whole when a row cannot be had', async () => {
    async function* broken() {
      yield { post: 'CP1', persons: 1, note: '' };
      throw new Error('the query was lost');
    }
    await expect(bytes({ rows: broken(), format })).rejects.toThrow('the query was lost');
  });
});

property.prop([fc.string({ unit: 'binary' })])(
  'no text of a cell begins a formula or breaks a file',
  (text) => {
    const safe = safeText(text);
    expect(safe).not.toMatch(/^[=+\-@\t\r]/);
    expect(safe.isWellFormed()).toBe(true);
    expect(safe.length).toBeLessThanOrEqual(32_767);
  },
);
