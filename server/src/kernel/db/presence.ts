import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from './log.ts';
import {
  ensureCluster,
  findRunning,
  isOurs,
  type Place,
  type Running,
  readLock,
  startPostmaster,
} from './postmaster.ts';
import { DatabaseProblem, diskFull, isTransient } from './problem.ts';
import { commandOf } from './runUser.ts';
import { releaseOf } from './settings.ts';

/** A session that shows that this process uses the database: it holds the lock below, shared. */
export type Presence = { client: pg.Client; running: Running };

/** Everyone who uses the embedded database holds this lock shared; whoever can take it alone is the last. */
const presenceKey = 20_260_102;
const patience = 30_000;

/**
 * Joins the database that runs in this place, else starts it. One that another release has left running is started anew
 * when nobody is using it.
 */
export async function ensureRunning(
  place: Place,
  log: Log,
): Promise<{ presence: Presence; started: boolean }> {
  ensureCluster(place);
  const joined = await joinRunning(place, log);
  if (joined && (await isCurrent(joined.client, place))) {
    log.info({ pid: joined.running.pid }, 'joined the running database');
    return { presence: joined, started: false };
  }
  // Made by another release, and nobody else is using it: start it anew with our binaries and settings.
  if (joined) {
    if (!(await isLast(joined.client))) return { presence: joined, started: false };
    await shutDown(place, joined.running, log);
  }
  return start(place, log);
}

async function start(place: Place, log: Log): Promise<{ presence: Presence; started: boolean }> {
  const deadline = performance.now() + patience;
  for (;;) {
    const from = existsSync(place.log) ? statSync(place.log).size : 0;
    const { child, socketDir } = startPostmaster(place);
    const presence = await joinRunning(place, log, child);
    if (presence) return { presence, started: presence.running.pid === child.pid };
    // It ended. Another process was quicker, or the old one's last children still hold the lock: then again.
    const said = readFileSync(place.log, 'utf8').slice(from >= statSync(place.log).size ? 0 : from);
    const taken = /lock file "postmaster\.pid"|pre-existing shared memory block/.test(said);
    if (!taken || performance.now() > deadline) {
      if (!findRunning(place)) rmSync(socketDir, { recursive: true, force: true });
      throw startProblem(place, said);
    }
    forgetForeignLock(place, deadline);
    await wait(100);
  }
}

/**
 * Connects to the running postmaster and registers there, waiting while it starts, recovers or shuts down. Gives undefined
 * when none is running (or `child`, when given, has ended). One that runs but answers nobody is stopped.
 */
async function joinRunning(place: Place, log: Log, child?: ChildProcess): Promise<Presence | undefined> {
  const since = performance.now();
  let silentSince = since;
  let told = false;
  for (let pause = 10; ; pause = Math.min(pause * 1.5, 250)) {
    const running = findRunning(place);
    const childEnded = child
      ? child.exitCode !== null || child.signalCode !== null || child.pid === undefined
      : true;
    if (!running && childEnded) return undefined;
    try {
      if (running) return { client: await present(running), running };
    } catch (error) {
      if ((error as { code?: string }).code === '28000') throw strangerProblem(place, error);
      if (!isTransient(error)) throw error;
      // 57P03 and 57P01 are answers: it is starting, recovering (that may take minutes) or going.
      if (/^57P/.test((error as { code?: string }).code ?? '')) silentSince = performance.now();
    }
    // Stopped by a signal, or out of descriptors: it holds the lock and helps nobody.
    if (running && performance.now() - silentSince > patience / 2) {
      log.error({ pid: running.pid }, 'the running database answers nobody, stopping it');
      await shutDown(place, running, log, 5_000);
      silentSince = performance.now();
    }
    if (!told && performance.now() - since > 5_000) {
      told = true;
      log.info({}, '数据库正在恢复，请稍候 · the database is recovering, please wait');
    }
    await wait(pause);
  }
}

