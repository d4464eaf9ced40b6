import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { openSecret, sealSecret } from '../access/seal.ts';
import type { Deps } from '../deps.ts';

/** Files of at most this many bytes are taken from a browser. */
export const LARGEST_UPLOAD = 100 * 2 ** 20;

const folderOf = ({ dataDir }: Pick<Deps, 'dataDir'>) => join(dataDir, 'imports');
const kept = (deps: Pick<Deps, 'dataDir'>, id: string) => join(folderOf(deps), `${id}.sealed`);

export type Kept = { readonly sha256: string; readonly bytes: number; readonly fileKey: Buffer };

/**
 * Keeps a file that somebody sent: encrypted as it comes in (AES-256-GCM under a key of its own, which the database keeps
 * sealed), never in the clear on the disk. Layout: nonce (12), ciphertext, tag (16).
 */
export async function keepFile(deps: Deps, id: string, source: Readable): Promise<Kept> {
  await mkdir(folderOf(deps), { recursive: true, mode: 0o700 });
  const key = randomBytes(32);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const digest = createHash('sha256');
  let bytes = 0;
  const target = createWriteStream(kept(deps, id), { mode: 0o600 });
  target.write(nonce);
  await pipeline(
    source,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > LARGEST_UPLOAD) throw problem('import.too_large', { limit: LARGEST_UPLOAD });
        digest.update(chunk);
        yield cipher.update(chunk);
      }
      yield cipher.final();
      yield cipher.getAuthTag();
    },
    target,
  ).catch(async (error: unknown) => {
    await rm(kept(deps, id), { force: true });
    throw error;
  });
  return { sha256: digest.digest('hex'), bytes, fileKey: sealSecret(deps.keyring, `import|${id}`, key) };
}

/**
 * Opens a kept file for the time of `work`: readers of workbooks need to jump about in it, so that it stands in the clear,
 * readable by this user alone, until `work` is done.
 */
export async function withFile<T>(
  deps: Deps,
  id: string,
  fileKey: Buffer | null,
  work: (path: string) => Promise<T>,
): Promise<T> {
  if (fileKey === null) throw problem('not_found', { what: 'file', why: 'gone' });
  const key = openSecret(deps.keyring, `import|${id}`, fileKey);
  const { size } = await stat(kept(deps, id));
  const { nonce, tag } = await edges(kept(deps, id), size);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(tag);
  const path = join(folderOf(deps), `${id}.${randomBytes(4).toString('hex')}.open`);
  try {
    await pipeline(
      createReadStream(kept(deps, id), { start: 12, end: size - 17 }),
      decipher,
      createWriteStream(path, { mode: 0o600 }),
    );
    return await work(path);
  } finally {
    await rm(path, { force: true });
  }
}

export async function dropFile(deps: Deps, id: string): Promise<void> {
  await rm(kept(deps, id), { force: true });
}

/** SHA-256 of a file that is read where it lies (the command line). */
export async function hashOf(path: string): Promise<{ sha256: string; bytes: number }> {
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    digest.update(chunk);
  }
  return { sha256: digest.digest('hex'), bytes };
}

async function edges(path: string, size: number): Promise<{ nonce: Buffer; tag: Buffer }> {
  const file = await open(path);
  try {
    const nonce = Buffer.alloc(12);
    const tag = Buffer.alloc(16);
    await file.read(nonce, 0, 12, 0);
    await file.read(tag, 0, 16, size - 16);
    return { nonce, tag };
  } finally {
    await file.close();
  }
}
