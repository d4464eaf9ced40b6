import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { addressOf, administer, createDatabase, emptyUtf8 } from '../../../test/database.ts';
import { migrate, readMigrations } from './migrate.ts';
import { ensurePartitions, firstIdOf, monthsBetween } from './partitions.ts';
import { createPool, type Pool } from './pool.ts';

const at = '2026-01-01T00:00:00Z';
const made: string[] = [];
let folder: string;
let pool: Pool;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lianfang-migrations-'));
  const name = `lf_${process.env.LIANFANG_TEST_RUN}_migrate_${process.pid}_${made.length}`;
  made.push(name);
  await createDatabase(name, emptyUtf8);
  pool = createPool({ url: addressOf(name), max: 4 });
});
afterEach(async () => {
  await pool.end();
  rmSync(folder, { recursive: true });
});
afterAll(() =>
  administer(async (admin) => {
    for (const name of made) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }),
);

function write(name: string, sql: string): void {
  writeFileSync(join(folder, name), sql);
}

async function ledgerOf(): Promise<unknown[]> {
  const { rows } = await pool.query(
    'SELECT version, name, applied_at FROM kernel.migration ORDER BY version',
  );
  return rows;
}

test('migrations are applied in order, once, and recorded', async () => {
  write('0002_second.sql', 'ALTER TABLE a ADD said text;');
  write('0001_first.sql', 'CREATE TABLE a (id integer PRIMARY KEY);');
  expect(await migrate(pool, { folder, at })).toEqual(['0001_first.sql', '0002_second.sql']);
  expect(await migrate(pool, { folder, at })).toEqual([]);
  write('0003_third.sql', 'ALTER TABLE a ADD more text;');
  expect(await migrate(pool, { folder, at: '2026-02-01T00:00:00Z' })).toEqual(['0003_third.sql']);
  expect(await ledgerOf()).toEqual([
    { version: 1, name: '0001_first.sql', applied_at: '2026-01-01T00:00:00.000Z' },
    { version: 2, name: '0002_second.sql', applied_at: '2026-01-01T00:00:00.000Z' },
    { version: 3, name: '0003_third.sql', applied_at: '2026-02-01T00:00:00.000Z' },
  ]);
});

test('several programs that migrate at once apply each migration once', async () => {
  for (const n of [1, 2, 3, 4])
    write(`000${n}_step.sql`, `CREATE TABLE t${n} (id integer); SELECT pg_sleep(0.02);`);
  const applied = await Promise.all([1, 2, 3].map(() => migrate(pool, { folder, at })));
  expect(applied.flat().sort()).toEqual(['0001_step.sql', '0002_step.sql', '0003_step.sql', '0004_step.sql']);
});

test('a migration that fails leaves nothing behind and names its line', async () => {
  write('0001_good.sql', 'CREATE TABLE a (id integer);');
  write('0002_bad.sql', 'CREATE TABLE b (id integer);\nCREATE TABLE c (\n  id nonsense\n);');
  await expect(migrate(pool, { folder, at })).rejects.toMatchObject({
    code: 'database.migration',
    message: expect.stringMatching(
      /0002_bad\.sql:3 执行失败[\s\S]*0002_bad\.sql:3 failed and was rolled back/,
    ),
  });
  const { rows } = await pool.query(
    "SELECT to_regclass('a') IS NOT NULL AS a, to_regclass('b') IS NOT NULL AS b",
  );
  expect(rows).toEqual([{ a: true, b: false }]);
  expect(await ledgerOf()).toHaveLength(1);
});

test('an applied migration that was altered is refused, and nothing else is applied', async () => {
  write('0001_first.sql', 'CREATE TABLE a (id integer);');
  await migrate(pool, { folder, at });
  write('0001_first.sql', 'CREATE TABLE a (id bigint);');
  write('0002_second.sql', 'CREATE TABLE b (id integer);');
  await expect(migrate(pool, { folder, at })).rejects.toMatchObject({
    code: 'database.altered',
    message: expect.stringMatching(/0001_first\.sql 在执行之后被改动过[\s\S]*was altered/),
  });
  expect(await ledgerOf()).toHaveLength(1);
});

