import { wallClock } from '@lianfang/domain/kernel/time.ts';
import type { ReportContent } from '@lianfang/domain/modules/report/reads.ts';
import ExcelJS from 'exceljs';
import { safeText } from '../../kernel/exports/cells.ts';
import {
  completenessWords,
  documentState,
  type Hands,
  indicatorTitle,
  postFigures,
  reportDocument,
} from './document.ts';
import type { ReportSignature } from './signature.ts';
import { type DocumentLang, documentWords, isWholeDay, periodWords, unitWord } from './words.ts';

export type XlsxOptions = {
  lang?: DocumentLang | undefined;
  issuer?: string | undefined;
  signature?: ReportSignature | undefined;
};

/** What the sheets are written from: the report and its words. */
type Source = {
  content: ReportContent;
  hands: Hands;
  lang: DocumentLang;
  words: (typeof documentWords)[DocumentLang];
  document: ReturnType<typeof reportDocument>;
};

const red = { argb: 'FFC8102E' };
const headFill: ExcelJS.Fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFEDEFF2' } };
const thin: Partial<ExcelJS.Borders> = {
  top: { style: 'thin' },
  bottom: { style: 'thin' },
  left: { style: 'thin' },
  right: { style: 'thin' },
};
const counts = '0';
const changes = '+0;-0;0';
const shares = '+0.0%;-0.0%;0.0%';

/** The report as a workbook of four sheets, for those who calculate further with it: numbers stay numbers. */
export async function reportXlsx(
  content: ReportContent,
  hands: Hands,
  options: XlsxOptions = {},
): Promise<Uint8Array> {
  const lang = options.lang ?? 'zh';
  const document = reportDocument(content, hands, { ...options, verifyUrl: '' });
  const source: Source = { content, hands, lang, words: documentWords[lang], document };
  const book = new ExcelJS.Workbook();
  book.creator = document.issuer;
  book.title = `${document.title} ${content.number}`;
  book.created = new Date(content.compiledAt);
  book.modified = new Date(hands.at(-1)?.at ?? content.compiledAt);
  figuresSheet(book, source);
  postsSheet(book, source);
  completenessSheet(book, source);
  amendmentsSheet(book, source);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

/** A sheet that begins with the watermark and the report's name, and is printed on A4 with them on every page. */
function addSheet(book: ExcelJS.Workbook, source: Source, name: string, widths: number[]): ExcelJS.Worksheet {
  const { content, document, words } = source;
  const marks = [...document.marks, content.number, words.states[documentState(source.hands)]].join('　');
  const sheet = book.addWorksheet(name, {
    pageSetup: {
      paperSize: 9,
      orientation: widths.length > 6 ? 'landscape' : 'portrait',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '1:2',
      margins: { left: 0.7, right: 0.7, top: 0.9, bottom: 0.9, header: 0.4, footer: 0.4 },
    },
    headerFooter: { oddHeader: `&L${plainHeader(marks)}`, oddFooter: '&C&P / &N' },
    views: [{ state: 'frozen', ySplit: 2 }],
  });
  sheet.columns = widths.map((width) => ({ width }));
  const mark = sheet.addRow([safeText(marks)]);
  mark.font = { color: red, size: 10 };
  const title = sheet.addRow([safeText(`${document.title}${document.subtitle}`)]);
  title.font = { bold: true, size: 14 };
  sheet.mergeCells(1, 1, 1, widths.length);
  sheet.mergeCells(2, 1, 2, widths.length);
  return sheet;
}

/** `&` begins a code in headers; 255 characters at most. */
function plainHeader(text: string): string {
  return [...text].slice(0, 120).join('').replaceAll('&', '&&');
}

type Value = string | number | null;

function addTable(
  sheet: ExcelJS.Worksheet,
  head: readonly string[],
  rows: readonly Value[][],
  formats: Record<number, string> = {},
): void {
  const titles = sheet.addRow(head.map(safeText));
  titles.eachCell((cell) => {
    cell.font = { bold: true };
    cell.fill = headFill;
    cell.border = thin;
    cell.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true };
  });
  for (const row of rows) {
    const added = sheet.addRow(row.map((value) => (typeof value === 'string' ? safeText(value) : value)));
    added.eachCell({ includeEmpty: true }, (cell, column) => {
      cell.border = thin;
      cell.alignment = { vertical: 'middle', wrapText: typeof cell.value === 'string' };
      if (typeof cell.value === 'number') cell.numFmt = formats[column] ?? counts;
    });
  }
}

