import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { DatabaseProblem } from './problem.ts';

/** The unprivileged user whom PostgreSQL runs as; undefined means: as ourselves. */
export type RunUser = { uid: number; gid: number; name: string };

/**
 * PostgreSQL refuses to run as root. Started by root it runs as the owner of the data, for new data as `lianfang` where
 * there is such a user, else as `nobody`. An id without an entry in the user list does not work.
 */
export function runUser(data: string): RunUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = existsSync(data) ? statSync(data).uid : 0;
  const found = owner === 0 ? (lookUp('lianfang') ?? lookUp('nobody')) : lookUp(String(owner));
  if (found) return found;
  throw new DatabaseProblem(
    'database.access',
    `以 root 启动时需要一个普通用户来运行数据库，但系统里没有用户 ${owner === 0 ? 'lianfang 或 nobody' : owner}。请新建用户 lianfang，或不以 root 启动。`,
    `Started as root, the database needs an unprivileged user to run as, and there is no user ${owner === 0 ? 'lianfang or nobody' : owner}. Create a user lianfang, or do not start as root.`,
  );
}

/** The system users who may connect to the socket: whoever runs this, the database's own user, and root. */
export function trustedUsers(user: RunUser | undefined): string[] {
  // `nobody` is shared by unrelated services: only root gets in then.
  if (user) return user.name === 'nobody' ? ['root'] : ['root', user.name];
  return [...new Set(['root', userInfo().username])];
}

function lookUp(nameOrId: string): RunUser | undefined {
  const ids = ['-u', '-g', '-un'].map((flag) => spawnSync('id', [flag, nameOrId], { encoding: 'utf8' }));
  const [uid, gid, name] = ids.map(({ status, stdout }) => (status === 0 ? stdout.trim() : ''));
  // On macOS nobody is -2, which `id` prints as it is.
  return uid && gid && name ? { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0, name } : undefined;
}

/** Whether the run user can get at a path; asked as that user, since modes alone do not tell (ACLs, mounts). */
export function reachable(path: string, user: RunUser | undefined): boolean {
  if (!user) return existsSync(path);
  const { status } = spawnSync('/bin/sh', ['-c', 'test -r "$1" && test -x "$1"', 'sh', path], {
    uid: user.uid,
    gid: user.gid,
    cwd: '/',
    stdio: 'ignore',
  });
  return status === 0;
}

/** What a process was started as, '' when there is none (or only its remains). Readable across users. */
export function commandOf(pid: number): string {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  }
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}
