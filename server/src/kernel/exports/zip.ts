import { once } from 'node:events';
import { crc32, createDeflateRaw } from 'node:zlib';
import { problem } from '@lianfang/domain/kernel/problem.ts';

export type ZipFile = { name: string; chunks: AsyncIterable<string | Buffer> | Iterable<string | Buffer> };

type Entry = { name: Buffer; crc: number; packed: number; size: number; offset: number };
const largest = 0xffff_ffff;

/**
 * Packs files into a zip archive as they come, one after the other, holding one chunk at a time; sizes stand after
 * each file (a "data descriptor"), so that nothing is kept back. No ZIP64: 4 GB end it with `request.too_large`.
 */
export async function* zipped(files: AsyncIterable<ZipFile> | Iterable<ZipFile>): AsyncGenerator<Buffer> {
  const entries: Entry[] = [];
  let offset = 0;
  for await (const { name, chunks } of files) {
    const entry: Entry = { name: Buffer.from(name, 'utf8'), crc: 0, packed: 0, size: 0, offset };
    const head = localHeader(entry.name);
    yield head;
    for await (const packed of deflated(chunks, entry)) {
      entry.packed += packed.length;
      yield packed;
    }
    offset += head.length + entry.packed + 16;
    if (offset > largest || entry.size > largest) throw problem('request.too_large', { limit: largest });
    yield descriptor(entry);
    entries.push(entry);
  }
  const directory = Buffer.concat(entries.map(directoryEntry));
  yield directory;
  yield endRecord(entries.length, directory.length, offset);
}

async function* deflated(chunks: ZipFile['chunks'], entry: Entry): AsyncGenerator<Buffer> {
  const deflate = createDeflateRaw({ level: 6 });
  let failure: unknown;
  const fed = feed(chunks, entry, deflate).catch((error: unknown) => {
    failure = error;
    deflate.destroy();
  });
  try {
    for await (const packed of deflate) yield packed as Buffer;
  } catch (error) {
    throw failure ?? error;
  } finally {
    deflate.destroy();
  }
  await fed;
  if (failure !== undefined) throw failure;
}

async function feed(
  chunks: ZipFile['chunks'],
  entry: Entry,
  deflate: ReturnType<typeof createDeflateRaw>,
): Promise<void> {
  const closed = new Promise((resolve) => deflate.once('close', resolve));
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
    entry.crc = crc32(bytes, entry.crc);
    entry.size += bytes.length;
    if (deflate.destroyed) return;
    if (!deflate.write(bytes)) await Promise.race([once(deflate, 'drain'), closed]);
  }
  deflate.end();
}

/** Bit 3: sizes stand behind; bit 11: names in UTF-8. */
const flags = 0x0808;
/** 1 January 1980, the earliest there is: the same content gives the same bytes. */
const dosDate = 0x0021;

function localHeader(name: Buffer): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x0403_4b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(8, 8);
  head.writeUInt16LE(dosDate, 12);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name]);
}

function descriptor({ crc, packed, size }: Entry): Buffer {
  const tail = Buffer.alloc(16);
  tail.writeUInt32LE(0x0807_4b50, 0);
  tail.writeUInt32LE(crc, 4);
  tail.writeUInt32LE(packed, 8);
  tail.writeUInt32LE(size, 12);
  return tail;
}

function directoryEntry({ name, crc, packed, size, offset }: Entry): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x0201_4b50, 0);
  entry.writeUInt16LE(20, 4);
  entry.writeUInt16LE(20, 6);
  entry.writeUInt16LE(flags, 8);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt16LE(dosDate, 14);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(packed, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(offset, 42);
  return Buffer.concat([entry, name]);
}

function endRecord(count: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
