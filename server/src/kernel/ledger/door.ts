import type { Actor } from '@lianfang/domain/kernel/access.ts';
import { holds } from '@lianfang/domain/kernel/access.ts';
import { isInside } from '@lianfang/domain/kernel/areaCode.ts';
import { canonical } from '@lianfang/domain/kernel/canonical.ts';
import type { Answer, EntryKind, Envelope, Lookup } from '@lianfang/domain/kernel/entry.ts';
import { isId } from '@lianfang/domain/kernel/ids.ts';
import { splitPersonal, valuesAt } from '@lianfang/domain/kernel/personal.ts';
import { occurredAt } from '@lianfang/domain/kernel/time.ts';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Vault } from '../access/seal.ts';
import { type AnyHandler, type Passed, reasonOf } from './handlers.ts';
import { compile, faultyFields, validEnvelope } from './schemas.ts';

/** One kind of entry as the door uses it. */
type Kind = { readonly kind: EntryKind; readonly valid: ValidateFunction; readonly handler: AnyHandler };
export type Kinds = ReadonlyMap<string, Kind>;

/** Joins the declarations of the domain with the handlers of the server. */
export function kindsOf(
  entries: Readonly<Record<string, EntryKind>>,
  handlers: Readonly<Record<string, unknown>>,
): Kinds {
  return new Map(
    Object.entries(entries).map(([name, kind]) => [
      name,
      { kind, valid: compile(kind.data), handler: handlers[name] as AnyHandler },
    ]),
  );
}

/** Who delivers, and what the door must know about it. */
export type Sender = {
  readonly county: string;
  /** The device whose sequence numbers are counted; undefined for a desk, whose entries arrive at once or not at all. */
  readonly device: string | undefined;
  /** Where entries of a desk or the server count as coming from. */
  readonly origin: string;
  /** The actor that an entry names, or the sender itself; undefined when the named one was never on this device. */
  readonly actorOf: (named: string | undefined) => Actor | undefined;
  /** Posts that the device stands or stood at, the present one first; undefined for a desk: any post of its area. */
  readonly posts: readonly string[] | undefined;
  /** The area (12 digits) of a post, undefined when there is no such post. */
  readonly areaOf: (post: string) => string | undefined;
  readonly received: number;
  readonly sentAt: string | undefined;
  readonly sealer: (id: string, personal: object) => Buffer;
  readonly vault: Pick<Vault, 'token' | 'contentDigest'>;
};

/** An entry that may be stored, sealed and ready. */
export type Ready = {
  readonly status: 'ready';
  readonly id: string;
  readonly device: string | undefined;
  readonly seq: number | undefined;
  readonly handler: AnyHandler;
  readonly base: string | undefined;
  readonly digest: Buffer;
  readonly content: string;
  readonly sealed: Buffer | null;
  /** The whole entry sealed, should it have to be held. Made only when needed. */
  readonly whole: () => Buffer;
  readonly passed: Omit<Passed<unknown>, 'position'>;
};

/** An entry that is refused at the door. Stored and answered the same way for ever, when it has an id to store it under. */
export type Refused = {
  readonly status: 'refused';
  readonly id: string;
  readonly device: string | undefined;
  readonly seq: number | undefined;
  readonly kind: string;
  readonly post: string | undefined;
  readonly reason: string;
  readonly digest: Buffer;
  readonly whole: () => Buffer;
};

export type Prepared = Ready | Refused;

/** Parses, checks access and rules, seals. Returns an answer alone for what has no usable id: it cannot be stored. */
export function prepare(kinds: Kinds, raw: unknown, sender: Sender): Prepared | Answer {
  const loose = (
    raw !== null && typeof raw === 'object' && !Array.isArray(raw) ? raw : {}
  ) as Partial<Envelope>;
  const id: unknown = loose.id;
  if (!isId(id)) {
    return { id: typeof id === 'string' ? id.slice(0, 64) : '', status: 'refused', reason: 'entry.id' };
  }
  const refuse = (reason: string, fields: readonly string[] = []): Refused => ({
    status: 'refused',
    id,
    device: sender.device,
    seq:
      Number.isSafeInteger(loose.seq) && (loose.seq as number) > 0 && (loose.seq as number) <= 2e9
        ? loose.seq
        : undefined,
    // Kept open beside the sealed whole, so only what has the form of a name: neither U+0000 nor what somebody typed.
    kind: typeof loose.kind === 'string' && /^[a-z._]{1,64}$/.test(loose.kind) ? loose.kind : '',
    post: typeof loose.post === 'string' && /^[A-Za-z0-9_-]{1,32}$/.test(loose.post) ? loose.post : undefined,
    reason: reasonOf({ refused: reason, fields }),
    digest: sender.vault.contentDigest(digestText(loose)),
    whole: () => sender.sealer(id, { entry: loose }),
  });

  if (!validEnvelope(raw)) return refuse('entry.malformed', faultyFields(validEnvelope));
  const envelope = raw as Envelope;
  if (Number.isNaN(Date.parse(envelope.at))) return refuse('entry.malformed', ['at']);
  if (
    sender.device === undefined
      ? envelope.seq !== undefined && envelope.device !== sender.origin
      : envelope.device !== sender.device
  ) {
    return refuse('entry.device');
  }
  if (sender.device !== undefined && envelope.seq === undefined) return refuse('entry.seq');
  const known = kinds.get(envelope.kind);
  if (known === undefined) return refuse('entry.kind');

  const actor = sender.actorOf(envelope.actor);
  if (actor === undefined) return refuse('access.actor');
  const { at, skew, flagged } = occurredAt(envelope.at, sender.sentAt, sender.received);
  const occurred = new Date(at).toISOString();
  if (actor.kind !== 'server' && !holds(actor, known.kind.who, occurred)) return refuse('access.denied');
  const post = envelope.post ?? (known.kind.anywhere === true ? undefined : sender.posts?.[0]);
  const area = post === undefined ? undefined : sender.areaOf(post);
  if (post !== undefined && area === undefined) return refuse('post.unknown', ['post']);
  if (post !== undefined && sender.posts !== undefined && !sender.posts.includes(post))
    return refuse('access.post', ['post']);
  const bound = area !== undefined && known.kind.anywhere !== true && actor.kind === 'account';
  if (bound && !covers(actor, known.kind.who, area)) return refuse('access.area', ['post']);

  if (!known.valid(envelope.data)) return refuse('entry.data', faultyFields(known.valid));
  const context = { actor, at: occurred, post };
  const refusal = known.handler.check(envelope.data, context);
  if (refusal !== undefined) return refuse(refusal.refused, refusal.fields);
  return ready(known, envelope, sender, {
    actor: actor.id,
    post,
    area,
    occurred,
    skew,
    clockOff: flagged,
    what: known.handler.derive(envelope.data, context),
  });
}

