import type { Role } from '@lianfang/domain/kernel/access.ts';
import type { EntryKind, Envelope } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import * as z from 'zod/mini';
import { randomBytes, utf8 } from './crypto/bytes.ts';
import { type StoreKeys, seal } from './crypto/seal.ts';
import type { Captured } from './outbox/outbox.ts';

/** Who captures, and where. Members that are not known (in an emergency without a store) are empty. */
export type Author = {
  readonly account: string;
  readonly roles: readonly string[];
  readonly post: string;
  readonly device: string;
};

/** The fields that the kind's own schema does not take, as paths (`persons.0.phone`). */
export type Faults = { readonly faults: readonly string[] };

/**
 * Makes an entry of one kind from what a form holds: checked by the kind's schema and its roles, with the id that it
 * keeps for ever. Its number (`seq`) comes later, when it leaves the phone's pending place.
 */
export function makeEntry(
  kind: string,
  table: Readonly<Record<string, EntryKind>>,
  data: unknown,
  author: Author,
  at: number,
): Envelope | Faults {
  const declared = table[kind];
  if (declared === undefined) return { faults: ['kind'] };
  if (author.roles.length > 0 && !declared.who.some((role: Role) => author.roles.includes(role)))
    return { faults: ['role'] };
  const parsed = z.safeParse(declared.data, data);
  if (!parsed.success) return { faults: parsed.error.issues.map(({ path }) => path.join('.')) };
  return {
    id: uuidv7(at, randomBytes(10)),
    ...(author.device === '' ? {} : { device: author.device }),
    kind,
    at: new Date(at).toISOString(),
    ...(author.post === '' ? {} : { post: author.post }),
    ...(author.account === '' ? {} : { actor: author.account }),
    data: parsed.data as Envelope['data'],
  };
}

/** The entry as the outbox keeps it: sealed for its id. */
export async function sealEntry(keys: StoreKeys, envelope: Envelope): Promise<Captured> {
  const size = utf8(JSON.stringify(envelope)).length;
  return { id: envelope.id, kind: envelope.kind, size, sealed: await seal(keys, envelope.id, envelope) };
}
