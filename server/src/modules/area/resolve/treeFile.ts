import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Tree } from './tree.ts';

// A tree as bytes, from the process that makes it to the one that uses it: length of the head (uint32, little endian), the
// head (JSON), then the numbers one array after another, each from a place that is a multiple of eight.

const kinds = { Float64Array, Int32Array, Uint32Array, Uint16Array, Uint8Array } as const;
type Kind = keyof typeof kinds;
type Numbers = InstanceType<(typeof kinds)[Kind]>;
type Part = { readonly name: string; readonly kind: Kind; readonly length: number; readonly at: number };
type Head = {
  readonly plain: Record<string, unknown>;
  readonly parts: readonly Part[];
  readonly bytes: number;
};

/** Writes a tree; ends when the last byte is taken. */
export async function writeTree(tree: Tree, to: Writable): Promise<void> {
  const plain: Record<string, unknown> = {};
  const parts: Part[] = [];
  let bytes = 0;
  for (const [name, value] of Object.entries(tree)) {
    if (!ArrayBuffer.isView(value)) {
      plain[name] = value;
      continue;
    }
    const numbers = value as Numbers;
    parts.push({ name, kind: numbers.constructor.name as Kind, length: numbers.length, at: bytes });
    bytes += Math.ceil(numbers.byteLength / 8) * 8;
  }
  const head = Buffer.from(JSON.stringify({ plain, parts, bytes } satisfies Head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const write = async (part: Buffer) => {
    if (!to.write(part)) await once(to, 'drain');
  };
  await write(length);
  await write(head);
  for (const { name } of parts) {
    const { buffer, byteOffset, byteLength } = tree[name as keyof Tree] as Numbers;
    await write(Buffer.from(buffer, byteOffset, byteLength));
    if (byteLength % 8 !== 0) await write(Buffer.alloc(8 - (byteLength % 8)));
  }
  await new Promise((resolve) => to.end(resolve));
}

/** Reads a tree into one stretch of memory. Throws when the bytes end too early. */
export async function readTree(from: Readable): Promise<Tree> {
  let head: Head | undefined;
  let before: Buffer = Buffer.alloc(0);
  let body = new Uint8Array(0);
  let filled = 0;
  for await (const chunk of from) {
    let bytes = chunk as Buffer;
    if (head === undefined) {
      before = Buffer.concat([before, bytes]);
      if (before.length < 4 || before.length < 4 + before.readUInt32LE(0)) continue;
      const end = 4 + before.readUInt32LE(0);
      head = JSON.parse(before.toString('utf8', 4, end)) as Head;
      body = new Uint8Array(head.bytes);
      bytes = before.subarray(end);
    }
    body.set(bytes, filled);
    filled += bytes.length;
  }
  if (head === undefined || filled !== head.bytes) throw new Error('the tree of areas came incomplete');
  const tree: Record<string, unknown> = { ...head.plain };
  for (const { name, kind, length, at } of head.parts) tree[name] = new kinds[kind](body.buffer, at, length);
  return tree as Tree;
}
