import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterReply,
  BACKOFF_MOST_MS,
  BATCH_MOST,
  backoffMs,
  emptyTally,
  fatesOf,
  heardLastSeq,
  numbered,
  settled,
  type Tally,
  takeBatch,
} from './queue.ts';

// A phone and a server as pure data, run through thousands of interleavings with the very functions that the
// browser's outbox carries out: what is called saved arrives exactly once, in numbers without a gap.

type Row = { id: string; seq: number; size: number };
type Phone = {
  pending: string[];
  outbox: Row[];
  tray: (Row & { status: 'held' | 'refused' })[];
  tally: Tally;
};
type Server = { stored: Map<string, { seq: number; answer: Answer }>; applied: string[]; taken: number };

type Move =
  | { do: 'save'; undoable: boolean }
  | { do: 'undo' }
  | { do: 'promote' }
  | {
      do: 'deliver';
      most: number;
      fate: 'answered' | 'answer_lost' | 'request_lost' | 'cut' | 'busy' | 'garbage';
    }
  | { do: 'late_answer' }
  | { do: 'kill' };

const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('save' as const), undoable: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ do: 'undo' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'promote' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      most: fc.integer({ min: 1, max: 5 }),
      fate: fc.constantFrom('answered', 'answer_lost', 'request_lost', 'cut', 'busy', 'garbage'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'late_answer' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'kill' as const }) },
);

function promote(phone: Phone): void {
  for (const id of phone.pending.splice(0)) {
    phone.tally = numbered(phone.tally);
    phone.outbox.push({ id, seq: phone.tally.seq, size: 1 });
  }
}

/** The server's door: the first answer to an id is the answer for ever. */
function receive(server: Server, rows: readonly Row[]): Answer[] {
  return rows.map(({ id, seq }) => {
    const before = server.stored.get(id);
    if (before !== undefined) {
      expect(before.seq).toBe(seq);
      return before.answer;
    }
    server.taken += 1;
    const kind = server.taken % 7;
    const answer: Answer =
      kind === 3
        ? { id, status: 'refused', reason: 'x' }
        : kind === 5
          ? { id, status: 'held' }
          : { id, status: 'applied' };
    if (answer.status === 'applied') server.applied.push(id);
    server.stored.set(id, { seq, answer });
    return answer;
  });
}

function carryOut(phone: Phone, sent: readonly Row[], answers: readonly Answer[]): void {
  const fates = fatesOf(
    sent.map(({ id }) => id),
    answers,
  );
  for (const row of sent) {
    const fate = fates.get(row.id);
    const waiting = phone.outbox.find(({ id }) => id === row.id);
    const inTray = phone.tray.find(({ id }) => id === row.id);
    if (fate === undefined || fate.fate === 'keep' || (waiting === undefined && inTray === undefined))
      continue;
    if (waiting === undefined && fate.fate === 'set_aside') continue;
    phone.tally = settled(phone.tally, fate, waiting ? undefined : inTray?.status, 0);
    phone.outbox = phone.outbox.filter(({ id }) => id !== row.id);
    phone.tray = phone.tray.filter(({ id }) => id !== row.id);
    if (fate.fate === 'set_aside') phone.tray.push({ ...row, status: fate.status });
  }
}

