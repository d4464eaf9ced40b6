import { inspect } from 'node:util';

declare const content: unique symbol;

/**
 * Personal data under encryption, as it lies in a column. It is no string: printing, logging, serialising and
 * comparing it give nothing, joining it to a text throws. `T` is what it holds once opened through `reveal`.
 */
export type Sealed<T> = { readonly [content]?: T };

const bytes = new WeakMap<object, Buffer>();
const shown = '[sealed]';

function refuse(): never {
  throw new TypeError('sealed data has no text; it is opened by reveal');
}

const shield = Object.freeze(
  Object.defineProperties(Object.create(null), {
    toJSON: { value: () => shown },
    [inspect.custom]: { value: () => shown },
    toString: { value: refuse },
    valueOf: { value: refuse },
    [Symbol.toPrimitive]: { value: refuse },
  }),
);

/** Wraps the sealed bytes that a column holds. */
export function sealed<T>(stored: Buffer): Sealed<T> {
  const value = Object.freeze(Object.create(shield)) as Sealed<T>;
  bytes.set(value, stored);
  return value;
}

/** The bytes for the column; still encrypted. */
export function sealedBytes(value: Sealed<unknown>): Buffer {
  const stored = bytes.get(value);
  if (!stored) throw new TypeError('this is no sealed value');
  return stored;
}
