import { cleanFreeText } from '@lianfang/domain/kernel/identifiers/text.ts';
import { identifies } from '@lianfang/domain/modules/verification/rules.ts';
import type { ListField, RowFlag, RowReceived } from '@lianfang/domain/modules/verification/schema.ts';
import { cellText, isEmptyCell } from '../../../kernel/imports/cells.ts';
import { isoDate, nearestDate, readMoment } from '../../../kernel/imports/dates.ts';
import { tableProblem } from '../../../kernel/imports/faults.ts';
import {
  findHeaderOf,
  HEADER_WITHIN,
  type Header,
  isHeaderAgainOf,
  type Mapping,
} from '../../../kernel/imports/header.ts';
import { cut, type Noted, readDocument, readName, readPhone } from '../../../kernel/imports/personCells.ts';
import type { Cell, Row, Sheet, Table } from '../../../kernel/imports/table.ts';
import { isHousehold, listHeader } from './fields.ts';

/** What one row of a list says. `identity` and `matter` make two rows the same row; both hold personal data. */
export type ListItem = {
  kind: 'row';
  sheet: string;
  row: number;
  /** The row as it stood. */
  cells: Cell[];
  said: Pick<RowReceived, 'name' | 'document' | 'born' | 'phone' | 'address' | 'from' | 'arrived' | 'remark'>;
  flags: RowFlag[];
  held: 'nothing_identifying' | undefined;
  /** Who it is and what is said; the same in a row that repeats it, whatever its remark or number. */
  same: string;
};
export type ListSheet = {
  kind: 'sheet';
  sheet: string;
  header: Header<ListField>;
  titles: Row[];
  headerRows: Row[];
};
export type ListWarning = {
  kind: 'warning';
  code: string;
  sheet: string;
  row?: number;
  detail: Record<string, unknown>;
};
export type ListUnderstood =
  | ListItem
  | ListSheet
  | ListWarning
  | { kind: 'sheetEnd'; sheet: string; rows: number };

export type ListOptions = {
  readonly mapping: Mapping<ListField>;
  /** The county's day on which the list was received: gives the year where none is written. */
  readonly receivedOn: string;
};

/** Fields that a list should have; without one of them it is taken and it is said. */
const EXPECTED: readonly ListField[] = ['name', 'document', 'phone', 'address'];
const LONGEST = { address: 300, from: 200, remark: 500 };

/**
 * Understands a pushed list row by row, in bounded memory: a row a person, whatever sheet it stands in. Every row under a
 * header ends as exactly one of person, held, total, note, header or blank.
 * @throws Problem `import.no_header` when no visible sheet has a header, `import.*` of the reader
 */
export async function* understandList(
  table: Table,
  options: ListOptions,
): AsyncGenerator<ListUnderstood, void, undefined> {
  let headers = 0;
  const without: ListWarning[] = [];
  for (const sheet of table.sheets) {
    if (sheet.hidden) {
      yield { kind: 'warning', code: 'hidden_sheet', sheet: sheet.name, detail: {} };
      continue;
    }
    const found = yield* understandSheet(sheet, options);
    if (found.header) headers += 1;
    else if (found.rows > 0)
      without.push({
        kind: 'warning',
        code: 'sheet_without_header',
        sheet: sheet.name,
        detail: { rows: found.rows },
      });
  }
  if (headers === 0) throw tableProblem('no_header');
  yield* without;
}

async function* understandSheet(
  sheet: Sheet,
  options: ListOptions,
): AsyncGenerator<ListUnderstood, { header: boolean; rows: number }, undefined> {
  let waiting: Row[] | undefined = [];
  let reader: SheetReader | undefined;
  let seen = 0;
  const out: ListUnderstood[] = [];

  function begin(first: Row[]): Row[] {
    const header = findHeaderOf(listHeader, first, options.mapping);
    if (header === undefined) return [];
    const above = first.slice(0, header.at + 1);
    out.push({
      kind: 'sheet',
      sheet: sheet.name,
      header,
      titles: above.filter((row) => !header.rows.includes(row.number)),
      headerRows: above.filter((row) => header.rows.includes(row.number)),
    });
    const present = new Set(header.columns.map(({ field }) => field));
    for (const field of EXPECTED)
      if (!present.has(field))
        out.push({ kind: 'warning', code: 'column_missing', sheet: sheet.name, detail: { field } });
    reader = sheetReader(sheet.name, header, options, out);
    return first.slice(header.at + 1);
  }

  for await (const batch of sheet.rows()) {
    seen += batch.length;
    let data: Row[] = batch;
    if (waiting !== undefined) {
      waiting.push(...batch);
      const filled = waiting.filter(hasContent);
      if (filled.length <= HEADER_WITHIN + 4) continue;
      data = begin(filled);
      waiting = undefined;
    }
    for (const row of data) reader?.take(row);
    if (out.length > 0) yield* out.splice(0);
  }
  if (waiting !== undefined) for (const row of begin(waiting.filter(hasContent))) reader?.take(row);
  const read = reader as SheetReader | undefined;
  yield* out.splice(0);
  if (read !== undefined) yield { kind: 'sheetEnd', sheet: sheet.name, rows: read.rows() };
  return { header: read !== undefined, rows: seen };
}