test('a database that a newer version has been at is refused', async () => {
  write('0001_first.sql', 'CREATE TABLE a (id integer);');
  write('0002_second.sql', 'CREATE TABLE b (id integer);');
  await migrate(pool, { folder, at });
  rmSync(join(folder, '0002_second.sql'));
  const newer = {
    code: 'database.newer',
    message: expect.stringMatching(/0002_second\.sql[\s\S]*newer version/),
  };
  await expect(migrate(pool, { folder, at })).rejects.toMatchObject(newer);
  rmSync(join(folder, '0001_first.sql'));
  await expect(migrate(pool, { folder, at })).rejects.toMatchObject({ code: 'database.newer' });
});

test('names out of line and numbers used twice are errors of the developer', () => {
  write('0001_first.sql', '');
  write('0001_again.sql', '');
  expect(() => readMigrations(folder)).toThrow('taken');
  rmSync(join(folder, '0001_again.sql'));
  write('2_second.sql', '');
  expect(() => readMigrations(folder)).toThrow('NNNN_name.sql');
});

test('the least id of a month is the bound between two months', () => {
  expect(firstIdOf({ year: 2026, month: 1 })).toBe('019b76da-a800-0000-0000-000000000000');
  const january = Date.UTC(2026, 1, 1) - 1;
  const hex = january.toString(16).padStart(12, '0');
  expect(
    `${hex.slice(0, 8)}-${hex.slice(8)}-7fff-bfff-ffffffffffff` < firstIdOf({ year: 2026, month: 2 }),
  ).toBe(true);
  expect(firstIdOf({ year: 2026, month: 13 })).toBe(firstIdOf({ year: 2027, month: 1 }));
  expect(monthsBetween('2026-11-30T23:59:59Z', '2027-01-01T00:00:00Z')).toEqual([
    { year: 2026, month: 11 },
    { year: 2026, month: 12 },
    { year: 2027, month: 1 },
  ]);
});

test('monthly partitions are made ahead, once, and a month with rows in the default partition is left alone', async () => {
  await pool.query(`
    CREATE SCHEMA m;
    CREATE TABLE m.entry (county text NOT NULL, id uuid NOT NULL, n integer CHECK (n > 0), PRIMARY KEY (county, id)) PARTITION BY RANGE (id);
    CREATE TABLE m.entry_default PARTITION OF m.entry DEFAULT;
    CREATE INDEX entry_by_n ON m.entry (county, n);`);
  const insert = (month: number) =>
    pool.query("INSERT INTO m.entry VALUES ('610330', $1, 1) RETURNING tableoid::regclass::text AS part", [
      firstIdOf({ year: 2026, month }).replace('-0000-0000-', '-7000-8000-'),
    ]);
  await insert(2);
  const range = { from: '2026-01-15T00:00:00Z', to: '2026-03-01T00:00:00Z', tables: ['m.entry'] };
  expect(await ensurePartitions(pool, range)).toEqual(['m.entry_2026_01', 'm.entry_2026_03']);
  expect(await ensurePartitions(pool, range)).toEqual([]);
  const parts = await Promise.all([1, 3, 4].map(async (month) => (await insert(month)).rows[0].part));
  expect(parts).toEqual(['m.entry_2026_01', 'm.entry_2026_03', 'm.entry_default']);
  // Attached with the indexes of the table, so that no partition is read from end to end.
  const { rows } = await pool.query(
    "SELECT count(*)::integer AS n FROM pg_indexes WHERE tablename = 'entry_2026_01'",
  );
  expect(rows).toEqual([{ n: 2 }]);
});

test('partitions asked for by two servers at once are made once', async () => {
  await pool.query(`
    CREATE SCHEMA m;
    CREATE TABLE m.entry (county text NOT NULL, id uuid NOT NULL, PRIMARY KEY (county, id)) PARTITION BY RANGE (id);
    CREATE TABLE m.entry_default PARTITION OF m.entry DEFAULT;`);
  const range = { from: '2026-01-01T00:00:00Z', to: '2026-04-01T00:00:00Z', tables: ['m.entry'] };
  const both = await Promise.all([ensurePartitions(pool, range), ensurePartitions(pool, range)]);
  expect(both.flat().sort()).toEqual([
    'm.entry_2026_01',
    'm.entry_2026_02',
    'm.entry_2026_03',
    'm.entry_2026_04',
  ]);
});
