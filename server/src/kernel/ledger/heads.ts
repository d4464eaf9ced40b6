import { appendFileSync, createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type pg from 'pg';
import type { Logger } from 'pino';

/** A head that was signed once and is known outside the database. */
export type Witness = {
  readonly county: string;
  readonly position: bigint;
  /** Hexadecimal. */
  readonly hash: string;
  /** The head's own signature; undefined where its source has been proved another way (an issued report). */
  readonly signature?: Buffer;
};

/** A whole database put back to an older state is genuine in itself: only what lies elsewhere can tell. */
const FILE = 'heads.log';
const EVERY_MS = 60_000;

export type Heads = {
  /** Something was committed for a county. */
  readonly committed: (county: string) => void;
  /** Writes what has not been written yet. */
  readonly close: () => Promise<void>;
};

/**
 * Keeps signed heads in a file of the data folder that is only ever appended to: one line a county and minute at most,
 * `county position hash signature`.
 */
export function keepHeads(deps: { pool: pg.Pool; dataDir: string; log: Logger }): Heads {
  const resting = new Map<string, NodeJS.Timeout>();
  const dirty = new Set<string>();
  let written: Promise<void> = Promise.resolve();

  async function write(county: string): Promise<void> {
    dirty.delete(county);
    try {
      const { rows } = await deps.pool.query<{ position: string; hash: Buffer; signature: Buffer }>(
        'SELECT position, hash, signature FROM ledger.head WHERE county = $1',
        [county],
      );
      for (const { position, hash, signature } of rows)
        appendFileSync(
          join(deps.dataDir, FILE),
          `${county} ${position} ${hash.toString('hex')} ${signature.toString('base64url')}\n`,
          { mode: 0o600 },
        );
    } catch (error) {
      // A proof less, and nothing else: deliveries go on.
      deps.log.warn({ err: error }, 'the head could not be kept beside the database');
    }
  }

  return {
    committed(county) {
      dirty.add(county);
      if (!resting.has(county)) begin(county);
    },
    async close() {
      for (const timer of resting.values()) clearTimeout(timer);
      await written;
      for (const county of [...dirty]) await write(county);
    },
  };

  function begin(county: string): void {
    written = written.then(() => write(county));
    const timer = setTimeout(() => {
      resting.delete(county);
      if (dirty.has(county)) begin(county);
    }, EVERY_MS);
    timer.unref();
    resting.set(county, timer);
  }
}

/** The heads that were kept for a county, in order of position. Lines that were cut off are passed over. */
export async function keptHeads(dataDir: string, county: string): Promise<Witness[]> {
  const path = join(dataDir, FILE);
  if (!existsSync(path)) return [];
  const found: Witness[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const [of, position, hash, signature] = line.split(' ');
    if (of !== county || !/^\d{1,18}$/.test(position ?? '') || !/^[0-9a-f]{64}$/.test(hash ?? '')) continue;
    found.push({
      county,
      position: BigInt(position as string),
      hash: hash as string,
      signature: Buffer.from(signature ?? '', 'base64url'),
    });
  }
  return found.sort((a, b) => (a.position < b.position ? -1 : a.position > b.position ? 1 : 0));
}
