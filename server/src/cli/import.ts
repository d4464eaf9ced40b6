import type { ImportCounts } from '@lianfang/domain/kernel/importReads.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { importers } from '../importers.ts';
import { SERVER_ID } from '../kernel/access/permissions.ts';
import { importFile } from '../kernel/imports/engine.ts';
import { baseName } from '../kernel/imports/table.ts';
import { countyOf, type Given, needed, print, text, withProduct } from './common.ts';

type Result =
  | ({ file: string; warnings: unknown[] } & ImportCounts)
  | { file: string; problem: { code: unknown; details: unknown } };

/** Families by the words that the command line takes for them. */
const families: Readonly<Record<string, string>> = { list: 'lists' };

/** What a family asks for beside the file, by the names of its options. */
function givenBeside(from: Given, kind: string): Record<string, string> | undefined {
  if (kind !== 'lists') return undefined;
  const given = { sender: needed(from, 'sender'), due: needed(from, 'due') };
  const more = ['priority', 'corrects'].flatMap((name) => {
    const value = text(from, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...given, ...Object.fromEntries(more) };
}

/**
 * `lianfang import registers FILE… [--check] [--post CODE] [--date DAY]`, `lianfang import list FILE --sender NAME --due
 * ISO|+HOURS [--check]`: 1 when a file could not be read.
 */
export async function importFiles(from: Given): Promise<number> {
  const [, word = '', ...files] = from.words;
  const kind = families[word] ?? word;
  if (!Object.hasOwn(importers, kind) || files.length === 0)
    throw problem('usage', { import: ['registers', 'list'] });
  const given = givenBeside(from, kind);
  return withProduct(async (product) => {
    const { deps, kinds, queue } = product;
    const county = await countyOf(product, text(from, 'county'));
    const post = text(from, 'post');
    const date = text(from, 'date');
    const options = {
      ...(post !== undefined && { post }),
      ...(date !== undefined && { date }),
      ...(given !== undefined && { given }),
    };
    const results: Result[] = [];
    for (const path of files) {
      const name = baseName(path);
      try {
        const found = await importFile(
          { deps, kinds, queue, importers },
          { county, account: SERVER_ID },
          kind,
          path,
          name,
          options,
          from.options.check === true,
        );
        results.push({ file: name, ...found.counts, warnings: found.warnings });
        if (from.options.json !== true) process.stdout.write(`${lineOf(name, found.counts)}\n`);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error;
        results.push({
          file: name,
          problem: {
            code: (error as { code: unknown }).code,
            details: (error as { details?: unknown }).details,
          },
        });
        if (from.options.json !== true)
          process.stdout.write(
            `${name}: ${String(error.code)} ${JSON.stringify((error as { details?: unknown }).details ?? {})}\n`,
          );
      }
    }
    const sum = (key: 'rows' | 'taken' | 'held' | 'duplicate' | 'passages') =>
      results.reduce((total, result) => total + ('rows' in result ? result[key] : 0), 0);
    const total = {
      rows: sum('rows'),
      taken: sum('taken'),
      held: sum('held'),
      duplicate: sum('duplicate'),
      passages: sum('passages'),
    };
    const flagged: Record<string, number> = {};
    for (const result of results) {
      if (!('flagged' in result)) continue;
      for (const [flag, count] of Object.entries(result.flagged))
        flagged[flag] = (flagged[flag] ?? 0) + count;
    }
    print(
      from,
      {
        ...total,
        ...(kind === 'lists' && placesOf(results)),
        flagged,
        checked: from.options.check === true,
        files: results,
      },
      files.length > 1 ? [lineOf('合计 total', total)] : [],
    );
    return results.some((result) => 'problem' in result) ? 1 : 0;
  });
}

/** Where the rows of lists lie, by township (9 digits), and how many nobody could place yet. */
function placesOf(results: readonly Result[]): { byArea: Record<string, number>; unplaced: number } {
  const byArea: Record<string, number> = {};
  let unplaced = 0;
  for (const result of results) {
    if (!('rows' in result)) continue;
    unplaced += result.unplaced ?? 0;
    for (const [code, count] of Object.entries(result.byArea ?? {}))
      byArea[code] = (byArea[code] ?? 0) + count;
  }
  return { byArea, unplaced };
}

function lineOf(
  name: string,
  { rows, taken, held, duplicate }: { rows: number; taken: number; held: number; duplicate: number },
): string {
  return `${name}: ${rows} 行 rows = ${taken} 取用 taken + ${held} 待改 held + ${duplicate} 重复 duplicate`;
}
