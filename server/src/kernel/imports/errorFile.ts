import { isEmptyCell } from './cells.ts';
import type { Cell, Row, TableFormat } from './table.ts';
import { createTableWriter } from './tableWriter.ts';

/** A sheet of the sender's file: what stood above its rows. */
export type SheetHead = {
  readonly sheet: string;
  readonly columns: readonly { readonly column: number; readonly field: string }[];
  readonly titles: readonly Row[];
  readonly header: readonly Row[];
};

export type ErrorFile = {
  /** Tells the sheet that the next rows come from; it is written when a row of it is at fault. */
  sheet: (view: SheetHead) => void;
  /** Adds a row as it stood, with what is wrong with it. */
  add: (raw: readonly Cell[], reason: string) => Promise<void>;
  /** How many rows were written. Without any, the file is there and empty of rows. */
  close: () => Promise<number>;
};

const REASON_HEADER = '错误原因';

/**
 * The sender's own file with one more column (错误原因), holding the rows at fault: same format and encoding, the rows
 * above each header with it. Corrected, it is imported as it is: the new column is
 * known and left out, and rows already taken are duplicates.
 */
export function createErrorFile(path: string, format: TableFormat): ErrorFile {
  const writer = createTableWriter(path, format);
  let view: SheetHead | undefined;
  let begun = false;
  let reasonColumn = 0;
  let written = 0;

  async function begin(current: SheetHead): Promise<void> {
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
    add: async (raw, reason) => {
      if (view === undefined) throw new Error('a row before its sheet');
      if (!begun) await begin(view);
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
