import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { Problem } from '@lianfang/domain/kernel/problem.ts';
import ExcelJS from 'exceljs';
import { afterAll, describe, expect, it } from 'vitest';
import { sheetXml, workbookParts, zipFile } from '../../../test/registers/zipFile.ts';
import { encodeGb18030 } from './encoding.ts';
import { type TableFault, tableFaults } from './faults.ts';
import { openTable } from './openTable.ts';
import { showsDate, wallClockOfSerial } from './styles.ts';
import { type Cell, type TableLimits, tableLimits } from './table.ts';
import { createTableWriter } from './tableWriter.ts';

const folder = mkdtempSync(join(tmpdir(), 'tables-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function file(bytes: Buffer | string, ending = 'xlsx'): string {
  files += 1;
  const path = join(folder, `${files}.${ending}`);
  writeFileSync(path, bytes);
  return path;
}

type ReadSheet = { name: string; hidden: boolean; rows: { number: number; cells: Cell[] }[] };

async function read(path: string, limits: TableLimits = tableLimits): Promise<ReadSheet[]> {
  const table = await openTable(path, path, limits);
  try {
    const sheets: ReadSheet[] = [];
    for (const { name, hidden, rows } of table.sheets) {
      const all: ReadSheet['rows'] = [];
      for await (const batch of rows()) all.push(...batch);
      sheets.push({ name, hidden, rows: all });
    }
    return sheets;
  } finally {
    await table.close();
  }
}

async function rowsOf(xml: string, more: Parameters<typeof workbookParts>[1] = {}) {
  const [sheet] = await read(file(zipFile(workbookParts([{ name: 's', xml }], more))));
  return sheet?.rows ?? [];
}

async function whyNot(path: string, limits?: TableLimits): Promise<string> {
  try {
    await read(path, limits);
    return 'read';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const why = error.details.why as TableFault;
    expect(tableFaults[why].code).toBe(error.code);
    return why;
  }
}

describe('workbooks', () => {
  it('reads what a spreadsheet library writes: shared and rich texts, dates by style, formulas, errors, hidden sheets', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('早班');
    sheet.addRow(['标题']);
    sheet.mergeCells('A1:C1');
    sheet.addRow([]);
    sheet.addRow(['张三', 36.5, true, new Date(Date.UTC(2022, 0, 5, 8, 15, 2))]);
    sheet.getCell('D3').numFmt = 'yyyy"年"m"月"d"日" h:mm';
    sheet.getCell('A4').value = { richText: [{ text: '李' }, { text: '四', font: { bold: true } }] };
    sheet.getCell('B4').value = { formula: 'A1&"x"', result: '得数' };
    sheet.getCell('C4').value = { formula: '1+1', result: 2 };
    sheet.getCell('D4').value = { error: '#N/A' };
    sheet.getCell('E4').value = '610399199001011234';
    sheet.getCell('F6').value = '末行';
    book.addWorksheet('隐藏', { state: 'hidden' }).addRow(['x']);
    const sheets = await read(file(Buffer.from(await book.xlsx.writeBuffer())));
    expect(sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['早班', false],
      ['隐藏', true],
    ]);
    expect(sheets[0]?.rows).toEqual([
      { number: 1, cells: ['标题'] },
      { number: 3, cells: ['张三', 36.5, true, { date: '2022-01-05T08:15:02' }] },
      { number: 4, cells: ['李四', '得数', 2, { error: '#N/A' }, '610399199001011234'] },
      { number: 6, cells: [null, null, null, null, null, '末行'] },
    ]);
  });

  it('reads inline texts, cells without references, escapes, entities, phonetic runs, prefixed names', async () => {
    const rows = await rowsOf(
      `<?xml version="1.0"?><x:worksheet><!-- </row> --><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:r><x:t>a&amp;b</x:t></x:r><x:rPh sb="0" eb="1"><x:t>phon</x:t></x:rPh><x:r><x:t xml:space="preserve"> &#x4e8c;_x000A_</x:t></x:r></x:is></x:c><x:c t="str"><x:f>A1&lt;2</x:f><x:v><![CDATA[<&>]]></x:v></x:c><x:c/><x:c t='b'><x:v>0</x:v></x:c></x:row><x:row r="9"/><x:row><x:c><x:v>1e3</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
    );
    expect(rows).toEqual([
      { number: 1, cells: ['a&b 二\n', '<&>', null, false] },
      { number: 10, cells: [1000] },
    ]);
  });

  it('reads a sheet to its last row whatever dimension it claims', async () => {
    const rows = Array.from(
      { length: 5000 },
      (_, index) => `<row r="${index + 1}"><c r="A${index + 1}"><v>${index}</v></c></row>`,
    );
    expect(await rowsOf(sheetXml(rows.join(''), 'A1'))).toHaveLength(5000);
  });

  it('counts days from 1904 where the workbook does', async () => {
    const styles = '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>';
    const xml = sheetXml('<row r="1"><c r="A1" s="1"><v>43104.34375</v></c></row>');
    expect((await rowsOf(xml, { styles, workbookPr: '<workbookPr date1904="1"/>' }))[0]?.cells).toEqual([
      { date: '2022-01-05T08:15:00' },
    ]);
    expect((await rowsOf(xml, { styles }))[0]?.cells).toEqual([{ date: '2018-01-04T08:15:00' }]);
  });

  it.each([
    [44566.34375, '2022-01-05T08:15:00'],
    [44566.343749999, '2022-01-05T08:15:00'],
    [44566.999999, '2022-01-06T00:00:00'],
    [0.34375, '08:15:00'],
    [1, '1900-01-01T00:00:00'],
    [59, '1900-02-28T00:00:00'],
    [61, '1900-03-01T00:00:00'],
  ])('serial %d is %s', (serial, text) => {
    expect(wallClockOfSerial(serial, false)).toBe(text);
  });

  it.each([
    'yyyy/m/d h:mm',
    'h:mm;@',
    '[$-804]yyyy"年"m"月"d"日"',
    '[h]:mm',
    'mm-dd-yy',
    '上午/下午h"时"mm"分"',
  ])('%s shows a date', (format) => {
    expect(showsDate(format)).toBe(true);
  });
  it.each(['General', '0.0_ ', '#,##0.00', '@', '0"day"', '[Red]0.0', '0.00E+00', '\\d0'])(
    '%s shows no date',
    (format) => {
      expect(showsDate(format)).toBe(false);
    },
  );

  it('passes over a million empty formatted rows in bounded time and memory', async () => {
    const empty = Array.from(
      { length: 1_000_000 },
      (_, index) =>
        `<row r="${index + 3}" spans="1:4" s="1" customFormat="1"><c r="A${index + 3}" s="1"/><c r="B${index + 3}" s="1"/></row>`,
    ).join('');
    const path = file(
      zipFile(
        workbookParts([
          {
            name: 's',
            xml: sheetXml(
              `<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>${empty}<row r="1000009"><c r="B1000009"><v>7</v></c></row>`,
            ),
          },
        ]),
      ),
    );
    const before = process.memoryUsage.rss();
    const begun = performance.now();
    const [sheet] = await read(path);
    expect(sheet?.rows).toEqual([
      { number: 1, cells: ['x'] },
      { number: 1_000_009, cells: [null, 7] },
    ]);
    expect(performance.now() - begun).toBeLessThan(40_000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 2 ** 20);
  });
});

describe('what is no table is refused with a reason', () => {
  const cell = (text: string) =>
    sheetXml(`<row r="1"><c r="A1" t="inlineStr"><is><t>${text}</t></is></c></row>`);
  const ole = (text: string) =>
    Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(2000),
      Buffer.from(text, 'utf16le'),
      Buffer.alloc(3000),
    ]);

  it.each<[string, TableFault, () => Buffer]>([
    ['nothing', 'empty', () => Buffer.alloc(0)],
    ['a picture', 'not_a_spreadsheet', () => Buffer.from('89504e470d0a1a0a0000000d4948445200000010', 'hex')],
    ['a PDF', 'not_a_spreadsheet', () => Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj')],
    [
      'a web page named .xls',
      'not_a_spreadsheet',
      () => Buffer.from('<html><table><tr><td>1</td></tr></table></html>'),
    ],
    ['an old workbook', 'old_workbook', () => ole('Workbook')],
    ['a workbook with a password', 'password', () => ole('EncryptedPackage')],
    [
      'a workbook with macros',
      'macro',
      () =>
        zipFile([
          ...workbookParts([{ name: 's', xml: cell('x') }]),
          { name: 'xl/vbaProject.bin', data: 'x' },
        ]),
    ],
    ['a binary workbook', 'old_workbook', () => zipFile([{ name: 'xl/workbook.bin', data: 'x' }])],
    [
      'an OpenDocument sheet',
      'open_document',
      () =>
        zipFile([
          { name: 'mimetype', data: 'x', stored: true },
          { name: 'content.xml', data: '<a/>' },
        ]),
    ],
    ['a document', 'not_a_spreadsheet', () => zipFile([{ name: 'word/document.xml', data: '<a/>' }])],
    ['half a zip', 'damaged', () => zipFile(workbookParts([{ name: 's', xml: cell('x') }])).subarray(0, 700)],
    [
      'an encrypted part',
      'password',
      () => zipFile(workbookParts([{ name: 's', xml: cell('x') }]).map((part) => ({ ...part, flags: 1 }))),
    ],
    [
      'a sheet cut off',
      'damaged',
      () => zipFile(workbookParts([{ name: 's', xml: cell('x').slice(0, -20) }])),
    ],
    [
      'a document type with entities',
      'damaged',
      () => zipFile(workbookParts([{ name: 's', xml: `<!DOCTYPE a [<!ENTITY b "bb">]>${cell('x')}` }])),
    ],
    [
      'a part that is longer than it says',
      'damaged',
      () =>
        zipFile(
          workbookParts([{ name: 's', xml: cell('y'.repeat(3000)) }]).map((part) =>
            part.name.includes('sheet1') ? { ...part, claimedSize: 100 } : part,
          ),
        ),
    ],
    ['no sheet', 'no_sheet', () => zipFile(workbookParts([]))],
    [
      'a huge cell',
      'cell_too_long',
      () => zipFile(workbookParts([{ name: 's', xml: cell('z'.repeat(300_000)) }])),
    ],
    ['an open quotation mark', 'cell_too_long', () => Buffer.from(`a,b\n"${'x,y\n'.repeat(100_000)}`)],
    ['a huge cell of a text table', 'cell_too_long', () => Buffer.from(`a,b\n${'x'.repeat(40_000)},y\n`)],
    [
      'bytes of no encoding',
      'encoding',
      () => Buffer.concat([Buffer.from('姓名,车牌号\n', 'utf8'), Buffer.from([0xff, 0x41, 0x80, 0x20])]),
    ],
  ])('%s: %s', async (_, why, bytes) => {
    expect(await whyNot(file(bytes()))).toBe(why);
  });

  it('a zip bomb, by its ratio and by its size, quickly', async () => {
    const bomb = zipFile(workbookParts([{ name: 's', xml: sheetXml(' '.repeat(150 * 2 ** 20)) }]));
    expect(bomb.length).toBeLessThan(2 ** 20);
    const path = file(bomb);
    const begun = performance.now();
    expect(await whyNot(path)).toBe('zip_bomb');
    expect(await whyNot(path, { ...tableLimits, ratio: 5000, partBytes: 2 ** 20 })).toBe('zip_bomb');
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  it('a file over the limit, before it is looked into', async () => {
    expect(await whyNot(file('a,b\n1,2\n', 'csv'), { ...tableLimits, fileBytes: 4 })).toBe('too_large');
  });

  it('every reason has its words in both languages', () => {
    for (const { zh, en } of Object.values(tableFaults)) {
      expect(zh).toMatch(/[\u4e00-\u9fff]/);
      expect(en).toMatch(/^[ -~…]+$/);
    }
  });

  test.prop(
    [
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })), {
        minLength: 1,
        maxLength: 12,
      }),
      fc.boolean(),
    ],
    { numRuns: 400 },
  )('a file with bytes changed is read or refused, never a crash', async (changes, workbook) => {
    const whole = workbook
      ? zipFile(
          workbookParts(
            [
              {
                name: '早班',
                xml: sheetXml(
                  '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>44566.3</v></c></row>',
                ),
              },
            ],
            {
              shared: '<sst><si><t>姓名</t></si></sst>',
              styles: '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
            },
          ),
        )
      : encodeGb18030('姓名,身份证号\r\n张三,"610399"\r\n'.repeat(20));
    const bytes = Buffer.from(whole);
    for (const [at, value] of changes) bytes[Math.floor(at * (bytes.length - 1))] = value;
    expect(await whyNot(file(bytes))).toEqual(expect.any(String));
  });
});

