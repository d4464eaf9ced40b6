import { open, stat } from 'node:fs/promises';
import { openCsv } from './csv.ts';
import { tableProblem } from './faults.ts';
import { type Table, type TableLimits, tableLimits } from './table.ts';
import { openXlsx } from './xlsx.ts';

/**
 * Opens a table that somebody sent: a workbook (.xlsx) or a text table (.csv), told by its bytes and not by its name.
 * Rows come as a stream with bounded memory. Close it when done.
 * @param path where the file lies
 * @param fileName the name under which it was sent, when that is another
 * @throws Problem `import.*` with `details.why` (a key of `tableFaults`) for everything that is not read
 */
export async function openTable(
  path: string,
  fileName = path,
  limits: TableLimits = tableLimits,
): Promise<Table> {
  const { size } = await stat(path);
  if (size === 0) throw tableProblem('empty');
  if (size > limits.fileBytes) throw tableProblem('too_large');
  const head = await readHead(path);
  if (head.startsWith('PK\u0003\u0004')) return openXlsx(path, limits);
  if (head.startsWith('PK')) throw tableProblem('damaged');
  if (head.startsWith('\u00d0\u00cf\u0011\u00e0'))
    throw tableProblem((await isEncrypted(path)) ? 'password' : 'old_workbook');
  return openCsv(path, fileName, limits);
}

async function readHead(path: string): Promise<string> {
  const file = await open(path);
  const head = Buffer.alloc(8);
  await file.read(head, 0, 8, 0).finally(() => file.close());
  return head.toString('latin1');
}

/**
 * Old Office containers (OLE) hold either an old workbook or the encrypted package of a new one; the names of the
 * streams stand in the directory as UTF-16.
 */
async function isEncrypted(path: string): Promise<boolean> {
  const marks = [Buffer.from('EncryptedPackage', 'utf16le'), Buffer.from('EncryptionInfo', 'utf16le')];
  const file = await open(path);
  const chunk = Buffer.alloc(256 * 1024);
  let kept = 0;
  try {
    for (;;) {
      const { bytesRead } = await file.read(chunk, kept, chunk.length - kept);
      if (bytesRead === 0) return false;
      const seen = chunk.subarray(0, kept + bytesRead);
      if (marks.some((mark) => seen.includes(mark))) return true;
      kept = Math.min(64, seen.length);
      chunk.copyWithin(0, seen.length - kept, seen.length);
    }
  } finally {
    await file.close();
  }
}
