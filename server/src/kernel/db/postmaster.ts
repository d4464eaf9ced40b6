import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type Binaries, initCluster, plainEnvironment } from './binaries.ts';
import { DatabaseProblem } from './problem.ts';
import { commandOf, type RunUser, reachable, trustedUsers } from './runUser.ts';
import { accessFiles, configuration, releaseOf } from './settings.ts';

/** Where one embedded database lives and how it is run. */
export type Place = {
  /** The cluster, <dataDir>/pg/data. */
  data: string;
  log: string;
  /** Stands in the command line of every process of this database: tells ours from others. */
  mark: string;
  user: RunUser | undefined;
  binaries: Binaries;
  settings: Record<string, string>;
};

/** A running postmaster as its own lock file names it. */
export type Running = { pid: number; socketDir: string; port: string };

/** The mark of a cluster, from the true path of its folder. */
export function markOf(data: string): string {
  const path = existsSync(data) ? realpathSync(data) : join(realpathSync(dirname(data)), 'data');
  return `lianfang-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`;
}

/** Reads postmaster.pid; undefined when there is none or it is not complete yet. */
export function readLock(data: string): Running | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw noAccess(data, error);
  }
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, port: lines[3] ?? '', socketDir: lines[4] ?? '' } : undefined;
}

/** The running postmaster of this cluster, undefined when the lock file is missing or speaks of the dead. */
export function findRunning({ data, mark }: Pick<Place, 'data' | 'mark'>): Running | undefined {
  const lock = readLock(data);
  return lock?.socketDir && isOurs(lock.pid, mark) ? lock : undefined;
}

/** Whether a process belongs to the database with this mark. */
export function isOurs(pid: number, mark: string): boolean {
  return commandOf(pid).includes(mark);
}

/** Starts the postmaster in a session of its own, so that neither Ctrl-C nor our end takes it along. */
export function startPostmaster(place: Place): { child: ChildProcess; socketDir: string } {
  const socketDir = socketDirectory(place);
  const dir = viewOf(place);
  writeConfiguration(place);
  rotate(place.log);
  const log = openSync(place.log, 'a', 0o600);
  try {
    const child = spawn(
      join(place.binaries.home, 'bin', 'postgres'),
      ['-D', dir.path, '-k', socketDir, '-c', `cluster_name=${place.mark}`],
      {
        cwd: dir.cwd,
        ...(place.user && { uid: place.user.uid, gid: place.user.gid }),
        env: plainEnvironment,
        detached: true,
        stdio: ['ignore', log, log],
      },
    );
    child.on('error', () => undefined);
    child.unref();
    return { child, socketDir };
  } finally {
    closeSync(log);
  }
}

/** Makes the cluster when there is none. Built aside and renamed: a crash in between leaves nothing half made. */
export function ensureCluster(place: Place): void {
  const version = join(place.data, 'PG_VERSION');
  if (existsSync(version)) {
    checkMajor(place, readFileSync(version, 'utf8').trim());
    return;
  }
  const folder = dirname(place.data);
  for (const left of readdirSync(folder).filter((name) => name.startsWith('new-'))) {
    rmSync(join(folder, left), { recursive: true, force: true });
  }
  const aside = mkdtempSync(join(folder, 'new-'));
  chmodSync(aside, 0o700);
  if (place.user) chownSync(aside, place.user.uid, place.user.gid);
  try {
    initCluster(
      place.binaries,
      viewOf({ ...place, data: aside }),
      place.user,
      place.settings.fsync !== 'off',
    );
    renameSync(aside, place.data);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(version)) throw error;
  }
}

function checkMajor(place: Place, found: string): void {
  const ours = place.binaries.version.split('.')[0];
  if (found === ours) return;
  throw new DatabaseProblem(
    'database.version',
    `数据目录 ${place.data} 由 PostgreSQL ${found} 建立，随附的是 ${ours}。请用原来的版本备份（bin/lianfang backup），再用本版本恢复到空目录。`,
    `The data in ${place.data} was made by PostgreSQL ${found}; the bundled one is ${ours}. Back it up with the version that made it (bin/lianfang backup) and restore into an empty folder with this one.`,
  );
}

/**
 * How the run user sees the cluster. Below a folder that it may not enter (a checkout in root's home) the path is of no use;
 * its own working directory is, since the kernel enters that for it before it becomes the run user.
 */
function viewOf({ data, user }: Pick<Place, 'data' | 'user'>): { cwd: string; path: string } {
  if (!user || reachable(data, user)) return { cwd: data, path: data };
  if (process.platform === 'linux') return { cwd: data, path: '/proc/self/cwd' };
  throw new DatabaseProblem(
    'database.access',
    `运行数据库的用户 ${user.name} 进不了 ${data}。请换一个数据目录（LIANFANG_DATA），或不以 root 启动。`,
    `The user ${user.name}, as whom the database runs, may not enter ${data}. Choose another data folder (LIANFANG_DATA), or do not start as root.`,
  );
}

function writeConfiguration({ data, user, settings, binaries }: Place): void {
  const { hba, ident } = accessFiles(trustedUsers(user));
  const all = { ...settings, 'lianfang.release': releaseOf(binaries.version, settings) };
  const files = {
    'postgresql.conf': configuration(all, existsSync(join(data, 'local.conf'))),
    'pg_hba.conf': hba,
    'pg_ident.conf': ident,
  };
  for (const [name, text] of Object.entries(files)) {
    // Written over in place: the file keeps its owner, who must be the run user.
    if (readFileSync(join(data, name), 'utf8') !== text) writeFileSync(join(data, name), text);
  }
}

/**
 * A folder for the socket that nobody else can enter, with a short path (a socket's is limited to some 100 bytes). The one
 * of the last run is taken again, so that a restart does not move the address under those who are connected.
 */
function socketDirectory({ data, mark, user }: Place): string {
  const last = [readLock(data)?.socketDir].filter((path) => path && basename(path).startsWith('lianfang-'));
  const short = tmpdir().length <= 60 && reachable(tmpdir(), user) ? tmpdir() : '/tmp';
  for (const candidate of [...last, join(short, mark)]) {
    if (candidate && ownDirectory(candidate, user)) return candidate;
  }
  const other = mkdtempSync(join(short, `${mark}-`));
  if (user) chownSync(other, user.uid, user.gid);
  return other;
}

function ownDirectory(path: string, user: RunUser | undefined): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
    if (user) chownSync(path, user.uid, user.gid);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') return false;
  }
  // Anybody may make a folder in /tmp: taken only when it is a real one, ours, and closed to others.
  const entry = lstatSync(path);
  const owner = user?.uid ?? process.getuid?.();
  return entry.isDirectory() && entry.uid === owner && (entry.mode & 0o077) === 0;
}

/** Keeps the log of the last three times it had grown beyond 5 MB. */
function rotate(log: string): void {
  if (!existsSync(log) || statSync(log).size < 5 * 1024 * 1024) return;
  for (const n of [2, 1]) if (existsSync(`${log}.${n}`)) renameSync(`${log}.${n}`, `${log}.${n + 1}`);
  renameSync(log, `${log}.1`);
}

function noAccess(data: string, cause: unknown): DatabaseProblem {
  return new DatabaseProblem(
    'database.access',
    `没有读取数据目录 ${data} 的权限：它属于另一个用户。请用启动服务的那个用户（或 root）运行。`,
    `The data in ${data} belongs to another user. Run this as the user who runs the server (or as root).`,
    cause,
  );
}
