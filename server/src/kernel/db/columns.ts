/**
 * Columns of values as PostgreSQL's binary arrays, for `unnest($1::uuid[], $2::text[] …)` on the hot way in. Bytes go as they
 * are instead of as hexadecimal text, texts without being escaped, and the server has nothing to parse: decoding text arrays
 * took it as long as storing the rows. pg sends a Buffer as a binary parameter; its elements must be of the very type of
 * the cast. What comes in is what the schemas have let through: a value beyond its type's range throws a RangeError.
 */
type Column<T> = readonly (T | null | undefined)[];

/** From the array's header to its first element: dimensions, has nulls, element type, length, lower bound. */
const HEADER = 20;

function column<T>(
  type: number,
  values: Column<T>,
  most: (value: T) => number,
  write: (into: Buffer, at: number, value: T) => number,
): Buffer {
  let size = HEADER;
  let nulls = 0;
  for (const value of values) {
    size += 4;
    if (value === null || value === undefined) nulls = 1;
    else size += most(value);
  }
  const bytes = Buffer.allocUnsafe(size);
  bytes.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  bytes.writeInt32BE(nulls, 4);
  bytes.writeInt32BE(type, 8);
  if (values.length === 0) return bytes.subarray(0, 12);
  bytes.writeInt32BE(values.length, 12);
  bytes.writeInt32BE(1, 16);
  let at = HEADER;
  let last: T | null | undefined;
  let lastSize = 0;
  for (const value of values) {
    // Rows that come together have much in common: what has just been written is copied.
    if (lastSize > 0 && value === last) {
      bytes.copyWithin(at, at - lastSize, at);
    } else {
      const length = value === null || value === undefined ? -1 : write(bytes, at + 4, value);
      bytes.writeInt32BE(length, at);
      last = value;
      lastSize = 4 + Math.max(length, 0);
    }
    at += lastSize;
  }
  return bytes.subarray(0, at);
}

/** `text[]` */
export function texts(values: Column<string>): Buffer {
  return column(
    25,
    values,
    (value) => value.length * 3,
    (into, at, value) => into.write(value, at, 'utf8'),
  );
}

/** `text[]` of what is UTF-8 already. */
export function writtenTexts(values: Column<Buffer>): Buffer {
  return raw(25, values);
}

/** `uuid[]` */
export function uuids(values: Column<string>): Buffer {
  return column(2950, values, () => 16, writeUuid);
}

/** `bytea[]` */
export function byteas(values: Column<Buffer>): Buffer {
  return raw(17, values);
}

function raw(type: number, values: Column<Buffer>): Buffer {
  return column(
    type,
    values,
    (value) => value.length,
    (into, at, value) => value.copy(into, at),
  );
}

/** `bigint[]` */
export function bigints(values: Column<bigint>): Buffer {
  return column(20, values, eight, (into, at, value) => into.writeBigInt64BE(value, at) - at);
}

/** `smallint[]` */
export function smallints(values: Column<number>): Buffer {
  return column(
    21,
    values,
    () => 2,
    (into, at, value) => into.writeInt16BE(value, at) - at,
  );
}

/** `integer[]` */
export function integers(values: Column<number>): Buffer {
  return column(
    23,
    values,
    () => 4,
    (into, at, value) => into.writeInt32BE(value, at) - at,
  );
}

/** `real[]` */
export function reals(values: Column<number>): Buffer {
  return column(
    700,
    values,
    () => 4,
    (into, at, value) => into.writeFloatBE(value, at) - at,
  );
}

/** `boolean[]` */
export function booleans(values: Column<boolean>): Buffer {
  return column(
    16,
    values,
    () => 1,
    (into, at, value) => into.writeUInt8(value ? 1 : 0, at) - at,
  );
}

const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

/** `timestamptz[]` of instants in ISO 8601, to the millisecond. */
export function instants(values: Column<string>): Buffer {
  return column(1184, values, eight, (into, at, value) => {
    const microseconds = BigInt((Date.parse(value) - POSTGRES_EPOCH_MS) * 1000);
    return into.writeBigInt64BE(microseconds, at) - at;
  });
}

function eight(): number {
  return 8;
}

const NO_DIGIT = 255;
/** The value of a hexadecimal digit by its UTF-16 code. */
const digits = new Uint8Array(65_536).fill(NO_DIGIT);
for (const [value, digit] of [...'0123456789abcdef'].entries())
  for (const either of [digit, digit.toUpperCase()]) digits[either.charCodeAt(0)] = value;

/**
 * Writes the sixteen bytes of a UUID and gives their number; throws a RangeError for what is none. A dozen for each passage:
 * digit by digit takes a quarter of what it takes to leave the hyphens out and write the rest as hexadecimal.
 */
export function writeUuid(into: Buffer, at: number, text: string): number {
  let all = text.length === 36 ? 0 : NO_DIGIT;
  for (let byte = 0, from = 0; byte < 16; byte++, from += 2) {
    if (byte === 4 || byte === 6 || byte === 8 || byte === 10) from++;
    const high = digits[text.charCodeAt(from)] as number;
    const low = digits[text.charCodeAt(from + 1)] as number;
    all |= high | low;
    into[at + byte] = (high << 4) | low;
  }
  if (all > 15) throw new RangeError('not a UUID');
  return 16;
}
