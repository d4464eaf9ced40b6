import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createInflateRaw } from 'node:zlib';
import yauzl from 'yauzl';
import { tableProblem } from './faults.ts';
import type { TableLimits } from './table.ts';

export type Zip = {
  /** Parts by name in small letters: producers do not agree on case. */
  entries: ReadonlyMap<string, yauzl.Entry>;
  /** A part's text in chunks, unpacked while it is read. Refuses what grows beyond the limits. */
  text: (entry: yauzl.Entry) => AsyncGenerator<string, void, undefined>;
  close: () => void;
};

/** Bytes unpacked at a time: large enough for speed, small enough that other work comes in between. */
const CHUNK = 128 * 1024;

/** Opens a zip archive from its central directory; nothing is unpacked yet. */
export async function openZip(path: string, limits: TableLimits): Promise<Zip> {
  const file = await openArchive(path);
  try {
    const entries = await listEntries(file, limits);
    let unpacked = 0;

    async function* text(entry: yauzl.Entry): AsyncGenerator<string, void, undefined> {
      if (entry.uncompressedSize > limits.partBytes) throw tableProblem('zip_bomb');
      const packed = await rawStream(file, entry);
      const decoder = new StringDecoder('utf8');
      const stream =
        entry.compressionMethod === 0 ? packed : packed.pipe(createInflateRaw({ chunkSize: CHUNK }));
      if (stream !== packed) packed.on('error', (error) => stream.destroy(error));
      let size = 0;
      try {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          size += chunk.length;
          unpacked += chunk.length;
          const swollen = size > limits.ratioFrom && size > limits.ratio * Math.max(1, entry.compressedSize);
          if (size > limits.partBytes || unpacked > limits.unpackedBytes || swollen)
            throw tableProblem('zip_bomb');
          yield decoder.write(chunk);
        }
        if (size !== entry.uncompressedSize) throw tableProblem('damaged');
      } finally {
        packed.unpipe();
        packed.destroy();
        stream.destroy();
      }
    }

    return { entries, text, close: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
}

function openArchive(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, file) => {
      if (error) reject(tableProblem('damaged'));
      else resolve(file);
    });
  });
}

function listEntries(file: yauzl.ZipFile, limits: TableLimits): Promise<Map<string, yauzl.Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, yauzl.Entry>();
    file.on('error', () => reject(tableProblem('damaged')));
    file.on('end', () => resolve(entries));
    file.on('entry', (entry: yauzl.Entry) => {
      entries.set(entry.fileName.replace(/^\/+/, '').toLowerCase(), entry);
      if (file.entriesRead > limits.entries) reject(tableProblem('zip_bomb'));
      else file.readEntry();
    });
    file.readEntry();
  });
}

function rawStream(file: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  // Bit 0 of the flags is encryption; methods other than stored and deflated are nobody's workbook.
  if ((entry.generalPurposeBitFlag & 1) === 1) throw tableProblem('password');
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) throw tableProblem('damaged');
  return new Promise((resolve, reject) => {
    file.openReadStream(entry, { decodeFileData: false }, (error, stream) => {
      if (error) reject(tableProblem('damaged'));
      else resolve(stream);
    });
  });
}
