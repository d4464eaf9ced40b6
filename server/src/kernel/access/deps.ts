import type { Log } from '../db/log.ts';
import type { Pool } from '../db/pool.ts';
import type { Keyring } from './keys.ts';
import type { Vault } from './seal.ts';

/** What the functions of this engine need; the server's `Deps` has it all. */
export type AccessDeps = {
  readonly pool: Pool;
  readonly keyring: Keyring;
  readonly vault: Vault;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  readonly places: {
    /** Areas (12 digits) of the county's posts, by post. */
    readonly areas: (county: string) => Promise<ReadonlyMap<string, string>>;
  };
  /**
   * Writes an entry of the server's own making to the ledger and gives its position. The same `as.id` with the same
   * content again gives the same position and writes nothing.
   */
  readonly append: (
    county: string,
    kind: string,
    data: object,
    actor?: { readonly id: string },
    as?: { readonly id: string; readonly at: string },
  ) => Promise<{ readonly position: string }>;
};
