import { isEmptyCell } from '../../../kernel/imports/cells.ts';
import { tableProblem } from '../../../kernel/imports/faults.ts';
import { HEADER_WITHIN } from '../../../kernel/imports/header.ts';
import { createSeenRows, type SeenRows } from '../../../kernel/imports/seenRows.ts';
import { baseName, type Row, type Sheet, type Table } from '../../../kernel/imports/table.ts';
import { type RegisterOptions, readContext } from './context.ts';
import type { RegisterField } from './fields.ts';
import { findHeader } from './header.ts';
import { titleText } from './rowCells.ts';
import { createSheetReader, type SheetReader } from './sheetReader.ts';
import { emptyCounts, type RegisterCounts, type Understood } from './understood.ts';

/**
 * Understands a checkpoint register row by row: what each sheet is about, its passages with their persons, rows held
 * back, rows that stand twice, totals; at the end the counts. Every row under a header ends as exactly one of person,
 * held, duplicate, total, note or blank. Memory: one vehicle window, and one key a person to know a repeated row.
 * @throws Problem `import.no_header` when no visible sheet has a header, `import.*` of the reader
 */
export async function* understandRegister(
  table: Table,
  options: RegisterOptions,
): AsyncGenerator<Understood, void, undefined> {
  const counts = emptyCounts();
  const sofar = { counts, seen: createSeenRows(), sheetNames: [] as string[] };
  let headers = 0;
  const withoutHeader: Understood[] = [];
  for (const sheet of table.sheets) {
    if (sheet.hidden) {
      yield warn(counts, { kind: 'warning', code: 'hidden_sheet', sheet: sheet.name, detail: {} });
      continue;
    }
    const found = yield* understandSheet(sheet, options, sofar);
    if (found.header) headers += 1;
    else if (found.rows > 0) {
      withoutHeader.push({
        kind: 'warning',
        code: 'sheet_without_header',
        sheet: sheet.name,
        detail: { rows: found.rows },
      });
    }
  }
  if (headers === 0) throw tableProblem('no_header');
  for (const warning of withoutHeader) yield warn(counts, warning);
  yield { kind: 'end', counts };
}

function warn(counts: RegisterCounts, warning: Understood): Understood {
  counts.warnings += 1;
  return warning;
}

/** Fields that a register should have; a sheet without one of them is taken and it is said. */
const EXPECTED: readonly RegisterField[] = ['time', 'plate', 'name', 'document'];

async function* understandSheet(
  sheet: Sheet,
  options: RegisterOptions,
  sofar: { counts: RegisterCounts; seen: SeenRows; sheetNames: string[] },
): AsyncGenerator<Understood, { header: boolean; rows: number }, undefined> {
  const { counts } = sofar;
  let waiting: Row[] | undefined = [];
  let reader: SheetReader | undefined;
  let rows = 0;
  const out: Understood[] = [];

  function begin(first: Row[]): Row[] {
    const header = findHeader(first, options.mapping);
    if (!header) return [];
    sofar.sheetNames.push(sheet.name);
    const headerRows = first.filter((row) => header.rows.includes(row.number));
    const titles = first.slice(0, header.at + 1).filter((row) => !header.rows.includes(row.number));
    const context = readContext(
      { titles: titles.map(titleText), sheetName: sheet.name, fileName: baseName(options.fileName) },
      options,
    );
    out.push({
      kind: 'sheet',
      sheet: sheet.name,
      headerRows: header.rows,
      columns: header.columns,
      context,
      titles,
      header: headerRows,
    });
    for (const what of context.disagree) {
      out.push(warn(counts, { kind: 'warning', code: `${what}_disagrees`, sheet: sheet.name, detail: {} }));
    }
    const present = new Set(header.columns.map(({ field }) => field));
    for (const field of EXPECTED) {
      if (present.has(field)) continue;
      out.push(
        warn(counts, { kind: 'warning', code: 'column_missing', sheet: sheet.name, detail: { field } }),
      );
    }
    reader = createSheetReader({ sheet: sheet.name, header, context, options, ...sofar, out });
    return first.slice(header.at + 1);
  }

  for await (const batch of sheet.rows()) {
    rows += batch.length;
    let data = batch;
    if (waiting !== undefined) {
      waiting.push(...batch);
      if (waiting.filter(hasContent).length <= HEADER_WITHIN + 4) continue;
      data = begin(waiting.filter(hasContent));
      waiting = undefined;
    }
    for (const row of data) reader?.take(row);
    if (out.length > 0) yield* out.splice(0);
  }
  if (waiting !== undefined) for (const row of begin(waiting.filter(hasContent))) reader?.take(row);
  const read = reader as SheetReader | undefined;
  read?.end();
  yield* out.splice(0);
  if (read) yield { kind: 'sheetEnd', sheet: sheet.name, rows: read.rows() };
  return { header: read !== undefined, rows };
}

function hasContent(row: Row): boolean {
  return row.cells.some((cell) => !isEmptyCell(cell));
}
