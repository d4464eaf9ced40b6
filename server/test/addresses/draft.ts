import type { Places } from './places.ts';

/** What is written of one area: `core` as meant (before a slip of the pen), `kind` when its ending is written too. */
export type Part = { readonly core: string; readonly kind: string; readonly level: number };

export type Roll = {
  readonly places: Places;
  readonly next: () => number;
  readonly one: <T>(of: readonly T[]) => T;
};

/** An address while it is being made: the areas as they will be written, from the province down. */
export type Draft = {
  parts: (Part & { text: string })[];
  before: string;
  between: string;
  after: string;
  turned: boolean;
  finish: (text: string) => string;
};
