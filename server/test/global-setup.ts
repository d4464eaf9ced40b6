import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, startEmbedded } from '../src/kernel/db/embedded.ts';
import { migrate } from '../src/kernel/db/migrate.ts';
import { checkServer, createPool, type Pool } from '../src/kernel/db/pool.ts';
import { testSettings } from '../src/kernel/db/settings.ts';
import { addressOf, administer, createDatabase, emptyUtf8, templateName } from './database.ts';

const prefix = 'lianfang-run-';

/**
 * One PostgreSQL for the whole test run, in a folder of its own that is gone afterwards, with a migrated template that each
 * test file copies. TEST_DATABASE_URL (a role that may create databases) runs the tests on another PostgreSQL, CITUS_URL
 * (a superuser) on Citus.
 */
export default async function setup(): Promise<() => Promise<void>> {
  process.env.LIANFANG_TEST = '1';
  const given = process.env.CITUS_URL ?? process.env.TEST_DATABASE_URL;
  process.env.LIANFANG_TEST_RUN = String(process.pid);
  const server = given ? { url: given, adminUrl: given, stop: async () => undefined } : await throwAway();
  process.env.LIANFANG_TEST_URL = server.url;
  process.env.LIANFANG_TEST_ADMIN = server.adminUrl;
  async function teardown() {
    if (given) await dropOwned();
    await server.stop();
    for (const name of readdirSync(tmpdir()))
      if (name.startsWith(`lianfang-exercise-${process.pid}-`))
        rmSync(join(tmpdir(), name), { recursive: true });
  }
  try {
    await makeTemplate();
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}

async function throwAway(): Promise<{ url: string; adminUrl: string; stop(): Promise<void> }> {
  await sweep();
  const dataDir = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  // The database's own user passes through it to its data.
  chmodSync(dataDir, 0o711);
  const { url, adminUrl, stop } = await startEmbedded({ dataDir, settings: testSettings });
  return {
    url,
    adminUrl,
    async stop() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What runs that were killed have left: their databases are stopped, their folders removed. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split('-')[0]) : 0;
    if (!(pid > 0) || isAlive(pid)) continue;
    const dataDir = join(tmpdir(), name);
    // Joined and left by the last one, it stops.
    if (isRunning(dataDir)) await (await startEmbedded({ dataDir, settings: testSettings })).stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

async function makeTemplate(): Promise<void> {
  const name = templateName();
  await createDatabase(name, emptyUtf8);
  const pool = createPool({ url: addressOf(name), max: 1 });
  try {
    await checkServer(pool);
    await migrate(pool, { at: '2026-01-01T00:00:00Z' });
  } finally {
    await pool.end();
  }
}

async function dropOwned(): Promise<void> {
  await administer(async (admin: Pool) => {
    const { rows } = await admin.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [`lf_${process.pid}_`],
    );
    for (const { datname } of rows) await admin.query(`DROP DATABASE ${datname} WITH (FORCE)`);
  });
}