type SheetReader = { take: (row: Row) => void; rows: () => number };

const TOTAL = /^(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|总数|合计数)/;
const NOTE =
  /^(?:注|说明|填表|填报|制表|登记人|记录人|负责人|审核|联系人|报送|推送|签[字名]|第\s*\d+\s*页|以下空白|此处空白)/;
const NOTHING = /^(?:[-—/\\、.×无]+|不详|未知|空)$/;

/** Reads the rows under a header one by one and puts what they come to on `out`. */
function sheetReader(
  sheet: string,
  first: Header<ListField>,
  options: ListOptions,
  out: ListUnderstood[],
): SheetReader {
  let columns = columnsOf(first);
  let rows = 0;

  function take(row: Row): void {
    const filled = row.cells.filter((cell) => !isEmptyCell(cell));
    if (filled.length === 0) return;
    if (isHeaderAgainOf(listHeader, row, options.mapping)) {
      const again = findHeaderOf(listHeader, [row], options.mapping);
      if (again !== undefined) columns = columnsOf(again);
      return;
    }
    const text = (field: ListField) => textOf(row, columns, field);
    const named = text('name') !== '' || text('document') !== '' || text('phone') !== '';
    const start = cleanFreeText(cellText(filled[0]));
    const numbered = /\d{6}/.test(`${text('document')} ${text('phone')}`);
    if (!numbered && filled.slice(0, 3).some((cell) => TOTAL.test(cellText(cell).trim()))) {
      checkTotal(row, filled);
      return;
    }
    if (NOTE.test(start) && filled.length <= 4 && !speaksOf(text, start)) return;
    const speaks =
      named || ['address', 'from', 'arrived', 'remark'].some((field) => text(field as ListField) !== '');
    // Numbering alone, or a line that some template ends with, is no person.
    if (!speaks) return;
    rows += 1;
    out.push(readRow(sheet, row, columns, options));
  }

  /** True when a row names somebody besides the words that it begins with. */
  function speaksOf(text: (field: ListField) => string, start: string): boolean {
    return (['name', 'document', 'phone'] as const).some((field) => !['', start].includes(text(field)));
  }

  /** What a total says, against what was read. */
  function checkTotal(row: Row, filled: readonly Cell[]): void {
    const written = /(\d{1,7})\s*(?:人|条|名|行)?\s*$/.exec(filled.map(cellText).join(' ').trim())?.[1];
    if (written !== undefined && Number(written) !== rows)
      out.push({
        kind: 'warning',
        code: 'total_disagrees',
        sheet,
        row: row.number,
        detail: { what: 'persons', written: Number(written), counted: rows },
      });
  }

  return { take, rows: () => rows };
}

type Columns = ReadonlyMap<ListField, readonly number[]>;

/** Places of each field; of addresses, where somebody lives goes before where he is registered. */
function columnsOf({ columns }: Header<ListField>): Columns {
  const sorted = columns.toSorted(
    (a, b) => Number(isHousehold(a.header)) - Number(isHousehold(b.header)) || a.column - b.column,
  );
  const byField = new Map<ListField, number[]>();
  for (const { field, column } of sorted) byField.set(field, [...(byField.get(field) ?? []), column]);
  return byField;
}

/** The first cell of a field that says something. */
function cellOf(row: Row, columns: Columns, field: ListField): Cell | undefined {
  for (const place of columns.get(field) ?? []) {
    const cell = row.cells[place];
    if (!isEmptyCell(cell) && !(typeof cell === 'string' && NOTHING.test(cell.trim()))) return cell;
  }
  return undefined;
}

function textOf(row: Row, columns: Columns, field: ListField): string {
  const cell = cellOf(row, columns, field);
  return cell === undefined ? '' : cleanFreeText(cellText(cell));
}

