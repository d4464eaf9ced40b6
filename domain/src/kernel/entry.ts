import * as z from 'zod/mini';
import type { Actor, Role } from './access.ts';
import { Id } from './ids.ts';

/** An instant as it travels: ISO 8601 with seconds and `Z` or an offset. */
export const Instant = z
  .string()
  .check(
    z.regex(
      /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/,
    ),
  );

/**
 * What a device sends for one thing that someone did or saw. The device makes the final id; `seq` counts up per
 * device without gaps, which is how the command post knows what is still on the way; `at` is the device's clock:
 * a claim, kept as such, that never orders anything. `actor` names the account that was on shift.
 */
export const Envelope = z.strictObject({
  id: Id,
  device: z.optional(Id),
  seq: z.optional(z.int().check(z.minimum(1), z.maximum(2_000_000_000))),
  kind: z.string().check(z.regex(/^[a-z]+(\.[a-z_]+){1,3}$/), z.maxLength(64)),
  at: Instant,
  post: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,32}$/))),
  actor: z.optional(Id),
  data: z.record(z.string(), z.unknown()),
});
export type Envelope = z.infer<typeof Envelope>;

/**
 * The body of `POST /api/entries`. `sentAt` is the device's clock when it sends, from which its skew is told;
 * `captured` the highest `seq` that it has given out, `undelivered` how many entries it still holds, and `seen` the highest
 * ledger position that it was ever answered: a ledger that has come less far was put back.
 */
export const Delivery = z.strictObject({
  entries: z.array(z.unknown()).check(z.maxLength(1000)),
  sentAt: z.optional(Instant),
  captured: z.optional(z.int().check(z.minimum(0), z.maximum(2_000_000_000))),
  undelivered: z.optional(z.int().check(z.minimum(0), z.maximum(2_000_000_000))),
  seen: z.optional(z.string().check(z.regex(/^\d{1,18}$/))),
});
export type Delivery = z.infer<typeof Delivery>;

export const statuses = ['applied', 'held', 'refused'] as const;
export type Status = (typeof statuses)[number];

/** The stored answer to an entry: the same id gets the same answer for ever. */
export const Answer = z.object({
  id: z.string(),
  status: z.enum(statuses),
  reason: z.optional(z.string()),
  /** Decimal text: positions are 64-bit. */
  position: z.optional(z.string()),
});
export type Answer = z.infer<typeof Answer>;

/** What kinds of look-up are made by keyed hash. */
export type Lookup = 'document' | 'phone' | 'plate' | 'name' | 'born';

/**
 * One kind of entry, as its module declares it.
 * - `data`: the one definition of its shape.
 * - `personal`: paths of `data` that say something about a person (`plate`, `persons.*.name`); the kernel splits
 *   them off and seals them, and nothing else of the house sees them.
 * - `lookups`: which of those are also kept as keyed hashes, by path.
 * - `who`: the roles that may make it. `[]` means the server alone.
 * - `mode`: a `fact` stands for itself and goes through in bulk; a `change` of something's state goes one by one.
 * - `base`: for a change, the id of the entry without which it means nothing; it is held until that has arrived.
 * - `anywhere`: it is no deed of a post. Made on a post's phone it does not count as made there; whose it is decides.
 */
export type EntryKind<
  S extends z.ZodMiniType = z.ZodMiniType,
  Mode extends 'fact' | 'change' = 'fact' | 'change',
> = {
  readonly data: S;
  readonly personal?: readonly string[];
  readonly lookups?: Readonly<Record<string, Lookup>>;
  readonly who: readonly Role[];
  readonly mode: Mode;
  readonly base?: (data: z.output<S>) => string;
  readonly anywhere?: boolean;
};

/** Keeps the precise type of a kind's schema while checking the rest of its declaration. */
export function entryKind<S extends z.ZodMiniType, Mode extends 'fact' | 'change'>(
  kind: EntryKind<S, Mode>,
): EntryKind<S, Mode> {
  return kind;
}

/** What a rule may know besides the data: who acts, where, and when (the corrected instant of the deed). */
export type RuleContext = {
  readonly actor: Pick<Actor, 'kind' | 'agency'>;
  readonly at: string;
  readonly post?: string | undefined;
};

/** A rule's no: a code whose words stand in the dictionaries, and the fields that it is about. */
export type Refusal = { readonly refused: string; readonly fields?: readonly string[] };
