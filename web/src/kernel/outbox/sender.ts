import { Answer, type Envelope, Instant } from '@lianfang/domain/kernel/entry.ts';
import * as z from 'zod/mini';
import { ask } from '../connectivity/http.ts';
import { observable } from '../connectivity/observable.ts';
import { type StoreKeys, unseal } from '../crypto/seal.ts';
import type { DeviceSession } from '../session/device.ts';
import type { Database, OutboxRow, TrayRow } from './database.ts';
import {
  countDelivered,
  deliverAgain,
  hearLastSeq,
  nextBatch,
  promoteDue,
  readTally,
  setAside,
  settle,
} from './outbox.ts';
import { afterReply, BATCH_MOST, backoffMs, type Step } from './queue.ts';
import type { Rescue, Rescued } from './rescue.ts';

/** What the delivery line says of the connection. */
export type SenderState = {
  readonly phase: 'idle' | 'sending' | 'waiting' | 'locked' | 'no_session' | 'denied' | 'revoked';
  readonly nextTryAt?: number;
  /** When the server last answered, by this device's clock. */
  readonly lastContactAt?: number;
  /** How far this device's clock is ahead of the server's, ms; told when it is over five minutes. */
  readonly skewMs?: number;
};

const Answered = z.object({
  answers: z.array(Answer),
  receivedAt: z.optional(Instant),
  lastSeq: z.optional(z.number()),
  missing: z.optional(z.array(z.tuple([z.number(), z.number()]))),
});
const LOCK = 'lianfang-sender';
/** With nothing to send, the server still hears from the phone now and then: it is how a silent phone is noticed. */
const HEARTBEAT_MS = 5 * 60_000;
const HELD_AGAIN_MS = 10 * 60_000;
const OFFLINE_AGAIN_MS = 2 * 60_000;
/** What was delivered is delivered again no sooner than this: a server that goes on asking must not drive the phone in circles. */
const LOST_AGAIN_MS = 5 * 60_000;
/** After a failure a try carries little, so that it costs little when it fails too. */
const TRIAL = 10;

export type Wake = 'new' | 'online' | 'manual';
export type Sender = { wake(why: Wake): void; stop(): void };

type Parts = {
  readonly db: Database | undefined;
  readonly device: string;
  readonly session: DeviceSession;
  /** The opened store's keys; undefined until someone has opened it since the page was loaded. */
  readonly keys: () => StoreKeys | undefined;
  readonly rescue: Rescue;
  readonly state: ReturnType<typeof senderState>;
  /** Called when counts or the tray changed. */
  readonly changed: () => void;
  /** Called when something has come to the disk out of memory; resolves when the screens have it. */
  readonly rescued: () => Promise<void>;
};

export function senderState() {
  return observable<SenderState>({ phase: 'locked' });
}

/**
 * Delivers what waits, in the background and for as long as the page lives. Of several tabs one at a time sends
 * (a lock for each round). It goes on while the screen is locked for idleness: what was captured is on its way
 * although nobody is looking.
 */
