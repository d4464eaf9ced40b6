import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, openPlain, type Plain, places } from '../../../test/faults/plain.ts';
import { aPassage, COUNTY } from '../../../test/kit.ts';

const SCENARIOS = 1000;
const CRASHES = 6;
/** So many groups of phones live their scenarios at the same time, all on one ledger. */
const GROUPS = 20;

let plain: Plain;
beforeAll(async () => {
  plain = await openPlain({ proof: false });
});
afterAll(() => plain?.close());

type Captured = { id: string; seq: number; kind: string; base: string | undefined } & Record<string, unknown>;
/** A phone: what it has saved survives it; what is in flight does not. */
type Phone = {
  device: string;
  token: string;
  post: string;
  seq: number;
  saved: Captured[];
  /** First answers that were final, by id: every later one must be the same. */
  answers: Map<string, Answer>;
  undelivered: Captured[];
};

const faults = ['none', 'none', 'lost', 'answer lost', 'twice', 'late', 'cut body', 'killed'] as const;
type Fault = (typeof faults)[number];
type Act =
  | {
      act: 'capture';
      phone: number;
      what: 'passage' | 'passage' | 'correction' | 'void';
      of: number;
      persons: number;
    }
  | { act: 'send'; phone: number; most: number; fault: Fault };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('capture' as const),
      phone: fc.nat({ max: 1 }),
      what: fc.constantFrom(
        'passage' as const,
        'passage' as const,
        'passage' as const,
        'correction' as const,
        'void' as const,
      ),
      of: fc.nat({ max: 30 }),
      persons: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('send' as const),
      phone: fc.nat({ max: 1 }),
      most: fc.integer({ min: 1, max: 8 }),
      fault: fc.constantFrom(...faults),
    }),
  },
);
const scenario = fc.array(act, { minLength: 4, maxLength: 14 });

let generation = 0;
const counted: Record<string, number> = {};

/** Sends; undefined when no answer came back. */
async function request(
  phone: Phone,
  entries: readonly Captured[],
  cut = false,
): Promise<Answer[] | undefined> {
  const sent = generation;
  const body = JSON.stringify({
    entries: entries.map(({ base: _, ...entry }) => entry),
    captured: phone.seq,
    undelivered: phone.undelivered.length,
  });
  const response = await plain.app.inject({
    method: 'POST',
    url: '/api/entries',
    headers: { authorization: `Bearer ${phone.token}`, 'content-type': 'application/json' },
    payload: cut ? Buffer.from(body).subarray(0, body.length / 2) : body,
  });
  // What a server says that has crashed meanwhile is not heard.
  if (sent !== generation) return undefined;
  if (cut) expect(response.statusCode).toBe(400);
  else if (response.statusCode !== 200) expect(response.statusCode, response.body).toBe(503);
  return response.statusCode === 200 ? response.json().answers : undefined;
}

function hear(phone: Phone, answers: readonly Answer[] | undefined): void {
  for (const answer of answers ?? []) {
    const before = phone.answers.get(answer.id);
    if (before !== undefined && before.status !== 'held') expect(answer).toEqual(before);
    phone.answers.set(answer.id, answer);
  }
  phone.undelivered = phone.undelivered.filter(({ id }) => !phone.answers.has(id));
}

async function live(group: readonly [Phone, Phone], acts: readonly Act[]): Promise<void> {
  const travelling: Promise<unknown>[] = [];
  const started = group.map(({ saved }) => saved.length);
  for (const one of acts) {
    const phone = group[one.phone] as Phone;
    if (one.act === 'capture') {
      // Corrections are also made of what another phone has captured, and may overtake it.
      const bases = group
        .flatMap(({ saved }, n) => saved.slice(started[n]))
        .filter(({ kind }) => kind.endsWith('registered'));
      const base = bases.length === 0 ? undefined : bases[one.of % bases.length]?.id;
      capture(phone, base === undefined ? 'passage' : one.what, base, one.persons);
      continue;
    }
    const batch = phone.undelivered.slice(0, one.most);
    if (batch.length === 0) continue;
    counted[one.fault] = (counted[one.fault] ?? 0) + 1;
    if (one.fault === 'lost') continue;
    if (one.fault === 'cut body') await request(phone, batch, true);
    else if (one.fault === 'answer lost') await request(phone, batch);
    else if (one.fault === 'twice') {
      const both = await Promise.all([request(phone, batch), request(phone, batch)]);
      for (const answers of both) hear(phone, answers);
    } else if (one.fault === 'late' || one.fault === 'killed') {
      // The request travels on while the phone, started again or tired of waiting, already sends the next.
      const answers = request(phone, batch);
      const heard = one.fault === 'late' ? answers.then((found) => hear(phone, found)) : answers;
      travelling.push(heard);
      // It is awaited at the end; until then nobody else may be told of its failure.
      heard.catch(() => undefined);
    } else hear(phone, await request(phone, batch));
  }
  for (const phone of group) {
    while (phone.undelivered.length > 0) hear(phone, await request(phone, phone.undelivered.slice(0, 9)));
  }
  await Promise.all(travelling);
}

function capture(
  phone: Phone,
  what: 'passage' | 'correction' | 'void',
  base: string | undefined,
  persons: number,
): void {
  const passage = aPassage({ persons: Array.from({ length: persons }, () => ({})) });
  const kind = { passage: 'registered', correction: 'corrected', void: 'voided' }[what];
  const entry: Captured = {
    id: newId(plain.clock.now),
    device: phone.device,
    seq: ++phone.seq,
    kind: `checkpoint.passage.${kind}`,
    at: new Date(plain.clock.now).toISOString(),
    post: phone.post,
    data:
      what === 'passage'
        ? passage
        : what === 'void'
          ? { voids: base, why: '误' }
          : { corrects: base, passage, why: '误' },
    base,
  };
  phone.saved.push(entry);
  phone.undelivered.push(entry);
}

