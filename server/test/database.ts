import { createPool, type Pool } from '../src/kernel/db/pool.ts';

export type TestDatabase = {
  url: string;
  pool: Pool;
  /** Ends the pool and removes the database. On the proof database it fails when a statement broke a rule. */
  drop(): Promise<void>;
};

let made = 0;

/** A migrated, empty database of the caller's own, copied from the run's template in some 30 ms. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `lf_${runId()}_${process.pid}_${++made}`;
  await createDatabase(name, `TEMPLATE ${templateName()}`);
  const url = addressOf(name);
  const pool = createPool({ url });
  return {
    url,
    pool,
    async drop() {
      await pool.end();
      await administer((admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

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
