import { Passage } from '@lianfang/domain/modules/checkpoint/schema.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { blankDraft, blankPerson, degreesOf, draftOf, isBlank, passageOf, temperatureText } from './draft.ts';
import { homePrefix, judgePlate, provinceOrder, shownPlate } from './platePlan.ts';
import { fillIn, readTraveller } from './traveller.ts';

const digits = (most: number) => fc.string({ unit: fc.constantFrom(...'0123456789X'), maxLength: most });
const drafts = fc.record({
  mode: fc.constantFrom('vehicle' as const, 'pedestrian' as const),
  plate: fc.oneof(
    fc.constantFrom('陕C12345', '陕CD12345', '无牌', '陕C1234学', 'WJ陕1234X'),
    fc.string({ unit: fc.constantFrom(...'陕AC12345OI'), minLength: 1, maxLength: 10 }),
  ),
  vehicleType: fc.constantFrom('car' as const, undefined),
  from: fc.record({ text: fc.string({ maxLength: 60 }), keep: fc.boolean() }),
  to: fc.record({ text: fc.string({ maxLength: 60 }), keep: fc.boolean() }),
  note: fc.constant(''),
  persons: fc.array(
    fc.record({
      name: fc.constantFrom('', '王某', '阿依古丽 · 买买提', '𠮷田'),
      documentType: fc.constantFrom('id_card' as const, 'passport' as const, 'none' as const),
      documentNumber: digits(18),
      phone: digits(12),
      temperature: fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 3 }),
      symptoms: fc.boolean(),
      certificate: fc.constantFrom(
        'none' as const,
        '24' as const,
        '48' as const,
        '72' as const,
        'positive' as const,
        'vaccinated' as const,
        undefined,
      ),
      sampled: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

describe('the form', () => {
  it('always means a passage that the server’s schema takes, however it was filled', () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        const parsed = z.safeParse(Passage, passageOf(draft, 'passed', undefined, undefined));
        expect(parsed.error?.issues ?? []).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives the same passage again when it is opened to be corrected', () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        const passage = passageOf(draft, 'passed', undefined, undefined);
        const again = passageOf(draftOf(passage, 'all', blankDraft('')), 'passed', undefined, undefined);
        expect({ ...again, vehicleType: undefined }).toEqual({ ...passage, vehicleType: undefined });
      }),
      { numRuns: 500 },
    );
  });

  it('keeps only what was locked for the next one', () => {
    const before = {
      ...blankDraft('陕C'),
      from: { text: '宝鸡市', keep: true },
      to: { text: '凤县', keep: false },
    };
    const next = blankDraft('陕C', { ...before, persons: [{ ...blankPerson, name: '王某' }] });
    expect(next.from).toEqual({ text: '宝鸡市', keep: true });
    expect(next.to).toEqual({ text: '', keep: false });
    expect(isBlank(next, '陕C')).toBe(true);
  });

  it('fills a vehicle that comes again without what was measured then', () => {
    const passage = passageOf(
      {
        ...blankDraft('陕C12345'),
        persons: [{ ...blankPerson, name: '王某', temperature: '378', certificate: '24', sampled: true }],
      },
      'passed',
      undefined,
      undefined,
    );
    const [person] = draftOf(passage, 'who', blankDraft('')).persons;
    expect(person).toMatchObject({ name: '王某', temperature: '', sampled: false, symptoms: false });
    expect(person?.certificate).toBeUndefined();
  });

  it('reads temperatures as they are typed, without a point', () => {
    expect(degreesOf('3')).toBeUndefined();
    expect(degreesOf('37')).toBe(37);
    expect(degreesOf('373')).toBe(37.3);
    expect(temperatureText('373')).toBe('37.3');
  });
});

describe('the plate pad', () => {
  it('puts the county’s own province first, then its neighbours, and leaves none out', () => {
    const order = provinceOrder(['陕C', '甘']);
    expect(order.slice(0, 3)).toEqual(['陕', '甘', '川']);
    expect(new Set(order).size).toBe(31);
    expect(homePrefix(['陕', '陕C'])).toBe('陕C');
    expect(homePrefix([])).toBe('');
  });

  it('says new energy at the eighth character, flags what has no known form, blocks nothing', () => {
    expect(judgePlate('陕C12').state).toBe('short');
    expect(judgePlate('陕C12345').state).toBe('ok');
    expect(judgePlate('陕CD12345').state).toBe('new_energy');
    expect(judgePlate('陕C1234O')).toEqual({ state: 'flagged', suggestion: '陕C12340' });
    expect(judgePlate('无牌').state).toBe('flagged');
    expect(shownPlate('陕C12345')).toBe('陕C·12345');
  });
});

describe('a traveller’s code', () => {
  const shown = {
    lf: 1,
    plate: '甘E12345',
    persons: [{ name: '赵某', document: '610399199001011231', phone: '19900000001' }],
    from: '陇南市',
  };

  it('is read as JSON and as LF1', () => {
    const packed = `LF1:${Buffer.from(JSON.stringify(shown)).toString('base64url')}`;
    for (const text of [JSON.stringify(shown), packed]) {
      const draft = fillIn(
        { ...blankDraft('陕C'), to: { text: '凤县', keep: true } },
        readTraveller(text) ?? { persons: [] },
      );
      expect(draft).toMatchObject({ plate: '甘E12345', from: { text: '陇南市' }, to: { text: '凤县' } });
      expect(draft.persons[0]).toMatchObject({
        name: '赵某',
        documentNumber: '610399199001011231',
        documentType: 'id_card',
      });
    }
  });

  it('is anything else than trusted: other codes are not ours, long texts are cut, nothing throws', () => {
    expect(readTraveller('https://example.invalid')).toBeUndefined();
    expect(readTraveller('{"lf":2,"persons":[]}')).toBeUndefined();
    const long = readTraveller(JSON.stringify({ lf: 1, persons: [{ name: '长'.repeat(500) }] }));
    expect([...(long?.persons[0]?.name ?? '')].length).toBe(64);
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => void readTraveller(text)));
  });
});
