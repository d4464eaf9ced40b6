import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type pg from 'pg';
import { inTransaction } from '../db/pool.ts';
import type { Ready, Refused } from './door.ts';
import { flush, type Parcel } from './flush.ts';
import { type FlushTools, isPoison, UNSTORABLE } from './work.ts';

/** Entries in one transaction at most, and parcels that may wait before senders are told to come back. */
const MOST_ENTRIES = 1000;
const MOST_WAITING = 400;

type Waiting = {
  readonly parcel: Parcel;
  readonly resolve: (answers: Answer[]) => void;
  readonly reject: (error: unknown) => void;
};
type Lane = { waiting: Waiting[]; running: boolean };

export type Queue = {
  /** Resolves when the entries are durable, with an answer each. */
  readonly deliver: (county: string, parcel: Parcel) => Promise<Answer[]>;
  /** Called after every commit, with the ids and kinds of what was applied in it. */
  readonly onCommit: (
    listener: (county: string, applied: readonly { id: string; kind: string }[]) => void,
  ) => void;
  readonly waiting: () => number;
};

/**
 * Joins the deliveries of one county that wait together into one transaction. One transaction a county is under way at a
 * time: the county's head is locked by it anyway, and while it runs the next deliveries are parsed and sealed.
 */
export function openQueue(pool: pg.Pool, tools: FlushTools): Queue {
  const lanes = new Map<string, Lane>();
  const listeners: Parameters<Queue['onCommit']>[0][] = [];

  async function run(county: string, lane: Lane): Promise<void> {
    lane.running = true;
    while (lane.waiting.length > 0) {
      const together = takeTogether(lane.waiting);
      await commit(county, together);
    }
    lane.running = false;
  }

  async function commit(county: string, together: readonly Waiting[]): Promise<void> {
    try {
      const answers = await inTransaction(
        pool,
        (client) =>
          flush(
            { client, county },
            together.map(({ parcel }) => parcel),
            tools,
          ),
        { retry: true },
      );
      for (const [index, { resolve }] of together.entries()) resolve(answers[index] as Answer[]);
      const applied = appliedOf(together, answers);
      for (const listener of listeners) listener(county, applied);
    } catch (error) {
      if (!isPoison(error)) for (const { reject } of together) reject(error);
      else if (together.length > 1) for (const one of together) await commit(county, [one]);
      else await findPoison(county, together[0] as Waiting, error);
    }
  }

  /** One delivery that the database will not take: its entries go in one by one, and the one at fault is put aside. */
  async function findPoison(
    county: string,
    { parcel, resolve, reject }: Waiting,
    error: unknown,
  ): Promise<void> {
    const [only] = parcel.prepared;
    if (parcel.prepared.length === 1 && only?.status === 'ready') {
      await commit(county, [{ parcel: { ...parcel, prepared: [unstorable(only)] }, resolve, reject }]);
      return;
    }
    if (parcel.prepared.length <= 1) {
      reject(error);
      return;
    }
    const answers: Answer[] = [];
    for (const entry of parcel.prepared) {
      const one = await new Promise<Answer[]>((done, failed) => {
        void commit(county, [{ parcel: { ...parcel, prepared: [entry] }, resolve: done, reject: failed }]);
      }).catch((reason: unknown) => {
        reject(reason);
        return undefined;
      });
      if (one === undefined) return;
      answers.push(...one);
    }
    resolve(answers);
  }

  return {
    deliver(county, parcel) {
      const lane = lanes.get(county) ?? { waiting: [], running: false };
      lanes.set(county, lane);
      if (lane.waiting.length >= MOST_WAITING)
        return Promise.reject(problem('server.busy', { retryAfter: 2 }));
      return new Promise((resolve, reject) => {
        lane.waiting.push({ parcel, resolve, reject });
        if (!lane.running) void run(county, lane);
      });
    },
    onCommit: (listener) => listeners.push(listener),
    waiting: () => [...lanes.values()].reduce((sum, { waiting }) => sum + waiting.length, 0),
  };
}

function appliedOf(
  together: readonly Waiting[],
  answers: readonly (readonly Answer[])[],
): { id: string; kind: string }[] {
  return together.flatMap(({ parcel }, parcelIndex) =>
    parcel.prepared.flatMap((entry, index) =>
      entry.status === 'ready' && answers[parcelIndex]?.[index]?.status === 'applied'
        ? [{ id: entry.id, kind: entry.passed.kind }]
        : [],
    ),
  );
}

function takeTogether(waiting: Waiting[]): Waiting[] {
  let entries = 0;
  let count = 0;
  for (const { parcel } of waiting) {
    entries += parcel.prepared.length;
    if (count > 0 && entries > MOST_ENTRIES) break;
    count++;
  }
  return waiting.splice(0, count);
}

function unstorable(entry: Ready): Refused {
  return {
    status: 'refused',
    id: entry.id,
    device: entry.device,
    seq: entry.seq,
    kind: entry.passed.kind,
    post: entry.passed.post,
    reason: UNSTORABLE,
    digest: entry.digest,
    whole: entry.whole,
  };
}
