import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type Problem, problem } from '@lianfang/domain/kernel/problem.ts';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { tables } from './manifest.ts';
import { readMigrations } from './migrate.ts';

/**
 * A backup is a gzip stream of frames: a kind (1 byte), a length (4 bytes, big-endian), that many bytes. `H` is the header
 * (JSON), `T` begins a table (JSON: name, columns), `D` is a piece of its binary COPY, `F` begins a file (JSON: name), `B` is a
 * piece of it, `E` ends the backup with the SHA-256 of everything before. It is logical: it serves a major upgrade too.
 */
const KINDS = { header: 'H', table: 'T', data: 'D', file: 'F', bytes: 'B', end: 'E' } as const;
const FORMAT = 'lianfang backup 1';

/** Tables that begin anew after a restore: sessions, one-time codes, tries, jobs, and what migrations keep of themselves. */
const leftOut = new Set(['kernel.migration', 'access.session', 'access.enrolment', 'access.attempt']);

export type BackupFile = { readonly name: string; readonly path: string };
export type BackupSummary = {
  readonly tables: number;
  readonly files: number;
  readonly bytes: number;
  readonly at: string;
};

/** Writes all tables as of one snapshot, and the given files. The target appears whole or not at all. */
export async function writeBackup(
  client: pg.ClientBase,
  path: string,
  files: readonly BackupFile[],
  at: string,
): Promise<BackupSummary> {
  const gzip = createGzip({ level: 6 });
  const partial = `${path}.part`;
  const target = createWriteStream(partial, { mode: 0o600 });
  const written = pipeline(gzip, target);
  written.catch(() => undefined);
  const digest = createHash('sha256');
  let bytes = 0;
  const frame = async (kind: string, payload: Buffer) => {
    const head = Buffer.alloc(5);
    head.write(kind, 0, 'latin1');
    head.writeUInt32BE(payload.length, 1);
    digest.update(head).update(payload);
    bytes += 5 + payload.length;
    // A target that fails (a full disk) never drains: its error is waited for as well.
    if (!gzip.write(Buffer.concat([head, payload]))) await Promise.race([once(gzip, 'drain'), written]);
  };
  const json = (value: object) => Buffer.from(JSON.stringify(value));
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const { rows } = await client.query<{ version: number }>(
      'SELECT max(version) AS version FROM kernel.migration',
    );
    await frame(KINDS.header, json({ format: FORMAT, at, migration: rows[0]?.version }));
    const names = Object.keys(tables).filter((name) => !leftOut.has(name));
    for (const name of names) {
      const columns = await columnsOf(client, name);
      await frame(KINDS.table, json({ name, columns }));
      const stream = client.query(
        copyTo(`COPY (SELECT ${columns.map(quoted).join(', ')} FROM ${name}) TO STDOUT (FORMAT binary)`),
      );
      for await (const chunk of stream as AsyncIterable<Buffer>) await frame(KINDS.data, chunk);
    }
    for (const { name, path: source } of files) {
      await frame(KINDS.file, json({ name }));
      for await (const chunk of createReadStream(source) as AsyncIterable<Buffer>)
        await frame(KINDS.bytes, chunk);
    }
    const end = Buffer.concat([
      Buffer.from(KINDS.end, 'latin1'),
      Buffer.from([0, 0, 0, 32]),
      digest.digest(),
    ]);
    gzip.end(end);
    await written;
    await rename(partial, path);
    return { tables: names.length, files: files.length, bytes, at };
  } catch (error) {
    gzip.destroy();
    await rm(partial, { force: true });
    throw error;
  } finally {
    await client.query('ROLLBACK');
  }
}

/** What a backup says of itself. */
export type BackupHeader = { readonly at: string; readonly migration: number };

/**
 * Reads a backup from end to end without touching anything: its form, its end, its digest. Throws `backup.damaged` (details
 * `what`) when it is cut off or differs by a byte, `backup.newer` when it comes from a schema that this program does not know.
 */
