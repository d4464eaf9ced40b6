import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { ImportCounts } from '@lianfang/domain/kernel/importReads.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { maskName, maskPlate } from '../../../kernel/access/masks.ts';
import { headerKey } from '../../../kernel/imports/cells.ts';
import { columnLetters } from '../../../kernel/imports/header.ts';
import { keepBack } from '../../../kernel/imports/held.ts';
import type {
  Found,
  HeldBack,
  Importer,
  Importing,
  Preview,
  Warned,
} from '../../../kernel/imports/importer.ts';
import { posts } from '../duty/store.ts';
import type { RegisterOptions, SheetContext } from './context.ts';
import { understandCorrected } from './corrected.ts';
import { type RegisterField, registerFields } from './fields.ts';
import { takePassages } from './take.ts';
import { understandRegister } from './understand.ts';
import type { RegisterCounts, RegisterPassage, SheetView } from './understood.ts';

/** Passages that are looked up, claimed and delivered together. */
const TOGETHER = 500;
const MOST_WARNINGS = 500;
const MOST_PREVIEW = 60;

/** Registers that a post kept on paper or in a workbook. */
export const registerImporter: Importer = {
  kind: 'registers',
  who: ['data_desk', 'checkpoint_lead'],
  fields: registerFields,
  run,
  writeErrors,
  correct,
};

async function run(
  importing: Importing,
  table: Parameters<Importer['run']>[1],
  dry: boolean,
): Promise<Found> {
  const found = newFinding();
  let together: RegisterPassage[] = [];
  let held: HeldBack[] = [];
  let underway: Promise<void> = Promise.resolve();
  let rows = 0;

  // While one batch is in the database the next is being read: the two take about the same time.
  const send = async () => {
    const [passages, kept] = [together, held];
    together = [];
    held = [];
    await underway;
    underway = store(importing, passages, kept, dry, found).then(() =>
      dry ? undefined : importing.progress(rows),
    );
    underway.catch(() => undefined);
  };

  for await (const item of understandRegister(table, await registerOptions(importing))) {
    if (item.kind === 'passage') {
      rows += item.persons.length;
      found.note(item);
      together.push(item);
    } else if (item.kind === 'held') {
      rows += 1;
      held.push({
        sheet: item.sheet,
        row: item.row,
        reason: item.reasons.join(' '),
        whole: { cells: item.cells, raw: item.raw, context: item.context },
      });
    } else if (item.kind === 'sheet') {
      found.sheet(item);
    } else if (item.kind === 'warning')
      found.warn({
        sheet: item.sheet,
        ...(item.row !== undefined && { row: item.row }),
        code: item.code,
        detail: item.detail,
      });
    else if (item.kind === 'sheetEnd') found.sheetEnd(item.sheet, item.rows);
    else if (item.kind === 'end') found.end(item.counts);
    if (together.length >= TOGETHER) await send();
  }
  await send();
  await underway;
  return found.result();
}

async function store(
  importing: Importing,
  passages: readonly RegisterPassage[],
  held: readonly HeldBack[],
  dry: boolean,
  found: Finding,
): Promise<void> {
  if (!dry) await keepBack(importing, held);
  const { duplicates, corrected } = await takePassages(importing, passages, dry);
  found.took(duplicates, corrected);
}

type Finding = ReturnType<typeof newFinding>;

