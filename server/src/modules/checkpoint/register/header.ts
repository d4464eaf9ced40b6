import {
  findHeaderOf,
  type Header as HeaderOf,
  type HeaderWords,
  isHeaderAgainOf,
  type Mapping,
} from '../../../kernel/imports/header.ts';
import type { Row } from '../../../kernel/imports/table.ts';
import { fieldOfHeader, type RegisterField } from './fields.ts';

export type Header = HeaderOf<RegisterField>;

const words: HeaderWords<RegisterField> = {
  fieldOf: fieldOfHeader,
  needed: ['name', 'document', 'plate'],
  ignore: 'ignore',
  least: 3,
  likely: /姓\s*名|身份证|证件|公民身份|驾驶|司机|车牌|号牌|车号/,
};

/** Finds the header of a register among the first rows of a sheet, wherever it stands. */
export function findHeader(rows: readonly Row[], mapping: Mapping<RegisterField> = {}): Header | undefined {
  return findHeaderOf(words, rows, mapping);
}

/** Whether a row further down is the header once more (printed page by page). */
export function isHeaderAgain(row: Row, mapping: Mapping<RegisterField> = {}): boolean {
  return isHeaderAgainOf(words, row, mapping);
}
