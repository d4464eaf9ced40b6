import type { KeyObject } from 'node:crypto';
import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { Sum } from '../indicators/sum.ts';
import { addSums } from '../indicators/sums.ts';
import { idBytes, linkHash, signHead } from './chain.ts';
import type { Prepared, Ready, Refused } from './door.ts';
import { isRefusal, type Passed, type Tx } from './handlers.ts';
import * as store from './store.ts';

/** One delivery, prepared at the door, on its way into one transaction with others of its county. */
export type Parcel = {
  readonly prepared: readonly Prepared[];
  readonly contact: Omit<store.Contact, 'seqs' | 'at'> | undefined;
};

export type Signer = { readonly key: KeyObject; readonly id: string };

/** What the flush needs besides the database. `again` makes a held entry ready once more. */
export type FlushTools = {
  readonly signer: Signer;
  readonly now: () => number;
  readonly random: (bytes: number) => Buffer;
  readonly again: (county: string, held: store.HeldRow) => Promise<Ready>;
};

type Work = {
  readonly tx: Tx;
  readonly signer: Signer;
  readonly at: string;
  head: store.Head;
  rows: store.LedgerRow[];
  sums: Sum[];
  readonly tray: store.TrayRow[];
  readonly alarms: { id: string; code: string; detail: object }[];
  readonly answers: Map<string, Answer>;
};

/**
 * Stores the entries of several deliveries of one county in the transaction of `tx`, and answers each. The county's head
 * is locked first, so that positions are dense and in commit order and nothing is decided on what another transaction
 * is just changing. Entries take effect in the order they came; runs of facts go in together.
 */
export async function flush(tx: Tx, parcels: readonly Parcel[], tools: FlushTools): Promise<Answer[][]> {
  const head = await store.lockHead(tx);
  if (head === undefined) throw new Error(`county ${tx.county} has no ledger`);
  const all = parcels.flatMap(({ prepared }) => prepared);
  const known = await store.knownAnswers(
    tx,
    all.map(({ id }) => id),
  );
  const work = newWork(tx, head, tools);

  const fresh: Prepared[] = [];
  const first = new Map<string, Prepared>();
  const conflicts = new Set<Prepared>();
  for (const entry of all) {
    const before = known.get(entry.id)?.digest ?? first.get(entry.id)?.digest;
    if (before === undefined) {
      first.set(entry.id, entry);
      fresh.push(entry);
    } else if (!before.equals(entry.digest)) {
      conflicts.add(entry);
      work.alarms.push(alarm(tools, 'entry.conflict', { entry: entry.id, device: entry.device }));
    }
  }
  for (const [id, { answer }] of known) work.answers.set(id, answer);

  await noticeUsedNumbers(work, fresh, tools);
  await applyAll(work, fresh);
  await releaseHeld(work, tools);

  await writeOut(work);
  await store.insertTray(tx, work.tray);
  await store.raiseAlarms(tx, work.alarms, work.at);
  for (const contact of contacts(parcels, work.at)) await store.touchDevice(tx, contact);
  return parcels.map(({ prepared }) =>
    prepared.map((entry) =>
      conflicts.has(entry)
        ? { id: entry.id, status: 'refused', reason: 'entry.conflict' }
        : (work.answers.get(entry.id) as Answer),
    ),
  );
}

/** Lets one held entry through by force: a person, or the time limit, decided that its base will not come. */
export async function flushForced(
  tx: Tx,
  id: string,
  release: Ready,
  tools: FlushTools,
): Promise<Answer | undefined> {
  const head = await store.lockHead(tx);
  const held = await store.heldById(tx, id);
  if (head === undefined || held === undefined) return undefined;
  const work = newWork(tx, head, tools);
  await settle(work, held, await tools.again(tx.county, held), true);
  await applyFacts(work, [release]);
  await releaseHeld(work, tools);
  await writeOut(work);
  return work.answers.get(id);
}

function newWork(tx: Tx, head: store.Head, tools: FlushTools): Work {
  const at = new Date(tools.now()).toISOString();
  return { tx, signer: tools.signer, at, head, rows: [], sums: [], tray: [], alarms: [], answers: new Map() };
}

/** Writes the ledger, the sums and the signed head as far as they have come. */
async function writeOut(work: Work): Promise<void> {
  if (work.rows.length === 0) return;
  await store.insertEntries(work.tx, work.rows);
  await addSums(work.tx, work.sums);
  const { position, hash } = work.head;
  await store.moveHead(
    work.tx,
    work.head,
    signHead(work.signer.key, work.tx.county, position, hash),
    work.signer.id,
    work.at,
  );
  work.rows = [];
  work.sums = [];
}

async function applyAll(work: Work, fresh: readonly Prepared[]): Promise<void> {
  const bases = fresh.flatMap((entry) =>
    entry.status === 'ready' && entry.base !== undefined ? [entry.base] : [],
  );
  const present = await store.appliedAmong(work.tx, bases);
  let run: Ready[] = [];
  const endRun = async () => {
    await applyFacts(work, run);
    run = [];
  };
  for (const entry of fresh) {
    if (entry.status === 'refused') {
      toTray(work, entry, 'refused', entry.reason);
    } else if (entry.handler.mode === 'fact') {
      run.push(entry);
    } else {
      await endRun();
      const arrived =
        entry.base === undefined ||
        present.has(entry.base) ||
        work.answers.get(entry.base)?.status === 'applied';
      if (arrived) await applyChange(work, entry, false);
      else toTray(work, entry, 'held', 'entry.base_missing');
    }
  }
  await endRun();
}

