import { cleanFreeText } from '@lianfang/domain/kernel/identifiers/text.ts';
import { cellText, isEmptyCell } from '../../../kernel/imports/cells.ts';
import type { Cell, Row } from '../../../kernel/imports/table.ts';
import type { Column, RegisterField } from './fields.ts';

/** Which columns hold a field; several where the sheet has, say, two columns of certificates. */
export type FieldColumns = ReadonlyMap<RegisterField, readonly number[]>;

export function fieldColumns(columns: readonly Column[]): FieldColumns {
  const byField = new Map<RegisterField, number[]>();
  for (const { column, field } of columns) byField.set(field, [...(byField.get(field) ?? []), column]);
  return byField;
}

/** The cell of a field in a row: the first of its columns that holds something; certificates are joined. */
export function cellOf(row: Row, columns: FieldColumns, field: RegisterField): Cell | undefined {
  const places = columns.get(field);
  if (places === undefined) return undefined;
  if (places.length === 1) return row.cells[places[0] ?? 0];
  const filled = places.map((place) => row.cells[place]).filter((cell) => !isEmptyCell(cell));
  return field === 'certificate' && filled.length > 1 ? filled.map(cellText).join(' ') : filled[0];
}

export function textOf(row: Row, columns: FieldColumns, field: RegisterField): string {
  const cell = cellOf(row, columns, field);
  return cell === undefined || cell === null ? '' : cleanFreeText(cellText(cell));
}

export type RowKind = 'data' | 'total' | 'blank' | 'note';

const TOTAL = /^(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|本[页班日]\s*(?:合|小|总|累)?计|总数|合计数)/;
/** What shows that a row speaks of a person or a passage; numbering and prefilled 否 do not. */
const SUBSTANCE: readonly RegisterField[] = ['name', 'document', 'phone', 'plate', 'time', 'temperature'];
const NOTE =
  /^(?:注|说明|备注|填表|制表|登记人|记录人|负责人|审核|值班|签[字名]|带班|第\s*\d+\s*页|以下空白|此处空白)/;

/** What a row under the header is. Nothing that names a person, a vehicle or a time is ever taken for a note. */
export function kindOfRow(row: Row, columns: FieldColumns): RowKind {
  let filled = 0;
  let first = '';
  for (const cell of row.cells) {
    if (isEmptyCell(cell)) continue;
    filled += 1;
    const text = typeof cell === 'string' ? cell.trim() : '';
    if (filled <= 3 && TOTAL.test(text)) return 'total';
    if (filled === 1) first = text;
  }
  if (filled === 0) return 'blank';
  if (NOTE.test(first) && filled <= 4 && !hasAny(row, columns, ['name', 'document', 'phone'], first))
    return 'note';
  if (hasAny(row, columns, SUBSTANCE, '')) return 'data';
  const onlyNumber = filled === 1 && /^\d*$/.test(cellText(row.cells.find((cell) => !isEmptyCell(cell))));
  return onlyNumber || first === '' ? 'blank' : 'note';
}

function hasAny(row: Row, columns: FieldColumns, fields: readonly RegisterField[], except: string): boolean {
  return fields.some((field) => {
    const cell = cellOf(row, columns, field);
    return (
      !isEmptyCell(cell) && cellText(cell).trim() !== except && !/^[-—/\\]+$/.test(cellText(cell).trim())
    );
  });
}

/** The most cells that a title row is made of. */
const TITLE_CELLS = 3;

/** A row further down that speaks of the rows below it: 检查点：… 日期：…, as where several days stand in one sheet. */
export function isTitleAgain(row: Row): boolean {
  let filled = 0;
  for (const cell of row.cells) {
    if (!isEmptyCell(cell)) filled += 1;
    if (filled > TITLE_CELLS) return false;
  }
  return /(?:检查点|卡点|检查站|卡口|日期|班次)[^:：]{0,4}[:：]|登记表|登记册|台账/.test(titleText(row));
}

/** A row as one text. */
export function titleText(row: Row): string {
  return row.cells
    .map(cellText)
    .filter((text) => text.trim() !== '')
    .join('　');
}