function readRow(sheet: string, row: Row, columns: Columns, options: ListOptions): ListItem {
  const flags = new Set<RowFlag>();
  const noted: Noted = { flags: flags as Set<string>, normalised: false };
  const name = readName(cellOf(row, columns, 'name'), noted);
  const document = readDocument(cellOf(row, columns, 'document'), documentType, noted);
  const phone = readPhone(cellOf(row, columns, 'phone'), noted);
  const address = free(addressOf(row, columns), LONGEST.address, noted);
  const from = free(textOf(row, columns, 'from'), LONGEST.from, noted);
  const remark = free(textOf(row, columns, 'remark'), LONGEST.remark, noted);
  const arrived = readDay(cellOf(row, columns, 'arrived'), options.receivedOn);
  if (arrived === undefined && textOf(row, columns, 'arrived') !== '') flags.add('date_unreadable');
  if (address === undefined) flags.add('address_missing');
  if (noted.normalised) flags.add('normalised');
  const born = document?.type === 'id_card' ? bornOf(document.number) : undefined;
  const said = {
    ...(name !== undefined && { name }),
    ...(document !== undefined && {
      document: {
        number: document.number,
        state: document.type === 'id_card' ? document.state : ('other' as const),
      },
    }),
    ...(born !== undefined && { born }),
    ...(phone !== undefined && { phone }),
    ...(address !== undefined && { address }),
    ...(from !== undefined && { from }),
    ...(arrived !== undefined && { arrived }),
    ...(remark !== undefined && { remark }),
  };
  return {
    kind: 'row',
    sheet,
    row: row.number,
    cells: row.cells,
    said,
    flags: [...flags],
    held: identifies(said) ? undefined : 'nothing_identifying',
    same: sameness(said),
  };
}

/** The type of a document by its number alone: what is not written like an identity number is some other paper. */
function documentType(number: string): 'id_card' | 'other' {
  return /[A-Z]{2}|^[A-Z]\d{6,9}$|^[HM]\d{8}(?:\d{2})?$/.test(number.replace(/^\d+\.\d+E\+?\d+$/, ''))
    ? 'other'
    : 'id_card';
}

/** `1990-01-31` out of an identity number; one whose last digits were lost tells it no more. */
function bornOf(number: string): string | undefined {
  const found = /^\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dX]$/.exec(number);
  return found === null ? undefined : isoDate(Number(found[1]), Number(found[2]), Number(found[3]));
}

/** The address with the township and village of their own columns before it, unless it names them itself. */
function addressOf(row: Row, columns: Columns): string {
  const whole = textOf(row, columns, 'address');
  const parts = (columns.get('addressPart') ?? [])
    .map((place) => cleanFreeText(cellText(row.cells[place])))
    .filter((part) => part !== '' && !NOTHING.test(part) && !whole.includes(part));
  return parts.join('') + whole;
}

function free(text: string, longest: number, noted: Noted): string | undefined {
  const kept = text.replace(/\p{Cc}/gu, ' ').trim();
  return kept === '' || NOTHING.test(kept) ? undefined : cut(kept, longest, noted);
}

function readDay(cell: Cell | undefined, receivedOn: string): string | undefined {
  if (cell === undefined) return undefined;
  const moment = readMoment(cell, receivedOn);
  if (moment?.day === undefined) return undefined;
  return moment.year === undefined
    ? nearestDate(moment, receivedOn)
    : isoDate(moment.year, moment.month ?? 0, moment.day);
}

/**
 * What makes two rows the same row, over all lists: who it is (an exact number, else all that is said of him) and what is
 * said of his journey and address, without spaces, and without the province, city and county above it. Another address
 * or another arrival is another row of the same person.
 */
function sameness({ name, document, phone, address, from, arrived }: ListItem['said']): string {
  const exact = document !== undefined && ['ok', 'old', 'other'].includes(document.state);
  const who = exact
    ? `D|${document.number}|${name ?? ''}`
    : `P|${name ?? ''}|${phone ?? ''}|${document?.number ?? ''}`;
  return [who, bareAddress(address ?? ''), squeezed(from ?? ''), arrived ?? ''].join('|');
}

function squeezed(text: string): string {
  return text.normalize('NFKC').replace(/[\s,，。.、·-]+/g, '');
}

/** Province, city and county, which one list writes out and the next one leaves away. */
const FROM_ABOVE =
  /^(?:[^省区]{2,7}省|[^省]{2,8}自治区)?(?:[^市州盟]{1,10}(?:市|自治州|盟|地区))?(?:[^县区旗镇乡]{1,6}(?:县|(?<![小社])区|旗))?/;

function bareAddress(address: string): string {
  const text = squeezed(address);
  return text.replace(FROM_ABOVE, '') || text;
}

function hasContent(row: Row): boolean {
  return row.cells.some((cell) => !isEmptyCell(cell));
}
