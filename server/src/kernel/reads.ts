import type { Actor } from '@lianfang/domain/kernel/access.ts';
import type { ReadKind } from '@lianfang/domain/kernel/read.ts';
import type * as z from 'zod/mini';
import type { Deps } from './deps.ts';

/** What a read is asked by: who, for which county, and the part of it that the asker's roles cover. */
export type Asked = {
  readonly deps: Deps;
  readonly actor: Actor;
  readonly county: string;
  /** Codes of areas begin with one of these; undefined when the whole county may be seen. */
  readonly scope: readonly string[] | undefined;
};

type HandlerOf<K> =
  K extends ReadKind<infer P, infer R> ? (asked: Asked, params: z.output<P>) => Promise<z.output<R>> : never;

/** A table with a query for each name that can be read. A missing one does not compile. */
export type ReadsFor<Table extends Record<string, ReadKind>> = {
  readonly [Name in keyof Table]: HandlerOf<Table[Name]>;
};

/** LIKE patterns for a scope, as a query parameter: null when the whole county may be seen. */
export function scopePatterns(scope: Asked['scope']): string[] | null {
  return scope === undefined ? null : scope.map((prefix) => `${prefix}%`);
}
