import type { Role } from '@lianfang/domain/kernel/access.ts';
import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import type { ImportCounts, ImportSheet } from '@lianfang/domain/kernel/importReads.ts';
import type * as z from 'zod/mini';
import type { Deps } from '../deps.ts';
import type { Tx } from '../ledger/handlers.ts';
import type { Table } from './table.ts';

/** How a file is to be understood, as somebody set it on the screen or the command line. */
export type ImportOptions = {
  /** Fields by column of a sheet: `{ '早班': { '3': 'plate' } }`. */
  readonly columns?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly post?: string;
  readonly date?: string;
  /** What a family asks for beside the file, by name (sender, due …). */
  readonly given?: Readonly<Record<string, string>>;
};

/** One file on its way, and what its importer may use. */
export type Importing = {
  readonly deps: Deps;
  readonly county: string;
  readonly id: string;
  readonly fileName: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
  /** Who brings it in. */
  readonly by: string;
  readonly options: ImportOptions;
  /** Header words explained before, by header. */
  readonly mapping: Readonly<Record<string, string>>;
  /**
   * Delivers entries to the ledger in the name of who imports; an answer each. `also` writes what must stand or fall with
   * them, in their transaction (or transactions): it is given the ids of those that are in the ledger.
   */
  readonly deliver: (
    entries: readonly object[],
    also?: (tx: Tx, applied: readonly string[]) => Promise<void>,
  ) => Promise<Answer[]>;
  /** Does one thing at a time in a county, on all servers: for what is read, changed and written back. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  readonly progress: (rows: number) => Promise<void>;
};

export type Preview = {
  sheet: string;
  row: number;
  at?: string;
  plate?: string;
  name?: string;
  outcome?: string;
  notes: string[];
};
export type Warned = { sheet?: string; row?: number; code: string; detail: Record<string, unknown> };

/** What a file was understood as. `dry`: what committing it now would come to. */
export type Found = {
  readonly counts: ImportCounts;
  readonly sheets: z.infer<typeof ImportSheet>[];
  readonly warnings: Warned[];
  readonly preview: Preview[];
};

/** A row that must wait for a person. `cells` and all else that it says goes into `sealed`. */
export type HeldBack = {
  readonly sheet: string;
  readonly row: number;
  readonly reason: string;
  readonly whole: object;
};

/** One family of files, as the module that knows it hands it over. */
export type Importer = {
  readonly kind: string;
  /** Who may bring such files in at a desk. */
  readonly who: readonly Role[];
  /** Sets right what was given beside the file; throws a Problem for what is missing or wrong. */
  readonly options?: (given: Readonly<Record<string, string>>, now: number) => Record<string, string>;
  /** Fields that a column can be set to. */
  readonly fields: readonly string[];
  readonly run: (importing: Importing, table: Table, dry: boolean) => Promise<Found>;
  /** Writes the sender's own file with the rows at fault and why; gives how many. */
  readonly writeErrors: (importing: Importing, table: Table, path: string) => Promise<number>;
  /** For families whose held rows are kept by the engine: takes one as corrected on the screen (`cells` by field). Gives the entry, or why it is still held. */
  readonly correct?: (
    importing: Importing,
    held: { sheet: string; row: number; whole: object },
    cells: Readonly<Record<string, string>>,
  ) => Promise<{ entry: string; state: 'taken' | 'duplicate' } | { reason: string }>;
};
