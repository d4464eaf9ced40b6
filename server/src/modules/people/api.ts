import type pg from 'pg';
import type { Tx } from '../../kernel/ledger/handlers.ts';

/** What others may ask of the register of persons. */

/** What a person was met in: a row of a list, or a passage. */
export type Subject = { readonly type: 'row' | 'passage'; readonly id: string };

/** What is known of whom a subject is about, as keyed hashes; `knownOf` makes them. */
export type Known = {
  readonly subject: Subject;
  /** Only of an exact, undamaged number. It alone links by itself. */
  readonly document?: Buffer;
  /** Of a document whose number carries no check character (a passport): evidence, never a link. */
  readonly paper?: Buffer;
  readonly phone?: Buffer;
  readonly name?: Buffer;
  readonly born?: Buffer;
  /** 12 digits; as deep as it is known, the rest noughts. */
  readonly area?: string;
  /** What brought it, where subjects of one call come from entries of their own. */
  readonly by?: By;
};

/** What made a move: the entry, who made it, its position, when it was received (ISO 8601; retention counts from it). */
export type By = {
  readonly entry: string;
  readonly actor: string;
  readonly position: bigint;
  readonly at: string;
};

export type Identified = { readonly person: string; readonly suggestions: number };

/**
 * Gives each subject its person: linked by exact document number, else a person of its own with suggestions of whom it may
 * be. Set-based, in the transaction of the rows. A subject that is known already is looked at anew (its number was
 * corrected); where a person has put it, it stays.
 */
export function identify(
  _tx: Tx,
  _subjects: readonly Known[],
  _by: By,
): Promise<Map<string /* subject id */, Identified>> {
  return Promise.reject(new Error('not built yet'));
}

/** The subjects of the same person, the asked one included, by asked subject. */
export function sameAs(
  _db: pg.Pool | pg.ClientBase,
  _county: string,
  _subjects: readonly string[],
): Promise<Map<string, { person: string; subjects: Subject[] }>> {
  return Promise.reject(new Error('not built yet'));
}
