import type { Role } from '@lianfang/domain/kernel/access.ts';
import type * as z from 'zod/mini';
import type { Asked } from '../reads.ts';

/** A list that can be exported as it is filtered: who may, what it takes, and its rows as people read them. */
export type Exporter = {
  readonly who: readonly Role[];
  readonly params: z.ZodMiniType;
  /** Columns by key, in the order of the screen. None of them says who somebody is. */
  readonly columns: readonly { readonly key: string; readonly title: string; readonly width?: number }[];
  readonly rows: (asked: Asked, params: never) => AsyncIterable<Readonly<Record<string, unknown>>>;
};
