import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { openResolver, resolverWithout } from '../modules/area/api.ts';
import { dataDir, type Given, text, withProduct } from './common.ts';

/** Of a longer line the rest is not kept: no address is that long. */
const LONGEST_LINE = 16_384;
/** Answers are written in pieces of about this many characters. */
const PIECE = 32_768;

/**
 * `lianfang area resolve [--county CODE] < addresses`: one address a line in, one JSON a line out, in the same order:
 * `{ address, code, name, level, confidence, why, candidates }`. With `--county` that county is preferred where an address
 * says nothing else, and the aliases of this installation are used if there is one; no running server is needed.
 */
export async function areaResolve(from: Given): Promise<number> {
  const county = text(from, 'county');
  if (county !== undefined && !/^[1-9]\d{5}(\d{6})?$/.test(county)) throw problem('usage', { county });
  const resolve = await resolverFor(county);
  await eachLine(process.stdin, process.stdout, (address) => {
    const { code = null, name = null, level, confidence, why, candidates } = resolve(address);
    return JSON.stringify({ address, code, name, level, confidence, why, candidates });
  });
  return 0;
}

async function resolverFor(county: string | undefined) {
  const installed = process.env.DATABASE_URL || existsSync(join(dataDir(), 'pg', 'data'));
  if (county === undefined || !installed) return resolverWithout(county);
  // Aliases are read once, so that no connection is held while addresses are piped through.
  const { resolve } = await withProduct(({ deps }) => openResolver(deps, county));
  return resolve;
}

/** Answers each line by one line as they come; holds one line and one piece of answers. Ends early when nobody reads on. */
export async function eachLine(
  from: Readable,
  to: Writable,
  answer: (line: string) => string,
): Promise<void> {
  let gone = false;
  to.on('error', () => {
    gone = true;
    from.destroy();
  });
  const decoder = new StringDecoder('utf8');
  let line = '';
  let piece = '';
  const end = (): void => {
    piece += `${answer(line.endsWith('\r') ? line.slice(0, -1) : line)}\n`;
    line = '';
  };
  const flush = async (): Promise<void> => {
    if (piece === '' || gone) return;
    const taken = to.write(piece);
    piece = '';
    if (!taken) await Promise.race([once(to, 'drain'), once(to, 'close')]);
  };
  const take = async (words: string): Promise<void> => {
    let at = 0;
    for (let stop = words.indexOf('\n'); stop >= 0; stop = words.indexOf('\n', at)) {
      line += words.slice(at, Math.min(stop, at + LONGEST_LINE - line.length));
      end();
      at = stop + 1;
      if (piece.length > PIECE) await flush();
    }
    line += words.slice(at, at + LONGEST_LINE - line.length);
  };
  try {
    for await (const chunk of from) {
      await take(decoder.write(chunk as Buffer));
      // Whoever types addresses by hand gets each answer at once.
      await flush();
      if (gone) return;
    }
  } catch (error) {
    if (!gone) throw error;
  }
  await take(decoder.end());
  if (line !== '') end();
  await flush();
}
