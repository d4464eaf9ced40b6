import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { Placing } from '@lianfang/domain/modules/verification/schema.ts';
import type { Importing } from '../../../kernel/imports/importer.ts';
import type { Cell, TableFormat } from '../../../kernel/imports/table.ts';
import type { ListItem, ListSheet } from './understand.ts';

/** A row with what was made out about it. */
export type Ready = {
  readonly item: ListItem;
  readonly key: Buffer;
  readonly place: Placing;
  readonly unit: string;
};

export function listId(importing: Importing): string {
  return idOf(importing, 'list');
}

export function idOf({ deps, id, county }: Importing, what: string): string {
  return uuidv7(startOf({ id }), deps.vault.contentDigest(`${county}|list|${id}|${what}`));
}

/** When the import began: it stands in its id, so that it is the same when an import goes on. */
export function startOf({ id }: Pick<Importing, 'id'>): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

export function atOf(importing: Importing): string {
  return new Date(startOf(importing)).toISOString();
}

export function listEntry(importing: Importing, id: string, format: TableFormat): object {
  const { sender = '', due = '', priority, corrects } = importing.options.given ?? {};
  return {
    id,
    kind: 'verification.list.received',
    at: atOf(importing),
    data: {
      import: importing.id,
      sender,
      name: importing.fileName.replace(/\p{Cc}/gu, ' ').slice(0, 200),
      due,
      priority: Number(priority ?? 2),
      format,
      ...(corrects !== undefined && corrects !== '' && { corrects }),
    },
  };
}

export function sheetEntry(
  importing: Importing,
  list: string,
  { sheet, header, titles, headerRows }: ListSheet,
): object {
  return {
    id: idOf(importing, `sheet|${sheet}`),
    kind: 'verification.sheet.received',
    at: atOf(importing),
    data: {
      list,
      sheet: sheetName(sheet),
      headerRows: header.rows,
      columns: header.columns.map(({ column, header: word, field }) => ({
        column,
        header: word.replace(/\p{Cc}/gu, ' ').slice(0, 64),
        field,
      })),
      titles: titles.slice(0, 24).map(({ cells }) => keptCells(cells)),
      header: headerRows.map(({ cells }) => keptCells(cells)),
    },
  };
}

/** The id of a row in the ledger comes from file, sheet and row, so that an import that was cut off goes on. */
export function rowId({ deps, county, id }: Importing, { item }: Ready): string {
  return uuidv7(
    startOf({ id }),
    deps.vault.contentDigest(`${county}|list row|${id}|${item.sheet}|${item.row}`),
  );
}

/** `at`: when the import began (`atOf`), the same for all its rows. */
export function rowEntry(at: string, list: string, id: string, ready: Ready): object {
  const { item, key, place, unit } = ready;
  return {
    id,
    kind: 'verification.row.received',
    at,
    data: {
      list,
      sheet: sheetName(item.sheet),
      row: item.row,
      ...item.said,
      flags: item.flags,
      ...(item.held !== undefined && { held: item.held }),
      key: key.toString('hex'),
      place,
      unit,
      cells: keptCells(item.cells),
    },
  };
}

function sheetName(name: string): string {
  return name.slice(0, 64);
}

/** A cell holds up to 32 767 characters; what a list says stands at the beginning. */
function keptCells(cells: readonly Cell[]): Cell[] {
  return cells
    .slice(0, 512)
    .map((cell) => (typeof cell === 'string' && cell.length > 2000 ? cell.slice(0, 2000) : cell));
}
