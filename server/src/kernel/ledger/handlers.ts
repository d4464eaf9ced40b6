import type { EntryKind, Refusal, RuleContext } from '@lianfang/domain/kernel/entry.ts';
import type pg from 'pg';
import type * as z from 'zod/mini';
import type { Sum } from '../indicators/sum.ts';

/**
 * What a module is given to store: an entry that has passed the door. `what` is what the module's own `derive` made of
 * the data; the data itself, with all it says about persons, stays behind in the ledger, sealed.
 */
export type Passed<What> = {
  readonly id: string;
  readonly kind: string;
  readonly position: bigint;
  readonly device: string;
  readonly actor: string;
  readonly post: string | undefined;
  /** The area of the post, 12 digits. */
  readonly area: string | undefined;
  /** When it happened, as figures count it, ISO 8601. */
  readonly occurred: string;
  readonly claimed: string;
  readonly received: string;
  /** The device's clock was off by more than five minutes. */
  readonly clockOff: boolean;
  readonly what: What;
  /** Keyed hashes of personal values, by path and place: `tokens['persons.*.phone']?.get(1)`. */
  readonly tokens: Readonly<Record<string, ReadonlyMap<number, Buffer>>>;
};

/**
 * The transaction that a handler writes in, with the county that all of it belongs to. `replay`: what is applied comes out
 * of the ledger, where it stands because it was let in once (rebuild.ts).
 */
export type Tx = { readonly client: pg.ClientBase; readonly county: string; readonly replay?: boolean };

/** A fact: nothing before it matters, so that a thousand are stored by one statement. */
export type FactHandler<Data, What = unknown> = {
  readonly mode: 'fact';
  readonly check: (data: Data, context: RuleContext) => Refusal | undefined;
  readonly derive: (data: Data, context: RuleContext) => What;
  /** Stores them and returns what they add to the hourly sums. */
  readonly apply: (tx: Tx, facts: readonly Passed<What>[]) => Promise<readonly Sum[]>;
};

/** A change of something's state: one by one, its row locked; it may turn out to be impossible. */
export type ChangeHandler<Data, What = unknown> = {
  readonly mode: 'change';
  readonly check: (data: Data, context: RuleContext) => Refusal | undefined;
  readonly derive: (data: Data, context: RuleContext) => What;
  /** `forced`: let through though its base never came. */
  readonly apply: (tx: Tx, change: Passed<What>, forced: boolean) => Promise<Refusal | readonly Sum[]>;
};

type HandlerOf<K> =
  K extends EntryKind<infer S, infer Mode>
    ? Omit<FactHandler<z.output<S>>, 'mode' | 'apply' | 'derive'> & {
        readonly mode: Mode;
        // The door hands `apply` what the same handler's `derive` made: no one else can make one.
        readonly derive: (data: z.output<S>, context: RuleContext) => unknown;
        readonly apply: 'fact' extends Mode
          ? FactHandler<unknown, never>['apply']
          : ChangeHandler<unknown, never>['apply'];
      }
    : never;

/** A table with a handler for each kind of entry of a module. A missing or misnamed one does not compile. */
export type HandlersFor<Table extends Record<string, EntryKind>> = {
  readonly [Name in keyof Table]: HandlerOf<Table[Name]>;
};

// biome-ignore lint/suspicious/noExplicitAny: the door pairs each handler with the data that its own schema has parsed
export type AnyHandler = FactHandler<any, any> | ChangeHandler<any, any>;

export function fact<Data, What>(handler: Omit<FactHandler<Data, What>, 'mode'>): FactHandler<Data, What> {
  return { mode: 'fact', ...handler };
}

export function change<Data, What>(
  handler: Omit<ChangeHandler<Data, What>, 'mode'>,
): ChangeHandler<Data, What> {
  return { mode: 'change', ...handler };
}

/** True for a rule's or handler's no. */
export function isRefusal(result: Refusal | readonly Sum[] | undefined): result is Refusal {
  return result !== undefined && 'refused' in result;
}

/** A refusal as it is answered and kept: its code and, behind a colon, the fields that it is about. */
export function reasonOf({ refused, fields = [] }: Refusal): string {
  return fields.length === 0 ? refused : `${refused}: ${fields.join(', ')}`;
}

/** For facts that leave no trace but the ledger's own: reveals, releases. */
export const ledgerOnly = fact<unknown, null>({
  check: () => undefined,
  derive: () => null,
  apply: async () => [],
});
