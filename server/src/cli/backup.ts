import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { readBackup, writeBackup } from '../kernel/db/backup.ts';
import { ensurePartitions } from '../kernel/db/partitions.ts';
import { dataDir, type Given, print, text, withProduct } from './common.ts';

const keyFiles = ['master.key', 'lookup.key', 'challenge.key', 'signing.pem', 'signing.pub.pem'];

/**
 * `lianfang backup FILE`: all records in FILE, the keys in FILE.keys. Without the keys nothing that says who somebody is can
 * be read: keep the two in different places, and both of them.
 */
export async function backup(from: Given): Promise<number> {
  const [, file] = from.words;
  if (file === undefined) throw problem('usage', { missing: 'FILE' });
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

/** `lianfang restore FILE [--keys FILE.keys]` into an empty LIANFANG_DATA (or an empty DATABASE_URL). */
export async function restore(from: Given): Promise<number> {
  const [, file] = from.words;
  if (file === undefined) throw problem('usage', { missing: 'FILE' });
  const keysPath = text(from, 'keys') ?? `${resolve(file)}.keys`;
  if (!existsSync(file)) throw problem('not_found', { file: basename(file) });
  if (!existsSync(keysPath)) throw problem('setup.key', { missing: basename(keysPath) });
  const folder = join(resolve(dataDir()), 'keys');
  if (existsSync(folder)) throw problem('setup.exists', { keys: folder });
  const { keys } = JSON.parse(await readFile(keysPath, 'utf8')) as { keys: Record<string, string> };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of keyFiles)
    await writeFile(join(folder, name), Buffer.from(keys[name] ?? '', 'base64'), { mode: 0o600 });
  return withProduct(async ({ deps }) => {
    const client = await deps.pool.connect();
    try {
      const imports = join(deps.dataDir, 'imports');
      await mkdir(imports, { recursive: true, mode: 0o700 });
      await ensurePartitions(deps.pool, {
        from: new Date(deps.now() - 370 * 86_400_000).toISOString(),
        to: new Date(deps.now() + 62 * 86_400_000).toISOString(),
      });
      const summary = await readBackup(client, file, (name, bytes) =>
        writeFile(join(imports, basename(name)), bytes, { mode: 0o600 }),
      );
      print(from, summary, [
        `已恢复到 ${summary.at} 的状态 · restored as of ${summary.at}`,
        '请运行 lianfang verify 核对账本。· Run lianfang verify.',
      ]);
      return 0;
    } finally {
      client.release();
    }
  });
}
