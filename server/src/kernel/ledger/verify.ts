import { createPublicKey } from 'node:crypto';
import type { Readable } from 'node:stream';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { genesis, headIsGenuine, type Link, linkHash } from './chain.ts';
import type { Witness } from './heads.ts';

/**
 * What is wrong at a position. `altered`: its bytes are not those that were sealed. `rolled_back`: a head was signed there
 * that the database no longer reaches. `other_head`: the head that was signed there had another hash.
 */
export type Fault = {
  readonly position: string;
  readonly fault: 'altered' | 'missing' | 'twice' | 'head' | 'signature' | 'rolled_back' | 'other_head';
};

export type Verdict = {
  readonly county: string;
  readonly entries: number;
  /** Position and hash of the newest entry, as signed. */
  readonly position: string;
  readonly hash: string;
  readonly genuine: boolean;
  /** The first faults, at most a hundred. */
  readonly faults: readonly Fault[];
};

const MOST_FAULTS = 100;

/**
 * Recomputes the chain of a county from its rows and holds it against the signed head. `trustedKey` (SPKI, DER) is the key
 * that the head must have been signed with; without it, the key that the database itself names is believed. `witnesses`,
 * in order of position, are heads known outside the database, read before this is called: the database must have come to
 * each of them and still say what it said then.
 */
export async function verifyLedger(
  client: pg.ClientBase,
  county: string,
  trustedKey?: Buffer,
  witnesses: readonly Witness[] = [],
): Promise<Verdict> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const { rows: heads } = await client.query<{
      position: string;
      hash: Buffer;
      signature: Buffer;
      public_key: Buffer | null;
    }>(
      `SELECT h.position, h.hash, h.signature, s.public_key FROM ledger.head h LEFT JOIN ledger.signer s ON s.key_id = h.key_id WHERE h.county = $1`,
      [county],
    );
    const head = heads[0];
    const faults: Fault[] = [];
    const note = (fault: Fault) => {
      if (faults.length < MOST_FAULTS) faults.push(fault);
    };
    const newest = BigInt(head?.position ?? 0);
    let previous = genesis(county);
    let atHead = previous;
    let expected = 1n;
    let entries = 0;
    let next = 0;
    const others: Witness[] = [];
    const literal = county.replaceAll("'", "''");
    const stream = client.query(
      copyTo(
        `COPY (SELECT position, hash, id, digest, content, sealed FROM ledger.entry WHERE county = '${literal}' ORDER BY position) TO STDOUT (FORMAT binary)`,
      ),
    );
    for await (const rows of linksOf(stream)) {
      for (const { stored, link } of rows) {
        entries++;
        if (link.position < expected) note({ position: String(link.position), fault: 'twice' });
        for (; expected < link.position && faults.length < MOST_FAULTS; expected++)
          note({ position: String(expected), fault: 'missing' });
        if (!linkHash(previous, link).equals(stored))
          note({ position: String(link.position), fault: 'altered' });
        for (
          let known = witnesses[next];
          known !== undefined && known.position <= link.position;
          known = witnesses[++next]
        )
          if (known.position === link.position && known.hash !== stored.toString('hex')) others.push(known);
        // What stands behind the signed head was put there by someone else: told once.
        if (link.position <= newest) atHead = stored;
        else if (expected <= newest + 1n) note({ position: String(link.position), fault: 'head' });
        // Going on from the stored hash tells one altered row from everything after it.
        previous = stored;
        expected = link.position + 1n;
      }
    }
    for (; expected <= newest && faults.length < MOST_FAULTS; expected++)
      note({ position: String(expected), fault: 'missing' });
    if (head === undefined || (!atHead.equals(head.hash) && faults.length === 0))
      note({ position: String(newest), fault: 'head' });
    const der = trustedKey ?? head?.public_key ?? undefined;
    const key = der && createPublicKey({ key: der, format: 'der', type: 'spki' });
    // Whoever can write into the file of heads cannot sign: a line that is not genuine says nothing.
    const says = ({ position, hash, signature }: Witness) =>
      signature === undefined ||
      (key !== undefined && headIsGenuine(key, county, position, Buffer.from(hash, 'hex'), signature));
    for (const known of others.filter(says).slice(0, 1))
      note({ position: String(known.position), fault: 'other_head' });
    const beyond = witnesses.findLast((known) => known.position > newest && says(known));
    if (beyond !== undefined) note({ position: String(beyond.position), fault: 'rolled_back' });
    const signed =
      head !== undefined &&
      key !== undefined &&
      (head.position === '0' || headIsGenuine(key, county, BigInt(head.position), head.hash, head.signature));
    if (!signed) note({ position: head?.position ?? '0', fault: 'signature' });
    return {
      county,
      entries,
      position: head?.position ?? '0',
      hash: head?.hash.toString('hex') ?? '',
      genuine: faults.length === 0,
      faults,
    };
  } finally {
    await client.query('ROLLBACK');
  }
}

const SIGNATURE = 19; // 'PGCOPY\n\xff\r\n\0' (11), flags (4), length of header extension (4)

type Stored = { readonly stored: Buffer; readonly link: Link };

/** Reads the rows of a binary COPY, as many at a time as there are: a count of fields, then each field behind its length. */
async function* linksOf(stream: Readable): AsyncGenerator<Stored[]> {
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let offset = 0;
    if (!begun) {
      if (rest.length < SIGNATURE) continue;
      offset = SIGNATURE;
      begun = true;
    }
    const rows: Stored[] = [];
    for (let row = rowAt(rest, offset); row !== undefined; row = rowAt(rest, offset)) {
      offset = row.end;
      if (row.fields === undefined) break;
      const [position, stored, id, digest, content, sealed] = row.fields as [
        Buffer,
        Buffer,
        Buffer,
        Buffer,
        Buffer,
        Buffer | null,
      ];
      rows.push({ stored, link: { position: position.readBigInt64BE(0), id, digest, content, sealed } });
    }
    yield rows;
    rest = rest.subarray(offset);
  }
}

function rowAt(
  buffer: Buffer,
  start: number,
): { end: number; fields: (Buffer | null)[] | undefined } | undefined {
  if (buffer.length < start + 2) return undefined;
  const count = buffer.readInt16BE(start);
  if (count < 0) return { end: start + 2, fields: undefined };
  const fields: (Buffer | null)[] = [];
  let offset = start + 2;
  for (let field = 0; field < count; field++) {
    if (buffer.length < offset + 4) return undefined;
    const length = buffer.readInt32BE(offset);
    offset += 4;
    if (length < 0) {
      fields.push(null);
      continue;
    }
    if (buffer.length < offset + length) return undefined;
    fields.push(buffer.subarray(offset, offset + length));
    offset += length;
  }
  return { end: offset, fields };
}