describe('text tables', () => {
  const text = '姓名,车牌号\r\n𬱖㛃𠮷,陕A·12345\r\n"李,""四""\n五",\r\n\r\n末,行\r\n';
  const rows = [
    { number: 1, cells: ['姓名', '车牌号'] },
    { number: 2, cells: ['𬱖㛃𠮷', '陕A·12345'] },
    { number: 3, cells: ['李,"四"\n五'] },
    { number: 5, cells: ['末', '行'] },
  ];

  it.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with mark', Buffer.from(`\ufeff${text}`)],
    ['GB18030', encodeGb18030(text)],
    ['UTF-16 with mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    [
      'tabs',
      Buffer.from(
        text
          .replaceAll('",', '"\t')
          .replaceAll('名,', '名\t')
          .replaceAll('𠮷,', '𠮷\t')
          .replaceAll('末,', '末\t'),
      ),
    ],
  ])('%s', async (_, bytes) => {
    expect((await read(file(bytes, 'csv')))[0]?.rows).toEqual(rows);
  });

  it('finds GB18030 and UTF-8 however chunks fall', async () => {
    for (const shift of [0, 1, 2, 3]) {
      const long = `${'a'.repeat(shift)}${'凤县草店𠮷,陕\n'.repeat(40_000)}`;
      for (const bytes of [Buffer.from(long), encodeGb18030(long)]) {
        const [sheet] = await read(file(bytes, 'csv'));
        expect(sheet?.rows).toHaveLength(40_000);
        expect(sheet?.rows.at(-1)?.cells).toEqual(['凤县草店𠮷', '陕']);
      }
    }
  });

  it('keeps ="…" as it is written, for whoever understands it', async () => {
    const [sheet] = await read(file('a,b\n="610399",x\n"=""123""",y\n', 'csv'));
    expect(sheet?.rows.slice(1).map(({ cells }) => cells[0])).toEqual(['="610399"', '="123"']);
  });

  test.prop([fc.string({ unit: 'binary' })])('GB18030 as it is written reads back the same', (any) => {
    const clean = any.replace(/[\p{Cs}\p{Co}]/gu, '');
    expect(new TextDecoder('gb18030').decode(encodeGb18030(clean))).toBe(clean.replace(/^\ufeff/, ''));
  });

  it('GB18030 gives private characters that have places of their own by now those places', () => {
    const written = encodeGb18030('\ue81e\ue864\ue78d\ue796\ue000');
    expect(new TextDecoder('gb18030').decode(written)).toBe('\u9fb4\u9fbb\ufe10\ufe19\ue000');
  });

  it.each([
    { type: 'csv', encoding: 'gb18030', bom: false, delimiter: ',', newline: '\r\n' },
    { type: 'csv', encoding: 'utf-8', bom: true, delimiter: '\t', newline: '\n' },
    { type: 'xlsx' },
  ] as const)('what is written reads back: %o', async (format) => {
    const path = join(folder, `written-${format.type}-${format.type === 'csv' ? format.encoding : ''}`);
    const writer = createTableWriter(path, format);
    writer.sheet('早班');
    await writer.row(['姓名', '身份证号', '备注']);
    await writer.row(['𬱖㛃', '610399199001011234', '=1+1', null, { date: '2022-01-05T08:15:00' }]);
    await writer.row([null, 610399199001011200, 'a,"b"\tc', 36.5]);
    await writer.close();
    const [sheet] = await read(path);
    const unwrapped = sheet?.rows.map(({ cells }) =>
      cells.map((each) =>
        typeof each === 'string'
          ? each.replace(/^="(.*)"$|^'/, '$1')
          : typeof each === 'number'
            ? String(each)
            : each,
      ),
    );
    expect(unwrapped).toEqual([
      ['姓名', '身份证号', '备注'],
      ['𬱖㛃', '610399199001011234', '=1+1', null, '2022-01-05 08:15:00'],
      [null, '610399199001011200', 'a,"b"\tc', '36.5'],
    ]);
  });
});
