import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { distribute } from './distribute.ts';
import { type Log, silent } from './log.ts';
import { inTransaction, type Pool, type Tx } from './pool.ts';
import { DatabaseProblem } from './problem.ts';

export type Migration = { version: number; name: string; sql: string; sha256: string };

export type MigrateOptions = {
  /** Folder of NNNN_name.sql; server/migrations when left out. */
  folder?: string;
  /** ISO instant written beside what is applied; the caller's clock. */
  at: string;
  /** Changes the SQL before it runs, not what is recorded: the proof database of the tests is made so. */
  rewrite?: (sql: string) => string;
  /** The last one to apply: a backup is put into the schema that it was taken from. All when left out. */
  upTo?: number;
  log?: Log;
};

/** Any number will do, as long as every server and command line takes the same. */
const lockKey = 20_260_101;
const ownFolder = fileURLToPath(new URL('../../../migrations', import.meta.url));

/** The migrations of a folder in order. Throws when a name or the numbering is wrong. */
export function readMigrations(folder: string = ownFolder): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const seen = new Set<number>();
  return names.map((name) => {
    const version = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(version)) throw new Error(`migration ${name}: the name must be NNNN_name.sql`);
    if (seen.has(version)) throw new Error(`migration ${name}: the number ${version} is taken`);
    seen.add(version);
    const sql = readFileSync(join(folder, name), 'utf8');
    return { version, name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
  });
}

/**
 * Brings the database to the state of the code: each migration in one transaction, recorded with its SHA-256.
 * Two programs may do this at once. Gives the names applied now. Refuses (DatabaseProblem) a database in which an
 * applied migration was altered, or which a newer version has been at.
 */
export async function migrate(
  pool: Pool,
  { folder, at, rewrite = same, upTo = Number.POSITIVE_INFINITY, log = silent }: MigrateOptions,
): Promise<string[]> {
  const migrations = readMigrations(folder);
  await inTransaction(pool, bootstrap);
  const applied: string[] = [];
  for (const migration of migrations.filter(({ version }) => version <= upTo)) {
    // Lock and look again in each transaction: a session lock would not survive a pooler in between.
    const done = await inTransaction(pool, async (tx) => {
      await lock(tx);
      if ((await pending(tx, migrations)).every(({ version }) => version !== migration.version)) return false;
      await run(tx, migration, rewrite);
      await tx.query(
        'INSERT INTO kernel.migration (version, name, sha256, applied_at) VALUES ($1, $2, $3, $4)',
        [migration.version, migration.name, migration.sha256, at],
      );
      return true;
    });
    if (!done) continue;
    applied.push(migration.name);
    log.info({ migration: migration.name }, 'migration applied');
  }
  if (migrations.length === 0) await inTransaction(pool, (tx) => pending(tx, migrations));
  await distribute(pool, log);
  return applied;
}

function same(sql: string): string {
  return sql;
}

async function lock(tx: Tx): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
}

async function bootstrap(tx: Tx): Promise<void> {
  await lock(tx);
  const { rows } = await tx.query<{ there: boolean }>(
    "SELECT to_regclass('kernel.migration') IS NOT NULL AS there",
  );
  if (rows[0]!.there) return;
  await tx.query(`
    CREATE SCHEMA IF NOT EXISTS kernel;
    CREATE TABLE IF NOT EXISTS kernel.migration (
      version integer PRIMARY KEY,
      name text NOT NULL,
      sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
      applied_at timestamptz NOT NULL
    );
    COMMENT ON TABLE kernel.migration IS 'Which migrations this database has seen, and their SHA-256 as applied';
  `);
}

/** The migrations not applied yet; throws when what was applied is not what the code has. */
async function pending(tx: Tx, migrations: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await tx.query<{ version: number; name: string; sha256: string }>(
    'SELECT version, name, sha256 FROM kernel.migration ORDER BY version',
  );
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
  for (const { version, name, sha256 } of rows) {
    const migration = known.get(version);
    if (!migration) throw newer(name);
    if (migration.sha256 !== sha256) throw altered(name);
  }
  const done = new Set(rows.map(({ version }) => version));
  return migrations.filter(({ version }) => !done.has(version));
}

async function run(tx: Tx, { name, sql }: Migration, rewrite: (sql: string) => string): Promise<void> {
  try {
    await tx.query(rewrite(sql));
  } catch (error) {
    const { message, position, code } = error as Error & { position?: string; code?: string };
    const line = position ? sql.slice(0, Number(position)).split('\n').length : undefined;
    const where = line ? `${name}:${line}` : name;
    throw new DatabaseProblem(
      'database.migration',
      `数据库升级脚本 ${where} 执行失败，已全部回退，数据没有改变：${message}${code ? `（${code}）` : ''}`,
      `Migration ${where} failed and was rolled back, nothing was changed: ${message}${code ? ` (${code})` : ''}`,
      error,
    );
  }
}

function altered(name: string): DatabaseProblem {
  return new DatabaseProblem(
    'database.altered',
    `数据库升级脚本 ${name} 在执行之后被改动过。请恢复原来的文件；要改动数据库结构，请新增一个脚本。`,
    `Migration ${name} was altered after it had been applied. Restore the file; to change the schema, add a new one.`,
  );
}

function newer(name: string): DatabaseProblem {
  return new DatabaseProblem(
    'database.newer',
    `数据库已由更新的版本升级过（${name}），本版本不认识它，拒绝运行以免损坏数据。请使用新版本，或恢复旧备份。`,
    `A newer version has been at this database (${name}), which this version does not know; it refuses to run so as to spoil nothing. Use the newer version or restore an older backup.`,
  );
}
