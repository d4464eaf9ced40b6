import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { createPool, inTransaction, type Pool, type Tx } from './pool.ts';
import { together } from './together.ts';

let db: TestDatabase;
const pools: Record<string, Pool> = {};
beforeAll(async () => {
  db = await testDatabase();
  await db.pool.query('CREATE TABLE public.kept (key text PRIMARY KEY)');
  pools.pipelined = createPool({ url: db.url, pipeline: true });
  pools.plain = createPool({ url: db.url });
});
afterAll(async () => {
  for (const pool of Object.values(pools)) await pool.end();
  await db?.drop();
});

const keep = (tx: Tx, key: string) => tx.query('INSERT INTO public.kept VALUES ($1) RETURNING key', [key]);

test.each(['pipelined', 'plain'])('what goes together comes back in its order (%s)', async (kind) => {
  const found = await inTransaction(pools[kind] as Pool, (tx) =>
    together(
      tx,
      async () => (await keep(tx, `${kind} a`)).rows,
      async () => {
        await keep(tx, `${kind} b`);
        return (await keep(tx, `${kind} c`)).rowCount;
      },
      async () => 'nothing asked',
    ),
  );
  expect(found).toEqual([[{ key: `${kind} a` }], 1, 'nothing asked']);
});

test.each(['pipelined', 'plain'])(
  'what fails is said as it was, and nothing of the others is left outside of the transaction (%s)',
  async (kind) => {
    const pool = pools[kind] as Pool;
    const many = async (tx: Tx, name: string) => {
      for (let step = 0; step < 20; step += 1) await keep(tx, `${kind} ${name} ${step}`);
    };
    // Met by the database, after others have begun …
    const twice = inTransaction(pool, (tx) =>
      together(
        tx,
        () => many(tx, 'one'),
        () => keep(tx, `${kind} one 0`),
        () => many(tx, 'two'),
      ),
    );
    await expect(twice).rejects.toMatchObject({ code: '23505' });
    // … and before anything was asked of it.
    const thrown = inTransaction(pool, (tx) =>
      together(
        tx,
        () => many(tx, 'three'),
        async () => {
          throw new RangeError('no such column');
        },
      ),
    );
    await expect(thrown).rejects.toThrow('no such column');
    const { rows } = await pool.query("SELECT key FROM public.kept WHERE key ~ '(one|two|three)'");
    expect(rows).toEqual([]);
  },
);
