import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Manifest, manifest } from '../../src/kernel/db/manifest.ts';
import { readMigrations } from '../../src/kernel/db/migrate.ts';
import { createPool, inTransaction, type Pool } from '../../src/kernel/db/pool.ts';
import {
  addressOf,
  administer,
  createDatabase,
  emptyUtf8,
  type TestDatabase,
  testDatabase,
} from '../database.ts';
import { catalogueOffences } from './catalogue.ts';
import { hashedByCounty } from './hashed.ts';
import { record } from './recorder.ts';
import { statementOffences } from './routing.ts';
import { syntaxOffences } from './statements.ts';

/** A small product with one table of each kind, to plant faults in. */
const planted: Manifest = {
  tables: { 'm.entry': 'county', 'm.note': 'county', 'm.kind': 'reference', 'm.job': 'local' },
  librarySchemas: [],
  monthly: ['m.entry'],
  fanOut: { 'overview.counties': 'hourly sums of every county' },
};
const good = `
CREATE SCHEMA m;
CREATE TABLE m.kind (kind text PRIMARY KEY);
CREATE TABLE m.entry (county text NOT NULL, id uuid NOT NULL, kind text NOT NULL REFERENCES m.kind, said text DEFAULT ')', PRIMARY KEY (county, id)) PARTITION BY RANGE (id);
CREATE TABLE m.entry_default PARTITION OF m.entry DEFAULT; -- 默认分区
CREATE TABLE m.note (county text NOT NULL, id uuid NOT NULL, entry uuid, PRIMARY KEY (county, id),
  FOREIGN KEY (county, entry) REFERENCES m.entry (county, id) ON DELETE CASCADE) WITH (fillfactor = 90);
CREATE TABLE m.job (id integer PRIMARY KEY, taken timestamptz);
`;
const id = '0190f000-0000-7000-8000-000000000001';
const made: string[] = [];

async function scratch(sql: string, max = 2): Promise<Pool> {
  const name = `lf_${process.env.LIANFANG_TEST_RUN}_planted_${process.pid}_${made.length}`;
  made.push(name);
  await createDatabase(name, emptyUtf8);
  const pool = createPool({ url: addressOf(name), max });
  await pool.query(sql);
  return pool;
}

afterAll(() =>
  administer(async (admin) => {
    for (const name of made) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }),
);

describe('the product', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase({ proof: false });
  });
  afterAll(() => db.drop());

  test('keeps the rules in its catalogue', async () => {
    expect(await catalogueOffences(db.pool, manifest)).toEqual([]);
  });

  test('keeps the rules in its migrations', () => {
    const found = readMigrations().flatMap(({ name, sql }) =>
      syntaxOffences(sql, manifest).map((what) => `${name}: ${what}`),
    );
    expect(found).toEqual([]);
  });

  test('can be distributed: every key and foreign key holds with the county tables hashed by county', async () => {
    const proof = await testDatabase({ proof: true });
    const { rows } = await proof.pool.query<{ name: string }>(
      `SELECT n.nspname || '.' || c.relname AS name FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace WHERE p.partstrat = 'h' ORDER BY 1`,
    );
    await proof.drop();
    const county = Object.keys(manifest.tables).filter((name) => manifest.tables[name] === 'county');
    expect(rows.map(({ name }) => name)).toEqual(county.sort());
  });
});

describe('keys', () => {
  test('the rewritten tables are hashed, whatever they were partitioned by', async () => {
    const pool = await scratch(hashedByCounty(good, planted));
    const { rows } = await pool.query(
      `SELECT inhparent::regclass::text AS parent, count(*)::int AS parts FROM pg_inherits i
       JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relkind = 'r' GROUP BY 1 ORDER BY 1`,
    );
    await pool.end();
    expect(rows).toEqual([
      { parent: 'm.entry', parts: 2 },
      { parent: 'm.note', parts: 2 },
    ]);
  });

  test.each([
    ['a unique key without county', 'CREATE TABLE m.entry (county text, id uuid PRIMARY KEY)'],
    [
      'a foreign key without county',
      `CREATE TABLE m.entry (county text, id uuid, PRIMARY KEY (county, id));
       CREATE TABLE m.note (county text, id uuid, entry uuid REFERENCES m.entry (id), PRIMARY KEY (county, id))`,
    ],
  ])('refuses %s', async (_, sql) => {
    const pool = await scratch('CREATE SCHEMA m');
    await expect(pool.query(hashedByCounty(sql, planted))).rejects.toMatchObject({ code: /0A000|42830/ });
    await pool.end();
  });
});

