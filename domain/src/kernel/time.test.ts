import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { hourOf } from './time.ts';

const HOUR_MS = 3_600_000;
const written = fc
  .date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('+012000-01-01') })
  .map((date) => date.toISOString());

test.prop([written], { examples: [['2022-01-05T00:00:00.000Z'], ['2022-01-05T23:59:59.999Z']] })(
  'an hour is the same, read or reckoned',
  (instant) => {
    const start = Math.floor(Date.parse(instant) / HOUR_MS) * HOUR_MS;
    expect(hourOf(instant)).toBe(new Date(start).toISOString());
    expect(hourOf(Date.parse(instant))).toBe(hourOf(instant));
  },
);

test('instants that are written otherwise have an hour too', () => {
  expect(hourOf('2022-01-05T08:15:00+08:00')).toBe('2022-01-05T00:00:00.000Z');
  expect(hourOf('2022-01-05T08:15:00Z')).toBe('2022-01-05T08:00:00.000Z');
  expect(hourOf('2022-01-05T24:00:00.000Z')).toBe('2022-01-06T00:00:00.000Z');
});
