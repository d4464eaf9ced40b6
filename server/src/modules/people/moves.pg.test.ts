// Random people making random decisions about who is who: the register against a model, undoing, and the ledger read again.
import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { COUNTY, type Desk, type Kit, openKit } from '../../../test/kit.ts';
import { rebuild } from '../../kernel/ledger/rebuild.ts';
import { sameAs } from './api.ts';
import { idNumber, kindsWithRows, meet } from './testTools.ts';

let kit: Kit;
let verifier: Desk;
beforeAll(async () => {
  kit = await openKit();
  verifier = await kit.desk('verifier');
});
afterAll(() => kit?.close());

type Deed =
  | { do: 'meet'; rows: { number: number; phone: number; name: number }[] }
  | { do: 'correct'; row: number; number: number }
  | { do: 'link' | 'merge'; row: number; to: number; again: boolean }
  | { do: 'unlink'; row: number }
  | { do: 'undo'; merge: number };

/** Few rows and many decisions, so that merges are merged again. */
const index = fc.nat(6);
const said = fc.record({ number: fc.nat(5), phone: fc.nat(2), name: fc.nat(2) });
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('meet' as const),
      rows: fc.array(said, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('correct' as const), row: index, number: fc.nat(5) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('link' as const, 'merge' as const),
      row: index,
      to: index,
      again: fc.nat(3).map((one) => one === 0),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unlink' as const), row: index }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const), merge: index }) },
);

async function decide(kind: string, data: object): Promise<{ id: string; status: string; reason?: string }> {
  const id = uuidv7(kit.clock.now, randomBytes(10));
  const entry = { id, kind, at: new Date(kit.clock.now).toISOString(), data };
  const { body } = await verifier.call('POST', '/api/entries', { entries: [entry] });
  return body.answers[0];
}

/** Everything that the tables say of these rows at present, history left out. */
async function present(rows: readonly string[]) {
  const { pool } = kit.product.deps;
  const subjects = await pool.query(
    'SELECT id, home, person, how FROM people.subject WHERE county = $1 AND id = ANY($2) ORDER BY id',
    [COUNTY, rows],
  );
  const suggestions = await pool.query(
    'SELECT subject, other, person, other_person, score, dismissed_by FROM people.suggestion WHERE county = $1 AND subject = ANY($2) ORDER BY 1, 2',
    [COUNTY, rows],
  );
  return { subjects: subjects.rows, suggestions: suggestions.rows };
}

/** Merges that hold, as the model sees them; a person is the end of its merges. */
type Model = { homes: Map<string, string>; merges: { id: string; from: string; into: string }[] };
const rootIn = ({ merges }: Model, home: string): string => {
  const merge = merges.find(({ from }) => from === home);
  return merge === undefined ? home : rootIn({ homes: new Map(), merges }, merge.into);
};

