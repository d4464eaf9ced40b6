import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pinDelayMs, pinWaitMs, weakPin } from './crew.ts';
import { enrolmentCode } from './device.ts';

describe('a PIN', () => {
  it('is refused when anyone would try it first', () => {
    for (const pin of ['000000', '111111', '123456', '654321', '121212', '123123', '12345', 'abcdef'])
      expect(weakPin(pin)).toBe(true);
    for (const pin of ['274961', '850317', '109283']) expect(weakPin(pin)).toBe(false);
  });

  it('costs growing time when it is wrong, up to a quarter of an hour, and a clock set back does not make it longer', () => {
    expect([1, 2, 3, 4, 5].map(pinDelayMs)).toEqual([0, 0, 15_000, 30_000, 60_000]);
    expect(pinDelayMs(40)).toBe(900_000);
    fc.assert(
      fc.property(fc.nat(30), fc.integer({ min: -1e12, max: 1e12 }), (wrong, now) => {
        const wait = pinWaitMs({ wrong, lockedUntil: 1e12 }, now);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(pinDelayMs(wrong));
      }),
    );
  });
});

describe('a binding code', () => {
  it('is found in the link of the QR code and as it is typed', () => {
    expect(enrolmentCode('https://lf.example/field/#enrol=ABCD-2345')).toBe('ABCD2345');
    expect(enrolmentCode(' abcd 2345 ')).toBe('ABCD2345');
    expect(enrolmentCode('')).toBeUndefined();
    expect(enrolmentCode('https://example.invalid/')).toBeUndefined();
  });
});
