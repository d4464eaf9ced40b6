/** Which rows have been read, by their key, and where each stands. */
export type SeenRows = {
  /** The place of the first row with this key, or undefined when this is the first; then it is remembered. */
  firstOf: (key: string, sheet: number, row: number) => { sheet: number; row: number } | undefined;
};

/**
 * Keys as two independent 52-bit hashes in plain arrays: some 22 bytes a row, where the texts themselves would be
 * two hundred. With 104 bits, two different keys of a million rows meet once in 10^19 files.
 */
export function createSeenRows(): SeenRows {
  let capacity = 1 << 12;
  let count = 0;
  let table = emptyTable(capacity);

  function place(first: number, second: number): number {
    let at = first % capacity;
    while (table.rows[at] !== 0 && !(table.first[at] === first && table.second[at] === second))
      at = (at + 1) % capacity;
    return at;
  }

  function grow(): void {
    const old = table;
    capacity *= 2;
    table = emptyTable(capacity);
    old.rows.forEach((row, index) => {
      if (row === 0) return;
      put(place(old.first[index] ?? 0, old.second[index] ?? 0), old, index);
    });
  }

  function put(at: number, from: SeenTable, index: number): void {
    table.first[at] = from.first[index] ?? 0;
    table.second[at] = from.second[index] ?? 0;
    table.rows[at] = from.rows[index] ?? 0;
    table.sheets[at] = from.sheets[index] ?? 0;
  }

  return {
    firstOf: (key, sheet, row) => {
      const [first, second] = hashesOf(key);
      const at = place(first, second);
      const known = table.rows[at] ?? 0;
      if (known !== 0) return { sheet: table.sheets[at] ?? 0, row: known };
      table.first[at] = first;
      table.second[at] = second;
      table.rows[at] = row;
      table.sheets[at] = sheet;
      count += 1;
      if (count * 2 > capacity) grow();
      return undefined;
    },
  };
}

type SeenTable = { first: Float64Array; second: Float64Array; rows: Uint32Array; sheets: Uint16Array };

function emptyTable(capacity: number): SeenTable {
  return {
    first: new Float64Array(capacity),
    second: new Float64Array(capacity),
    rows: new Uint32Array(capacity),
    sheets: new Uint16Array(capacity),
  };
}

/** Four 32-bit multiply-and-xor lanes over the text (after cyrb128), joined to two numbers below 2^52. */
function hashesOf(text: string): [number, number] {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  a ^= b ^ c ^ d;
  return [(a >>> 0) * 2 ** 20 + ((b ^ a) >>> 12), ((c ^ a) >>> 0) * 2 ** 20 + ((d ^ a) >>> 12)];
}
