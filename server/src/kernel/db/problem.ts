import { type Problem, problem } from '@lianfang/domain/kernel/problem.ts';

/** Why the database cannot be used, as the operator is told at the start and on the command line. */
export type DatabaseCode =
  | 'database.gone'
  | 'database.full'
  | 'database.version'
  | 'database.fsync'
  | 'database.encoding'
  | 'database.locked'
  | 'database.access'
  | 'database.start'
  | 'database.binaries'
  | 'database.altered'
  | 'database.newer'
  | 'database.migration';

/** A failure of the database that an operator can do something about: its message is Chinese, then English. */
export class DatabaseProblem extends Error {
  readonly code: DatabaseCode;

  constructor(code: DatabaseCode, zh: string, en: string, cause?: unknown) {
    super(`${zh}\n${en}`, cause === undefined ? undefined : { cause });
    this.name = 'DatabaseProblem';
    this.code = code;
  }
}

/** SQLSTATEs after which an idempotent write is simply tried again. */
const retried = new Set(['40001', '40P01', '25006', '57P01', '57P02', '57P03']);
/** What Node and `pg` say when the connection itself failed: no SQLSTATE, the same meaning as class 08. */
const connectionErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const connectionWords =
  /^Connection terminated|^timeout (expired|exceeded)|connection error and is not queryable/;

/** The SQLSTATE of an error from `pg`; a failure of the connection itself counts as 08006. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && connectionErrors.has(code)) return '08006';
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code;
  return connectionWords.test(error.message) ? '08006' : undefined;
}

/** Whether the same work may succeed when tried again: serialization, deadlock, fail-over, a lost connection. */
export function isTransient(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && (retried.has(state) || state.startsWith('08'));
}

/**
 * What a caller at the door is told about a failure of the database: `server.storage_full` for class 53 (disk,
 * memory, connections), `server.database` for a database that is gone or going, undefined for anything else.
 */
export function doorProblem(error: unknown): Problem | undefined {
  const state = sqlState(error);
  if (state === '53300') return problem('server.database');
  // It is there but lets nobody in: the password was changed, the database closed or renamed for an upgrade.
  if (state?.startsWith('28') || state === '3D000' || state === '55000') return problem('server.database');
  if (state?.startsWith('53')) return problem('server.storage_full');
  if (isTransient(error) || state === '55P03') return problem('server.database');
  return undefined;
}

/** The same for the operator, with words; undefined when the error is not about the database's condition. */
export function databaseProblem(error: unknown): DatabaseProblem | undefined {
  if (error instanceof DatabaseProblem) return error;
  const state = sqlState(error);
  if (state === '53300') return tooManyConnections(error);
  if (state?.startsWith('53')) return diskFull(error);
  if (state === '55P03') {
    return new DatabaseProblem(
      'database.locked',
      '数据库的某个表被另一项操作占用，本次操作没有进行。请稍后再试。',
      'A table is held by another operation, so this one was not carried out. Try again in a moment.',
      error,
    );
  }
  if (state?.startsWith('28') || state === '3D000') return noEntry(state, error);
  if (isTransient(error)) {
    return new DatabaseProblem(
      'database.gone',
      '连不上数据库。已确认的数据没有丢失；数据库恢复后会自动重新连接。请检查数据库是否在运行、网络是否畅通。',
      'The database cannot be reached. Nothing that was acknowledged is lost; the connection resumes by itself. Check that the database is running and the network is up.',
      error,
    );
  }
  return undefined;
}

/** The disk (or the memory) that the database writes to is full. */
export function diskFull(cause?: unknown): DatabaseProblem {
  return new DatabaseProblem(
    'database.full',
    '数据库的磁盘（或内存）已满，新的数据无法写入；已确认的数据没有丢失。请清理或扩充磁盘，空间恢复后会自动继续。',
    'The disk (or memory) of the database is full: nothing new can be written, and nothing that was acknowledged is lost. Free or add space; work resumes by itself.',
    cause,
  );
}

function tooManyConnections(cause: unknown): DatabaseProblem {
  return new DatabaseProblem(
    'database.gone',
    '数据库的连接数已用完。请减少同时运行的程序，或调大 max_connections。',
    'The database has no free connection. Run fewer programs at a time or raise max_connections.',
    cause,
  );
}

function noEntry(state: string, cause: unknown): DatabaseProblem {
  const what =
    state === '3D000'
      ? ['数据库服务器上没有这个数据库', 'The server has no such database']
      : ['数据库拒绝了用户名或密码', 'The database refused the user name or the password'];
  return new DatabaseProblem(
    'database.access',
    `${what[0]}。请检查 DATABASE_URL。`,
    `${what[1]}. Check DATABASE_URL.`,
    cause,
  );
}
