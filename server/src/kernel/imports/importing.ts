import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { Deps } from '../deps.ts';
import { type Kinds, type Prepared, prepare, type Sender } from '../ledger/door.ts';
import type { Parcel } from '../ledger/flush.ts';
import type { Queue } from '../ledger/queue.ts';
import { alone } from './alone.ts';
import { giveWay } from './giveWay.ts';
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

/** Entries that are delivered together, at most: as many as the queue would join. */
const TOGETHER = 1000;

export async function importingOf(
  tools: ImportTools,
  county: string,
  file: Pick<store.FileRow, 'id' | 'kind' | 'name' | 'by' | 'options' | 'sha256'>,
): Promise<Importing> {
  const { deps } = tools;
  // Of several deliveries under way, one is made ready after the other: rows stand in the ledger as they stand in the file.
  let ready: Promise<unknown> = Promise.resolve();
  return {
    deps,
    county,
    id: file.id,
    fileName: file.name,
    sha256: file.sha256,
    by: file.by,
    options: file.options,
    mapping: await store.savedMapping(deps.pool, county, file.kind, file.options.given?.sender),
    deliver(entries, also) {
      const prepared = ready.then(() => prepareAll(tools, county, file.by, entries));
      ready = prepared.catch(() => undefined);
      return prepared.then((outcomes) => append(tools, county, outcomes, also));
    },
    alone: (work) => alone(deps, county, work),
    progress: (rows) => store.keepProgress(deps.pool, county, file.id, rows),
  };
}

/** Through the same door as everything else: parsed, ruled, sealed. */
async function prepareAll(
  { deps, kinds }: ImportTools,
  county: string,
  account: string,
  entries: readonly object[],
): Promise<(Prepared | Answer)[]> {
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
  const outcomes: (Prepared | Answer)[] = [];
  for (const entry of entries) {
    outcomes.push(prepare(kinds, entry, sender));
    await giveWay(outcomes.length);
  }
  return outcomes;
}

/** Chains what the door has let in; an answer for everything. */
async function append(
  { queue }: ImportTools,
  county: string,
  outcomes: readonly (Prepared | Answer)[],
  also: Parcel['also'],
): Promise<Answer[]> {
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
