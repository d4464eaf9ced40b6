import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import iconv from 'iconv-lite';
import { tableProblem } from './faults.ts';
import type { TextEncodingName } from './table.ts';

/** How many of the last bytes of a chunk belong to a character that is not complete yet. */
function incompleteTail(chunk: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, chunk.length); back += 1) {
    const byte = chunk[chunk.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}

/**
 * The encoding of a text file, from all of its bytes: a byte order mark, else UTF-8 if every byte agrees, else
 * GB18030 if every byte agrees, else a refusal. One pass, 256 KB at a time.
 */
export async function detectEncoding(path: string): Promise<{ encoding: TextEncodingName; bom: boolean }> {
  const file = await open(path);
  try {
    const chunk = Buffer.alloc(256 * 1024);
    const gb18030 = new TextDecoder('gb18030', { fatal: true });
    let kept = 0;
    let utf8 = true;
    let gb = true;
    for (let first = true; ; first = false) {
      const { bytesRead } = await file.read(chunk, kept, chunk.length - kept);
      const end = kept + bytesRead;
      if (first && end >= 2) {
        if (chunk[0] === 0xff && chunk[1] === 0xfe) return { encoding: 'utf-16le', bom: true };
        if (chunk[0] === 0xfe && chunk[1] === 0xff) return { encoding: 'utf-16be', bom: true };
        if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf)
          return { encoding: 'utf-8', bom: true };
      }
      const fresh = chunk.subarray(kept, end);
      if (fresh.includes(0)) throw tableProblem('not_a_spreadsheet');
      const last = bytesRead === 0;
      gb &&= decodes(gb18030, fresh, last);
      const tail = last ? 0 : incompleteTail(chunk.subarray(0, end));
      utf8 &&= isUtf8(chunk.subarray(0, end - tail));
      if (utf8 && last) return { encoding: 'utf-8', bom: false };
      if (last && gb) return { encoding: 'gb18030', bom: false };
      if (!utf8 && !gb) throw tableProblem('encoding');
      chunk.copyWithin(0, end - tail, end);
      kept = tail;
    }
  } finally {
    await file.close();
  }
}

function decodes(decoder: TextDecoder, bytes: Uint8Array, last: boolean): boolean {
  try {
    decoder.decode(bytes, { stream: !last });
    return true;
  } catch {
    return false;
  }
}

let twoByteCodes: Map<number, number> | undefined;

/** Characters with a two-byte code as the platform's own decoder (GB 18030-2022) reads them, turned round. */
function codesOfTwoBytes(): Map<number, number> {
  if (twoByteCodes) return twoByteCodes;
  const decoder = new TextDecoder('gb18030');
  const codes = new Map<number, number>();
  const pair = new Uint8Array(2);
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      pair[0] = lead;
      pair[1] = trail;
      const [character = '', more] = decoder.decode(pair);
      if (more === undefined && character !== '\ufffd')
        codes.set(character.codePointAt(0) ?? 0, lead * 256 + trail);
    }
  }
  twoByteCodes = codes;
  return codes;
}

/**
 * GB18030 such that `TextDecoder('gb18030')` gives back the same text. Two bytes come from the platform's table, since
 * iconv-lite still writes the mapping of 2005 for a few characters; the four-byte rest is the same in both. Private characters
 * that stood for one without a place then come back as that one, which has a place now.
 */
export function encodeGb18030(text: string): Buffer {
  const codes = codesOfTwoBytes();
  const out: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) {
      out.push(point);
      continue;
    }
    const code = codes.get(point);
    if (code === undefined) out.push(...iconv.encode(character, 'gb18030'));
    else out.push(code >> 8, code & 255);
  }
  return Buffer.from(out);
}