async function applyFacts(work: Work, run: readonly Ready[]): Promise<void> {
  const byKind = Map.groupBy(
    run.map((entry) => ({ entry, passed: link(work, entry) })),
    ({ entry }) => entry.handler,
  );
  for (const [handler, facts] of byKind) {
    if (handler.mode !== 'fact') continue;
    work.sums.push(
      ...(await handler.apply(
        work.tx,
        facts.map(({ passed }) => passed),
      )),
    );
  }
}

/** One change, in a savepoint of its own: refused, it leaves nothing behind but its answer. */
async function applyChange(work: Work, entry: Ready, forced: boolean): Promise<boolean> {
  if (entry.handler.mode !== 'change') throw new Error(`${entry.passed.kind} is no change`);
  // A change may look at what stands in the ledger (a report does): everything before it must stand there.
  await writeOut(work);
  await work.tx.client.query('SAVEPOINT change');
  const result = await entry.handler.apply(
    work.tx,
    { ...entry.passed, position: work.head.position + 1n },
    forced,
  );
  if (isRefusal(result)) {
    await work.tx.client.query('ROLLBACK TO SAVEPOINT change');
    if (forced) work.answers.set(entry.id, { id: entry.id, status: 'refused', reason: result.refused });
    else toTray(work, entry, 'refused', result.refused);
    return false;
  }
  await work.tx.client.query('RELEASE SAVEPOINT change');
  work.sums.push(...result);
  link(work, entry);
  return true;
}

/** Gives an entry the next position and chains it. */
function link(work: Work, entry: Ready): Passed<unknown> {
  const position = work.head.position + 1n;
  const content = Buffer.from(entry.content);
  const hash = linkHash(work.head.hash, {
    position,
    id: idBytes(entry.id),
    digest: entry.digest,
    content,
    sealed: entry.sealed,
  });
  work.rows.push({
    id: entry.id,
    position,
    hash,
    digest: entry.digest,
    content: entry.content,
    sealed: entry.sealed,
  });
  work.head = { position, hash };
  work.answers.set(entry.id, { id: entry.id, status: 'applied', position: String(position) });
  return { ...entry.passed, position };
}

function toTray(work: Work, entry: Ready | Refused, status: 'held' | 'refused', reason: string): void {
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
  work.answers.set(entry.id, { id: entry.id, status, reason });
}

/** Whatever waited for what has just been applied is tried again, in the same transaction. */
async function releaseHeld(work: Work, tools: FlushTools): Promise<void> {
  const bases = [...work.answers.values()].flatMap(({ id, status }) => (status === 'applied' ? [id] : []));
  const before = new Set(work.tray.map(({ id }) => id));
  // An entry and its correction may come the wrong way round in one delivery: then it waits in this very tray.
  const here = work.tray.filter(
    (row) =>
      row.status === 'held' && row.base !== undefined && work.answers.get(row.base)?.status === 'applied',
  );
  for (const row of here) {
    work.tray.splice(work.tray.indexOf(row), 1);
    const ready = await tools.again(work.tx.county, row);
    await applyChange(work, ready, false);
  }
  for (const held of await store.heldOn(work.tx, bases)) {
    if (!before.has(held.id)) await settle(work, held, await tools.again(work.tx.county, held), false);
  }
}

async function settle(work: Work, held: store.HeldRow, ready: Ready, forced: boolean): Promise<void> {
  if (await applyChange(work, ready, forced)) {
    await store.settleHeld(work.tx, held.id, { status: 'released', at: work.at });
    return;
  }
  // applyChange has put a refusal of an unforced one into the tray's new rows: it stands there already, as held.
  const index = work.tray.findIndex(({ id }) => id === held.id);
  if (index >= 0) work.tray.splice(index, 1);
  const reason = work.answers.get(held.id)?.reason ?? 'entry.base_missing';
  await store.settleHeld(work.tx, held.id, { status: 'refused', reason, at: work.at });
}

/** A sequence number under two ids: a copied phone, or one set up anew without asking where it stood. */
async function noticeUsedNumbers(work: Work, fresh: readonly Prepared[], tools: FlushTools): Promise<void> {
  const numbered = fresh.flatMap(({ id, device, seq }) =>
    device !== undefined && seq !== undefined ? [{ id, device, seq }] : [],
  );
  for (const [device, entries] of Map.groupBy(numbered, (entry) => entry.device)) {
    const used = await store.seqsUsed(
      work.tx,
      device,
      entries.map(({ seq }) => seq),
    );
    const here = new Set<number>();
    for (const { id, seq } of entries) {
      if (used.has(seq) || here.has(seq))
        work.alarms.push(alarm(tools, 'device.sequence', { device, seq, entry: id }));
      here.add(seq);
    }
  }
}

function contacts(parcels: readonly Parcel[], at: string): store.Contact[] {
  return parcels
    .flatMap(({ contact, prepared }) =>
      contact === undefined
        ? []
        : [{ ...contact, at, seqs: prepared.flatMap(({ seq }) => (seq === undefined ? [] : [seq])) }],
    )
    .sort((a, b) => (a.device < b.device ? -1 : 1));
}

function alarm(
  tools: FlushTools,
  code: string,
  detail: object,
): { id: string; code: string; detail: object } {
  return { id: uuidv7(tools.now(), tools.random(10)), code, detail };
}