describe('catalogue', () => {
  let pool: Pool;
  beforeAll(async () => {
    pool = await scratch(good, 1);
  });
  afterAll(() => pool.end());

  test('is content with good tables', async () => {
    expect(await catalogueOffences(pool, planted)).toEqual([]);
  });

  test.each([
    ['CREATE TABLE m.stray (a int)', /m\.stray: not in the manifest/],
    ['DROP TABLE m.job', /m\.job: in the manifest and not in the database/],
    [
      'CREATE FUNCTION m.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TRIGGER t BEFORE INSERT ON m.note FOR EACH ROW EXECUTE FUNCTION m.f()',
      /m\.note: trigger t/,
    ],
    ['CREATE RULE r AS ON DELETE TO m.note DO INSTEAD NOTHING', /m\.note: rule r/],
    ['ALTER TABLE m.note ADD n int GENERATED ALWAYS AS IDENTITY', /m\.note: identity column n/],
    ['ALTER TABLE m.note ADD n bigserial', /m\.note\.n: filled in by the database/],
    [
      'ALTER TABLE m.note ADD at timestamptz DEFAULT now()',
      /m\.note\.at: filled in by the database \(now\(\)\)/,
    ],
    [
      'CREATE POLICY p ON m.note USING (county IN (SELECT kind FROM m.kind))',
      /m\.note: policy with a subquery p/,
    ],
    [
      'ALTER TABLE m.note ADD span int4range, ADD CONSTRAINT e EXCLUDE USING gist (span WITH &&)',
      /m\.note: exclusion constraint e/,
    ],
    ['CREATE UNIQUE INDEX late ON m.note (entry, county)', /m\.note: county does not stand first in late/],
    ['ALTER TABLE m.note DROP CONSTRAINT note_pkey', /m\.note: no primary key/],
    [
      'ALTER TABLE m.kind ADD county text, ADD id uuid, ADD CONSTRAINT k FOREIGN KEY (county, id) REFERENCES m.entry',
      /m\.kind\.k: a foreign key from a reference table to a county table/,
    ],
    [
      'ALTER TABLE m.note ADD kind text CONSTRAINT k REFERENCES m.kind ON DELETE SET NULL',
      /m\.note\.k: ON DELETE other than/,
    ],
    [
      'ALTER TABLE m.note ADD kind text CONSTRAINT k REFERENCES m.kind ON UPDATE CASCADE',
      /m\.note\.k: ON UPDATE/,
    ],
    [
      'ALTER TABLE m.entry DETACH PARTITION m.entry_default; DROP TABLE m.entry_default CASCADE',
      /m\.entry: no default partition/,
    ],
  ])('%s', async (fault, expected) => {
    // The one connection of the pool: what is planted is gone with the transaction.
    await pool.query('BEGIN');
    try {
      await pool.query(fault);
      expect(await catalogueOffences(pool, planted)).toEqual([expect.stringMatching(expected)]);
    } finally {
      await pool.query('ROLLBACK');
    }
  });
});

describe('syntax', () => {
  test.each([
    ['MERGE INTO m.note USING m.kind ON true WHEN MATCHED THEN DELETE', 'MERGE'],
    ['LOCK TABLE m.note', 'LOCK TABLE'],
    ['UPDATE m.kind SET kind = random()::text', 'volatile random() in SET'],
    [
      "INSERT INTO m.kind VALUES ('a') ON CONFLICT (kind) DO UPDATE SET kind = gen_random_uuid()::text",
      'volatile gen_random_uuid() in SET',
    ],
    [
      'WITH a AS (UPDATE m.kind SET kind = CURRENT_TIMESTAMP::text RETURNING 1) SELECT * FROM a',
      'volatile CURRENT_TIMESTAMP in SET',
    ],
    ['SELECT now() FROM m.note WHERE county = $1', 'now(): times, ids and randomness come in as parameters'],
    ['SELECT 1 FROM m.note n WHERE id = $1 FOR UPDATE', 'FOR UPDATE without county'],
    ['SELECT ctid FROM m.note WHERE county = $1', 'ctid'],
    ['UPDATE m.note SET county = $1 WHERE county = $2', 'UPDATE of county, which never changes'],
  ])('%s', (sql, offence) => {
    expect(syntaxOffences(sql, planted)).toEqual([offence]);
  });

  test.each([
    'SELECT 1 FROM m.note n WHERE n.county = $1 AND id = $2 FOR UPDATE SKIP LOCKED',
    'UPDATE m.job SET taken = now() WHERE id IN (SELECT id FROM m.job FOR UPDATE SKIP LOCKED LIMIT 1)',
    'UPDATE m.note SET entry = $3 WHERE county = $1 AND id = $2',
  ])('lets pass: %s', (sql) => {
    expect(syntaxOffences(sql, planted)).toEqual([]);
  });
});

