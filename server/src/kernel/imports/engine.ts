import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { Problem, problem } from '@lianfang/domain/kernel/problem.ts';
import type { Deps } from '../deps.ts';
import { dropFile, hashOf, keepFile, withFile } from './files.ts';
import type { Found, Importer, Importing, ImportOptions } from './importer.ts';
import { getFile, type ImportTools, importerOf, importingOf, type Who } from './importing.ts';
import { openTable } from './openTable.ts';
import { resumed } from './resume.ts';
import * as store from './store.ts';

/** Receives a file from a browser and begins to check it; nothing of it is taken yet. */
export async function receiveFile(
  tools: ImportTools,
  who: Who,
  kind: string,
  name: string,
  source: Readable,
  given: Readonly<Record<string, string>> = {},
): Promise<{ id: string; name: string }> {
  const options = optionsOf(tools, kind, { given });
  const id = uuidv7(tools.deps.now(), randomBytes(10));
  const { sha256, bytes, fileKey } = await keepFile(tools.deps, id, source);
  await store.insertFile(tools.deps.pool, who.county, {
    id,
    kind,
    name,
    sha256,
    bytes,
    fileKey,
    by: who.account,
    at: new Date(tools.deps.now()).toISOString(),
    options,
  });
  checkSoon(tools, who.county, id);
  return { id, name };
}

/** Reads a kept file and says what taking it would come to. What goes wrong is kept with the file. */
export async function checkFile(tools: ImportTools, county: string, id: string): Promise<void> {
  await running(tools, county, id, 'checked', true);
}

/** Checks in the background. What a stop of the server cuts off is gone on with at the next start (`resumeChecks`). */
function checkSoon(tools: ImportTools, county: string, id: string): void {
  checkFile(tools, county, id).catch((error: unknown) => {
    tools.deps.log.warn({ import: id, error: (error as Error).name }, 'checking a file was cut off');
  });
}

/** Checks again what was being checked when the server stopped. */
export async function resumeChecks(tools: ImportTools): Promise<void> {
  for (const { county, id } of await store.filesBeingChecked(tools.deps.pool)) checkSoon(tools, county, id);
}

/** Sets how a file is to be understood, and checks it again. */
export async function setOptions(
  tools: ImportTools,
  county: string,
  id: string,
  options: ImportOptions,
  save: Readonly<Record<string, string>>,
): Promise<void> {
  const file = await getFile(tools, county, id);
  const merged = { ...file.options, ...options, columns: { ...file.options.columns, ...options.columns } };
  if (
    !(await store.moveFile(tools.deps.pool, county, id, ['checked', 'failed'], 'checking', {
      options: merged,
    }))
  )
    throw problem('conflict', { state: file.state });
  if (Object.keys(save).length > 0)
    await store.saveMapping(tools.deps.pool, county, file.kind, save, file.options.given?.sender);
  checkSoon(tools, county, id);
}

/** Marks a checked file for taking; the job that takes it survives a restart. */
export async function startCommit(tools: ImportTools, county: string, id: string): Promise<void> {
  const file = await getFile(tools, county, id);
  if (!(await store.moveFile(tools.deps.pool, county, id, ['checked'], 'committing')))
    throw problem('conflict', { state: file.state });
  await tools.deps.pool.query(
    `SELECT graphile_worker.add_job('import.commit', $1::json, queue_name := 'imports', job_key := $2)`,
    [JSON.stringify({ county, import: id }), `import.commit.${id}`],
  );
}

/** Takes a file: run by the job, again after a restart. What an earlier run has taken is not taken twice. */
export async function commitFile(tools: ImportTools, county: string, id: string): Promise<void> {
  await running(tools, county, id, 'committed', false);
}

/**
 * Reads a file where it lies and takes it at once (or only checks it): what the command line does. One whose taking was
 * cut off goes on where it was.
 */