type Derived = {
  actor: string;
  post: string | undefined;
  area: string | undefined;
  occurred: string;
  skew: number;
  clockOff: boolean;
  what: unknown;
};

function ready({ kind, handler }: Kind, envelope: Envelope, sender: Sender, derived: Derived): Ready {
  const { open, personal } = splitPersonal(envelope.data, kind.personal ?? []);
  const device = sender.device ?? sender.origin;
  const received = new Date(sender.received).toISOString();
  const content = JSON.stringify({
    kind: envelope.kind,
    device,
    ...(envelope.seq !== undefined && { seq: envelope.seq }),
    at: envelope.at,
    occurred: derived.occurred,
    received,
    ...(derived.clockOff && { skew: Math.round(derived.skew / 1000) }),
    ...(derived.post !== undefined && { post: derived.post, area: derived.area }),
    actor: derived.actor,
    data: open,
  });
  return {
    status: 'ready',
    id: envelope.id,
    device: sender.device,
    seq: envelope.seq,
    handler,
    base: kind.base?.(envelope.data),
    digest: sender.vault.contentDigest(digestText(envelope)),
    content,
    sealed: personal === undefined ? null : sender.sealer(envelope.id, personal),
    // What is held is kept as it came, with what only this moment knows: who delivered it, and when.
    whole: () => sender.sealer(envelope.id, { entry: envelope, derived, received, device }),
    passed: {
      id: envelope.id,
      kind: envelope.kind,
      device,
      actor: derived.actor,
      post: derived.post,
      area: derived.area,
      occurred: derived.occurred,
      claimed: envelope.at,
      received,
      clockOff: derived.clockOff,
      what: derived.what,
      tokens: tokensOf(kind.lookups ?? {}, envelope.data, sender.county, sender.vault),
    },
  };
}

/** A held entry out of the tray, ready to be tried again: exactly as it was when it came. */
export function readyAgain(
  kinds: Kinds,
  whole: unknown,
  sender: Pick<Sender, 'county' | 'sealer' | 'vault'>,
  digest: Buffer,
): Ready {
  const { entry, derived, received, device } = whole as {
    entry: Envelope;
    derived: Derived;
    received: string;
    device: string;
  };
  const known = kinds.get(entry.kind) as Kind;
  const again = ready(
    known,
    entry,
    { ...sender, device, origin: device, received: Date.parse(received) } as Sender,
    derived,
  );
  return { ...again, digest };
}

/** The keyed hashes of an entry's personal values. */
export function tokensOf(
  lookups: Readonly<Record<string, Lookup>>,
  data: unknown,
  county: string,
  vault: Pick<Vault, 'token'>,
): Record<string, ReadonlyMap<number, Buffer>> {
  const tokens: Record<string, ReadonlyMap<number, Buffer>> = {};
  for (const [path, lookup] of Object.entries(lookups)) {
    const found = new Map<number, Buffer>();
    for (const [index, value] of valuesAt(data, path))
      found.set(index, vault.token(county, lookup, String(value)));
    tokens[path] = found;
  }
  return tokens;
}

function covers(actor: Actor, allowed: EntryKind['who'], area: string): boolean {
  return actor.grants.some((grant) => allowed.includes(grant.role) && isInside(area, grant.area));
}

/** What makes an entry the same entry: who carried it to us (`device`, `seq`) does not. */
function digestText(envelope: Partial<Envelope>): string {
  // What is undefined is left out of the text.
  return canonical({ ...envelope, id: undefined, device: undefined, seq: undefined });
}
