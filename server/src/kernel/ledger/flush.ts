import type { Answer, Refusal } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { together } from '../db/together.ts';
import { sha256 } from '../sha256.ts';
import type { Prepared, Ready } from './door.ts';
import { isRefusal, reasonOf, type Tx } from './handlers.ts';
import * as store from './store.ts';
import {
  alarm,
  answer,
  type FlushTools,
  isPoison,
  link,
  newWork,
  toTray,
  UNSTORABLE,
  type Waiting,
  type Work,
  waitFor,
  writeEntries,
  writeOut,
} from './work.ts';

/** One delivery, prepared at the door, on its way into one transaction with others of its county. */
export type Parcel = {
  readonly prepared: readonly Prepared[];
  readonly contact: Omit<store.Contact, 'seqs'> | undefined;
  /**
   * What is to be written in the very transaction of the entries, or not at all: called with the ids of those that stand in
   * the ledger by then. A parcel that has to be split has it called for each part.
   */
  readonly also?: ((tx: Tx, applied: readonly string[]) => Promise<void>) | undefined;
};

/**
 * Stores the entries of several deliveries of one county in the transaction of `tx`, and answers each. The county's head
 * is locked first, so that positions are dense and in commit order and nothing is decided on what another transaction
 * is just changing. Entries take effect in the order they came; runs of facts go in together.
 */
export async function flush(tx: Tx, parcels: readonly Parcel[], tools: FlushTools): Promise<Answer[][]> {
  const all = parcels.flatMap(({ prepared }) => prepared);
  const ids = all.map(({ id }) => id);
  // Sent together and answered in this order: nothing is looked at before the head is locked.
  const [head, known, held, present, used] = await together(
    tx.client,
    () => store.lockHead(tx),
    () => store.knownAnswers(tx, ids),
    () => store.heldOn(tx, ids),
    () => store.appliedAmong(tx, all.flatMap(baseOf)),
    () => store.seqsUsed(tx, all.flatMap(numberOf)),
  );
  if (head === undefined) throw new Error(`county ${tx.county} has no ledger`);
  const again = all.filter((entry) => isForCarrier(known.get(entry.id), entry)).map(({ id }) => id);
  await store.dropRefused(tx, again);
  for (const id of again) known.delete(id);
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
    }
  }
  const work = await newWork(
    tx,
    head,
    tools,
    held.filter(({ base }) => first.has(base)),
  );
  for (const { id, device } of conflicts) alarm(work, 'entry.conflict', { entry: id, device });
  for (const [id, { answer }] of known) work.answers.set(id, answer);

  noticePutBack(work, parcels, head.position);
  noticeUsedNumbers(work, fresh, new Set(used.map(({ entry }) => entry)));
  await together(
    tx.client,
    () => store.touchDevices(tx, contacts(parcels), work.at),
    () => applyAll(work, fresh, present),
  );
  await together(
    tx.client,
    () => writeOut(work),
    () => store.insertTray(tx, work.tray),
    () => store.raiseAlarms(tx, work.alarms, work.at),
  );
  const answers = parcels.map(({ prepared }) =>
    prepared.map(
      (entry): Answer =>
        conflicts.has(entry)
          ? { id: entry.id, status: 'refused', reason: 'entry.conflict' }
          : (work.answers.get(entry.id) as Answer),
    ),
  );
  for (const [index, { also }] of parcels.entries()) {
    const applied = answers[index]?.filter(({ status }) => status === 'applied') ?? [];
    await also?.(
      tx,
      applied.map(({ id }) => id),
    );
  }
  return answers;
}

/** What is refused for where or by whom a phone may deliver, whatever it carries. */
const aboutCarrier = /^access\.(actor|post)(:|$)/;

/** A refusal was about the phone that carried the entry in; now it has come by another that may. */
function isForCarrier(before: store.Known | undefined, entry: Prepared): boolean {
  return (
    entry.status === 'ready' &&
    before?.answer.status === 'refused' &&
    aboutCarrier.test(before.answer.reason ?? '') &&
    before.device !== entry.device &&
    before.digest.equals(entry.digest)
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
  const work = await newWork(tx, head, tools, await store.heldOn(tx, [id]));
  await settle(work, { entry: await tools.again(tx.county, held), row: held }, true);
  await applyFacts(work, [release]);
  await writeOut(work);
  await store.raiseAlarms(tx, work.alarms, work.at);
  return work.answers.get(id);
}

function baseOf(entry: Prepared): string[] {
  return entry.status === 'ready' && entry.base !== undefined ? [entry.base] : [];
}

/** `present`: those bases that stand in the ledger already. */
async function applyAll(work: Work, fresh: readonly Prepared[], present: ReadonlySet<string>): Promise<void> {
  let run: Ready[] = [];
  const endRun = async () => {
    const ended = run;
    run = [];
    await applyFacts(work, ended);
    for (const { id } of ended) await release(work, id);
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
      if (!arrived) {
        toTray(work, entry, 'held', 'entry.base_missing');
        waitFor(work.waiting, entry.base as string, { entry, row: undefined });
      } else {
        const refused = await applyChange(work, entry, false);
        if (refused !== undefined) toTray(work, entry, 'refused', refused);
        else await release(work, entry.id);
      }
    }
  }
  await endRun();
}

