import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, expect } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import * as columns from './columns.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 });
const row = fc.record({
  text: orNull(fc.string({ unit: fc.constantFrom('a', '"', '\\', '{', ',', '陕', '👩', ' ', '\n') })),
  uuid: orNull(fc.uuid()),
  bytea: orNull(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))),
  bigint: orNull(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  smallint: orNull(fc.integer({ min: -32_768, max: 32_767 })),
  integer: orNull(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  real: orNull(fc.integer({ min: -4000, max: 4000 }).map((tenths) => tenths / 10)),
  boolean: orNull(fc.boolean()),
  instant: orNull(
    fc
      .date({ noInvalidDate: true, min: new Date('1900-01-01'), max: new Date('2999-12-31') })
      .map((date) => date.toISOString()),
  ),
});

/** As they come: many a value is that of the row before. */
const repeated = fc
  .array(fc.tuple(row, fc.integer({ min: 1, max: 3 })), { maxLength: 15 })
  .map((rows) => rows.flatMap(([one, times]) => Array.from({ length: times }, () => one)));

test.prop([repeated], { numRuns: 60 })('PostgreSQL reads back what was put into columns', async (rows) => {
  const { rows: found } = await database.pool.query(
    `SELECT * FROM unnest($1::text[], $2::uuid[], $3::bytea[], $4::bigint[], $5::smallint[], $6::real[], $7::boolean[], $8::timestamptz[], $9::int[], $10::text[])
       AS u(text, uuid, bytea, bigint, smallint, "real", "boolean", instant, "integer", written)`,
    [
      columns.texts(rows.map(({ text }) => text)),
      columns.uuids(rows.map(({ uuid }) => uuid)),
      columns.byteas(rows.map(({ bytea }) => bytea)),
      columns.bigints(rows.map(({ bigint }) => bigint)),
      columns.smallints(rows.map(({ smallint }) => smallint)),
      columns.reals(rows.map(({ real }) => real)),
      columns.booleans(rows.map(({ boolean }) => boolean)),
      columns.instants(rows.map(({ instant }) => instant)),
      columns.integers(rows.map(({ integer }) => integer)),
      columns.writtenTexts(rows.map(({ text }) => (text === null ? null : Buffer.from(text)))),
    ],
  );
  expect(found).toEqual(
    rows.map((one) => ({
      ...one,
      bigint: one.bigint === null ? null : String(one.bigint),
      written: one.text,
    })),
  );
});

test('what is no UUID does not become one', () => {
  const whole = '0190c6a0-1111-7000-8000-000000000000';
  for (const text of ['', '0f', `${whole}1`, whole.replace(/0$/, 'g'), whole.replace('0', '０')])
    expect(() => columns.uuids([text])).toThrow(RangeError);
});
