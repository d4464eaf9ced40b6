import type { KeyObject } from 'node:crypto';
import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { together } from '../db/together.ts';
import type { Sum } from '../indicators/sum.ts';
import { addSums } from '../indicators/sums.ts';
import { idBytes, linkHash, signHead } from './chain.ts';
import type { Ready, Refused } from './door.ts';
import type { Passed, Tx } from './handlers.ts';
import * as store from './store.ts';

export type Signer = { readonly key: KeyObject; readonly id: string };

/** What the flush needs besides the database. `again` makes a held entry ready once more. */
export type FlushTools = {
  readonly signer: Signer;
  readonly now: () => number;
  readonly random: (bytes: number) => Buffer;
  readonly again: (county: string, held: store.HeldRow) => Promise<Ready>;
};

/** A transaction of the ledger as far as it has come. */
export type Work = {
  readonly tx: Tx;
  readonly tools: FlushTools;
  readonly at: string;
  /** The last position that was given out. */
  position: bigint;
  /** As far as entries have been chained: when they are on their way to the database. */
  head: store.Head;
  /** What has a position and is not chained yet. */
  linked: { readonly entry: Ready; readonly position: bigint }[];
  /** The position of the head as the database has it. */
  written: bigint;
  sums: Sum[];
  readonly tray: store.TrayRow[];
  readonly alarms: { id: string; code: string; detail: object }[];
  readonly answers: Map<string, Answer>;
  /** Held entries that this transaction may release, by the id that they wait for, in the order they came. */
  readonly waiting: Map<string, Waiting[]>;
};

/** One that waits: in the tray since an earlier delivery (`row`), or since this one. */
export type Waiting = { readonly entry: Ready; readonly row: store.HeldRow | undefined };

/** A piece of work over a locked head; `held` is what has been waiting for entries that may come in it. */
export async function newWork(
  tx: Tx,
  head: store.Head,
  tools: FlushTools,
  held: readonly store.HeldRow[],
): Promise<Work> {
  const waiting = new Map<string, Waiting[]>();
  for (const row of held) waitFor(waiting, row.base, { entry: await tools.again(tx.county, row), row });
  // Those that came in one transaction stand in the order in which their device made them.
  for (const several of waiting.values())
    several.sort((a, b) =>
      a.row?.received === b.row?.received ? (a.entry.seq ?? 0) - (b.entry.seq ?? 0) : 0,
    );
  const at = new Date(tools.now()).toISOString();
  return {
    tx,
    tools,
    at,
    position: head.position,
    head,
    linked: [],
    written: head.position,
    sums: [],
    tray: [],
    alarms: [],
    answers: new Map(),
    waiting,
  };
}

export function waitFor(waiting: Map<string, Waiting[]>, base: string, one: Waiting): void {
  const others = waiting.get(base);
  if (others === undefined) waiting.set(base, [one]);
  else others.push(one);
}

/** Writes the ledger, the sums and the signed head as far as they have come. */
export async function writeOut(work: Work): Promise<void> {
  if (work.position === work.written) return;
  const { tx, tools, sums } = work;
  work.written = work.position;
  work.sums = [];
  const rows = chained(work);
  const { head } = work;
  const signature = signHead(tools.signer.key, tx.county, head.position, head.hash);
  await together(
    tx.client,
    () => store.insertEntries(tx, rows),
    () => addSums(tx, sums),
    () => store.moveHead(tx, head, signature, tools.signer.id, work.at),
  );
}

/** Writes the entries that have been linked. */
export function writeEntries(work: Work): Promise<void> {
  return store.insertEntries(work.tx, chained(work));
}

/** Gives an entry the next position. It is chained on its way to the database, which has something to do by then. */
export function link(work: Work, entry: Ready): Passed<unknown> {
  const position = work.position + 1n;
  work.position = position;
  work.linked.push({ entry, position });
  work.answers.set(entry.id, { id: entry.id, status: 'applied', position: String(position) });
  return { ...entry.passed, position };
}

/** Chains what has been linked, and gives it as it is written. */
function chained(work: Work): store.LedgerRow[] {
  const { linked } = work;
  work.linked = [];
  return linked.map(({ entry: { id, digest, content: text, sealed }, position }) => {
    const content = Buffer.from(text);
    const hash = linkHash(work.head.hash, { position, id: idBytes(id), digest, content, sealed });
    work.head = { position, hash };
    return { id, position, hash, digest, content, sealed };
  });
}

/** Keeps what is not applied, with its answer. */
export function toTray(work: Work, entry: Ready | Refused, status: 'held' | 'refused', reason: string): void {
  const { kind, post } = entry.status === 'ready' ? entry.passed : entry;
  work.tray.push({
    id: entry.id,
    status,
    reason,
    kind,
    post,
    device: entry.device,
    base: entry.status === 'ready' ? entry.base : undefined,
    digest: entry.digest,
    sealed: entry.whole(),
    received: work.at,
  });
  answer(work, entry, status, reason);
}

/** Answers without a position; what the database would not keep is something that a person must look at. */
export function answer(
  work: Work,
  { id, device }: Pick<Ready, 'id' | 'device'>,
  status: 'held' | 'refused',
  reason: string,
): void {
  if (reason === UNSTORABLE) alarm(work, UNSTORABLE, { entry: id, ...(device !== undefined && { device }) });
  work.answers.set(id, { id, status, reason });
}

/** The reason of an entry that the database itself refuses. */
export const UNSTORABLE = 'entry.unstorable';

/** Data that the database refuses (classes 22 and 23): trying again would not help, leaving it out does. */
export function isPoison(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^2[23]\w{3}$/.test(code);
}

/** `id` where the same thing must be told once, however often it is noticed. */
export function alarm({ alarms, tools }: Work, code: string, detail: object, id?: string): void {
  alarms.push({ id: id ?? uuidv7(tools.now(), tools.random(10)), code, detail });
}
