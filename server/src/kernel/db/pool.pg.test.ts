import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { openDatabase } from './open.ts';
import { checkServer, createPool, inTransaction, isoInstant, type Tx } from './pool.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.pool.query('CREATE TABLE public.tally (key text PRIMARY KEY, n integer NOT NULL)');
  await db.pool.query("INSERT INTO public.tally VALUES ('a', 0), ('b', 0)");
});
afterAll(() => db.drop());

function bump(tx: Tx, key: string) {
  return tx.query('UPDATE public.tally SET n = n + 1 WHERE key = $1', [key]);
}

async function countOf(key: string): Promise<number> {
  return (await db.pool.query<{ n: number }>('SELECT n FROM public.tally WHERE key = $1', [key])).rows[0]!.n;
}

test('values come back as plain data', async () => {
  const { rows } = await db.pool.query(
    `SELECT 9007199254740993::bigint AS big, 1.50::numeric AS exact, DATE '2026-01-31' AS day,
            TIMESTAMPTZ '2026-01-31 08:00:00.5+08' AS at, TIMESTAMPTZ '2026-01-31 00:00:00.123456Z' AS fine,
            ARRAY[TIMESTAMPTZ '2026-01-31 08:00+08', NULL] AS instants, NULL::timestamptz AS never,
            TIMESTAMPTZ 'infinity' AS endless, '{"a": 1}'::jsonb AS json, current_setting('timezone') AS zone`,
  );
  expect(rows[0]).toEqual({
    big: '9007199254740993',
    exact: '1.50',
    day: '2026-01-31',
    at: '2026-01-31T00:00:00.500Z',
    fine: '2026-01-31T00:00:00.123456Z',
    instants: ['2026-01-31T00:00:00.000Z', null],
    never: null,
    endless: 'infinity',
    json: { a: 1 },
    zone: 'UTC',
  });
  expect(isoInstant('2026-01-31 08:00:00+08')).toBe('2026-01-31T00:00:00.000Z');
  expect(isoInstant('2026-01-31 05:30:00.25+05:30')).toBe('2026-01-31T00:00:00.250Z');
});

describe('a transaction', () => {
  test('rolls everything back when it fails', async () => {
    const before = await countOf('a');
    const failing = inTransaction(db.pool, async (tx) => {
      await bump(tx, 'a');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await countOf('a')).toBe(before);
  });

  test('that swallowed an error is not taken for committed', async () => {
    const swallowing = inTransaction(db.pool, async (tx) => {
      await bump(tx, 'a');
      await tx.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow('rolled back');
  });

  test('is tried again after a deadlock when it may be', async () => {
    const [a, b] = [await countOf('a'), await countOf('b')];
    let attempts = 0;
    const waiting: (() => void)[] = [];
    /** Both hold their first row before either wants the other's. */
    const meet = () =>
      new Promise<void>((go) => {
        waiting.push(go);
        if (waiting.length === 2) for (const one of waiting) one();
      });
    const crossing = (first: string, second: string) =>
      inTransaction(
        db.pool,
        async (tx) => {
          attempts++;
          await bump(tx, first);
          if (waiting.length < 2) await meet();
          await bump(tx, second);
        },
        { retry: true },
      );
    await Promise.all([crossing('a', 'b'), crossing('b', 'a')]);
    expect([await countOf('a'), await countOf('b')]).toEqual([a + 2, b + 2]);
    expect(attempts).toBe(3);
  });

  test('is tried again after its connection was cut, only when it may be', async () => {
    const cutOnce = (retry: boolean) => {
      let cut = false;
      return inTransaction(
        db.pool,
        async (tx) => {
          if (!cut) {
            cut = true;
            const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
            await db.pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
          }
          return (await bump(tx, 'a')).rowCount;
        },
        { retry },
      );
    };
    const before = await countOf('a');
    await expect(cutOnce(false)).rejects.toThrow();
    expect(await countOf('a')).toBe(before);
    expect(await cutOnce(true)).toBe(1);
    expect(await countOf('a')).toBe(before + 1);
  });

  test('gives up when its time is over, with the error of the last attempt', async () => {
    let attempts = 0;
    const failing = inTransaction(
      db.pool,
      async () => {
        attempts++;
        throw Object.assign(new Error('serialize'), { code: '40001' });
      },
      { retry: true, withinMs: 150 },
    );
    await expect(failing).rejects.toThrow('serialize');
    expect(attempts).toBeGreaterThan(1);
  });

  test('sees one state throughout when asked for repeatable read', async () => {
    await inTransaction(
      db.pool,
      async (tx) => {
        const read = async () => (await tx.query("SELECT n FROM public.tally WHERE key = 'a'")).rows;
        const before = await read();
        await inTransaction(db.pool, (other) => bump(other, 'a'));
        expect(await read()).toEqual(before);
      },
      { isolation: 'repeatable read' },
    );
  });
});

test('a pool outlives every one of its connections', async () => {
  const pool = createPool({ url: db.url, max: 3, name: 'outliving' });
  await Promise.all([1, 2, 3].map(() => pool.query('SELECT 1')));
  await db.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'outliving'",
  );
  while (pool.totalCount > 0) await wait(5);
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

test('the server is looked at, and warned about without checksums', async () => {
  const { version } = await checkServer(db.pool);
  expect(version).toBeGreaterThanOrEqual(150_000);
});

test('an address where nothing answers is told in words, without the password', async () => {
  const databaseUrl = 'postgresql://lianfang:secret@127.0.0.1:9/lianfang';
  const opening = openDatabase({ dataDir: '/nowhere', databaseUrl });
  await expect(opening).rejects.toMatchObject({
    code: 'database.gone',
    message: expect.not.stringContaining('secret'),
  });
});

test('a database that is not there is told in words', async () => {
  const opening = openDatabase({ dataDir: '/nowhere', databaseUrl: db.url.replace(/\/[^/]*$/, '/missing') });
  await expect(opening).rejects.toMatchObject({ code: 'database.access' });
});
