import { tableProblem } from './faults.ts';
import type { TableLimits } from './table.ts';
import { createXmlScanner, decodeEntities } from './xml.ts';

export type SharedText = { get: (index: number) => string; bytes: () => number };

const KEPT = 4096;

/** `_x000D_` is how a workbook writes a character that XML cannot hold. */
export function decodeEscapes(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/**
 * The table of shared texts of a workbook, kept as bytes: a register of 200 000 persons has a million of them, and as
 * strings they would take several times the room. The first few thousand, which stand in most cells, are kept ready.
 */
export async function readSharedText(
  chunks: AsyncIterable<string>,
  limits: TableLimits,
): Promise<SharedText> {
  let bytes = Buffer.alloc(1 << 16);
  let ends = new Uint32Array(1 << 12);
  let count = 0;
  let size = 0;
  let piece = '';
  let inPhonetic = false;

  function keep(text: string): void {
    if (size + text.length * 3 > bytes.length) bytes = grow(bytes, text.length * 3);
    if (count + 1 > ends.length) {
      const larger = new Uint32Array(ends.length * 2);
      larger.set(ends);
      ends = larger;
    }
    size += bytes.write(text, size, 'utf8');
    if (size > limits.sharedTextBytes) throw tableProblem('too_large');
    ends[count] = size;
    count += 1;
  }

  const scanner = createXmlScanner({
    open: (name) => {
      if (name === 'si') piece = '';
      else if (name === 'rPh') inPhonetic = true;
      else if (name === 't') scanner.wantText = !inPhonetic;
    },
    text: (raw) => {
      piece += raw;
      if (piece.length > limits.cellCharacters * 8) throw tableProblem('cell_too_long');
    },
    close: (name) => {
      if (name === 't') scanner.wantText = false;
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 'si') keep(decodeEscapes(decodeEntities(piece)));
    },
  });
  for await (const chunk of chunks) scanner.write(chunk);
  scanner.end();

  const ready: string[] = [];
  return {
    get: (index) => {
      if (!(index >= 0 && index < count)) return '';
      const known = ready[index];
      if (known !== undefined) return known;
      const text = bytes.toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index]);
      if (text.length > limits.cellCharacters) throw tableProblem('cell_too_long');
      if (index < KEPT) ready[index] = text;
      return text;
    },
    bytes: () => size,
  };
}

function grow(bytes: Buffer<ArrayBuffer>, atLeast: number): Buffer<ArrayBuffer> {
  const larger = Buffer.alloc(Math.max(bytes.length * 2, bytes.length + atLeast));
  bytes.copy(larger);
  return larger;
}
