import { fc, it } from '@fast-check/vitest';
import { type EntryName, entries } from '@lianfang/domain/entries.ts';
import { Delivery, Envelope } from '@lianfang/domain/kernel/entry.ts';
import { Passage } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { describe, expect } from 'vitest';
import type * as z from 'zod/mini';
import { compile } from './schemas.ts';

// The phone runs the zod schemas, the door their compiled form: what one takes the other must take.
const id = '01900000-0000-7000-8000-000000000001';
const good: Record<string, unknown> = {
  envelope: {
    id,
    device: id,
    seq: 1,
    kind: 'checkpoint.passage.registered',
    at: '2022-01-05T08:15:00+08:00',
    post: 'CP1',
    data: {},
  },
  passage: {
    mode: 'vehicle',
    plate: '陕CF37K2',
    persons: [
      { name: '张试验', document: { type: 'id_card', number: '610399199712064364' }, temperature: 36.5 },
    ],
    outcome: 'turned_back',
    reason: 'no_certificate',
    source: { import: id, rows: [3] },
  },
};

/** Values that sit on the edges of the schemas, and any JSON. */
const odd = fc.oneof(
  fc.constantFrom(
    id,
    id.toUpperCase(),
    '2022-02-30T00:00:00Z',
    '2022-01-05T08:15Z',
    'CP1',
    '',
    '\u0000',
    '𠮷'.repeat(40),
    '陕',
  ),
  fc.constantFrom(0, 1, -1, 1.5, 45, 45.1, 2_000_000_000, 2_000_000_001, null, true, [], {}),
  fc.string({ maxLength: 70, unit: 'grapheme' }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A good value of which one member, somewhere, is replaced, removed or added. */
function damaged(value: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(value);
  return fc
    .tuple(fc.constantFrom(...paths), fc.constantFrom('replace', 'remove', 'add'), odd)
    .map(([path, how, other]) => {
      const copy = structuredClone({ root: value }) as Record<string, unknown>;
      let at = copy;
      for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
      const last = path.at(-1) as string;
      if (how === 'remove' && last !== 'root') delete at[last];
      else if (how === 'add' && !Array.isArray(at)) at.invented = other;
      else at[last] = other;
      return JSON.parse(JSON.stringify(copy.root ?? null));
    });
}

function pathsOf(value: unknown, path: string[] = ['root']): string[][] {
  if (value === null || typeof value !== 'object') return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]))];
}

describe('the compiled form of a schema', () => {
  it('takes what is good', () => {
    for (const [schema, value] of [
      [Envelope, good.envelope],
      [Passage, good.passage],
    ] as const) {
      expect(schema.safeParse(value).success).toBe(true);
      expect(compile(schema)(value)).toBe(true);
    }
  });

  const compiled = new Map(
    [Envelope, Passage, Delivery].map((schema) => [schema as z.ZodMiniType, compile(schema)]),
  );
  const same = (schema: z.ZodMiniType, value: unknown): void => {
    expect(compiled.get(schema)?.(value)).toBe(schema.safeParse(value).success);
  };

  it.prop([damaged(good.envelope)], { numRuns: 3000 })('judges damaged envelopes as zod does', (value) => {
    same(Envelope, value);
  });
  it.prop([damaged(good.passage)], { numRuns: 3000 })('judges damaged passages as zod does', (value) => {
    same(Passage, value);
  });
  it.prop([fc.jsonValue()], { numRuns: 1000 })('judges anything as zod does', (value) => {
    same(Envelope, value);
    same(Delivery, value);
  });

  const names = Object.keys(entries) as EntryName[];
  const all = new Map(names.map((name) => [name, compile(entries[name].data)]));
  it.prop(
    [
      fc.constantFrom(...names),
      fc.dictionary(fc.constantFrom('report', 'passage', 'by', 'why', 'remark'), odd),
    ],
    {
      numRuns: 2000,
    },
  )('judges the data of every kind as zod does', (name, data) => {
    const value = JSON.parse(JSON.stringify(data));
    expect(all.get(name)?.(value)).toBe(entries[name].data.safeParse(value).success);
  });
});
