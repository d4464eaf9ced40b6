import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { Deps } from '../deps.ts';
import { type Kinds, type Prepared, prepare, type Sender } from '../ledger/door.ts';
import type { Parcel } from '../ledger/flush.ts';
import type { Queue } from '../ledger/queue.ts';
import { alone } from './alone.ts';
import type { Importer, Importing } from './importer.ts';
import * as store from './store.ts';

/** The engine's tools: what the product is made of, and the families of files it can read. */
export type ImportTools = {
  readonly deps: Deps;
  readonly kinds: Kinds;
  readonly queue: Queue;
  readonly importers: Readonly<Record<string, Importer>>;
};

export type Who = { readonly county: string; readonly account: string };

/** Entries that are delivered together. */
const TOGETHER = 500;

export async function importingOf(
  tools: ImportTools,
  county: string,
  file: Pick<store.FileRow, 'id' | 'kind' | 'name' | 'by' | 'options' | 'sha256'>,
): Promise<Importing> {
  const { deps } = tools;
  return {
    deps,
    county,
    id: file.id,
    fileName: file.name,
    sha256: file.sha256,
    by: file.by,
    options: file.options,
    mapping: await store.savedMapping(deps.pool, county, file.kind, file.options.given?.sender),
    deliver: (entries, also) => deliver(tools, county, file.by, entries, also),
    alone: (work) => alone(deps, county, work),
    progress: (rows) => store.keepProgress(deps.pool, county, file.id, rows),
  };
}

/** Through the same door as everything else: parsed, ruled, sealed, chained. */
async function deliver(
  { deps, kinds, queue }: ImportTools,
  county: string,
  account: string,
  entries: readonly object[],
  also: Parcel['also'],
): Promise<Answer[]> {
  const received = deps.now();
  const [areas, sealer] = await Promise.all([deps.places.areas(county), deps.vault.sealer(county, received)]);
  const sender: Sender = {
    county,
    device: undefined,
    origin: account,
    actorOf: () => ({ id: account, kind: 'server', county, grants: [] }),
    posts: undefined,
    areaOf: (post) => areas.get(post),
    received,
    sentAt: undefined,
    sealer,
    vault: deps.vault,
  };
  const outcomes = entries.map((entry) => prepare(kinds, entry, sender));
  const prepared = outcomes.filter((outcome): outcome is Prepared => 'digest' in outcome);
  const stored: Answer[] = [];
  for (let start = 0; start < prepared.length; start += TOGETHER) {
    stored.push(
      ...(await queue.deliver(county, {
        prepared: prepared.slice(start, start + TOGETHER),
        contact: undefined,
        also,
      })),
    );
  }
  let next = 0;
  return outcomes.map((outcome) => ('digest' in outcome ? (stored[next++] as Answer) : outcome));
}

export async function getFile({ deps }: ImportTools, county: string, id: string): Promise<store.FileRow> {
  const file = await store.findFile(deps.pool, county, id);
  if (file === undefined) throw problem('not_found', { what: 'import' });
  return file;
}

export function importerOf({ importers }: ImportTools, kind: string): Importer {
  const importer = importers[kind];
  if (importer === undefined) throw problem('not_found', { what: 'importer' });
  return importer;
}
