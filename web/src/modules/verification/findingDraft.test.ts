import { FindingRecorded, findings } from '@lianfang/domain/modules/verification/schema.ts';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  blankFinding,
  byFinding,
  byWay,
  type FindingDraft,
  findingOf,
  refusedFinding,
} from './findingDraft.ts';

const ROW = '01890000-0000-7000-8000-000000000001';
const NOW = Date.parse('2026-11-22T02:00:00Z');
const draft = (how: FindingDraft['how'] = 'visit', part: Partial<FindingDraft> = {}): FindingDraft => ({
  ...blankFinding(ROW, how, NOW),
  ...part,
});
const refused = (one: FindingDraft, attempts = 0) => refusedFinding(one, attempts, NOW)?.refused;

describe('a finding', () => {
  it('in order needs nothing but the tap, whichever way it was found', () => {
    for (const how of ['visit', 'call', 'message', 'video'] as const)
      expect(refused(byFinding(draft(how), 'found_in_order'))).toBeUndefined();
  });

  it('is always something that the server’s schema takes', () => {
    for (const finding of findings) {
      const filled = byFinding(
        draft('call', {
          note: ' 备注 ',
          statement: ' 原话 ',
          wrong: ['phone'],
          handedTo: '医院',
          place: { address: '某处' },
        }),
        finding,
      );
      const parsed = z.safeParse(FindingRecorded, findingOf(filled));
      expect([finding, parsed.success]).toEqual([finding, true]);
      expect(refused(filled, 1)).toBeUndefined();
    }
  });

  it('carries only the fields that it is about', () => {
    const full = draft('visit', {
      wrong: ['phone'],
      handedTo: '医院',
      place: { address: '某处' },
      statement: '  ',
    });
    expect(findingOf({ ...full, finding: 'refused' })).toEqual({
      row: ROW,
      finding: 'refused',
      at: new Date(NOW).toISOString(),
      how: 'visit',
      evidence: [{ type: 'seen' }],
    });
  });

  it('says what it lacks', () => {
    expect(refused(draft('visit', { finding: 'handed_to_observation' }))).toBe(
      'verification.handed_to_missing',
    );
    expect(refused(draft('call', { finding: 'not_at_address' }))).toBe('verification.moved_to_missing');
    expect(refused(draft('call', { finding: 'outside_county' }))).toBe('verification.right_area_missing');
    expect(refused(draft('call', { finding: 'wrong_data' }))).toBe('verification.wrong_missing');
    expect(refused(draft('call', { finding: 'unreachable' }))).toBe('verification.attempts_missing');
    expect(refused(draft('call', { finding: 'unreachable' }), 1)).toBeUndefined();
  });

  it('never claims by itself that somebody was seen who was not met', () => {
    expect(byFinding(draft('visit'), 'not_at_address').evidence).toEqual([]);
    expect(byFinding(draft('visit'), 'refused').evidence).toEqual(['seen']);
    // Chosen by hand, it stays.
    const chosen = draft('visit', { evidence: ['seen', 'neighbour'] });
    expect(byFinding(chosen, 'not_at_address').evidence).toEqual(['seen', 'neighbour']);
  });

  it('takes the usual evidence of another way, unless it was chosen by hand', () => {
    expect(byWay(draft('visit'), 'call').evidence).toEqual(['own_statement', 'call_log']);
    expect(byWay(draft('visit', { evidence: ['document'] }), 'call').evidence).toEqual(['document']);
  });
});
