import type { Cell, TableFormat } from '../../../kernel/imports/table.ts';
import { createTableWriter } from '../../../kernel/imports/tableWriter.ts';
import { isEmptyCell } from './fields.ts';
import { rowReasons } from './reasons.ts';
import type { HeldReason, PersonFault, SheetView } from './understood.ts';

export type ErrorFile = {
  /** Tells the sheet that the next rows come from; it is written when a row of it is at fault. */
  sheet: (view: SheetView) => void;
  /** Adds a row: `raw` of a held row or of a person at fault. */
  add: (row: { raw: readonly Cell[]; reasons: readonly (HeldReason | PersonFault)[] }) => Promise<void>;
  /** How many rows were written. Without any, the file is there and empty of rows. */
  close: () => Promise<number>;
};

const REASON_HEADER = '错误原因';

/**
 * The sender's own file with one more column (错误原因), holding the rows at fault: same format and encoding, the rows
 * above each header with it, the vehicle's cells in every row. Corrected, it is imported as it is: the new column is
 * known and left out, and rows already taken are duplicates.
 */
export function createErrorFile(path: string, format: TableFormat): ErrorFile {
  const writer = createTableWriter(path, format);
  let view: SheetView | undefined;
  let begun = false;
  let reasonColumn = 0;
  let written = 0;

  async function begin(current: SheetView): Promise<void> {
    begun = true;
    writer.sheet(current.sheet);
    const known = current.columns.find(({ field }) => field === 'errorReason');
    const width = Math.max(0, ...current.header.map((row) => row.cells.length));
    reasonColumn = known?.column ?? width;
    for (const title of current.titles) await writer.row(title.cells);
    for (const [index, row] of current.header.entries()) {
      const last = index === current.header.length - 1;
      await writer.row(
        last ? withReason(row.cells, REASON_HEADER) : row.cells,
        last ? reasonColumn : undefined,
      );
    }
  }

  function withReason(cells: readonly Cell[], reason: string): Cell[] {
    const row = [...cells];
    while (row.length <= reasonColumn) row.push(null);
    row[reasonColumn] = reason;
    return row;
  }

  return {
    sheet: (next) => {
      view = next;
      begun = false;
    },
    add: async ({ raw, reasons }) => {
      if (view === undefined) throw new Error('a row before its sheet');
      if (!begun) await begin(view);
      const reason = reasons.map((code) => rowReasons[code].zh).join('；');
      await writer.row(withReason(raw.map(cleared), reason), reasonColumn);
      written += 1;
    },
    close: async () => {
      if (view !== undefined && written === 0) await begin(view);
      await writer.close();
      return written;
    },
  };
}

/** `#N/A` helps nobody to correct a row. */
function cleared(cell: Cell): Cell {
  return isEmptyCell(cell) ? null : cell;
}
