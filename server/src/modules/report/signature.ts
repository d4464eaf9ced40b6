import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import { canonical } from '@lianfang/domain/kernel/canonical.ts';
import {
  ReportContent,
  type ReportHand,
  ReportHand as ReportHandSchema,
} from '@lianfang/domain/modules/report/reads.ts';
import * as z from 'zod/mini';
import { judged } from '../../kernel/parsed.ts';

/** Stands inside what is signed, so that a signature of something else is never one of a report. */
const format = 'lianfang.report/1';

/** Ed25519 over the canonical text; `value` in base64url, `key` the id of the key, `contentHash` SHA-256 in hex. */
export type ReportSignature = { key: string; value: string; contentHash: string };

export type ReportVerdict =
  | { genuine: true; content: ReportContent; hands: ReportHand[]; signature: ReportSignature }
  | { genuine: false; reason: 'malformed' | 'unsigned' | 'content' | 'signature' };

const ReportFile = z.strictObject({
  format: z.literal(format),
  content: z.unknown(),
  hands: z.unknown(),
  contentHash: z.string(),
  signature: z.optional(
    z.strictObject({
      algorithm: z.literal('Ed25519'),
      key: z.string(),
      value: z.string().check(z.minLength(1)),
    }),
  ),
});

/** The bytes that are hashed and signed: what the report says and who stands behind it, in canonical JSON. */
function signedBytes(content: unknown, hands: unknown): Buffer {
  return Buffer.from(canonical({ format, content, hands }), 'utf8');
}

/** SHA-256 of a report's content and hands, in hexadecimal: what the QR on the paper carries. */
export function contentHash(content: ReportContent, hands: readonly ReportHand[]): string {
  return createHash('sha256').update(signedBytes(content, hands)).digest('hex');
}

/** Signs an issued report with the county's Ed25519 private key. */
export function signReport(
  content: ReportContent,
  hands: readonly ReportHand[],
  signing: KeyObject,
  keyId: string,
): ReportSignature {
  const value = sign(null, signedBytes(content, hands), signing).toString('base64url');
  return { key: keyId, value, contentHash: contentHash(content, hands) };
}

/** The report as a file: one line of canonical JSON with its hash, and its signature once there is one. */
export function reportJson(
  content: ReportContent,
  hands: readonly ReportHand[],
  signature?: ReportSignature | undefined,
): string {
  const signed = signature && { algorithm: 'Ed25519', key: signature.key, value: signature.value };
  return canonical({ format, content, hands, contentHash: contentHash(content, hands), signature: signed });
}

/**
 * Whether a report file says what was signed: `content` when something in it was altered (its hash differs),
 * `signature` when the hash was made to fit but the key's owner never signed that. White space and the order of
 * members do not matter; unknown members of the content do, they are part of what is hashed.
 */
export function verifyReport(json: string, publicKey: KeyObject): ReportVerdict {
  const file = judged(ReportFile, parsed(json));
  if (!file?.success) return { genuine: false, reason: 'malformed' };
  const { content, hands, contentHash: claimed, signature } = file.data;
  const bytes = signedBytes(content, hands);
  if (createHash('sha256').update(bytes).digest('hex') !== claimed)
    return { genuine: false, reason: 'content' };
  if (!signature) return { genuine: false, reason: 'unsigned' };
  const value = Buffer.from(signature.value, 'base64url');
  if (!verify(null, bytes, publicKey, value)) return { genuine: false, reason: 'signature' };
  const known = z
    .object({ content: ReportContent, hands: z.array(ReportHandSchema) })
    .safeParse({ content, hands });
  if (!known.success) return { genuine: false, reason: 'malformed' };
  return {
    genuine: true,
    ...known.data,
    signature: { key: signature.key, value: signature.value, contentHash: claimed },
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
