import type pg from 'pg';
import type { Logger } from 'pino';
import type { Keyring } from './access/keys.ts';
import type { Vault } from './access/seal.ts';

/** What the kernel must know of places and crews, answered by those who keep them. */
export type Places = {
  /** Where a device stands: its post now, and all that it ever had. `fresh`: not out of memory. */
  readonly ofDevice: (
    county: string,
    device: string,
    fresh?: boolean,
  ) => Promise<{ readonly post: string | undefined; readonly all: readonly string[] }>;
  readonly crewOf: (
    county: string,
    device: string,
  ) => Promise<{ account: string; name: string; agency: string; roles: string[] }[]>;
  /** Areas (12 digits) by post. */
  readonly areas: (county: string, fresh?: boolean) => Promise<ReadonlyMap<string, string>>;
};

/** What the engines stand on. Put together by hand in main.ts, handed down as it is. */
export type Deps = {
  readonly pool: pg.Pool;
  readonly keyring: Keyring;
  readonly vault: Vault;
  /** Milliseconds since 1970: the server's clock, the only one that orders anything. */
  readonly now: () => number;
  readonly dataDir: string;
  /** Where people reach the server: goes into QR codes and links. */
  readonly publicUrl: string;
  readonly log: Logger;
  readonly places: Places;
  /** Writes an entry of the server's own making to the ledger (kernel/ledger/append.ts). */
  readonly append: (
    county: string,
    kind: string,
    data: object,
    actor?: { readonly id: string },
    as?: { readonly id: string; readonly at: string },
  ) => Promise<{ position: string }>;
};
