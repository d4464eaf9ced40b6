import { holds } from '@lianfang/domain/kernel/access.ts';
import type { importReads as table } from '@lianfang/domain/kernel/importReads.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { Asked, ReadsFor } from '../reads.ts';
import type { Importer } from './importer.ts';
import * as store from './store.ts';

/** The reads of the engine, over the families of files that the product knows. */
export function importReads(importers: Readonly<Record<string, Importer>>) {
  return {
    'import.list': async (asked) => ({
      imports: (await store.listFiles(asked.deps.pool, asked.county, kindsOf(importers, asked))).map(
        importRow,
      ),
    }),
    'import.one': async (asked, { id }) => {
      const file = (await store.listFiles(asked.deps.pool, asked.county, kindsOf(importers, asked))).find(
        (candidate) => candidate.id === id,
      );
      if (file === undefined) throw problem('not_found', { what: 'import' });
      return {
        import: importRow(file),
        sheets: file.found?.sheets ?? [],
        warnings: file.found?.warnings ?? [],
        preview: file.found?.preview ?? [],
        fields: [...(importers[file.kind]?.fields ?? [])],
      };
    },
    'import.held': async ({ deps, county }, { id, state = 'open', limit = 200 }) => ({
      rows: (await store.heldRows(deps.pool, county, { file: id, open: state === 'open', limit })).map(
        (held) => ({
          id: held.id,
          import: held.import,
          file: held.file,
          sheet: held.sheet,
          row: held.row,
          reason: held.reason,
          state: held.state,
          ...(held.entry !== null && { entry: held.entry }),
        }),
      ),
      open: await store.openHeldCount(deps.pool, county),
    }),
  } satisfies ReadsFor<typeof table>;
}

/** The families of files that are the asker's to bring in. */
function kindsOf(importers: Readonly<Record<string, Importer>>, { actor, deps }: Asked): string[] {
  const at = new Date(deps.now()).toISOString();
  return Object.values(importers).flatMap(({ kind, who }) => (holds(actor, who, at) ? [kind] : []));
}

function importRow(file: store.FileRow & { who: string | null }) {
  return {
    id: file.id,
    name: file.name,
    state: file.state,
    kind: file.kind,
    by: file.who ?? '—',
    at: file.at,
    bytes: Number(file.bytes),
    ...((file.state === 'committing' || file.state === 'checking') && {
      progress: { rows: Number(file.progress) },
    }),
    ...(file.counts !== null && { counts: file.counts }),
    ...(file.problem !== null && { problem: file.problem }),
  };
}
