import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import type { Reply } from '../connectivity/http.ts';

// The outbox's decisions, without storage, network or clock: what goes into the next batch, what an answer does to
// the queue, and what comes after a reply. The browser's part (outbox.ts, sender.ts) only carries them out.

export const BATCH_MOST = 200;
export const BATCH_BYTES = 1_000_000;

/** The running figures of the outbox. Counts, not scans: 20 000 waiting entries cost as little as one. */
export type Tally = {
  /** The highest `seq` given out. */
  readonly seq: number;
  /** With a `seq`, and no final answer yet. */
  readonly waiting: number;
  readonly held: number;
  readonly refused: number;
  readonly delivered: number;
  /** By this device's clock, ms since 1970. */
  readonly lastDeliveredAt?: number;
  /** The highest ledger position that this device was ever answered. */
  readonly seen?: number;
};

export const emptyTally: Tally = { seq: 0, waiting: 0, held: 0, refused: 0, delivered: 0 };

/** The tally after one more entry has been given its number. */
export function numbered(tally: Tally): Tally {
  return { ...tally, seq: tally.seq + 1, waiting: tally.waiting + 1 };
}

/** The tally after the server named the highest `seq` it has: a store that was restored from old never reuses one. */
export function heardLastSeq(tally: Tally, lastSeq: number): Tally {
  return lastSeq > tally.seq ? { ...tally, seq: lastSeq } : tally;
}

/** The tally after answers: the server is told the highest position that was ever heard of it. */
export function heardPositions(tally: Tally, answers: readonly Answer[]): Tally {
  const seen = Math.max(0, ...answers.map(({ position }) => Number(position ?? 0)));
  return seen > (tally.seen ?? 0) ? { ...tally, seen } : tally;
}

/** The tally after entries that were thought delivered have gone back into the queue. */
export function queuedAgain(tally: Tally, count: number): Tally {
  return { ...tally, waiting: tally.waiting + count, delivered: Math.max(0, tally.delivered - count) };
}

/** The first rows (in order of `seq`) that fit one request; always at least one. */
export function takeBatch<T extends { readonly size: number }>(
  rows: readonly T[],
  most = BATCH_MOST,
  bytes = BATCH_BYTES,
): T[] {
  const batch: T[] = [];
  let total = 0;
  for (const row of rows) {
    if (batch.length >= most) break;
    if (batch.length > 0 && total + row.size > bytes) break;
    batch.push(row);
    total += row.size;
  }
  return batch;
}

/** What becomes of one entry that was sent. `keep` leaves it where it is, to be asked again. */
export type Fate =
  | { readonly fate: 'forget' }
  | { readonly fate: 'set_aside'; readonly status: 'held' | 'refused'; readonly reason?: string }
  | { readonly fate: 'keep' };

/** The fate of each entry sent, by the answers that came: forgotten only on `applied`, kept when nothing was said. */
export function fatesOf(sent: readonly string[], answers: readonly Answer[]): Map<string, Fate> {
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  return new Map(sent.map((id) => [id, fateOf(byId.get(id))]));
}

function fateOf(answer: Answer | undefined): Fate {
  if (answer === undefined) return { fate: 'keep' };
  if (answer.status === 'applied') return { fate: 'forget' };
  if (answer.status === 'held' || answer.status === 'refused') {
    return {
      fate: 'set_aside',
      status: answer.status,
      ...(answer.reason === undefined ? {} : { reason: answer.reason }),
    };
  }
  return { fate: 'keep' };
}

/** The tally after one entry met its fate; `was` is its status in the tray, undefined when it was waiting. */
export function settled(tally: Tally, fate: Fate, was: 'held' | 'refused' | undefined, now: number): Tally {
  if (fate.fate === 'keep') return tally;
  const without =
    was === undefined ? { ...tally, waiting: tally.waiting - 1 } : { ...tally, [was]: tally[was] - 1 };
  if (fate.fate === 'set_aside') return { ...without, [fate.status]: without[fate.status] + 1 };
  return { ...without, delivered: without.delivered + 1, lastDeliveredAt: now };
}

/** What the sender does after a reply. */
export type Step =
  | { readonly step: 'settle' }
  /** Sign in again by the device's key, then the same batch. */
  | { readonly step: 'authenticate' }
  /** The device is no longer ours: stop and say so; nothing is dropped. */
  | { readonly step: 'revoked' }
  | { readonly step: 'wait'; readonly ms: number; readonly why: 'lost' | 'busy' | 'denied' }
  /** The request as a whole was not taken: half as many, to find the one that it is about. */
  | { readonly step: 'smaller' }
  /** One entry alone is not taken as a request: into the tray with it. */
  | { readonly step: 'set_aside'; readonly reason: string };

/** What to do after the reply to a batch of `count` entries. `attempt` counts failures in a row from 0, `random` is 0–1. */
export function afterReply(reply: Reply, count: number, attempt: number, random: number): Step {
  if (reply.kind === 'answered') return { step: 'settle' };
  if (reply.kind === 'lost') {
    return { step: 'wait', why: 'lost', ms: Math.max(reply.retryAfterMs ?? 0, backoffMs(attempt, random)) };
  }
  if (reply.code === 'device.revoked') return { step: 'revoked' };
  if (reply.status === 401) return { step: 'authenticate' };
  if (reply.status === 400 || reply.status === 413 || reply.status === 422) {
    if (count > 1) return { step: 'smaller' };
    if (count === 1) return { step: 'set_aside', reason: reply.code };
  }
  const why = reply.status === 403 ? 'denied' : 'busy';
  return { step: 'wait', why, ms: Math.max(reply.retryAfterMs ?? 0, backoffMs(attempt, random)) };
}

export const BACKOFF_FIRST_MS = 1_000;
export const BACKOFF_MOST_MS = 120_000;

/** Exponential wait with jitter: between half and all of 1 s, 2 s, 4 s … 2 min. */
export function backoffMs(attempt: number, random: number): number {
  const whole = Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 20));
  return Math.round(whole * (0.5 + random / 2));
}