export async function importFile(
  tools: ImportTools,
  who: Who,
  kind: string,
  path: string,
  name: string,
  asked: ImportOptions,
  dry: boolean,
): Promise<Found> {
  const { deps } = tools;
  const options = optionsOf(tools, kind, asked);
  const importer = importerOf(tools, kind);
  const anew = {
    id: uuidv7(deps.now(), randomBytes(10)),
    kind,
    name,
    by: who.account,
    at: new Date(deps.now()).toISOString(),
    options,
    fileKey: null,
    ...(await hashOf(path)),
  };
  if (dry) return read(importer, await importingOf(tools, who.county, anew), path, true);
  return resumed(deps, who.county, anew, async (file) => {
    try {
      const found = await read(importer, await importingOf(tools, who.county, file), path, false);
      await finish(tools, who.county, file, found);
      return found;
    } catch (error) {
      await store.moveFile(deps.pool, who.county, file.id, ['checking'], 'failed', {
        problem: problemOf(error),
      });
      throw error;
    }
  });
}

/** The options of a file with what its family makes of what was given beside it. */
function optionsOf(tools: ImportTools, kind: string, asked: ImportOptions): ImportOptions {
  const { options } = importerOf(tools, kind);
  return options === undefined ? asked : { ...asked, given: options(asked.given ?? {}, tools.deps.now()) };
}

export async function discardFile(tools: ImportTools, county: string, id: string): Promise<void> {
  const file = await getFile(tools, county, id);
  if (!(await store.moveFile(tools.deps.pool, county, id, ['checked', 'failed'], 'discarded')))
    throw problem('conflict', { state: file.state });
  await store.forgetFileKey(tools.deps.pool, county, id);
  await dropFile(tools.deps, id);
}

/** Drops the stored copies of files that were handed in before an instant; what they came to stays on record. */
export async function forgetFiles(deps: Deps, county: string, before: string): Promise<void> {
  for (const id of await store.filesBefore(deps.pool, county, before)) {
    await store.forgetFileKey(deps.pool, county, id);
    await dropFile(deps, id);
  }
}

/** The error file of an import, in the sender's own form, for the time of `work`. */
export async function withErrorFile<T>(
  tools: ImportTools,
  county: string,
  id: string,
  work: (path: string, name: string) => Promise<T>,
): Promise<T> {
  const file = await getFile(tools, county, id);
  const importing = await importingOf(tools, county, file);
  return withFile(tools.deps, id, file.fileKey, async (path) => {
    const table = await openTable(path, file.name);
    const target = `${path}.errors`;
    try {
      await importerOf(tools, file.kind).writeErrors(importing, table, target);
      return await work(target, file.name);
    } finally {
      await table.close();
      await rm(target, { force: true });
    }
  });
}

async function running(
  tools: ImportTools,
  county: string,
  id: string,
  end: 'checked' | 'committed',
  dry: boolean,
): Promise<void> {
  const { deps } = tools;
  const file = await getFile(tools, county, id);
  try {
    const importing = await importingOf(tools, county, file);
    const found = await withFile(deps, id, file.fileKey, (path) =>
      read(importerOf(tools, file.kind), importing, path, dry),
    );
    if (end === 'committed') await finish(tools, county, file, found);
    else await store.keepFound(deps.pool, county, id, 'checked', found);
  } catch (error) {
    // A passing fault is the job's to try again; what is wrong with the file stays wrong.
    if (!(error instanceof Problem) && !dry) throw error;
    if (!(error instanceof Problem))
      deps.log.error(
        { import: id, error: (error as Error).name, stack: (error as Error).stack?.split('\n').slice(1, 6) },
        'import failed',
      );
    await store.moveFile(deps.pool, county, id, ['checking', 'committing'], 'failed', {
      problem: problemOf(error),
    });
  }
}

async function read(importer: Importer, importing: Importing, path: string, dry: boolean): Promise<Found> {
  const table = await openTable(path, importing.fileName);
  try {
    return await importer.run(importing, table, dry);
  } finally {
    await table.close();
  }
}

async function finish(
  { deps }: ImportTools,
  county: string,
  file: { id: string; sha256: string; by: string },
  found: Found,
): Promise<void> {
  const { rows, taken, held, duplicate } = found.counts;
  await store.keepFound(deps.pool, county, file.id, 'committed', found);
  await deps.append(
    county,
    'import.committed',
    { import: file.id, file: file.sha256, rows, taken, held, duplicate },
    { id: file.by },
    // The same id on a second run: the balance is written once.
    { id: file.id, at: new Date(deps.now()).toISOString() },
  );
}

function problemOf(error: unknown): { code: string; details: object } {
  return error instanceof Problem
    ? { code: error.code, details: error.details }
    : { code: 'server.fault', details: {} };
}
