import { importers } from '../server/src/importers.ts';
import { SERVER_ID } from '../server/src/kernel/access/permissions.ts';
import { importFile } from '../server/src/kernel/imports/engine.ts';
import { openTable } from '../server/src/kernel/imports/openTable.ts';
import { newLogger } from '../server/src/kernel/logger.ts';
import { openProduct } from '../server/src/main.ts';

/** What one process of its own found: its memory is nobody else's. */
export type Found = { readonly rows: number; readonly seconds: number; readonly mb: number };

/** The same by the stream reader of exceljs, loaded here alone: it would count as the product's memory. */
async function readWithExceljs(path: string): Promise<number> {
  const { countWithExceljs } = await import('../server/test/registers/large.ts');
  return countWithExceljs(path);
}

/** Every row of a file by the product's own reader, with nothing done to it. */
async function read(path: string): Promise<number> {
  const table = await openTable(path);
  let rows = 0;
  for (const sheet of table.sheets) for await (const batch of sheet.rows()) rows += batch.length;
  await table.close();
  return rows;
}

async function take(path: string, dataDir: string): Promise<Found> {
  const product = await openProduct({ dataDir, log: newLogger('error') });
  const { deps, kinds, queue } = product;
  const found = await timed(async () => {
    const tools = { deps, kinds, queue, importers };
    const who = { county: '610330', account: SERVER_ID };
    const { counts } = await importFile(tools, who, 'registers', path, path, {}, false);
    if (counts.taken !== counts.rows) throw new Error(`of ${counts.rows} rows ${counts.taken} were taken`);
    return counts.rows;
  });
  await product.close();
  return found;
}

async function timed(work: () => Promise<number>): Promise<Found> {
  const began = performance.now();
  const rows = await work();
  const seconds = (performance.now() - began) / 1000;
  return { rows, seconds, mb: process.resourceUsage().maxRSS / 1024 };
}

const [task, path = '', dataDir = ''] = process.argv.slice(2);
const found =
  task === 'import'
    ? await take(path, dataDir)
    : await timed(() => (task === 'exceljs' ? readWithExceljs(path) : read(path)));
process.stdout.write(JSON.stringify(found));
