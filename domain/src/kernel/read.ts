import type * as z from 'zod/mini';
import type { Role } from './access.ts';

/** One name that can be read: its parameters, its result, and the roles that may ask. `'anyone'` needs no session. */
export type ReadKind<P extends z.ZodMiniType = z.ZodMiniType, R extends z.ZodMiniType = z.ZodMiniType> = {
  readonly params: P;
  readonly result: R;
  readonly who: readonly Role[] | 'anyone' | 'device';
  /** Parameters say something about a person: only as a POST body, never in an address. */
  readonly personal?: boolean;
};

export function readKind<P extends z.ZodMiniType, R extends z.ZodMiniType>(
  kind: ReadKind<P, R>,
): ReadKind<P, R> {
  return kind;
}