export function startSender({ db, device, session, keys, rescue, state, changed, rescued }: Parts): Sender {
  // Times of waiting are told by the monotonic clock: a clock that is set back must not stop the deliveries for a day.
  const clock = () => performance.now();
  let [stopped, attempt, most, notBefore, busyUntil] = [false, 0, BATCH_MOST, 0, 0];
  let [heldAskedAt, triedAt, contactAt] = [-HELD_AGAIN_MS, -OFFLINE_AGAIN_MS, -HEARTBEAT_MS];
  let againAt = -LOST_AGAIN_MS;
  let askHeld = false;
  /** A wake that came while a round was under way must not be slept through. */
  let woken = false;
  let wakeUp: () => void = () => undefined;

  const wake = (why: Wake) => {
    if (why === 'manual') askHeld = true;
    // The server's own Retry-After is kept to, whoever is in a hurry.
    if (why !== 'new') [notBefore, triedAt] = [busyUntil, -OFFLINE_AGAIN_MS];
    woken = true;
    wakeUp();
  };
  const onOnline = () => wake('online');
  const onVisible = () => {
    if (document.visibilityState === 'visible') wake('online');
  };
  addEventListener('online', onOnline);
  document.addEventListener('visibilitychange', onVisible);

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(ms, HEARTBEAT_MS));
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const pause = (ms: number, phase: SenderState['phase'] = 'waiting'): number => {
    notBefore = clock() + ms;
    state.patch({ phase, nextTryAt: Date.now() + ms });
    return ms;
  };

  /** One round under the lock: returns how long to sleep. */
  async function round(): Promise<number> {
    const opened = keys();
    if (opened === undefined) {
      state.patch({ phase: 'locked' });
      return HEARTBEAT_MS;
    }
    if (rescue.unsent().length > 0 && db !== undefined) await rescue.moveTo(db, opened, rescued);
    const due = await promoted();
    if (state.get().phase === 'revoked' && notBefore !== 0) return HEARTBEAT_MS;
    if (clock() < notBefore) return Math.min(notBefore - clock(), due);
    // The phone itself says that there is no network: nothing is opened and packed for nothing, but it is not
    // believed for ever.
    if (!navigator.onLine && clock() - triedAt < OFFLINE_AGAIN_MS) return waitOffline(due);
    triedAt = clock();
    const cargo = await load(opened);
    const heartbeat = clock() - contactAt >= HEARTBEAT_MS;
    if (cargo.entries.length === 0 && !heartbeat && !askHeld) {
      state.patch({ phase: 'idle' });
      return due;
    }
    state.patch({ phase: 'sending' });
    const token = await session.token();
    if (typeof token !== 'string') return noSession(token.failed);
    const reply = await ask('POST', '/api/entries', { token, body: await delivery(cargo) });
    const step = afterReply(reply, cargo.entries.length, attempt, Math.random());
    if (step.step !== 'settle') return carryOut(step, cargo);
    return reply.kind === 'answered' ? settled(reply.body, cargo, due) : pause(1_000);
  }

  function waitOffline(due: number): number {
    const ms = triedAt + OFFLINE_AGAIN_MS - clock();
    state.patch({ phase: 'waiting', nextTryAt: Date.now() + ms });
    return Math.min(due, ms);
  }

  async function promoted(): Promise<number> {
    if (db === undefined) return HEARTBEAT_MS;
    try {
      const next = await promoteDue(db, Date.now());
      return next === undefined ? HEARTBEAT_MS : Math.max(0, next - Date.now());
    } catch {
      rescue.fail();
      return 5_000;
    }
  }

  type Cargo = { rows: (OutboxRow | TrayRow)[]; rescued: Rescued[]; entries: Envelope[] };

  /** The next entries, opened for sending: those in memory first, they are the ones in danger. */
  async function load(opened: StoreKeys): Promise<Cargo> {
    const count = attempt > 0 ? Math.min(most, TRIAL) : most;
    const cargo: Cargo = { rows: [], rescued: rescue.unsent().slice(0, count), entries: [] };
    const tally = db === undefined ? undefined : await readTally(db).catch(() => undefined);
    for (const entry of cargo.rescued) {
      cargo.entries.push({ ...entry.envelope, device, seq: rescue.number(entry, tally?.seq ?? 0) });
    }
    if (db === undefined || cargo.entries.length > 0) return cargo;
    const rows: (OutboxRow | TrayRow)[] = await nextBatch(db, count).catch(() => []);
    if (rows.length < count && (askHeld || clock() - heldAskedAt >= HELD_AGAIN_MS)) {
      rows.push(...(await heldRows(db, count - rows.length)));
      heldAskedAt = clock();
    }
    askHeld = false;
    for (const row of rows) {
      try {
        const envelope = await unseal<Envelope>(opened, row.id, row.sealed);
        cargo.entries.push({ ...envelope, device, seq: row.seq });
        cargo.rows.push(row);
      } catch {
        // It stays on the phone, and someone is told; the others go on.
        if (!('status' in row)) await setAside(db, row, 'local.unreadable', Date.now());
        changed();
      }
    }
    return cargo;
  }

  async function delivery({ entries, rows }: Cargo): Promise<unknown> {
    const sentAt = new Date().toISOString();
    const tally = db === undefined ? undefined : await readTally(db).catch(() => undefined);
    if (tally === undefined) return { entries, sentAt };
    // What is still here when all of this has arrived; what is in the tray has arrived already.
    const left = tally.waiting + tally.pending - rows.filter((row) => !('status' in row)).length;
    const seen = tally.seen === undefined ? {} : { seen: String(tally.seen) };
    return { entries, sentAt, captured: tally.seq, undelivered: Math.max(0, left), ...seen };
  }

  async function settled(body: unknown, cargo: Cargo, due: number): Promise<number> {
    const parsed = z.safeParse(Answered, body);
    // Said 200 and gave something else: nothing was answered, so nothing is forgotten.
    if (!parsed.success) return failedRound();
    const { answers, receivedAt, lastSeq, missing } = parsed.data;
    const now = Date.now();
    contactAt = clock();
    state.patch({
      lastContactAt: now,
      ...(receivedAt === undefined ? {} : { skewMs: now - Date.parse(receivedAt) }),
    });
    let moved = 0;
    if (db !== undefined) {
      moved = await settle(db, cargo.rows, answers, now);
      if (lastSeq !== undefined) await hearLastSeq(db, lastSeq, answers);
      if (
        missing !== undefined &&
        clock() - againAt >= LOST_AGAIN_MS &&
        (await deliverAgain(db, missing)) > 0
      )
        againAt = clock();
    }
    const ofMemory = answers.filter(({ id }) => cargo.rescued.some(({ envelope }) => envelope.id === id));
    const gone = new Set(ofMemory.filter(({ status }) => status !== 'refused').map(({ id }) => id));
    for (const { id, status, reason } of ofMemory)
      if (status === 'refused') rescue.refused(id, reason ?? 'refused');
    rescue.drop(gone);
    if (db !== undefined && gone.size > 0) await countDelivered(db, gone.size, now).catch(() => undefined);
    if (gone.size > 0) await rescue.recheck(db);
    changed();
    if (cargo.entries.length > 0 && moved + ofMemory.length === 0) {
      const onlyHeld = cargo.rows.every((row) => 'status' in row) && cargo.rescued.length === 0;
      return onlyHeld ? due : failedRound();
    }
    [attempt, notBefore, busyUntil, most] = [0, 0, 0, Math.min(BATCH_MOST, most * 2)];
    return 0;
  }

  function failedRound(): number {
    const ms = backoffMs(attempt, Math.random());
    attempt += 1;
    return pause(ms);
  }

  async function carryOut(step: Exclude<Step, { step: 'settle' }>, cargo: Cargo): Promise<number> {
    if (step.step === 'revoked') {
      pause(HEARTBEAT_MS, 'revoked');
      return HEARTBEAT_MS;
    }
    if (step.step === 'authenticate') {
      const token = await session.token(true);
      if (typeof token !== 'string') return noSession(token.failed);
      attempt += 1;
      return attempt > 2 ? pause(backoffMs(attempt, Math.random()), 'no_session') : 0;
    }
    if (step.step === 'smaller') {
      most = Math.max(1, Math.floor(cargo.entries.length / 2));
      return 0;
    }
    if (step.step === 'set_aside') {
      const row = cargo.rows[0];
      if (db === undefined || row === undefined) return failedRound();
      await setAside(db, row, step.reason, Date.now());
      changed();
      return 0;
    }
    attempt += 1;
    if (step.why === 'busy') busyUntil = clock() + step.ms;
    return pause(step.ms, step.why === 'denied' ? 'denied' : 'waiting');
  }

  function noSession(code: string): number {
    if (code === 'device.revoked') return pause(HEARTBEAT_MS, 'revoked');
    attempt += 1;
    return pause(backoffMs(attempt, Math.random()), code === 'lost' ? 'waiting' : 'no_session');
  }

  const run = async () => {
    while (!stopped) {
      woken = false;
      const ms = await locked(round).catch(() => failedRound());
      if (ms > 0 && !stopped && !woken) await sleep(ms);
    }
  };
  void run();

  return {
    wake,
    stop() {
      stopped = true;
      removeEventListener('online', onOnline);
      document.removeEventListener('visibilitychange', onVisible);
      wakeUp();
    },
  };
}

async function heldRows(db: Database, most: number): Promise<TrayRow[]> {
  const rows = await db.getAll('tray').catch(() => []);
  return rows.filter((row) => row.status === 'held').slice(0, most);
}

function locked(work: () => Promise<number>): Promise<number> {
  if (!('locks' in navigator)) return work();
  return navigator.locks.request(LOCK, work) as Promise<number>;
}
