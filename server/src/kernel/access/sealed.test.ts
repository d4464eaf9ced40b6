import { inspect } from 'node:util';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { sealed, sealedBytes } from './sealed.ts';

describe('a sealed value', () => {
  const bytes = Buffer.from('610399199001011234');
  const value = sealed<string>(bytes);

  test('shows nothing when it is serialised, printed, logged or listed', () => {
    const lines: string[] = [];
    pino({}, { write: (line: string) => void lines.push(line) }).info({ value, within: { value } }, 'said');
    const shown = [JSON.stringify({ value }), inspect({ value }, { showHidden: true, depth: 9 }), ...lines];
    shown.push(JSON.stringify(Object.entries(value)), JSON.stringify(Object.getOwnPropertyNames(value)));
    for (const text of shown) {
      expect(text).not.toContain('6103');
      expect(text).not.toContain(bytes.toString('hex').slice(0, 8));
      expect(text).not.toContain(bytes.toString('base64').slice(0, 8));
    }
    expect(JSON.stringify(value)).toBe('"[sealed]"');
    expect(inspect(value)).toBe('[sealed]');
  });

  test('is no text: joining, comparing by order, converting it throws', () => {
    expect(() => `${value}`).toThrow(TypeError);
    expect(() => String(value)).toThrow(TypeError);
    expect(() => `id ${value as unknown as string}`).toThrow(TypeError);
    expect(() => (value as unknown as number) + 1).toThrow(TypeError);
    expect(() => (value as unknown as number) < (sealed(bytes) as unknown as number)).toThrow(TypeError);
    expect(() => Number(value)).toThrow(TypeError);
  });

  test('gives its bytes to a column, and cannot be copied or made by hand', () => {
    expect(sealedBytes(value)).toBe(bytes);
    expect(() => sealedBytes({ ...value })).toThrow(TypeError);
    expect(() => sealedBytes(structuredClone(value))).toThrow();
  });
});
