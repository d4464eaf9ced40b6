/**
 * Splits what is said about persons from the rest of an entry's data, by the paths that its kind declares:
 * `plate`, `persons.*.name`. Both halves keep the shape, so that putting them together gives the whole again.
 */
type Json = { [key: string]: unknown };

export function splitPersonal(
  data: Json,
  paths: readonly string[],
): { open: Json; personal: Json | undefined } {
  let open: unknown = data;
  let personal: unknown;
  for (const path of paths) {
    const taken = take(open, path.split('.'));
    open = taken.rest;
    personal = merge(personal, taken.part);
  }
  return { open: open as Json, personal: personal as Json | undefined };
}

/** The whole again from its two halves. */
export function joinPersonal(open: Json, personal: Json | undefined): Json {
  return (personal === undefined ? open : merge(open, personal)) as Json;
}

/** The values at a path, in order, with their place among siblings: `[[0, '王某'], [1, '李某']]`. */
export function valuesAt(data: unknown, path: string): [index: number, value: unknown][] {
  const [first, ...rest] = path.split('.');
  if (data === null || typeof data !== 'object' || first === undefined) return [];
  if (first === '*') {
    if (!Array.isArray(data)) return [];
    return data.flatMap((item, index) =>
      valuesAt(item, rest.join('.')).map(([, value]) => [index, value] as [number, unknown]),
    );
  }
  const value = (data as Json)[first];
  if (value === undefined) return [];
  return rest.length === 0 ? [[0, value]] : valuesAt(value, rest.join('.'));
}

function take(value: unknown, path: string[]): { rest: unknown; part: unknown } {
  const [first, ...deeper] = path;
  if (value === null || typeof value !== 'object' || first === undefined)
    return { rest: value, part: undefined };
  if (first === '*') {
    if (!Array.isArray(value)) return { rest: value, part: undefined };
    const taken = value.map((item) => take(item, deeper));
    const parts = taken.map(({ part }) => part ?? {});
    return {
      rest: taken.map(({ rest }) => rest),
      part: taken.some(({ part }) => part !== undefined) ? parts : undefined,
    };
  }
  const object = value as Json;
  if (!(first in object)) return { rest: value, part: undefined };
  const { [first]: member, ...others } = object;
  if (deeper.length === 0) return { rest: others, part: { [first]: member } };
  const { rest, part } = take(member, deeper);
  return { rest: { ...object, [first]: rest }, part: part === undefined ? undefined : { [first]: part } };
}

function merge(a: unknown, b: unknown): unknown {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (Array.isArray(a) && Array.isArray(b)) {
    return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => merge(a[index], b[index]));
  }
  if (a !== null && b !== null && typeof a === 'object' && typeof b === 'object') {
    const result: Json = { ...(a as Json) };
    for (const [key, value] of Object.entries(b)) result[key] = merge(result[key], value);
    return result;
  }
  return b;
}
