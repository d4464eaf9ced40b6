import { entries } from '@lianfang/domain/entries.ts';
import { Delivery, Envelope } from '@lianfang/domain/kernel/entry.ts';
import { reads } from '@lianfang/domain/reads.ts';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { compile, compileParams } from './schemas.ts';

type Json = Record<string, unknown>;

/** Values of a JSON Schema, as far as our schemas go. */
function valuesOf(schema: Json): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  const several = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (several !== undefined) return fc.oneof(...several.map(valuesOf));
  if (schema.type === 'string')
    return texts(schema as { pattern?: string; minLength?: number; maxLength?: number });
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer' || schema.type === 'number') {
    const min = Number(schema.minimum ?? -1000);
    const max = Number(schema.maximum ?? 1000);
    const edges = fc.constantFrom(min, max);
    return schema.type === 'integer'
      ? fc.oneof(edges, fc.integer({ min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) }))
      : fc.oneof(edges, fc.double({ min, max, noNaN: true }));
  }
  if (schema.type === 'array') {
    return fc.array(valuesOf(schema.items as Json), {
      minLength: Number(schema.minItems ?? 0),
      maxLength: Math.min(Number(schema.maxItems ?? 3), Number(schema.minItems ?? 0) + 3),
    });
  }
  if (schema.type === 'object') {
    const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>);
    const known = fc.record(Object.fromEntries(properties.map(([key, one]) => [key, valuesOf(one)])), {
      requiredKeys: (schema.required ?? []) as string[],
    });
    return typeof schema.additionalProperties === 'object'
      ? fc
          .tuple(known, fc.dictionary(fc.string(), valuesOf(schema.additionalProperties as Json)))
          .map(([a, b]) => ({ ...b, ...a }))
      : known;
  }
  return fc.jsonValue();
}

/** Characters of all sorts, also of two code units, also broken ones. */
const unit = fc.constantFrom(
  'a',
  'Z',
  '7',
  '中',
  '𠮷',
  '😀',
  ' ',
  '\n',
  '·',
  '\u200b',
  '\ud83d',
  '_',
  '-',
  '.',
);

function texts({
  pattern,
  minLength = 0,
  maxLength = 40,
}: {
  pattern?: string;
  minLength?: number;
  maxLength?: number;
}) {
  const plain = fc
    .array(unit, { minLength, maxLength: Math.min(maxLength, minLength + 20) })
    .map((units) => units.join(''));
  const edges = fc.oneof(
    fc.constantFrom(minLength, maxLength, maxLength + 1).map((length) => 'x'.repeat(length)),
    // As long as allowed by one way of counting, longer by another.
    fc.constant('𠮷'.repeat(Math.ceil(maxLength / 2) + 1)),
  );
  const isFree = pattern === undefined || pattern.includes('\\P{');
  return fc.oneof(
    { weight: 20, arbitrary: isFree ? plain : fc.stringMatching(new RegExp(pattern)) },
    { weight: 1, arbitrary: edges },
  );
}

const odd = fc.constantFrom<unknown>(
  null,
  '',
  ' ',
  'x',
  'null',
  0,
  -0,
  -1,
  1.5,
  1e21,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  true,
  false,
  [],
  {},
  [null],
  '\u0000',
  'a\u0007b',
  '\ud800',
  '１２３',
  '2026-02-30T00:00:00Z',
  '2026-11-22T04:00:00Z',
  '0192f3c0-0000-7000-8000-000000000001',
  '610330000000',
  '5',
  'x'.repeat(70),
  '𠮷'.repeat(40),
  '男'.repeat(501),
  Array.from({ length: 101 }, () => ({})),
);
const change = fc.record({
  at: fc.array(fc.nat({ max: 50 }), { maxLength: 5 }),
  how: fc.constantFrom('replace', 'remove', 'add', 'double'),
  with: odd,
  key: fc.constantFrom('extra', '__proto__', 'constructor', 'toString', '', 'id'),
});

/** The same value with something about it changed. */
function changed(
  value: unknown,
  { at, how, with: other, key }: { at: number[]; how: string; with: unknown; key: string },
): unknown {
  const [step, ...deeper] = at;
  if (step !== undefined && value !== null && typeof value === 'object' && Object.keys(value).length > 0) {
    const names = Object.keys(value);
    const name = names[step % names.length] as string;
    if (how === 'remove' && deeper.length === 0 && !Array.isArray(value))
      return Object.fromEntries(Object.entries(value).filter(([one]) => one !== name));
    const copy = (Array.isArray(value) ? [...value] : { ...value }) as Json;
    define(copy, name, changed((value as Json)[name], { at: deeper, how, with: other, key }));
    return copy;
  }
  if (how === 'add' && value !== null && typeof value === 'object' && !Array.isArray(value))
    return define({ ...value }, key, other);
  if (how === 'double' && Array.isArray(value)) return [...value, ...value];
  if (how === 'double' && typeof value === 'string') return value + value;
  if (how === 'double' && typeof value === 'number') return value * 2;
  return other;
}

/** As JSON.parse does it: `__proto__` becomes a member like any other. */
function define(object: object, key: string, value: unknown): object {
  return Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** The same under another name wherever it is called `__proto__`: in a record zod leaves that member out, unseen. */
function visible(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(visible);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key === '__proto__' ? '_proto_' : key, visible(member)]),
  );
}

function judged(schema: z.ZodMiniType): fc.Arbitrary<unknown> {
  const values = valuesOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json);
  return fc
    .tuple(values, fc.array(change, { maxLength: 2 }))
    .map(([value, changes]) => changes.reduce((so, one) => changed(so, one), value));
}

const stored = {
  ...Object.fromEntries(Object.entries(entries).map(([name, { data }]) => [name, data])),
  Envelope,
  Delivery,
};

test.each(Object.entries(stored))('the door and the schema say the same of %s', (_name, schema) => {
  const valid = compile(schema as z.ZodMiniType);
  const seen = { yes: 0, no: 0 };
  fc.assert(
    fc.property(judged(schema as z.ZodMiniType), (value) => {
      const verdict = (schema as z.ZodMiniType).safeParse(visible(value)).success;
      seen[verdict ? 'yes' : 'no']++;
      expect(valid(value)).toBe(verdict);
    }),
    { numRuns: 600 },
  );
  expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(20);
});

test.each(Object.entries(reads))(
  'parameters of %s: what is let in is what the schema means',
  (_name, { params }) => {
    const schema = params as z.ZodMiniType;
    const valid = compileParams(schema);
    fc.assert(
      fc.property(judged(schema), (value) => {
        if (value === null || typeof value !== 'object' || Array.isArray(value)) return;
        const copy = structuredClone(value);
        const letIn = valid(copy);
        if (schema.safeParse(value).success) expect([letIn, copy]).toEqual([true, value]);
        // A text of blanks alone is nothing when it is searched for.
        else if (letIn && !('text' in value)) expect(schema.safeParse(copy).success).toBe(true);
      }),
      { numRuns: 300 },
    );
  },
);
