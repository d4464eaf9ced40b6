import { createErrorFile as createFile } from '../../../kernel/imports/errorFile.ts';
import type { Cell, TableFormat } from '../../../kernel/imports/table.ts';
import { rowReasons } from './reasons.ts';
import type { HeldReason, PersonFault, SheetView } from './understood.ts';

export type ErrorFile = {
  /** Tells the sheet that the next rows come from; it is written when a row of it is at fault. */
  sheet: (view: SheetView) => void;
  /** Adds a row: `raw` of a held row or of a person at fault, its vehicle's cells filled in. */
  add: (row: { raw: readonly Cell[]; reasons: readonly (HeldReason | PersonFault)[] }) => Promise<void>;
  /** How many rows were written. Without any, the file is there and empty of rows. */
  close: () => Promise<number>;
};

/** The error file of a register, with what is wrong in words (kernel/imports/errorFile.ts). */
export function createErrorFile(path: string, format: TableFormat): ErrorFile {
  const file = createFile(path, format);
  return {
    sheet: file.sheet,
    add: ({ raw, reasons }) => file.add(raw, reasons.map((code) => rowReasons[code].zh).join('；')),
    close: file.close,
  };
}
