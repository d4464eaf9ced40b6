import { channel } from 'node:diagnostics_channel';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { type Log, silent } from './log.ts';
import { DatabaseProblem, isTransient } from './problem.ts';

export type Pool = pg.Pool;
/** One connection inside a transaction: what a store function takes first. */
export type Tx = pg.ClientBase;

/** Hears of every pool that is opened: the tests listen to its statements. */
export const opened = channel('lianfang.pool');

export type PoolOptions = {
  url: string;
  /** Connections at most; 10 when left out. */
  max?: number;
  /** Shown in pg_stat_activity. */
  name?: string;
  /** Statements of one connection go out while those before them are worked on (`together`). Not for cursors and COPY. */
  pipeline?: boolean;
  log?: Log;
};

/**
 * Opens a pool. Values come back as plain data: bigint and numeric as strings, timestamptz as ISO 8601 in UTC
 * ending in Z, date and timestamp as the text PostgreSQL gives, json parsed, bytea as Buffer.
 */
export function createPool({
  url,
  max = 10,
  name = 'lianfang',
  pipeline = false,
  log = silent,
}: PoolOptions): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: name,
    pipeline,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // No figure may hang on a server's setting. A statement, not a startup parameter: pgbouncer takes the one alone.
    onConnect: utc,
    types: { getTypeParser: typeParser } as pg.CustomTypesConfig,
  });
  // A connection that breaks emits 'error' also while it is checked out; unheard, that would end the process.
  // Whoever waits for an answer on it gets the error as well, so hearing it here loses nothing.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  pool.on('error', (error) => {
    // While we leave, the database may close what we are closing.
    if (!pool.ending) log.warn({ code: (error as { code?: string }).code }, 'idle database connection lost');
  });
  opened.publish(pool);
  return pool;
}

async function utc(client: pg.ClientBase): Promise<void> {
  await client.query("SET TIME ZONE 'UTC'");
}

const oids = {
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  dateArray: 1182,
  timestampArray: 1115,
  timestamptzArray: 1185,
};
const asIs = (text: string) => text;
const parseTextArray = pg.types.getTypeParser(1009 as 25) as (text: string) => (string | null)[];

function typeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (format !== 'binary') {
    if (oid === oids.timestamptz) return isoInstant;
    if (oid === oids.date || oid === oids.timestamp) return asIs;
    if (oid === oids.dateArray || oid === oids.timestampArray) return parseTextArray;
    if (oid === oids.timestamptzArray) return isoInstants;
  }
  return pg.types.getTypeParser(oid, format as 'text');
}

const utcText = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?\+00(?::00)?$/;

/** '2026-01-02 03:04:05.6+00' → '2026-01-02T03:04:05.600Z': at least milliseconds, microseconds where there are any. */
export function isoInstant(text: string): string {
  const utc = utcText.exec(text);
  if (utc) return `${utc[1]}T${utc[2]}${(utc[3] ?? '.').padEnd(4, '0')}Z`;
  const instant = new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
  return Number.isNaN(instant.getTime()) ? text : instant.toISOString();
}

function isoInstants(text: string): (string | null)[] {
  return parseTextArray(text).map((one) => (one === null ? null : isoInstant(one)));
}

export type TransactionOptions = {
  /**
   * The caller's word that `fn` may run again, also when its first run was committed and only the answer was
   * lost. Then 40001, 40P01, 08xxx, 57P0x and 25006 are tried again.
   */
  retry?: boolean;
  /** How long to keep trying, in milliseconds; 10 s when left out (a planned fail-over takes 3 s). */
  withinMs?: number;
  isolation?: 'repeatable read' | 'serializable';
};

/** Runs `fn` in one transaction and commits what it did, or rolls back and throws the error of the last attempt. */
export async function inTransaction<T>(
  pool: Pool,
  fn: (tx: Tx) => Promise<T>,
  { retry = false, withinMs = 10_000, isolation }: TransactionOptions = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, fn, isolation);
    } catch (error) {
      if (!retry || !isTransient(error) || performance.now() >= deadline) throw error;
    }
    // Spread out, so that writers who met in a deadlock do not meet again.
    const pause = Math.min(20 * 2 ** attempt, 1_000) * (0.5 + Math.random() / 2);
    await wait(Math.max(0, Math.min(pause, deadline - performance.now())));
  }
}