/** Gathers what a file is understood as, without anything that says who somebody is. */
function newFinding() {
  const sheets = new Map<string, Found['sheets'][number]>();
  const warnings: Warned[] = [];
  const preview: Preview[] = [];
  let counts: RegisterCounts | undefined;
  let duplicates = 0;
  let corrected = 0;
  return {
    sheet({ sheet, headerRows, columns, context }: SheetView) {
      sheets.set(sheet, {
        sheet,
        rows: 0,
        columns: columns.map(({ column, header, field }) => ({ column, header, field })),
        ...(headerRows.length > 0 && { headerRow: headerRows.at(-1) as number }),
        ...(context.post !== undefined && { post: context.post }),
        ...(context.date !== undefined && { date: context.date }),
        ...(context.shift !== undefined && { shift: shiftWords(context.shift) }),
      });
    },
    sheetEnd(name: string, rows: number) {
      const sheet = sheets.get(name);
      if (sheet !== undefined) sheets.set(name, { ...sheet, rows });
    },
    warn(warning: Warned) {
      if (warnings.length < MOST_WARNINGS) warnings.push(warning);
    },
    note(passage: RegisterPassage) {
      for (const person of passage.persons) {
        if (preview.length >= MOST_PREVIEW) return;
        preview.push({
          sheet: passage.source.sheet,
          row: person.row,
          at: passage.at,
          outcome: passage.outcome,
          notes: [...new Set([...passage.flags, ...person.flags])],
          ...(passage.plate !== undefined && { plate: maskPlate(passage.plate) }),
          ...(person.name !== undefined && { name: maskName(person.name) }),
        });
      }
    },
    took(more: number, changed: number) {
      duplicates += more;
      corrected += changed;
    },
    end(all: RegisterCounts) {
      counts = all;
    },
    result(): Found {
      if (counts === undefined) throw problem('server.fault');
      const { rows, held, duplicate, passages, flagged } = counts;
      const repeated = duplicate + duplicates;
      const balance: ImportCounts = {
        rows,
        held,
        duplicate: repeated,
        taken: rows - held - repeated,
        passages,
        flagged: { ...flagged, corrected },
      };
      return { counts: balance, sheets: [...sheets.values()], warnings, preview };
    },
  };
}

async function writeErrors(
  importing: Importing,
  table: Parameters<Importer['run']>[1],
  path: string,
): Promise<number> {
  // What writes workbooks is large, and few imports end in an error file.
  const { createErrorFile } = await import('./errorFile.ts');
  const file = createErrorFile(path, table.format);
  for await (const item of understandRegister(table, await registerOptions(importing))) {
    if (item.kind === 'sheet') file.sheet(item);
    else if (item.kind === 'held') await file.add(item);
    else if (item.kind === 'passage') {
      for (const { raw, flags } of item.persons) {
        const reasons = flags.filter((flag): flag is 'id_damaged' =>
          ['id_damaged', 'id_doubtful', 'phone_doubtful', 'temperature_doubtful'].includes(flag),
        );
        if (raw !== undefined && reasons.length > 0) await file.add({ raw, reasons });
      }
    }
  }
  return file.close();
}

async function correct(
  importing: Importing,
  { sheet, row, whole }: { sheet: string; row: number; whole: object },
  cells: Readonly<Record<string, string>>,
): Promise<{ entry: string; state: 'taken' | 'duplicate' } | { reason: string }> {
  const { context } = whole as { context?: SheetContext };
  const item = understandCorrected(
    cells,
    { sheet, row, ...(context && { context }) },
    await registerOptions(importing),
  );
  if (item.kind === 'held') return { reason: item.reasons.join(' ') };
  const { duplicates, entries } = await takePassages(importing, [item], false);
  return { entry: entries[0] ?? uuidv7(0, Buffer.alloc(10)), state: duplicates > 0 ? 'duplicate' : 'taken' };
}

async function registerOptions({
  deps,
  county,
  fileName,
  options,
  mapping,
}: Importing): Promise<RegisterOptions> {
  // What was explained before goes by header word; what is set for this file goes by column.
  const byHeader = Object.fromEntries(
    Object.entries(mapping).map(([header, field]) => [headerKey(header), field as RegisterField]),
  );
  const byColumn = Object.fromEntries(
    Object.values(options.columns ?? {}).flatMap((columns) =>
      Object.entries(columns).map(([column, field]) => [
        `#${columnLetters(Number(column))}`,
        field as RegisterField,
      ]),
    ),
  );
  return {
    posts: await posts(deps.pool, county),
    fileName,
    mapping: { ...byHeader, ...byColumn },
    ...(options.post !== undefined && { post: options.post }),
    ...(options.date !== undefined && { date: options.date }),
  };
}

/** A shift as its sheet says it: its name, or its hours `08–16`. */
function shiftWords({ name, from, to }: NonNullable<SheetContext['shift']>): string {
  const clock = (minutes: number | undefined) =>
    minutes === undefined ? '' : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
  return [name, from === undefined && to === undefined ? undefined : `${clock(from)}–${clock(to)}`]
    .filter(Boolean)
    .join(' ');
}
