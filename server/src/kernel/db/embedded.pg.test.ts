import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type Embedded, isRunning, startEmbedded } from './embedded.ts';
import { openDatabase } from './open.ts';
import { createPool, inTransaction, type Pool } from './pool.ts';
import { readLock } from './postmaster.ts';
import { doorProblem } from './problem.ts';
import { testSettings } from './settings.ts';

const isRoot = process.getuid?.() === 0;
const folders: string[] = [];
const held: { stop(): Promise<void> }[] = [];
const children: ChildProcess[] = [];
const mounts: string[] = [];
let base: Promise<string> | undefined;

/** A folder with a cluster that was made once and shut down; making one takes a second. */
async function prepared(): Promise<string> {
  base ??= (async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'lianfang-base-'));
    chmodSync(dataDir, 0o711);
    await (await startEmbedded({ dataDir, settings: testSettings })).stop();
    return dataDir;
  })();
  const made = folder();
  // The binaries as links: they are not written to.
  for (const [how, part] of [
    ['-a', 'data'],
    ['-al', 'runtime'],
  ] as const) {
    mkdirSync(join(made, 'pg'), { recursive: true });
    spawnSync('cp', [how, join(await base, 'pg', part), join(made, 'pg', part)]);
  }
  return made;
}

function folder(mode = 0o711): string {
  const made = mkdtempSync(join(tmpdir(), 'lianfang-db-'));
  chmodSync(made, mode);
  folders.push(made);
  return made;
}

async function hold(dataDir: string, more: { binariesDir?: string } = {}): Promise<Embedded> {
  const one = await startEmbedded({ dataDir, ...more });
  held.push(one);
  return one;
}

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(held.splice(0).map((one) => one.stop()));
  for (const made of folders.splice(0)) {
    // Left over by a process that was killed: joined and left by the last one, it stops.
    if (isRunning(made)) await (await startEmbedded({ dataDir: made })).stop();
    for (const mount of mounts.splice(0)) spawnSync('umount', [mount]);
    rmSync(made, { recursive: true, force: true });
  }
});

afterAll(async () => {
  if (base) rmSync(await base, { recursive: true, force: true });
});

/** Another process that holds the database, as a server or a command line would. */
async function otherProcess(
  dataDir: string,
): Promise<{ child: ChildProcess; adopted: boolean; ended: Promise<unknown> }> {
  const program = fileURLToPath(new URL('../../../test/programs/hold.ts', import.meta.url));
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout! })) {
    return { child, adopted: (JSON.parse(line) as { adopted: boolean }).adopted, ended };
  }
  throw new Error('the other process ended without a word');
}

function clusterOf(dataDir: string): string {
  return join(dataDir, 'pg', 'data');
}

function postmasterOf(dataDir: string): number {
  return readLock(clusterOf(dataDir))!.pid;
}

function settingOf(pool: Pool, name: string): Promise<string> {
  return pool
    .query<{ value: string }>('SELECT current_setting($1) AS value', [name])
    .then(({ rows }) => rows[0]!.value);
}

/** Writes numbers one after another, each in a transaction that may be tried again, and gives those acknowledged. */
/** Writes one number after the other while that is wanted; gives those that were acknowledged. */
async function writeNumbers(pool: Pool, from: number, wanted: (n: number) => boolean): Promise<number[]> {
  const acknowledged: number[] = [];
  for (let n = from; wanted(n); n++) {
    await inTransaction(
      pool,
      (tx) => tx.query('INSERT INTO number VALUES ($1) ON CONFLICT DO NOTHING', [n]),
      {
        retry: true,
        withinMs: 30_000,
      },
    );
    acknowledged.push(n);
  }
  return acknowledged;
}