async function once<T>(pool: Pool, fn: (tx: Tx) => Promise<T>, isolation: string | undefined): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(isolation ? `BEGIN ISOLATION LEVEL ${isolation}` : 'BEGIN');
    const result = await fn(client);
    const { command } = await client.query('COMMIT');
    // PostgreSQL answers COMMIT with ROLLBACK when a statement before it failed and nobody let the error pass up.
    if (command !== 'COMMIT')
      throw new Error('the transaction was rolled back: an error in it was swallowed');
    return result;
  } catch (error) {
    broken = await client.query('ROLLBACK').then(
      () => undefined,
      (lost: Error) => lost,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}

/** What `checkServer` found: the version as server_version_num, and whether pages carry checksums. */
export type ServerFacts = { version: number; checksums: boolean };

type Settings = Record<'version' | 'fsync' | 'sync' | 'pages' | 'checksums' | 'encoding', string>;

/**
 * Looks at the server before anything is trusted to it. Refuses (DatabaseProblem) a version before 15, another
 * encoding than UTF-8, and fsync or synchronous_commit off, unless LIANFANG_TEST=1; warns without checksums.
 */
export async function checkServer(pool: Pool, log: Log = silent): Promise<ServerFacts> {
  const { rows } = await pool.query<Settings>(
    `SELECT current_setting('server_version_num') AS version, current_setting('fsync') AS fsync,
            current_setting('synchronous_commit') AS sync, current_setting('full_page_writes') AS pages,
            current_setting('data_checksums') AS checksums, current_setting('server_encoding') AS encoding`,
  );
  const settings = rows[0]!;
  refuseUnfit(settings, process.env.LIANFANG_TEST === '1');
  if (settings.checksums !== 'on') {
    log.warn(
      { setting: 'data_checksums' },
      '数据库没有打开数据校验和 · the database keeps no data checksums: pg_checksums --enable',
    );
  }
  if (settings.pages !== 'on' && process.env.LIANFANG_TEST !== '1') {
    log.warn(
      { setting: 'full_page_writes' },
      '数据库关闭了 full_page_writes · full_page_writes is off: only safe on a copy-on-write file system',
    );
  }
  return { version: Number(settings.version), checksums: settings.checksums === 'on' };
}

/** The refusals of `checkServer` over the plain settings. */
export function refuseUnfit(settings: Settings, inTest: boolean): void {
  const version = Math.floor(Number(settings.version) / 10_000);
  if (version < 15) {
    throw new DatabaseProblem(
      'database.version',
      `数据库是 PostgreSQL ${version}，本系统需要 15 或更高版本。请升级数据库，或改用其他 DATABASE_URL。`,
      `The database is PostgreSQL ${version}; 15 or later is needed. Upgrade it or set another DATABASE_URL.`,
    );
  }
  if (settings.encoding !== 'UTF8') {
    throw new DatabaseProblem(
      'database.encoding',
      `数据库的编码是 ${settings.encoding}，本系统需要 UTF8。请以 UTF8 新建数据库。`,
      `The database is encoded in ${settings.encoding}; UTF8 is needed. Create the database with ENCODING 'UTF8'.`,
    );
  }
  const lossy =
    settings.fsync !== 'on' ? 'fsync' : settings.sync === 'off' ? 'synchronous_commit' : undefined;
  if (lossy && !inTest) {
    throw new DatabaseProblem(
      'database.fsync',
      `数据库设置了 ${lossy}=off，断电会丢失已确认的数据，本系统拒绝运行。请设为 on 并重新加载数据库配置。`,
      `The database runs with ${lossy}=off: a power cut would lose acknowledged data, so Lianfang refuses to run. Set it to on and reload the configuration.`,
    );
  }
}