describe('routing', () => {
  let pool: Pool;
  beforeAll(async () => {
    pool = await scratch(hashedByCounty(good, planted));
    await pool.query("INSERT INTO m.kind VALUES ('passage')");
  });
  afterAll(() => pool.end());

  /** Sends statements as if a file of the product had: through a function whose stack names one. */
  async function asProduct(
    sql: string | { name: string; text: string },
    values: unknown[],
  ): Promise<string[]> {
    const recording = record(pool.options.connectionString!);
    const own = createPool({ url: pool.options.connectionString!, max: 1 });
    const module = `data:text/javascript,export const send = (pool, sql, values) => pool.query(sql, values)\n//# sourceURL=/x/server/src/modules/planted/store.ts`;
    const { send } = (await import(/* @vite-ignore */ module)) as {
      send(p: Pool, s: unknown, v: unknown[]): Promise<unknown>;
    };
    await send(own, sql, values);
    await own.end();
    recording.stop();
    return statementOffences(pool, recording, planted);
  }

  test('one county is one shard', async () => {
    const sql = `SELECT e.id FROM m.entry e JOIN m.note n ON n.county = e.county AND n.entry = e.id WHERE e.county = $1`;
    expect(await asProduct(sql, ['610330'])).toEqual([]);
  });

  test('an id alone, a join without county and a missing condition are found, with their place', async () => {
    expect(await asProduct('SELECT 1 FROM m.entry WHERE id = $1', [id])).toEqual([
      expect.stringMatching(/planted\/store\.ts:[\d:]+: touches 2 shards/),
    ]);
    const join = 'SELECT 1 FROM m.entry e JOIN m.note n ON n.entry = e.id WHERE e.county = $1';
    expect(await asProduct(join, ['610330'])).toEqual([expect.stringContaining('touches 2 shards')]);
    expect(await asProduct('UPDATE m.note SET entry = NULL', [])).toEqual([
      expect.stringContaining('touches 2 shards'),
    ]);
  });

  test('what is on the list may, by the name of the statement or a comment', async () => {
    const text = 'SELECT county, count(*) FROM m.note GROUP BY county';
    expect(await asProduct({ name: 'overview.counties', text }, [])).toEqual([]);
    expect(await asProduct(`/* overview.counties */ ${text}`, [])).toEqual([]);
    expect(await asProduct({ name: 'other', text }, [])).toHaveLength(1);
  });

  test('a transaction that writes for two counties is found', async () => {
    const recording = record(pool.options.connectionString!);
    const own = createPool({ url: pool.options.connectionString!, max: 1 });
    const insert = "INSERT INTO m.entry (county, id, kind) VALUES ($1, $2, 'passage')";
    await inTransaction(own, (tx) => tx.query(insert, ['610330', id]));
    expect(recording.mixed).toEqual([]);
    await inTransaction(own, async (tx) => {
      for (const county of ['610331', '610332', '610333']) await tx.query(insert, [county, id]);
    });
    await own.end();
    recording.stop();
    expect(await statementOffences(pool, recording, planted)).toEqual([
      expect.stringContaining('a transaction wrote to several counties'),
    ]);
  });
});

test('the statements of a test file are not taken for the product', async () => {
  const db = await testDatabase({ proof: true });
  expect(readFileSync(new URL(import.meta.url), 'utf8')).toContain('FROM kernel.migration');
  await db.pool.query('SELECT count(*) FROM kernel.migration, pg_class');
  await db.drop();
});