function addSentence(sheet: ExcelJS.Worksheet, text: string, across: number): void {
  const row = sheet.addRow([safeText(text)]);
  sheet.mergeCells(row.number, 1, row.number, across);
  row.getCell(1).alignment = { wrapText: true, vertical: 'top' };
  // Excel does not raise a merged row by itself.
  row.height = 16 * Math.max(1, Math.ceil([...text].length / 46));
}

/** The change and its share, empty where there was nothing before. */
function changed(value: number, before: number): [number, number | null] {
  return [value - before, before === 0 ? null : (value - before) / before];
}

function figuresSheet(book: ExcelJS.Workbook, source: Source): void {
  const { content, words, lang, document, hands } = source;
  const sheet = addSheet(book, source, words.sheets.figures, [26, 10, 14, 14, 12, 12]);
  const columns = words.figureColumns(isWholeDay(content.from, content.to));
  addTable(
    sheet,
    [...columns, '%'],
    content.lines.map((line) => [
      line.title[lang],
      unitWord(line.unit, lang),
      line.value,
      line.before,
      ...changed(line.value, line.before),
    ]),
    { 5: changes, 6: shares },
  );
  addSentence(sheet, document.figures.note, 6);
  sheet.addRow([]);
  const basis = [
    [words.items.area, `${content.areaName} ${content.area}`],
    [words.items.period, periodWords(content.from, content.to, lang)],
    ...document.basis.rows.map(({ label, value }) => [label, value]),
  ];
  for (const [label, value] of basis) {
    const row = sheet.addRow([safeText(label!), safeText(value!)]);
    sheet.mergeCells(row.number, 2, row.number, 6);
    row.getCell(1).font = { bold: true };
  }
  sheet.addRow([]);
  const steps = document.signoff.rows.map(({ cells }) => cells);
  for (const [n, cells] of [words.signoffColumns, ...steps].entries()) {
    const [step, by, at, remark] = cells;
    const row = sheet.addRow([step, by, at, null, remark].map((one) => (one ? safeText(one) : null)));
    sheet.mergeCells(row.number, 3, row.number, 4);
    sheet.mergeCells(row.number, 5, row.number, 6);
    row.eachCell({ includeEmpty: true }, (cell) => {
      cell.border = thin;
      cell.alignment = { vertical: 'middle', wrapText: true };
      if (n === 0) Object.assign(cell, { font: { bold: true }, fill: headFill });
    });
  }
  if (hands.length === 0) addSentence(sheet, words.waiting, 6);
}

function postsSheet(book: ExcelJS.Workbook, source: Source): void {
  const { content, words, lang } = source;
  const { lines, elsewhere } = postFigures(content);
  const sheet = addSheet(book, source, words.sheets.posts, [10, 26, ...lines.map(() => 12)]);
  const rows: Value[][] = content.byPost.map((post) => [
    post.post,
    post.name,
    ...lines.map((line) => post.values[line.indicator] ?? 0),
  ]);
  if (elsewhere.some((value) => value !== 0)) rows.push(['', words.elsewhere, ...elsewhere]);
  rows.push(['', words.total, ...lines.map((line) => line.value)]);
  addTable(sheet, [words.postColumn, '', ...lines.map((line) => line.title[lang])], rows);
  sheet.lastRow!.font = { bold: true };
}

function completenessSheet(book: ExcelJS.Workbook, source: Source): void {
  const { content, words, lang } = source;
  const widths = [22, 38, 12, 10, 10, 10, 10, 20, 18, 18];
  const sheet = addSheet(book, source, words.sheets.completeness, widths);
  for (const sentence of completenessWords(content, words, lang)) addSentence(sheet, sentence, widths.length);
  if (content.completeness.behind.length === 0) return;
  addTable(
    sheet,
    words.deviceSheet,
    content.completeness.behind.map((device) => [
      device.name,
      device.id,
      device.post ?? '',
      words.deviceStates[device.state],
      device.captured,
      device.received,
      device.missing,
      device.gaps.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join('、'),
      device.behindSince ? wallClock(device.behindSince) : '',
      device.lastDeliveryAt ? wallClock(device.lastDeliveryAt) : '',
    ]),
  );
}

function amendmentsSheet(book: ExcelJS.Workbook, source: Source): void {
  const { content, words, lang, document } = source;
  const widths = [22, 34, 24, 12, 12, 12];
  const sheet = addSheet(book, source, words.sheets.amendments, widths);
  addSentence(sheet, document.amendments.sentence, widths.length);
  if (content.amendments.length === 0) return;
  addTable(
    sheet,
    words.amendmentSheet,
    content.amendments.flatMap((report) =>
      report.changes.map(({ indicator, was, is }) => [
        report.number,
        periodWords(report.from, report.to, lang),
        indicatorTitle(content, indicator, lang),
        was,
        is,
        is - was,
      ]),
    ),
    { 6: changes },
  );
}
