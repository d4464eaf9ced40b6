import type { Problem } from '@lianfang/domain/kernel/problem.ts';
import { tableProblem } from './faults.ts';
import { readSharedText, type SharedText } from './sharedText.ts';
import { createSheetParser } from './sheetXml.ts';
import { readDateStyles } from './styles.ts';
import type { Row, Sheet, Table, TableLimits } from './table.ts';
import { attribute, createXmlScanner, decodeEntities, XmlError } from './xml.ts';
import { openZip, type Zip } from './zip.ts';

type SheetEntry = { name: string; hidden: boolean; part: string };

/**
 * A workbook (.xlsx), read as a stream with bounded memory: the table of shared texts is the only part held. Macros,
 * encryption, other formats in the same container are refused; formulas give their kept value; nothing is evaluated.
 */
export async function openXlsx(path: string, limits: TableLimits): Promise<Table> {
  const zip = await openZip(path, limits);
  try {
    refuseForeign(zip);
    const workbook = await readWorkbook(zip);
    const parts = await sheetParts(zip, workbook.entries);
    if (parts.length === 0) throw tableProblem('no_sheet');
    const stylesPart = zip.entries.get('xl/styles.xml');
    const isDate = stylesPart ? await guarded(readDateStyles(zip.text(stylesPart))) : () => false;
    const total = parts.reduce((sum, { part }) => sum + (zip.entries.get(part)?.uncompressedSize ?? 0), 0);
    let done = 0;
    let shared: Promise<SharedText> | undefined;

    async function* rows({ name, part }: SheetEntry): AsyncGenerator<Row[], void, undefined> {
      const entry = zip.entries.get(part);
      if (!entry) return;
      const sharedPart = zip.entries.get('xl/sharedstrings.xml');
      if (sharedPart) shared ??= guarded(readSharedText(zip.text(sharedPart), limits));
      const parser = createSheetParser({
        shared: await shared,
        isDate,
        from1904: workbook.from1904,
        limits,
        sheet: name,
      });
      try {
        for await (const chunk of zip.text(entry)) {
          done += chunk.length;
          const batch = parser.write(chunk);
          if (batch.length > 0) yield batch;
        }
        parser.end();
      } catch (error) {
        throw asProblem(error, name);
      }
    }

    return {
      format: { type: 'xlsx' },
      sheets: parts.map(
        (sheet): Sheet => ({ name: sheet.name, hidden: sheet.hidden, rows: () => rows(sheet) }),
      ),
      progress: () => ({ done: Math.min(done, total), total }),
      close: async () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw asProblem(error);
  }
}

/** What is packed like a workbook and is none, or one that is not read. */
function refuseForeign(zip: Zip): void {
  const names = [...zip.entries.keys()];
  if (names.some((name) => name.endsWith('vbaproject.bin') || name.startsWith('xl/macrosheets/')))
    throw tableProblem('macro');
  if (zip.entries.has('xl/workbook.bin')) throw tableProblem('old_workbook');
  if (zip.entries.has('content.xml') && zip.entries.has('mimetype')) throw tableProblem('open_document');
  if (names.some((name) => name.endsWith('encryptedpackage'))) throw tableProblem('password');
  if (!names.some((name) => /(^|\/)workbook\d*\.xml$/.test(name))) throw tableProblem('not_a_spreadsheet');
}

function workbookPart(zip: Zip): string {
  if (zip.entries.has('xl/workbook.xml')) return 'xl/workbook.xml';
  return [...zip.entries.keys()].find((name) => /(^|\/)workbook\d*\.xml$/.test(name)) ?? '';
}

async function readWorkbook(
  zip: Zip,
): Promise<{ entries: (Omit<SheetEntry, 'part'> & { id: string })[]; from1904: boolean }> {
  const entries: (Omit<SheetEntry, 'part'> & { id: string })[] = [];
  let from1904 = false;
  await scanPart(zip, workbookPart(zip), (name, tag) => {
    if (name === 'workbookPr') from1904 = /^(?:1|true)$/.test(attribute(tag, 'date1904') ?? '');
    if (name === 'sheet') {
      entries.push({
        name: decodeEntities(attribute(tag, 'name') ?? ''),
        hidden: /hidden/i.test(attribute(tag, 'state') ?? ''),
        id: attribute(tag, 'id') ?? '',
      });
    }
  });
  return { entries, from1904 };
}

/** The worksheets in their order with the part that holds each; chart sheets and the like are left out. */
async function sheetParts(
  zip: Zip,
  entries: { name: string; hidden: boolean; id: string }[],
): Promise<SheetEntry[]> {
  const part = workbookPart(zip);
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const targets = new Map<string, string>();
  await scanPart(zip, `${folder}_rels/${part.slice(folder.length)}.rels`, (name, tag) => {
    if (name !== 'Relationship' || !attribute(tag, 'Type')?.endsWith('/worksheet')) return;
    const target = decodeEntities(attribute(tag, 'Target') ?? '').toLowerCase();
    targets.set(
      attribute(tag, 'Id') ?? '',
      target.startsWith('/') ? target.slice(1) : resolvePart(folder, target),
    );
  });
  return entries.flatMap(({ name, hidden, id }) => {
    const target = targets.get(id);
    return target !== undefined && zip.entries.has(target) ? [{ name, hidden, part: target }] : [];
  });
}

function resolvePart(folder: string, target: string): string {
  const steps = folder.split('/').filter(Boolean);
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** Small parts only: the directory of sheets has at most a few thousand tags. */
const SMALL_PART = 16 * 2 ** 20;

async function scanPart(zip: Zip, part: string, open: (name: string, tag: string) => void): Promise<void> {
  const entry = zip.entries.get(part);
  if (!entry) throw tableProblem('damaged');
  if (entry.uncompressedSize > SMALL_PART) throw tableProblem('zip_bomb');
  const scanner = createXmlScanner({ open, text: () => {}, close: () => {} });
  for await (const chunk of zip.text(entry)) scanner.write(chunk);
  scanner.end();
}

async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw asProblem(error);
  }
}

/** zlib's and the scanner's complaints are all the same to a person: the file is damaged. */
function asProblem(error: unknown, sheet?: string): Problem | Error {
  const zlib = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
  if (error instanceof XmlError || zlib) return tableProblem('damaged', sheet === undefined ? {} : { sheet });
  return error instanceof Error ? error : new Error(String(error));
}
