import type pg from 'pg';
import { manifest } from '../src/kernel/db/manifest.ts';
import { migrate } from '../src/kernel/db/migrate.ts';
import { createPool, type Pool } from '../src/kernel/db/pool.ts';

export type TestDatabase = {
  url: string;
  pool: Pool;
  /** Ends the pool and removes the database. On the proof database it fails when a statement broke a rule. */
  drop(): Promise<void>;
};

let made = 0;

/**
 * A migrated, empty database of the caller's own, copied from the run's template in some 70 ms. Its county tables are
 * partitioned by the hash of `county`, so that the keys are proved, and `drop` judges every statement that the product sent
 * to it; statements written in test files are not judged. With `proof: false`, or LIANFANG_PROOF=0 for all, it is the
 * schema as it is shipped, partitioned by month.
 */
export async function testDatabase({
  proof = process.env.LIANFANG_PROOF !== '0',
  template,
}: {
  proof?: boolean;
  /** Makes the template to copy out of the run's, once a run. */
  template?: (base: string) => Promise<string>;
} = {}): Promise<TestDatabase> {
  const name = `lf_${runId()}_${process.pid}_${++made}`;
  const distributed = process.env.CITUS_URL !== undefined;
  // The parser is only loaded where it is needed.
  const { record, statementOffences, proofTemplate } = proof && !distributed ? await proofTools() : {};
  const url = addressOf(name);
  const base = proofTemplate ?? templateName();
  if (distributed) await distributedDatabase(name);
  else await createDatabase(name, `TEMPLATE ${(await template?.(base)) ?? base}`);
  const recording = record?.(url);
  const pool = createPool({ url });
  return {
    url,
    pool,
    async drop() {
      await pool.end();
      recording?.stop();
      try {
        if (recording) await judge(url, (own) => statementOffences!(own, recording, manifest));
      } finally {
        await administer((admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
      }
    },
  };
}

/** On Citus a template does not carry what is distributed: migrated each time, on a cluster of one node. */
async function distributedDatabase(name: string): Promise<void> {
  await createDatabase(name, emptyUtf8);
  const pool = createPool({ url: addressOf(name), max: 1 });
  try {
    await pool.query('CREATE EXTENSION citus');
    await pool.query("SELECT citus_set_coordinator_host('localhost')");
    await migrate(pool, { at: '2026-01-01T00:00:00Z' });
  } finally {
    await pool.end();
  }
}

async function judge(url: string, offences: (pool: Pool) => Promise<string[]>): Promise<void> {
  const pool = createPool({ url, max: 2 });
  try {
    const found = await offences(pool);
    if (found.length > 0) throw new Error(`against the rules of the database:\n${found.join('\n')}`);
  } finally {
    await pool.end();
  }
}

async function proofTools() {
  const [{ record }, { statementOffences }, { hashedByCounty }] = await Promise.all([
    import('./proof/recorder.ts'),
    import('./proof/routing.ts'),
    import('./proof/hashed.ts'),
  ]);
  const proofTemplate = `lf_${runId()}_proof`;
  await underLock(async (admin) => {
    const { rows } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [proofTemplate]);
    if (rows.length === 0) await makeProof(proofTemplate, hashedByCounty);
  });
  return { record, statementOffences, proofTemplate };
}

/** Keeps the other test processes of the run waiting while one makes what all of them copy. */
export async function underLock(work: (admin: pg.ClientBase) => Promise<void>): Promise<void> {
  await administer(async (pool) => {
    // One session, held on to: a pool would close an idle connection, and with it the lock, after ten seconds.
    const admin = await pool.connect();
    try {
      await admin.query('SELECT pg_advisory_lock(20260103)');
      await work(admin);
      await admin.query('SELECT pg_advisory_unlock(20260103)');
    } finally {
      admin.release();
    }
  });
}

/** Where the keys of an exercise that was set up on a template lie, below the system's folder for passing things. */
export function exerciseFolder(base: string): string {
  return `lianfang-exercise-${runId()}-${base}`;
}

/** The database whose tables are all partitioned by county; put in its place when it is whole. */
async function makeProof(name: string, rewritten: typeof import('./proof/hashed.ts').hashedByCounty) {
  const aside = `${name}_new`;
  await administer((admin) => admin.query(`DROP DATABASE IF EXISTS ${aside} WITH (FORCE)`));
  await createDatabase(aside, emptyUtf8);
  const pool = createPool({ url: addressOf(aside), max: 1 });
  await migrate(pool, {
    at: '2026-01-01T00:00:00Z',
    rewrite: (sql) => rewritten(sql, manifest),
  }).finally(() => pool.end());
  await administer((admin) => admin.query(`ALTER DATABASE ${aside} RENAME TO ${name}`));
}

/** What a new, empty database is made from, on whatever server. */
export const emptyUtf8 = "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'";

/** The address of a database of the test server, for the role that owns it: no superuser on the embedded one. */
export function addressOf(database: string): string {
  return withDatabase(required('LIANFANG_TEST_URL'), database);
}

/** Makes a database that belongs to the role of `addressOf`. */
export async function createDatabase(name: string, from: string): Promise<void> {
  const owner = new URL(required('LIANFANG_TEST_URL').replace(/@[^/?]*/, '@host')).username || 'CURRENT_USER';
  await administer((admin) => admin.query(`CREATE DATABASE ${name} OWNER ${owner} ${from}`));
}

function withDatabase(url: string, database: string): string {
  return url.replace(/\/[^/?]*(\?|$)/, `/${database}$1`);
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error('no test database: run the tests by vitest, whose global setup starts it');
  return value;
}

/** The database that is copied for each test file. */
export function templateName(): string {
  return `lf_${runId()}_template`;
}

/** Does something as the role that may create databases. */
export async function administer<T>(work: (admin: Pool) => Promise<T>): Promise<T> {
  const admin = createPool({ url: withDatabase(required('LIANFANG_TEST_ADMIN'), 'postgres'), max: 1 });
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function runId(): string {
  return process.env.LIANFANG_TEST_RUN ?? '0';
}
