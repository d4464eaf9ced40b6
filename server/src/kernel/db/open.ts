import { startEmbedded } from './embedded.ts';
import { type Log, silent } from './log.ts';
import { checkServer, createPool, type Pool } from './pool.ts';
import { databaseProblem } from './problem.ts';

export type OpenOptions = {
  /** Folder of all data (LIANFANG_DATA); the embedded database lives in its pg/. */
  dataDir: string;
  /** DATABASE_URL: any PostgreSQL from 15 on. Left out, the embedded one is used. */
  databaseUrl?: string | undefined;
  /** Connections of the pool at most. */
  max?: number;
  /** Shown in pg_stat_activity. */
  name?: string;
  log?: Log;
};

export type Database = {
  pool: Pool;
  /** For the transactions of the ledger alone: its connections take the next statement before they have answered the last. */
  ledger: Pool;
  /** Never to be logged: it may hold a password. */
  url: string;
  /** The embedded database as its superuser, for backup and restore; undefined with DATABASE_URL. */
  adminUrl: string | undefined;
  /** Ends the pools and leaves the database; the embedded one stops when the last process has left it. */
  close(): Promise<void>;
};

/**
 * Opens the database of this installation, for the server and for the command line beside or without it, and checks
 * that it is fit (checkServer). Throws a DatabaseProblem that says what to do.
 */
export async function openDatabase({
  dataDir,
  databaseUrl,
  max,
  name,
  log = silent,
}: OpenOptions): Promise<Database> {
  const embedded = databaseUrl ? undefined : await startEmbedded({ dataDir, log });
  const url = databaseUrl || embedded!.url;
  const pool = createPool({ url, log, ...(max && { max }), ...(name && { name }) });
  const ledger = createPool({ url, log, pipeline: true, ...(max && { max }), ...(name && { name }) });
  async function close(): Promise<void> {
    for (const open of [ledger, pool]) if (!open.ending) await open.end();
    await embedded?.stop();
  }
  try {
    await checkServer(pool, log);
  } catch (error) {
    await close();
    throw databaseProblem(error) ?? error;
  }
  return { pool, ledger, url, adminUrl: embedded?.adminUrl, close };
}