async function applyFacts(work: Work, run: readonly Ready[]): Promise<void> {
  const byKind = Map.groupBy(
    run.map((entry) => ({ entry, passed: link(work, entry) })),
    ({ entry }) => entry.handler,
  );
  const apply = async () => {
    for (const [handler, facts] of byKind) {
      if (handler.mode !== 'fact') continue;
      work.sums.push(
        ...(await handler.apply(
          work.tx,
          facts.map(({ passed }) => passed),
        )),
      );
    }
  };
  await together(work.tx.client, apply, () => writeEntries(work));
}

/** One change, in a savepoint of its own: refused, it leaves nothing behind. Gives the reason then. */
async function applyChange(work: Work, entry: Ready, forced: boolean): Promise<string | undefined> {
  if (entry.handler.mode !== 'change') throw new Error(`${entry.passed.kind} is no change`);
  // A change may look at what stands in the ledger (a report does): everything before it must stand there.
  await writeOut(work);
  await work.tx.client.query('SAVEPOINT change');
  const result = await entry.handler
    .apply(work.tx, { ...entry.passed, position: work.position + 1n }, forced)
    .catch((error: unknown): Refusal => {
      // Here at the latest, or a held change that cannot be stored would take its base along.
      if (isPoison(error)) return { refused: UNSTORABLE };
      throw error;
    });
  if (isRefusal(result)) {
    await work.tx.client.query('ROLLBACK TO SAVEPOINT change');
    return reasonOf(result);
  }
  await work.tx.client.query('RELEASE SAVEPOINT change');
  work.sums.push(...result);
  link(work, entry);
  return undefined;
}

/** Whatever waited for an entry that has just been applied is tried at once, before what came after it. */
async function release(work: Work, base: string): Promise<void> {
  const waiting = work.waiting.get(base) ?? [];
  work.waiting.delete(base);
  for (const one of waiting) await settle(work, one, false);
}

/** Ends the waiting of one held entry: applied (its answer is now the ledger's) or refused for good. */
async function settle(work: Work, { entry, row }: Waiting, forced: boolean): Promise<void> {
  const refused = await applyChange(work, entry, forced);
  if (row !== undefined) {
    if (refused !== undefined) answer(work, entry, 'refused', refused);
    await store.settleHeld(work.tx, row.id, {
      status: refused === undefined ? 'released' : 'refused',
      ...(refused !== undefined && { reason: refused }),
      at: work.at,
    });
  } else {
    // An entry and its base came the wrong way round in one delivery: it stands in this very tray.
    work.tray.splice(
      work.tray.findIndex(({ id }) => id === entry.id),
      1,
    );
    if (refused !== undefined) toTray(work, entry, 'refused', refused);
  }
  if (refused === undefined) await release(work, entry.id);
}

/** A device that was answered a position beyond the head: the whole database is older than what it has said. */
function noticePutBack(work: Work, parcels: readonly Parcel[], head: bigint): void {
  for (const { contact } of parcels) {
    if (contact?.seen === undefined || contact.seen <= head) continue;
    const { device, seen } = contact;
    // Said with every contact, told once.
    const once = sha256(`rolled back\n${device}\n${seen}`);
    alarm(work, 'ledger.rolled_back', { device, seen: String(seen), head: String(head) }, uuidv7(0, once));
  }
}

/** A sequence number under two ids: a copied phone, or one set up anew without asking where it stood. */
function noticeUsedNumbers(work: Work, fresh: readonly Prepared[], used: ReadonlySet<Prepared>): void {
  const here = new Set<string>();
  for (const { entry, device, seq } of fresh.flatMap(numberOf)) {
    if (used.has(entry) || here.has(`${device} ${seq}`))
      alarm(work, 'device.sequence', { device, seq, entry: entry.id });
    here.add(`${device} ${seq}`);
  }
}

function numberOf(entry: Prepared): (store.Numbered & { readonly entry: Prepared })[] {
  const { device, seq } = entry;
  return device !== undefined && seq !== undefined ? [{ entry, device, seq }] : [];
}

/** What the parcels say of their devices, joined where a device has sent several. */
function contacts(parcels: readonly Parcel[]): store.Contact[] {
  const byDevice = new Map<string, store.Contact>();
  for (const { contact, prepared } of parcels) {
    if (contact === undefined) continue;
    const before = byDevice.get(contact.device);
    byDevice.set(contact.device, {
      device: contact.device,
      seqs: [...(before?.seqs ?? []), ...prepared.flatMap(({ seq }) => (seq === undefined ? [] : [seq]))],
      captured: Math.max(before?.captured ?? 0, contact.captured ?? 0),
      undelivered: contact.undelivered ?? before?.undelivered,
      seen: contact.seen ?? before?.seen,
      skewSeconds: contact.skewSeconds,
    });
  }
  return [...byDevice.values()];
}