export async function checkBackup(path: string): Promise<BackupHeader> {
  let header: BackupHeader | undefined;
  for await (const { kind, payload, before } of framesOf(path)) {
    if (header === undefined) {
      const { format, at, migration } = described<{ format?: string; at: string; migration: number }>(
        payload,
      );
      if (kind !== KINDS.header || format !== FORMAT) throw damaged('format');
      header = { at, migration };
    }
    if (kind !== KINDS.end) continue;
    if (!payload.equals(before)) throw damaged('digest');
    if (header.migration > Math.max(...readMigrations().map(({ version }) => version)))
      throw problem('backup.newer', { migration: header.migration });
    return header;
  }
  throw damaged('cut_off');
}

/**
 * Puts a backup that `checkBackup` found whole into a migrated database in which nothing has been set up, in one transaction.
 * `takeFile` gets the files. Throws `setup.exists` when there is something, `setup.key` when the ledger was never signed with
 * the key `keyId`: the keys belong to another installation.
 */
export async function readBackup(
  client: pg.ClientBase,
  path: string,
  keyId: string,
  takeFile: (name: string, bytes: Buffer) => Promise<void>,
): Promise<BackupSummary> {
  const { rows } = await client.query('SELECT 1 FROM kernel.county LIMIT 1');
  if (rows.length > 0) throw problem('setup.exists');
  const frames = framesOf(path);
  const count = { tables: 0, files: 0, bytes: 0 };
  let ahead: Frame | undefined;
  const next = async () => {
    ahead = (await frames.next()).value ?? undefined;
    count.bytes += ahead === undefined || ahead.kind === KINDS.end ? 0 : 5 + ahead.payload.length;
  };
  async function* pieces(kind: string): AsyncGenerator<Buffer> {
    for (; ahead?.kind === kind; await next()) yield ahead.payload;
  }
  await client.query('BEGIN');
  try {
    await next();
    const { at } = described<BackupHeader>(ahead?.payload);
    for (await next(); ahead !== undefined && ahead.kind !== KINDS.end; ) {
      const { kind, payload } = ahead;
      const { name, columns } = described<{ name: string; columns: string[] }>(payload);
      await next();
      if (kind === KINDS.table) {
        if (!(name in tables)) throw damaged('table');
        const into = `COPY ${name} (${columns.map(quoted).join(', ')}) FROM STDIN (FORMAT binary)`;
        await pipeline(pieces(KINDS.data), client.query(copyFrom(into)));
        count.tables++;
      } else if (kind === KINDS.file) {
        const parts: Buffer[] = [];
        for await (const piece of pieces(KINDS.bytes)) parts.push(piece);
        await takeFile(name, Buffer.concat(parts));
        count.files++;
      } else throw damaged('frame');
    }
    const { rowCount } = await client.query('SELECT 1 FROM ledger.signer WHERE key_id = $1', [keyId]);
    if (rowCount === 0) throw problem('setup.key', { why: 'of_another_installation' });
    await client.query('COMMIT');
    return { ...count, at };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await frames.return(undefined);
  }
}

async function columnsOf(client: pg.ClientBase, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

type Frame = { readonly kind: string; readonly payload: Buffer; readonly before: Buffer };

/** No piece of a table or a file is larger; a larger length is no length. */
const LARGEST_FRAME = 256 * 1024 * 1024;

/** Frames, the last one with the digest of everything before it. A stream that ends in the middle of one just ends. */
async function* framesOf(path: string): AsyncGenerator<Frame> {
  const file = createReadStream(path);
  const stream = file.pipe(createGunzip());
  file.on('error', (error) => stream.destroy(error));
  const digest = createHash('sha256');
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      while (rest.length >= 5) {
        const length = rest.readUInt32BE(1);
        if (length > LARGEST_FRAME) throw damaged('frame');
        if (rest.length < 5 + length) break;
        const kind = rest.toString('latin1', 0, 1);
        const payload = Buffer.from(rest.subarray(5, 5 + length));
        yield { kind, payload, before: kind === KINDS.end ? digest.copy().digest() : Buffer.alloc(0) };
        digest.update(rest.subarray(0, 5 + length));
        rest = rest.subarray(5 + length);
      }
    }
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('Z_')) throw damaged('compression');
    throw error;
  } finally {
    file.destroy();
  }
}

function described<T>(payload: Buffer | undefined): T {
  try {
    return JSON.parse(payload?.toString() ?? '') as T;
  } catch {
    throw damaged('frame');
  }
}

function damaged(what: string): Problem {
  return problem('backup.damaged', { what });
}
