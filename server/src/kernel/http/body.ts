import { problem } from '@lianfang/domain/kernel/problem.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** Deeper than any shape of ours; what is deeper is no entry but an attempt on the stack. */
const DEEPEST = 32;

/** JSON out of a request's bytes: UTF-8, no deeper than 32 levels, no U+0000 (which no database keeps). */
export function parseJson(bytes: Buffer): unknown {
  checkDepth(bytes);
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw problem('request.malformed', { why: 'utf-8' });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw problem('request.malformed', { why: 'json' });
  }
}

function checkDepth(bytes: Buffer): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (inString) {
      if (byte === 0x5c) index++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > DEEPEST) throw problem('request.malformed', { why: 'depth' });
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
}