test(`${SCENARIOS} lives of phones between two faults and the next: everything once, nothing else`, async () => {
  const seed = Number(process.env.LIANFANG_SEED ?? Math.floor(Math.random() * 2 ** 31));
  const groups: [Phone, Phone][] = [];
  for (let n = 0; n < GROUPS; n++) {
    const pair = [];
    for (const side of [0, 1]) {
      const { post } = places[(n + side) % places.length] as (typeof places)[0];
      const { device, token } = await plain.device(post);
      pair.push({ device, token, post, seq: 0, saved: [], answers: new Map(), undelivered: [] });
    }
    groups.push(pair as unknown as [Phone, Phone]);
  }
  const scenarios = fc.sample(scenario, { numRuns: SCENARIOS, seed });
  let next = 0;
  const failure = (error: unknown, acts: readonly Act[]) =>
    new Error(`LIANFANG_SEED=${seed}: ${(error as Error).message}\n${JSON.stringify(acts)}`, {
      cause: error,
    });
  await Promise.all(
    groups.map(async (group, number) => {
      while (next < SCENARIOS) {
        const acts = scenarios[next++] as Act[];
        if (number === 0 && next > ((generation + 1) * SCENARIOS) / (CRASHES + 1)) {
          generation++;
          await plain.crash();
        }
        await live(group, acts).catch((error) => {
          next = SCENARIOS;
          throw failure(error, acts);
        });
      }
    }),
  );
  expect(generation).toBeGreaterThanOrEqual(CRASHES - 1);
  for (const fault of faults) expect(counted[fault]).toBeGreaterThan(50);
  await judge(groups.flat(), seed);
}, 300_000);

async function judge(phones: readonly Phone[], seed: number): Promise<void> {
  const sql = async (text: string) => (await plain.product.deps.pool.query(text, [COUNTY])).rows;
  const captured = phones.flatMap(({ saved }) => saved);
  const isPhone = new Set(phones.map(({ device }) => device));

  const entries = (await sql('SELECT id, position, content FROM ledger.entry WHERE county = $1')).map(
    (row) => ({
      ...row,
      position: Number(row.position),
      content: JSON.parse(row.content),
    }),
  );
  const positions = new Map(entries.map(({ id, position }) => [id, position]));
  const refused = (await sql(`SELECT id FROM ledger.tray WHERE county = $1 AND status = 'refused'`)).map(
    ({ id }) => id,
  );
  expect(
    await sql(`SELECT id FROM ledger.tray WHERE county = $1 AND status = 'held'`),
    `seed ${seed}`,
  ).toEqual([]);
  const kept = [
    ...entries.filter(({ content }) => isPhone.has(content.device)).map(({ id }) => id),
    ...refused,
  ];
  expect(kept.sort()).toEqual(captured.map(({ id }) => id).sort());
  expect(new Set(kept).size).toBe(kept.length);

  for (const { device, saved, answers } of phones) {
    const facts = saved
      .filter(({ kind }) => kind.endsWith('registered'))
      .map(({ id }) => positions.get(id) as number);
    expect(facts, `order of ${device}`).toEqual(facts.toSorted((a, b) => a - b));
    for (const [id, { status, position }] of answers)
      if (status === 'applied') expect(Number(position)).toBe(positions.get(id));
  }
  const progress = await sql(
    `SELECT device, received = int8multirange(int8range(1, captured + 1)) AS whole, captured, behind_since FROM ledger.device WHERE county = $1`,
  );
  for (const { device, seq } of phones)
    expect(progress.find((row) => row.device === device)).toEqual({
      device,
      whole: true,
      captured: String(seq),
      behind_since: null,
    });

  // What counts: of each registration the last version in the ledger's order, unless it was voided.
  const current = new Map<string, { id: string; persons: number } | undefined>();
  for (const { id, content } of entries.toSorted((a, b) => a.position - b.position)) {
    const { corrects, voids, passage } = content.data;
    if (content.kind.endsWith('registered')) current.set(id, { id, persons: content.data.persons.length });
    if (content.kind.endsWith('corrected')) current.set(corrects, { id, persons: passage.persons.length });
    if (content.kind.endsWith('voided')) current.set(voids, undefined);
  }
  const counting = [...current.values()].filter((one) => one !== undefined);
  const rows = await sql(
    'SELECT id, persons FROM checkpoint.passage WHERE county = $1 AND superseded IS NULL',
  );
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  expect(rows.sort(byId)).toEqual(counting.sort(byId));
  const [sums] = await sql(
    `SELECT (SELECT sum(value)::int FROM indicators.hour WHERE county = $1 AND indicator = 'checkpoint.persons.screened') AS persons,
            (SELECT sum(value)::int FROM indicators.hour WHERE county = $1 AND indicator = 'checkpoint.vehicles.checked') AS vehicles,
            (SELECT count(*)::int FROM checkpoint.person p JOIN checkpoint.passage v ON v.county = p.county AND v.id = p.id
             WHERE p.county = $1 AND v.superseded IS NULL) AS rows`,
  );
  const persons = counting.reduce((sum, one) => sum + one.persons, 0);
  expect(sums).toEqual({ persons, vehicles: counting.length, rows: persons });
  expect(await sql('SELECT code FROM ledger.alarm WHERE county = $1')).toEqual([]);
  expect(await plain.verify()).toMatchObject({ genuine: true, entries: entries.length });
}