test('after every move each row is of exactly one person, and what is undone is as if it had never been', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 10, maxLength: 22 }), async (deeds) => {
      // Numbers, phones and names of its own for each run: nobody of another one is met.
      const born = String(19000101 + ++run * 10_000);
      const data = ({ number, phone, name }: { number: number; phone: number; name: number }) => ({
        ...(number > 0 && { document: idNumber(number, born) }),
        ...(phone > 0 && { phone: `199${born}${phone}`.slice(0, 11).padEnd(11, '0') + phone }),
        name: `试验${run}${'甲乙丙'[name]}`,
      });
      const rows: string[] = [];
      const model: Model = { homes: new Map(), merges: [] };
      const links: { row: string; from: string; to: string }[] = [];
      const personOf = (row: string) => rootIn(model, model.homes.get(row) as string);
      const pick = (at: number) => rows[at % rows.length] as string;
      for (const one of deeds) {
        if (one.do === 'meet') {
          const ids = await meet(kit.product, COUNTY, one.rows.map(data));
          rows.push(...ids);
        } else if (rows.length === 0) {
          continue;
        } else if (one.do === 'correct') {
          await meet(kit.product, COUNTY, [
            { row: pick(one.row), ...data({ number: one.number, phone: 1, name: 0 }) },
          ]);
        } else if (one.do === 'undo') {
          const merge = model.merges[one.merge % Math.max(1, model.merges.length)];
          if (merge === undefined) continue;
          expect((await decide('people.merge_undone', { merge: merge.id })).status).toBe('applied');
          model.merges = model.merges.filter((other) => other !== merge);
        } else if (one.do === 'unlink') {
          const row = pick(one.row);
          const before = model.homes.get(row) as string;
          const person = personOf(row);
          const alone = rows.filter((other) => personOf(other) === person).length === 1;
          const link = links.findLast((known) => known.row === row && known.to === before);
          const { status, id } = await decide('people.unlinked', { subject: row, person });
          if (link !== undefined && rootIn(model, link.from) !== person) {
            expect(status).toBe('applied');
            links.splice(links.indexOf(link), 1);
            model.homes.set(row, link.from);
          } else {
            expect(status).toBe(alone ? 'refused' : 'applied');
            if (!alone) model.homes.set(row, id);
          }
        } else {
          const [row, to] = [pick(one.row), personOf(pick(one.to))];
          const was = await present(rows);
          const data = one.do === 'link' ? { subject: row, person: to } : { from: personOf(row), into: to };
          const answer = await decide(one.do === 'link' ? 'people.linked' : 'people.merged', data);
          expect(answer.status).toBe(personOf(row) === to ? 'refused' : 'applied');
          if (answer.status !== 'applied') continue;
          if (one.again) {
            // Undone at once: everything exactly as it was.
            const undone =
              one.do === 'link'
                ? await decide('people.unlinked', { subject: row, person: to })
                : await decide('people.merge_undone', { merge: answer.id });
            expect(undone.status).toBe('applied');
            expect(await present(rows)).toEqual(was);
          } else if (one.do === 'link') {
            links.push({ row, from: model.homes.get(row) as string, to });
            model.homes.set(row, to);
          } else {
            model.merges.push({ id: answer.id, from: personOf(row), into: to });
          }
        }
        const stored = await present(rows);
        // What numbers decide is tried elsewhere; here it is taken over, and must never touch what stood before.
        for (const { id, home } of stored.subjects)
          if (one.do === 'meet' ? !model.homes.has(id) : one.do === 'correct') model.homes.set(id, home);
        expect(stored.subjects.map(({ id, home }) => [id, home])).toEqual(
          [...rows].sort().map((row) => [row, model.homes.get(row)]),
        );
        expect(stored.subjects.map(({ person }) => person)).toEqual([...rows].sort().map(personOf));
        const same = await sameAs(kit.product.deps.pool, COUNTY, rows);
        for (const row of rows)
          expect(
            same
              .get(row)
              ?.subjects.map(({ id }) => id)
              .sort(),
          ).toEqual(rows.filter((other) => personOf(other) === personOf(row)).sort());
        for (const { subject, other, person, other_person } of stored.suggestions)
          expect([person, other_person]).toEqual([personOf(subject), personOf(other)]);
      }
    }),
    { numRuns: 15, seed: 20261122 },
  );
}, 240_000);

test('the register comes out of the ledger again, row by row, in whatever batches it is read', async () => {
  const other = await testDatabase();
  const { deps } = kit.product;
  try {
    await rebuild(
      { from: deps.pool, to: other.pool, kinds: kindsWithRows, vault: deps.vault },
      COUNTY,
      (kind) => kind.startsWith('people.') || kind.startsWith('test.'),
    );
    for (const [table, order] of Object.entries({
      'people.subject': 'id',
      'people.step': 'subject, position',
      'people.merge': 'id',
      'people.suggestion': 'subject, other',
    })) {
      const read = `SELECT * FROM ${table} WHERE county = $1 ORDER BY ${order}`;
      const [was, is] = await Promise.all([
        deps.pool.query(read, [COUNTY]),
        other.pool.query(read, [COUNTY]),
      ]);
      expect(was.rows.length, table).toBeGreaterThan(10);
      expect(is.rows, table).toEqual(was.rows);
    }
  } finally {
    await other.drop();
  }
}, 120_000);
