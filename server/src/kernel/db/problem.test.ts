import { expect, test } from 'vitest';
import { refuseUnfit } from './pool.ts';
import { DatabaseProblem, databaseProblem, doorProblem, isTransient, sqlState } from './problem.ts';

function failure(code: string, message = 'failed'): Error {
  return Object.assign(new Error(message), { code });
}

test.each(['40001', '40P01', '08006', '08000', '57P01', '57P02', '57P03', '25006', 'ECONNREFUSED', 'ENOENT'])(
  '%s is tried again',
  (code) => {
    expect(isTransient(failure(code))).toBe(true);
  },
);

test.each(['23505', '23503', '42P01', '53100', '22P02', 'EACCES'])('%s is not tried again', (code) => {
  expect(isTransient(failure(code))).toBe(false);
});

test('a connection that ends without a code counts as lost', () => {
  expect(sqlState(new Error('Connection terminated unexpectedly'))).toBe('08006');
  expect(sqlState(new Error('timeout exceeded when trying to connect'))).toBe('08006');
  expect(sqlState(new Error('something else'))).toBeUndefined();
  expect(sqlState('text')).toBeUndefined();
});

test.each([
  [
    '53100',
    'server.storage_full',
    'database.full',
    /磁盘（或内存）已满[\s\S]*nothing that was acknowledged is lost/,
  ],
  ['53200', 'server.storage_full', 'database.full', /已满/],
  ['53300', 'server.database', 'database.gone', /连接数已用完[\s\S]*no free connection/],
  ['57P01', 'server.database', 'database.gone', /连不上数据库[\s\S]*cannot be reached/],
  ['ECONNREFUSED', 'server.database', 'database.gone', /连不上数据库/],
  ['55P03', 'server.database', 'database.locked', /占用[\s\S]*held by another operation/],
])('%s is told as %s at the door and %s to the operator', (code, door, operator, words) => {
  expect(doorProblem(failure(code))?.code).toBe(door);
  expect(databaseProblem(failure(code))).toMatchObject({
    code: operator,
    message: expect.stringMatching(words),
  });
});

test.each([
  ['28P01', 'database.access', /密码[\s\S]*password/],
  ['3D000', 'database.access', /没有这个数据库[\s\S]*no such database/],
])('%s is told to the operator', (code, operator, words) => {
  expect(databaseProblem(failure(code))).toMatchObject({
    code: operator,
    message: expect.stringMatching(words),
  });
});

test('an error of a statement is nobody else’s', () => {
  expect(doorProblem(failure('23505'))).toBeUndefined();
  expect(databaseProblem(failure('23505'))).toBeUndefined();
});

const fit = { version: '180004', fsync: 'on', sync: 'on', pages: 'on', checksums: 'on', encoding: 'UTF8' };

test.each([
  [{ version: '140012' }, 'database.version', /是 PostgreSQL 14[\s\S]*15 or later is needed/],
  [{ fsync: 'off' }, 'database.fsync', /fsync=off[\s\S]*power cut/],
  [{ sync: 'off' }, 'database.fsync', /synchronous_commit=off/],
  [{ encoding: 'SQL_ASCII' }, 'database.encoding', /SQL_ASCII[\s\S]*UTF8 is needed/],
])('a server with %j is refused', (unfit, code, words) => {
  const refused = () => refuseUnfit({ ...fit, ...unfit }, false);
  expect(refused).toThrow(DatabaseProblem);
  expect(refused).toThrow(expect.objectContaining({ code, message: expect.stringMatching(words) }));
});

test('a fit server is taken, and in tests one without fsync', () => {
  expect(() => refuseUnfit({ ...fit, version: '150000', sync: 'remote_apply' }, false)).not.toThrow();
  expect(() => refuseUnfit({ ...fit, fsync: 'off', sync: 'off' }, true)).not.toThrow();
});
