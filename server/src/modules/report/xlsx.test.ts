import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { sampleHands, sampleReport } from './fixtures.ts';
import { reportXlsx, type XlsxOptions } from './xlsx.ts';

async function read(content = sampleReport(), hands = sampleHands('issued'), options: XlsxOptions = {}) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load((await reportXlsx(content, hands, options)).buffer as ArrayBuffer);
  return book;
}

/** The row whose first cell reads so. */
function row(sheet: ExcelJS.Worksheet, first: string): ExcelJS.CellValue[] {
  let found: ExcelJS.CellValue[] = [];
  sheet.eachRow((one) => {
    if (one.getCell(1).value === first) found = (one.values as ExcelJS.CellValue[]).slice(1);
  });
  return found;
}

describe('a report as a workbook', () => {
  it('has four sheets, each with the watermark, the title and a page that can be printed', async () => {
    const book = await read();
    expect(book.worksheets.map(({ name }) => name)).toEqual(['日报', '分卡点', '完整性', '更正']);
    for (const sheet of book.worksheets) {
      expect(sheet.getCell('A1').value).toBe('演练 EXERCISE　凤疫指报〔2022〕5号　已签发');
      expect(sheet.getCell('A2').value).toBe('凤县疫情联防联控工作日报（2022年1月5日0时至24时）');
      expect(sheet.pageSetup).toMatchObject({
        paperSize: 9,
        fitToPage: true,
        fitToWidth: 1,
        fitToHeight: 0,
        printTitlesRow: '1:2',
      });
    }
  });

  it('keeps numbers as numbers, with their changes', async () => {
    const content = sampleReport();
    const sheet = (await read(content)).getWorksheet('日报')!;
    const { value, before } = content.lines[0]!;
    expect(row(sheet, '检查车辆')).toEqual([
      '检查车辆',
      '辆次',
      value,
      before,
      value - before,
      (value - before) / before,
    ]);
    expect(row(sheet, '截止位置')[1]).toBe('账本第184467位');
    expect(row(sheet, '签发')).toEqual([
      '签发',
      '赵犇',
      '2022年1月6日1时05分',
      '2022年1月6日1时05分',
      '同意签发',
      '同意签发',
    ]);
  });

  it('adds up by post', async () => {
    const content = sampleReport({ posts: 40 });
    content.lines[0]!.value += 7;
    const sheet = (await read(content)).getWorksheet('分卡点')!;
    const column: number[] = [];
    sheet.getColumn(3).eachCell((cell) => {
      if (typeof cell.value === 'number') column.push(cell.value);
    });
    expect(column.slice(0, -1).reduce((a, b) => a + b)).toBe(column.at(-1));
    expect(column.at(-2)).toBe(7);
  });

  it('lists late devices and amendments', async () => {
    const book = await read(sampleReport({ behind: 2, amendments: 3 }), sampleHands('compiled'));
    expect(row(book.getWorksheet('完整性')!, '手机2𬱖㛃𠮷').slice(4, 8)).toEqual([
      1201,
      1192,
      9,
      '1199–1201',
    ]);
    expect(row(book.getWorksheet('更正')!, '凤疫指报〔2021〕363号').slice(2)).toEqual([
      '检查车辆',
      400,
      412,
      12,
    ]);
    expect(book.getWorksheet('更正')!.getCell('A1').value).toContain('草稿');
  });

  it('shows no formula, whoever named the post', async () => {
    const content = sampleReport({ behind: 1 });
    content.byPost[0]!.name = '=1+1';
    content.completeness.behind[0]!.name = '@SUM(A1)';
    const hands = sampleHands('issued').map((hand) => ({ ...hand, remark: '+cmd|calc' }));
    const book = await read(content, hands);
    expect(row(book.getWorksheet('分卡点')!, 'CP1')[1]).toBe("'=1+1");
    expect(row(book.getWorksheet('完整性')!, "'@SUM(A1)")).not.toEqual([]);
    expect(row(book.getWorksheet('日报')!, '签发')[4]).toBe("'+cmd|calc");
  });

  it('is complete in English', async () => {
    const book = await read(undefined, undefined, { lang: 'en' });
    for (const sheet of book.worksheets) {
      sheet.eachRow((one, number) => {
        const text = (one.values as unknown[]).filter((value) => typeof value === 'string').join(' ');
        if (number > 2)
          expect(
            text.replace(/[〔〕]|数据已与卡点核对|同意签发|张𬱖|李㛃|王𠮷|赵犇|凤县|号/g, ''),
          ).not.toMatch(/[，。：、]|指标|合计/);
      });
    }
    expect(book.worksheets[0]!.name).toBe('Daily report');
  });
});