async function present({ socketDir, port }: Running): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: urlOf('postgres', socketDir, port, 'postgres'),
    application_name: 'lianfang presence',
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    // Waits while the last one to leave is stopping the database; ends with an error then.
    await client.query('SELECT pg_advisory_lock_shared($1)', [presenceKey]);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function isCurrent(client: pg.Client, { binaries, settings }: Place): Promise<boolean> {
  const { rows } = await client.query<{ release: string | null }>(
    "SELECT current_setting('lianfang.release', true) AS release",
  );
  return rows[0]!.release === releaseOf(binaries.version, settings);
}

/** Gives up the shared lock and takes it alone; false when somebody else holds it, and then it is held shared again. */
async function isLast(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ alone: boolean }>(
    'SELECT pg_advisory_unlock_shared($1), pg_try_advisory_lock($1) AS alone',
    [presenceKey],
  );
  if (!rows[0]!.alone) await client.query('SELECT pg_advisory_lock_shared($1)', [presenceKey]);
  return rows[0]!.alone;
}

/** Leaves, and stops the database when nobody else is there. */
export async function leave(place: Place, { client, running }: Presence, log: Log): Promise<void> {
  const last = await isLast(client).catch(() => false);
  // While we hold the lock alone, a newcomer waits at it and is told to go by the shutdown; then it starts anew.
  if (last) await shutDown(place, running, log);
  await client.end().catch(() => undefined);
}

/** Stops a postmaster: politely (open transactions are rolled back, a checkpoint is written), after a minute at once. */
async function shutDown(
  { mark, data }: Place,
  { pid, socketDir }: Running,
  log: Log,
  politely = 60_000,
): Promise<void> {
  for (const [signal, within] of [
    ['SIGINT', politely],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 10_000],
  ] as const) {
    if (!isOurs(pid, mark)) break;
    if (signal !== 'SIGINT') log.warn({ pid, signal }, 'the database does not stop, insisting');
    try {
      process.kill(pid, signal);
      // One that was suspended hears nothing before this.
      process.kill(pid, 'SIGCONT');
    } catch (error) {
      if ((error as { code?: string }).code !== 'ESRCH') throw error;
    }
    const deadline = performance.now() + within;
    while (isOurs(pid, mark) && performance.now() < deadline) await wait(10);
  }
  // Only when no next one has moved in meanwhile.
  if (!readLock(data)) rmSync(socketDir, { recursive: true, force: true });
}

/** A lock file may name a process number that something else has by now. Dropped once no process of ours is left. */
function forgetForeignLock({ data, mark }: Place, deadline: number): void {
  const lock = readLock(data);
  if (!lock || performance.now() < deadline - patience + 2_000 || isOurs(lock.pid, mark)) return;
  if (process.platform === 'linux') {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    if (pids.some((pid) => isOurs(Number(pid), mark))) return;
    if (commandOf(lock.pid) !== '') rmSync(join(data, 'postmaster.pid'), { force: true });
  }
}

/** The address on the socket: as `lianfang`, who owns the database, or as the superuser `postgres`. */
export function urlOf(role: string, socketDir: string, port: string, database = 'lianfang'): string {
  return `postgresql://${role}@${encodeURIComponent(socketDir)}:${port}/${database}`;
}

function startProblem({ log }: Place, said: string): Error {
  if (/No space left on device/.test(said)) return diskFull();
  const last = said.trim().split('\n').slice(-5).join('\n');
  return new DatabaseProblem(
    'database.start',
    `随附的 PostgreSQL 没有启动成功，数据没有改动。它的日志（${log}）最后写道：`,
    `The bundled PostgreSQL did not start; the data is untouched. The end of its log (${log}):\n${last}`,
  );
}

function strangerProblem({ data }: Place, cause: unknown): DatabaseProblem {
  return new DatabaseProblem(
    'database.access',
    `数据目录 ${data} 的数据库由另一个用户运行，不接受当前用户。请用启动服务的那个用户（或 root）运行。`,
    `The database on ${data} is run by another user and does not let you in. Run this as the user who runs the server (or as root).`,
    cause,
  );
}
