import { cleanFreeText, toHalfWidth } from '@lianfang/domain/kernel/identifiers/text.ts';
import type { Cell } from './table.ts';

/** A cell as a person reads it in the sheet; errors (`#N/A`) are nothing. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'boolean') return cell ? '是' : '否';
  return 'date' in cell ? cell.date.replace('T', ' ') : '';
}

/** Whether nothing is written in a cell: white space, or an error in place of a value. */
export function isEmptyCell(cell: Cell | undefined): boolean {
  if (cell === null || cell === undefined) return true;
  if (typeof cell === 'string') return cell === '' || cleanFreeText(cell) === '';
  return typeof cell === 'object' && 'error' in cell;
}

/** A header as it is compared and as a saved mapping knows it: half-width, no spaces, no marks, no brackets. */
export function headerKey(text: string): string {
  const bare = toHalfWidth(text.normalize('NFC'))
    .toLowerCase()
    .replace(/[\s*:、/\\_.-]+/g, '');
  const outside = bare.replace(/[([【〔<].*?[)\]】〕>]/g, '');
  return outside === '' ? bare : outside;
}
