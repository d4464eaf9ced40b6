import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinPersonal, splitPersonal, valuesAt } from './personal.ts';

const paths = [
  'plate',
  'note',
  'persons.*.name',
  'persons.*.document.number',
  'persons.*.phone',
  'passage.plate',
  'passage.persons.*.name',
];

const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const person = fc.record(
  {
    name: text.map((said) => `P:${said}`),
    document: fc.record({ type: text, number: text.map((said) => `P:${said}`) }, { requiredKeys: [] }),
    phone: text.map((said) => `P:${said}`),
    temperature: fc.double({ noNaN: true }),
    sampled: fc.boolean(),
  },
  { requiredKeys: [] },
);
const members = {
  plate: text.map((said) => `P:${said}`),
  note: text.map((said) => `P:${said}`),
  from: text,
  persons: fc.array(person, { maxLength: 5 }),
  extra: fc.jsonValue(),
};
const data = fc.record(
  {
    ...members,
    passage: fc.record(
      {
        plate: members.plate,
        persons: members.persons.map((all) =>
          all.map(({ name, sampled }) => ({
            ...(name !== undefined && { name }),
            ...(sampled !== undefined && { sampled }),
          })),
        ),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

test('the two halves give the whole again, and the open one says nothing about persons', () => {
  fc.assert(
    fc.property(data, (whole) => {
      const before = structuredClone(whole);
      const { open, personal } = splitPersonal(whole as never, paths);
      expect(joinPersonal(open, personal)).toEqual(before);
      expect(whole).toEqual(before);
      const { extra: _, from: __, ...rest } = open as Record<string, unknown>;
      expect(JSON.stringify(rest)).not.toContain('"P:');
      for (const path of paths) expect(valuesAt(personal, path)).toEqual(valuesAt(whole, path));
      // Sealed and opened, it has been through JSON.
      const opened = personal === undefined ? undefined : JSON.parse(JSON.stringify(personal));
      expect(joinPersonal(open, opened)).toEqual(before);
    }),
    { numRuns: 2000 },
  );
});

test('what says nothing about persons has no personal half', () => {
  expect(splitPersonal({ from: '凤县', persons: [{ sampled: true }] }, paths)).toEqual({
    open: { from: '凤县', persons: [{ sampled: true }] },
    personal: undefined,
  });
});
