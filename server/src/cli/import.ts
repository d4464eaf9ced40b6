import type { ImportCounts } from '@lianfang/domain/kernel/importReads.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { importers } from '../importers.ts';
import { SERVER_ID } from '../kernel/access/permissions.ts';
import { importFile } from '../kernel/imports/engine.ts';
import { baseName } from '../kernel/imports/table.ts';
import { countyOf, type Given, print, text, withProduct } from './common.ts';

type Result =
  | ({ file: string; warnings: unknown[] } & ImportCounts)
  | { file: string; problem: { code: unknown; details: unknown } };

/** `lianfang import registers FILE… [--check] [--post CODE] [--date DAY]`: 1 when a file could not be read. */
export async function importFiles(from: Given): Promise<number> {
  const [, kind, ...files] = from.words;
  if (kind === undefined || !(kind in importers) || files.length === 0)
    throw problem('usage', { import: Object.keys(importers) });
  return withProduct(async (product) => {
    const { deps, kinds, queue } = product;
    const county = await countyOf(product, text(from, 'county'));
    const post = text(from, 'post');
    const date = text(from, 'date');
    const options = { ...(post !== undefined && { post }), ...(date !== undefined && { date }) };
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
      { ...total, flagged, checked: from.options.check === true, files: results },
      files.length > 1 ? [lineOf('合计 total', total)] : [],
    );
    return results.some((result) => 'problem' in result) ? 1 : 0;
  });
}

function lineOf(
  name: string,
  { rows, taken, held, duplicate }: { rows: number; taken: number; held: number; duplicate: number },
): string {
  return `${name}: ${rows} 行 rows = ${taken} 取用 taken + ${held} 待改 held + ${duplicate} 重复 duplicate`;
}
