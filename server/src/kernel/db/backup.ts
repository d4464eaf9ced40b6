import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { tables } from './manifest.ts';

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
    if (!gzip.write(Buffer.concat([head, payload]))) await new Promise((ready) => gzip.once('drain', ready));
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

/**
 * Puts a backup into a migrated database in which nothing has been set up, in one transaction. `takeFile` gets the files.
 * Throws `setup.exists` when there is something, `ledger.altered` for a damaged or cut-off backup.
 */
export async function readBackup(
  client: pg.ClientBase,
  path: string,
  takeFile: (name: string, bytes: Buffer) => Promise<void>,
): Promise<BackupSummary> {
  const { rows } = await client.query('SELECT 1 FROM kernel.county LIMIT 1');
  if (rows.length > 0) throw problem('setup.exists');
  let summary: BackupSummary | undefined;
  let header: { at: string } | undefined;
  let copy: ReturnType<pg.ClientBase['query']> | undefined;
  let file: { name: string; parts: Buffer[] } | undefined;
  const count = { tables: 0, files: 0, bytes: 0 };
  const endPart = async () => {
    if (copy !== undefined) {
      const stream = copy as unknown as NodeJS.WritableStream;
      stream.end();
      await finished(stream);
      copy = undefined;
    }
    if (file !== undefined) {
      await takeFile(file.name, Buffer.concat(file.parts));
      file = undefined;
    }
  };
  await client.query('BEGIN');
  try {
    for await (const { kind, payload, before } of framesOf(createReadStream(path).pipe(createGunzip()))) {
      count.bytes += 5 + payload.length;
      if (kind === KINDS.header) {
        header = JSON.parse(payload.toString()) as { at: string; format: string };
        if ((header as { format?: string }).format !== FORMAT)
          throw problem('ledger.altered', { what: 'backup_format' });
      } else if (kind === KINDS.table) {
        await endPart();
        const { name, columns } = JSON.parse(payload.toString()) as { name: string; columns: string[] };
        if (!(name in tables)) throw problem('ledger.altered', { what: 'backup_table', name });
        copy = client.query(
          copyFrom(`COPY ${name} (${columns.map(quoted).join(', ')}) FROM STDIN (FORMAT binary)`),
        ) as never;
        count.tables++;
      } else if (kind === KINDS.data) {
        const stream = copy as unknown as NodeJS.WritableStream;
        if (!stream.write(payload)) await new Promise((ready) => stream.once('drain', ready));
      } else if (kind === KINDS.file) {
        await endPart();
        file = { name: (JSON.parse(payload.toString()) as { name: string }).name, parts: [] };
        count.files++;
      } else if (kind === KINDS.bytes) file?.parts.push(payload);
      else if (kind === KINDS.end) {
        await endPart();
        if (!payload.equals(before)) throw problem('ledger.altered', { what: 'backup' });
        summary = { ...count, at: header?.at ?? '' };
      }
    }
    if (summary === undefined) throw problem('ledger.altered', { what: 'backup_cut_off' });
    await client.query('COMMIT');
    return summary;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
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

/** Frames with the digest of everything before each. A stream that ends in the middle of one just ends. */
async function* framesOf(
  stream: Readable,
): AsyncGenerator<{ kind: string; payload: Buffer; before: Buffer }> {
  const digest = createHash('sha256');
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      while (rest.length >= 5) {
        const length = rest.readUInt32BE(1);
        if (rest.length < 5 + length) break;
        const kind = rest.toString('latin1', 0, 1);
        const payload = Buffer.from(rest.subarray(5, 5 + length));
        yield { kind, payload, before: kind === KINDS.end ? digest.copy().digest() : Buffer.alloc(0) };
        digest.update(rest.subarray(0, 5 + length));
        rest = rest.subarray(5 + length);
      }
    }
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('Z_'))
      throw problem('ledger.altered', { what: 'backup_compression' });
    throw error;
  }
}
