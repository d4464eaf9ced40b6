import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

test('values come back as plain data', async () => {
  const { rows } = await db.pool.query(
    `SELECT 9007199254740993::bigint AS big, 1.50::numeric AS exact, DATE '2026-01-31' AS day,
            TIMESTAMPTZ '2026-01-31 08:00:00.5+08' AS at, TIMESTAMPTZ '2026-01-31 00:00:00.123456Z' AS fine,
            ARRAY[TIMESTAMPTZ '2026-01-31 08:00+08', NULL] AS instants, NULL::timestamptz AS never,
            TIMESTAMPTZ 'infinity' AS endless, '{"a": 1}'::jsonb AS json`,
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
  });
});