describe('the embedded database', () => {
  test('is durable, checksummed, in UTF-8 and byte order, and runs as an unprivileged user', async () => {
    const dataDir = folder();
    const database = await hold(dataDir);
    expect(database.adopted).toBe(false);
    const pool = createPool({ url: database.url });
    const expected = {
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      data_checksums: 'on',
      server_encoding: 'UTF8',
      listen_addresses: '',
      is_superuser: 'off',
    };
    for (const [name, value] of Object.entries(expected))
      expect([name, await settingOf(pool, name)]).toEqual([name, value]);
    const { rows } = await pool.query(
      'SELECT datcollate AS collate FROM pg_database WHERE datname = current_database()',
    );
    expect(rows).toEqual([{ collate: 'C' }]);
    await pool.end();
    expect(statSync(clusterOf(dataDir)).mode & 0o777).toBe(0o700);
    expect(statSync(clusterOf(dataDir)).uid !== 0).toBe(true);
    expect(statSync(readLock(clusterOf(dataDir))!.socketDir).mode & 0o777).toBe(0o700);
    if (isRoot) expect(statSync(`/proc/${postmasterOf(dataDir)}`).uid).not.toBe(0);
  });

  test('works below a folder that only its owner may enter, with a long path and any letters', async () => {
    const closed = folder(0o700);
    const dataDir = join(closed, '县 数据', 'd'.repeat(90), 'data');
    const database = await hold(dataDir, { binariesDir: folder(0o755) });
    const pool = createPool({ url: database.url });
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
    await database.stop();
    const again = await hold(dataDir, { binariesDir: folder(0o755) });
    expect(again.adopted).toBe(false);
  });

  test('writes neither the values nor the statements that failed to its log', async () => {
    const dataDir = await prepared();
    const database = await hold(dataDir);
    const pool = createPool({ url: database.url });
    const id = '610399199001010018';
    await pool.query('CREATE TABLE person (id text PRIMARY KEY)');
    await pool.query('INSERT INTO person VALUES ($1)', [id]);
    await expect(pool.query('INSERT INTO person VALUES ($1)', [id])).rejects.toMatchObject({ code: '23505' });
    await expect(pool.query(`INSERT INTO person VALUES ('${id}')`)).rejects.toMatchObject({ code: '23505' });
    await pool.end();
    await database.stop();
    const log = readFileSync(join(dataDir, 'pg', 'log', 'postgresql.log'), 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain(id);
  });
});

describe('several processes', () => {
  test('join the same database; the last one to leave stops it', async () => {
    const dataDir = await prepared();
    const server = await otherProcess(dataDir);
    expect(server.adopted).toBe(false);
    const own = await hold(dataDir);
    expect(own.adopted).toBe(true);
    const postmaster = postmasterOf(dataDir);
    server.child.kill('SIGTERM');
    expect(await server.ended).toEqual([0, null]);
    const pool = createPool({ url: own.url });
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
    expect(postmasterOf(dataDir)).toBe(postmaster);
    await own.stop();
    expect(isRunning(dataDir)).toBe(false);
  });

  test('that start at once on an empty folder share one', async () => {
    const dataDir = folder();
    const all = await Promise.all([hold(dataDir), otherProcess(dataDir), otherProcess(dataDir)]);
    expect(all.filter(({ adopted }) => !adopted)).toHaveLength(1);
  });

  test('a clean end on SIGTERM leaves a database that was shut down, and nothing else', async () => {
    const dataDir = await prepared();
    const { child, ended } = await otherProcess(dataDir);
    const { socketDir } = readLock(clusterOf(dataDir))!;
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(readLock(clusterOf(dataDir))).toBeUndefined();
    expect(existsSync(socketDir)).toBe(false);
    const log = readFileSync(join(dataDir, 'pg', 'log', 'postgresql.log'), 'utf8').trim();
    expect(log).toMatch(/database system is shut down$/);
  });
});

describe('after kill -9', () => {
  test('of its holder, the database is adopted, and stopped by the next one', async () => {
    const dataDir = await prepared();
    const { child, ended } = await otherProcess(dataDir);
    const postmaster = postmasterOf(dataDir);
    child.kill('SIGKILL');
    await ended;
    const next = await hold(dataDir);
    expect(next.adopted).toBe(true);
    expect(postmasterOf(dataDir)).toBe(postmaster);
    // The database notices a moment later that the killed one is gone; until then it counts as present.
    const pool = createPool({ url: next.url, max: 1 });
    const present = `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'`;
    await expect.poll(async () => (await pool.query(present)).rows[0].count, { timeout: 20_000 }).toBe('1');
    await pool.end();
    await next.stop();
    expect(isRunning(dataDir)).toBe(false);
  });

  test('of the database, it comes back under the same pool with everything that was acknowledged', async () => {
    const dataDir = await prepared();
    const database = await hold(dataDir);
    const pool = createPool({ url: database.url });
    await pool.query('CREATE TABLE number (n integer PRIMARY KEY)');
    // They go on until the second kill has been survived: killed in between, however slow the machine is.
    let over = false;
    const writing = [0, 1_000_000].map((from) => writeNumbers(pool, from, () => !over));
    const killed = new Set<number>();
    for (let kills = 0; kills < 2; kills++) {
      await hundredMore(pool);
      killed.add(postmasterOf(dataDir));
      process.kill(postmasterOf(dataDir), 'SIGKILL');
    }
    await hundredMore(pool);
    over = true;
    const acknowledged = (await Promise.all(writing)).flat();
    const { rows } = await pool.query<{ n: number }>('SELECT n FROM number ORDER BY n');
    await pool.end();
    expect(rows.map(({ n }) => n)).toEqual(acknowledged);
    expect(killed.size).toBe(2);
    expect(killed.has(postmasterOf(dataDir))).toBe(false);
  });

  test('of everything at once, the next start recovers', async () => {
    const dataDir = await prepared();
    const { child, ended } = await otherProcess(dataDir);
    const own = await openDatabase({ dataDir });
    await own.pool.query('CREATE TABLE number (n integer PRIMARY KEY)');
    await writeNumbers(own.pool, 0, (n) => n < 50);
    await own.close();
    const postmaster = postmasterOf(dataDir);
    child.kill('SIGKILL');
    process.kill(postmaster, 'SIGKILL');
    await ended;
    const next = await openDatabase({ dataDir });
    held.push({ stop: next.close });
    expect(await countOf(next.pool)).toBe(50);
    expect(postmasterOf(dataDir)).not.toBe(postmaster);
  });

  test('a lock file that names a stranger does not keep it from starting', async () => {
    const dataDir = await prepared();
    const { uid, gid } = statSync(clusterOf(dataDir));
    const stranger = spawn('sleep', ['60'], { ...(isRoot && { uid, gid }), stdio: 'ignore' });
    children.push(stranger);
    await once(stranger, 'spawn');
    const lock = `${stranger.pid}\n${clusterOf(dataDir)}\n1700000000\n5432\n/tmp/none\n\n  1 1\nready   \n`;
    writeFileSync(join(clusterOf(dataDir), 'postmaster.pid'), lock);
    const database = await hold(dataDir);
    expect(database.adopted).toBe(false);
    expect(postmasterOf(dataDir)).not.toBe(stranger.pid);
    expect(stranger.exitCode).toBeNull();
  });
});

describe('refuses in plain words', () => {
  test('data of another major version', async () => {
    const dataDir = await prepared();
    writeFileSync(join(clusterOf(dataDir), 'PG_VERSION'), '17\n');
    await expect(startEmbedded({ dataDir })).rejects.toMatchObject({
      code: 'database.version',
      message: expect.stringMatching(/由 PostgreSQL 17 建立[\s\S]*made by PostgreSQL 17/),
    });
  });

  test('fsync=off outside tests, and leaves nothing running', async () => {
    const dataDir = await prepared();
    writeFileSync(join(clusterOf(dataDir), 'local.conf'), 'fsync = off\n', { mode: 0o644 });
    const inTest = process.env.LIANFANG_TEST;
    delete process.env.LIANFANG_TEST;
    try {
      await expect(openDatabase({ dataDir })).rejects.toMatchObject({
        code: 'database.fsync',
        message: expect.stringMatching(/断电会丢失[\s\S]*power cut/),
      });
    } finally {
      process.env.LIANFANG_TEST = inTest;
    }
    expect(isRunning(dataDir)).toBe(false);
  });

  test('a configuration that PostgreSQL does not take, with the end of its log', async () => {
    const dataDir = await prepared();
    writeFileSync(join(clusterOf(dataDir), 'local.conf'), "shared_buffers = 'many'\n", { mode: 0o644 });
    await expect(startEmbedded({ dataDir })).rejects.toMatchObject({
      code: 'database.start',
      message: expect.stringContaining('shared_buffers'),
    });
  });
});

describe('when the disk is full', () => {
  test('the write is refused as such, what was acknowledged stays, and it goes on when there is room again', async () => {
    const small = folder();
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200m,mode=711', 'tmpfs', small]).status !== 0) {
      // Only root may mount a small disk; what PostgreSQL answers on a full one is tested in problem.test.ts.
      console.warn('disk full not tested: no right to mount');
      return;
    }
    mounts.push(small);
    spawnSync('cp', ['-a', `${await prepared()}/.`, small]);
    writeFileSync(join(small, 'ballast'), Buffer.alloc(30 * 1024 * 1024));
    const database = await hold(small);
    const pool = createPool({ url: database.url });
    await pool.query('CREATE TABLE block (n integer PRIMARY KEY, body bytea NOT NULL)');
    const write = (n: number) =>
      pool.query('INSERT INTO block VALUES ($1, $2) ON CONFLICT DO NOTHING', [n, randomBytes(500_000)]);
    let acknowledged = 0;
    let refusal: unknown;
    while (refusal === undefined && acknowledged < 500) {
      await write(acknowledged).then(
        () => acknowledged++,
        (error: unknown) => {
          refusal = error;
        },
      );
    }
    expect(['server.storage_full', 'server.database']).toContain(doorProblem(refusal)?.code);
    rmSync(join(small, 'ballast'));
    await inTransaction(pool, (tx) => tx.query("INSERT INTO block VALUES (-1, '')"), {
      retry: true,
      withinMs: 30_000,
    });
    const { rows } = await pool.query<{ n: number }>('SELECT n FROM block ORDER BY n');
    await pool.end();
    expect(acknowledged).toBeGreaterThan(10);
    // The refused one may have been committed though its answer was an error; no acknowledged one may be missing.
    expect(rows.map(({ n }) => n).slice(0, acknowledged + 1)).toEqual(
      Array.from({ length: acknowledged + 1 }, (_, n) => n - 1),
    );
    await database.stop();
  });
});

async function hundredMore(pool: Pool): Promise<void> {
  const before = await countOf(pool);
  while ((await countOf(pool)) < before + 100) await wait(5);
}

async function countOf(pool: Pool): Promise<number> {
  const count = () => pool.query<{ n: number }>('SELECT count(*)::integer AS n FROM number');
  return (await inTransaction(pool, count, { retry: true, withinMs: 30_000 })).rows[0]!.n;
}
