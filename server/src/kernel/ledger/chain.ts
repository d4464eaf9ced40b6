import { type KeyObject, sign, verify } from 'node:crypto';
import { writeUuid } from '../db/columns.ts';
import { sha256 } from '../sha256.ts';

/** One link of the chain: the columns of ledger.entry that its hash covers, all of them but the hash itself. */
export type Link = {
  readonly position: bigint;
  /** 16 bytes. */
  readonly id: Buffer;
  /** 16 bytes. */
  readonly digest: Buffer;
  /** UTF-8. */
  readonly content: Buffer;
  readonly sealed: Buffer | null;
};

/** The hash before the first link: it binds the chain to its county. */
export function genesis(county: string): Buffer {
  return sha256(`lianfang ledger ${county}`);
}

let scratch = Buffer.allocUnsafe(4096);

/**
 * SHA-256 over previous hash (32) ‖ position (8, big-endian) ‖ id (16) ‖ digest (16) ‖ length of content (4) ‖ content ‖
 * sealed. Every field has a fixed length or is preceded by it, so that no two different links hash the same bytes.
 */
export function linkHash(previous: Buffer, link: Link): Buffer {
  const length = 76 + link.content.length + (link.sealed?.length ?? 0);
  if (scratch.length < length) scratch = Buffer.allocUnsafe(length * 2);
  previous.copy(scratch, 0);
  scratch.writeBigInt64BE(link.position, 32);
  link.id.copy(scratch, 40);
  link.digest.copy(scratch, 56);
  scratch.writeUInt32BE(link.content.length, 72);
  link.content.copy(scratch, 76);
  link.sealed?.copy(scratch, 76 + link.content.length);
  return sha256(scratch.subarray(0, length));
}

/** The 16 bytes of a UUID in text. */
export function idBytes(id: string): Buffer {
  const bytes = Buffer.allocUnsafe(16);
  writeUuid(bytes, 0, id);
  return bytes;
}

function headMessage(county: string, position: bigint, headHash: Buffer): Buffer {
  return Buffer.from(`lianfang head\n${county}\n${position}\n${headHash.toString('hex')}\n`);
}

/** Ed25519 over county, position and hash. */
export function signHead(key: KeyObject, county: string, position: bigint, headHash: Buffer): Buffer {
  return sign(null, headMessage(county, position, headHash), key);
}

export function headIsGenuine(
  key: KeyObject,
  county: string,
  position: bigint,
  headHash: Buffer,
  signature: Buffer,
): boolean {
  return verify(null, headMessage(county, position, headHash), key, signature);
}