describe('the outbox', () => {
  it('delivers everything that was called saved exactly once, whatever the network and the battery do', () => {
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 60 }), (script) => {
        const phone: Phone = { pending: [], outbox: [], tray: [], tally: emptyTally };
        const server: Server = { stored: new Map(), applied: [], taken: 0 };
        const saved = new Set<string>();
        let late: { sent: Row[]; answers: Answer[] } | undefined;
        let made = 0;
        const run = (move: Move) => {
          if (move.do === 'save') {
            made += 1;
            const id = `e${made}`;
            promote(phone);
            phone.pending.push(id);
            if (!move.undoable) promote(phone);
            saved.add(id);
          } else if (move.do === 'undo') {
            for (const id of phone.pending.splice(0)) saved.delete(id);
          } else if (move.do === 'promote') {
            promote(phone);
          } else if (move.do === 'deliver') {
            const sent = takeBatch(phone.outbox, move.most);
            if (move.fate === 'request_lost' || move.fate === 'busy') return;
            const reached = move.fate === 'cut' ? sent.slice(0, Math.ceil(sent.length / 2)) : sent;
            const answers = receive(server, reached);
            if (move.fate === 'answered' || move.fate === 'cut') carryOut(phone, sent, answers);
            if (move.fate === 'garbage') carryOut(phone, sent, [{ id: 'someone-else', status: 'applied' }]);
            if (move.fate === 'answer_lost') late = { sent, answers };
          } else if (move.do === 'late_answer' && late !== undefined) {
            carryOut(phone, late.sent, late.answers);
          }
          // `kill`: all that is not on the disk is gone; the model keeps nothing else, which is the point.
          if (move.do === 'kill') late = undefined;
        };
        for (const move of script) {
          run(move);
          expect(phone.tally.waiting).toBe(phone.outbox.length);
          expect(phone.tally.held + phone.tally.refused).toBe(phone.tray.length);
        }
        promote(phone);
        while (phone.outbox.length > 0) run({ do: 'deliver', most: 50, fate: 'answered' });
        const numbers = [...server.stored.values()].map(({ seq }) => seq).sort((a, b) => a - b);
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
        expect(new Set(server.stored.keys())).toEqual(saved);
        expect(phone.tally.delivered).toBe(server.applied.length);
        expect(phone.tray.length).toBe(saved.size - server.applied.length);
      }),
      { numRuns: 3_000 },
    );
  });

  it('takes batches in order, within both limits, and never an empty one while something waits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 1, maxLength: 300 }),
        (sizes) => {
          const rows = sizes.map((size, index) => ({ size, seq: index }));
          const batch = takeBatch(rows);
          expect(batch).toEqual(rows.slice(0, batch.length));
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(BATCH_MOST);
          if (batch.length > 1)
            expect(batch.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(1_000_000);
        },
      ),
    );
  });

  it('never forgets an entry that was not answered with applied', () => {
    const statuses = fc.constantFrom('applied', 'held', 'refused', 'unheard-of');
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), status: statuses })),
        (answers) => {
          const fates = fatesOf(['a', 'b', 'c'], answers as Answer[]);
          const last = new Map<string, string>(answers.map(({ id, status }) => [id, status]));
          for (const [id, fate] of fates) expect(fate.fate === 'forget').toBe(last.get(id) === 'applied');
        },
      ),
    );
  });

  it('goes on from the highest number that anyone knows of', () => {
    expect(heardLastSeq({ ...emptyTally, seq: 4 }, 9).seq).toBe(9);
    expect(heardLastSeq({ ...emptyTally, seq: 12 }, 9).seq).toBe(12);
  });
});

describe('what comes after a reply', () => {
  const problem = (status: number, code: string, retryAfterMs?: number) => ({
    kind: 'problem' as const,
    status,
    code,
    details: {},
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

  it('signs in again on 401 and never drops, stops when the device was revoked', () => {
    expect(afterReply(problem(401, 'session.expired'), 5, 0, 0.5)).toEqual({ step: 'authenticate' });
    expect(afterReply(problem(401, 'device.revoked'), 5, 0, 0.5)).toEqual({ step: 'revoked' });
  });

  it('waits as long as it is told to on 429 and 503', () => {
    expect(afterReply(problem(503, 'server.busy', 30_000), 5, 0, 0.5)).toMatchObject({
      step: 'wait',
      ms: 30_000,
    });
    expect(afterReply(problem(429, 'request.too_many', 90_000), 5, 0, 0)).toMatchObject({
      step: 'wait',
      ms: 90_000,
    });
  });

  it('finds the one entry that the server cannot take, by halves, and puts only that one aside', () => {
    expect(afterReply(problem(413, 'request.too_large'), 200, 0, 0)).toEqual({ step: 'smaller' });
    expect(afterReply(problem(400, 'request.malformed'), 1, 0, 0)).toEqual({
      step: 'set_aside',
      reason: 'request.malformed',
    });
  });

  it('takes a strange answer for a lost one, whatever its status and text', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 599 }),
        fc.nat(30),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (status, attempt, random) => {
          const step = afterReply({ kind: 'lost', status }, 7, attempt, random);
          expect(step).toMatchObject({ step: 'wait', why: 'lost' });
        },
      ),
    );
  });

  it('waits longer each time, with jitter, up to two minutes', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const ms = backoffMs(attempt, random);
        expect(ms).toBeGreaterThanOrEqual(500);
        expect(ms).toBeLessThanOrEqual(BACKOFF_MOST_MS);
      }),
    );
    expect(backoffMs(0, 1)).toBe(1_000);
    expect(backoffMs(3, 1)).toBe(8_000);
  });
});
