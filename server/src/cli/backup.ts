import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { loadKeyring } from '../kernel/access/keys.ts';
import { type BackupSummary, checkBackup, readBackup, writeBackup } from '../kernel/db/backup.ts';
import { migrate } from '../kernel/db/migrate.ts';
import { openDatabase } from '../kernel/db/open.ts';
import { ensurePartitions } from '../kernel/db/partitions.ts';
import { newLogger } from '../kernel/logger.ts';
import { dataDir, type Given, print, text, withProduct } from './common.ts';

const keyFiles = ['master.key', 'lookup.key', 'challenge.key', 'signing.pem', 'signing.pub.pem'];

/**
 * `lianfang backup FILE`: all records in FILE, the keys in FILE.keys. Without the keys nothing that says who somebody is can
 * be read: keep the two in different places, and both of them.
 */
export async function backup(from: Given): Promise<number> {
  const [, file] = from.words;
  if (file === undefined) throw problem('usage', { missing: 'FILE' });
  if (!existsSync(dirname(resolve(file)))) throw problem('not_found', { folder: dirname(resolve(file)) });
  return withProduct(async ({ deps }) => {
    const client = await deps.pool.connect();
    try {
      const imports = join(deps.dataDir, 'imports');
      const kept = existsSync(imports)
        ? (await readdir(imports)).filter((name) => name.endsWith('.sealed'))
        : [];
      const summary = await writeBackup(
        client,
        resolve(file),
        kept.map((name) => ({ name, path: join(imports, name) })),
        new Date(deps.now()).toISOString(),
      );
      const keys = Object.fromEntries(
        await Promise.all(
          keyFiles.map(async (name) => [
            name,
            (await readFile(join(deps.dataDir, 'keys', name))).toString('base64'),
          ]),
        ),
      );
      const keysPath = `${resolve(file)}.keys`;
      await writeFile(keysPath, JSON.stringify({ format: 'lianfang keys 1', keys }), { mode: 0o600 });
      await chmod(keysPath, 0o600);
      print(from, { file: resolve(file), keys: keysPath, ...summary }, [
        `已备份 ${summary.tables} 张表 · ${summary.tables} tables saved: ${resolve(file)}`,
        `密钥另存 · keys: ${keysPath}`,
        '请把两个文件分开保管：缺少密钥，个人信息无法恢复；两者放在一起，等于没有加密。',
        'Keep the two apart: without the keys no personal data can be restored; together they protect nothing.',
      ]);
      return 0;
    } finally {
      client.release();
    }
  });
}

/**
 * `lianfang restore FILE [--keys FILE.keys]` into an empty LIANFANG_DATA (or an empty DATABASE_URL). The backup is read
 * through before anything is written; what fails later leaves nothing behind that would be in the way of another try.
 */
export async function restore(from: Given): Promise<number> {
  const [, file] = from.words;
  if (file === undefined) throw problem('usage', { missing: 'FILE' });
  const keysPath = text(from, 'keys') ?? `${resolve(file)}.keys`;
  if (!existsSync(file)) throw problem('not_found', { file: basename(file) });
  const keys = await keysIn(keysPath);
  const { migration } = await checkBackup(file);
  const folder = resolve(dataDir());
  const made = [join(folder, 'keys'), join(folder, 'imports')] as const;
  if (existsSync(made[0])) throw problem('setup.exists', { keys: made[0] });
  const hadImports = existsSync(made[1]);
  try {
    for (const path of made) await mkdir(path, { recursive: true, mode: 0o700 });
    for (const name of keyFiles) await writeFile(join(made[0], name), keys[name] as Buffer, { mode: 0o600 });
    const summary = await fill(file, folder, migration);
    print(from, summary, [
      `已恢复到 ${summary.at} 的状态 · restored as of ${summary.at}`,
      '请运行 lianfang verify 核对账本。· Run lianfang verify.',
    ]);
    return 0;
  } catch (error) {
    for (const path of made.slice(0, hadImports ? 1 : 2)) await rm(path, { recursive: true, force: true });
    throw error;
  }
}

/** The key files that a backup wrote aside. Throws `setup.key` when they are not there or not whole. */
async function keysIn(path: string): Promise<Record<string, Buffer>> {
  if (!existsSync(path)) throw problem('setup.key', { missing: basename(path) });
  try {
    const { keys } = JSON.parse(await readFile(path, 'utf8')) as { keys: Record<string, string> };
    return Object.fromEntries(
      keyFiles.map((name) => {
        const bytes = Buffer.from(keys[name] as string, 'base64');
        if (bytes.length === 0) throw new Error(name);
        return [name, bytes];
      }),
    );
  } catch {
    throw problem('setup.key', { file: basename(path), why: 'malformed' });
  }
}

/** Fills an empty database, in the schema that the backup was taken from; the next start brings it up to date. */
async function fill(file: string, folder: string, migration: number): Promise<BackupSummary> {
  const log = newLogger(process.env.LIANFANG_LOG ?? 'warn');
  const { keyId } = loadKeyring(folder);
  const database = await openDatabase({ dataDir: folder, databaseUrl: process.env.DATABASE_URL, log });
  try {
    const now = Date.now();
    await migrate(database.pool, { at: new Date(now).toISOString(), upTo: migration, log });
    await ensurePartitions(database.pool, {
      from: new Date(now - 370 * 86_400_000).toISOString(),
      to: new Date(now + 62 * 86_400_000).toISOString(),
    });
    const client = await database.pool.connect();
    try {
      return await readBackup(client, file, keyId, (name, bytes) =>
        writeFile(join(folder, 'imports', basename(name)), bytes, { mode: 0o600 }),
      );
    } finally {
      client.release();
    }
  } finally {
    await database.close();
  }
}
