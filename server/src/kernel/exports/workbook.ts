import { type Cell, type ExportColumn, safeText } from './cells.ts';
import { type ZipFile, zipped } from './zip.ts';

/** Rows of one sheet at most, as Excel sets it; a longer table goes on in the next sheet. */
const rowsOfSheet = 1_048_576;
/** The watermark and the titles. */
const headRows = 2;
const pieceLength = 65_536;
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const rels = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRels = 'http://schemas.openxmlformats.org/package/2006/relationships';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/**
 * A workbook written as its rows come, with texts in place (no table of shared strings to gather first). exceljs's
 * own stream writer takes rows as fast as they come, whoever reads; this one waits, so memory stays bounded.
 */
export async function* workbook(
  columns: readonly ExportColumn[],
  rows: AsyncIterable<Cell[]>,
  mark: string,
  sheetRows = rowsOfSheet,
): AsyncGenerator<Buffer> {
  yield* zipped(parts(columns, rows, mark, sheetRows));
}

async function* parts(
  columns: readonly ExportColumn[],
  rows: AsyncIterable<Cell[]>,
  mark: string,
  sheetRows: number,
): AsyncGenerator<ZipFile> {
  yield { name: 'xl/styles.xml', chunks: [styles] };
  const source = rows[Symbol.asyncIterator]();
  let next = await source.next();
  let sheets = 0;
  try {
    do {
      sheets += 1;
      const taken = {
        [Symbol.asyncIterator]: async function* () {
          for (let row = headRows; row < sheetRows && !next.done; row += 1) {
            yield next.value;
            next = await source.next();
          }
        },
      };
      yield { name: `xl/worksheets/sheet${sheets}.xml`, chunks: sheet(columns, taken, mark, sheets === 1) };
    } while (!next.done);
  } finally {
    // A reader who goes away half-way closes the query behind the rows.
    await source.return?.(undefined);
  }
  yield* frame(sheets);
}

async function* sheet(
  columns: readonly ExportColumn[],
  rows: AsyncIterable<Cell[]>,
  mark: string,
  first: boolean,
): AsyncGenerator<string> {
  const last = columnName(Math.max(columns.length, 1));
  const widths = columns.map(
    ({ width = 16 }, n) => `<col min="${n + 1}" max="${n + 1}" width="${width}" customWidth="1"/>`,
  );
  let piece = `${xml}<worksheet xmlns="${main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView ${first ? 'tabSelected="1" ' : ''}workbookViewId="0"><pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${widths.length > 0 ? `<cols>${widths.join('')}</cols>` : ''}<sheetData>`;
  piece +=
    rowXml(1, [mark], 1) +
    rowXml(
      2,
      columns.map(({ title }) => safeText(title)),
      2,
    );
  let number = headRows;
  for await (const row of rows) {
    number += 1;
    piece += rowXml(number, row, 0);
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  piece += '</sheetData>';
  if (columns.length > 0) piece += `<autoFilter ref="A2:${last}${number}"/>`;
  if (columns.length > 1) piece += `<mergeCells count="1"><mergeCell ref="A1:${last}1"/></mergeCells>`;
  piece +=
    '<pageMargins left="0.5" right="0.5" top="0.7" bottom="0.7" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>';
  yield `${piece}<headerFooter><oddHeader>&amp;L${headerText(mark)}</oddHeader><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>`;
}

function rowXml(number: number, cells: readonly Cell[], style: number): string {
  const mark = style === 0 ? '' : ` s="${style}"`;
  const inner = cells.map((value, n) => {
    if (value === '') return '';
    const at = `${columnName(n + 1)}${number}`;
    if (typeof value === 'number') return `<c r="${at}"${mark}><v>${value}</v></c>`;
    return `<c r="${at}"${mark} t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
  });
  return `<row r="${number}">${inner.join('')}</row>`;
}

/** 1 → A, 27 → AA. */
function columnName(number: number): string {
  let name = '';
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** In headers `&` begins a code; doubled it is itself. Excel takes 255 characters at most. */
function headerText(mark: string): string {
  const doubled = [...mark].slice(0, 120).join('').replaceAll('&', '&&');
  return escaped(doubled);
}

function* frame(sheets: number): Generator<ZipFile> {
  const numbers = Array.from({ length: sheets }, (_, n) => n + 1);
  const sheetTags = numbers.map(
    (n) => `<sheet name="数据${n === 1 ? '' : n}" sheetId="${n}" r:id="rId${n}"/>`,
  );
  // Titles are repeated on every printed page.
  const titles = numbers.map(
    (n) =>
      `<definedName name="_xlnm.Print_Titles" localSheetId="${n - 1}">'数据${n === 1 ? '' : n}'!$1:$2</definedName>`,
  );
  const relTags = numbers.map(
    (n) => `<Relationship Id="rId${n}" Type="${rels}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
  );
  const styleRel = `<Relationship Id="rId${sheets + 1}" Type="${rels}/styles" Target="styles.xml"/>`;
  const overrides = numbers.map(
    (n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${types}.worksheet+xml"/>`,
  );
  yield {
    name: 'xl/workbook.xml',
    chunks: [
      `${xml}<workbook xmlns="${main}" xmlns:r="${rels}"><sheets>${sheetTags.join('')}</sheets><definedNames>${titles.join('')}</definedNames></workbook>`,
    ],
  };
  yield {
    name: 'xl/_rels/workbook.xml.rels',
    chunks: [`${xml}<Relationships xmlns="${packageRels}">${relTags.join('')}${styleRel}</Relationships>`],
  };
  yield {
    name: '_rels/.rels',
    chunks: [
      `${xml}<Relationships xmlns="${packageRels}"><Relationship Id="rId1" Type="${rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
  };
  yield {
    name: '[Content_Types].xml',
    chunks: [
      `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/>${overrides.join('')}</Types>`,
    ],
  };
}

/** Style 0: a cell; 1: the watermark, red; 2: a column's title, bold on grey. */
const styles = `${xml}<styleSheet xmlns="${main}"><fonts count="3"><font><sz val="11"/><name val="宋体"/></font><font><sz val="10"/><color rgb="FFC8102E"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFEDEFF2"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="0" fontId="2" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
