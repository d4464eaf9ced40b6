import * as z from 'zod/mini';

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A UUID in lower-case text. Devices make UUIDv7; imports make ids of the same shape from what they read. */
export const Id = z.string().check(z.regex(FORM));
export type Id = z.infer<typeof Id>;

/** The same for the hot way in. */
export function isId(value: unknown): value is Id {
  return typeof value === 'string' && FORM.test(value);
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * A UUIDv7 (RFC 9562 §5.7) from milliseconds since 1970 and ten bytes that make it unique. The caller brings
 * both, so that the same function serves a device (its clock, its random source) and an import (the time that
 * stands in the file, a keyed hash of the row: the same row gives the same id).
 */
export function uuidv7(milliseconds: number, unique: Uint8Array): Id {
  if (unique.length < 10) throw new RangeError('uuidv7 needs ten bytes');
  const time = Math.max(0, Math.trunc(milliseconds)).toString(16).padStart(12, '0');
  const byte = (index: number, and = 0xff, or = 0) => hex[((unique[index] as number) & and) | or] as string;
  const tail = byte(4) + byte(5) + byte(6) + byte(7) + byte(8) + byte(9);
  return `${time.slice(0, 8)}-${time.slice(8)}-${byte(0, 0x0f, 0x70)}${byte(1)}-${byte(2, 0x3f, 0x80)}${byte(3)}-${tail}`;
}

/** The milliseconds since 1970 that a UUIDv7 begins with. */
export function timeOfId(id: Id): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
