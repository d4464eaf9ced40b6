import { problem } from '@lianfang/domain/kernel/problem.ts';
import type * as z from 'zod/mini';

/** What was sent, by its schema. Throws `request.malformed` with the paths of up to five fields that are wrong. */
export function parsed<S extends z.ZodMiniType>(schema: S, value: unknown): z.output<S> {
  const result = judged(schema, value ?? {});
  if (result?.success) return result.data;
  const paths = result?.error.issues.map(({ path }) => path.join('.')) ?? [];
  throw problem('request.malformed', { fields: [...new Set(paths)].slice(0, 5) });
}

/**
 * What a schema says of a value; undefined where it cannot even say no.
 *
 * A length is compared even where a text was asked for and an object came that has one. If that cannot be compared
 * (`{ "length": { "toString": 1 } }`) the comparison throws: it is as wrong as any other value, and no fault of ours.
 */
export function judged<S extends z.ZodMiniType>(schema: S, value: unknown) {
  try {
    return schema.safeParse(value);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
