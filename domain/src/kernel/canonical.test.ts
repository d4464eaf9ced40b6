import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical } from './canonical.ts';

/** Any UTF-16 at all, halves of pairs included, and what JSON has to escape more often than chance would. */
const unit = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }),
  fc.constantFrom(...[...'"\\\n\u0000\u001f\u007f1a姓'].map((char) => char.charCodeAt(0)), 0xd83d, 0xde00),
);
const text = fc.array(unit, { maxLength: 8 }).map((units) => String.fromCharCode(...units));
const key = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', '10', '9', 'name', 'at', 'data'));
const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 40 }).map((members) => Object.fromEntries(members)),
  ),
}));

/** The same by the letter: members sorted, everything as JSON writes it. */
function byLetter(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(byLetter).join()}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${byLetter(member)}`).join()}}`;
}

function reversed(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

test('it is JSON with its members sorted, whatever order they came in', () => {
  fc.assert(
    fc.property(anything, (value) => {
      const said = canonical(value);
      expect(said).toBe(byLetter(value));
      expect(canonical(reversed(value))).toBe(said);
    }),
    { numRuns: 2000 },
  );
});

test('so are many members', () => {
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`member ${(at * 7) % 40}`, at]));
  expect(canonical(many)).toBe(byLetter(many));
});

test('a member that is undefined is as good as none', () => {
  expect(canonical({ b: undefined, a: [1, undefined] })).toBe('{"a":[1,null]}');
});
