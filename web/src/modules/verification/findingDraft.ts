import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import { checkFinding } from '@lianfang/domain/modules/verification/rules.ts';
import type {
  Attempt,
  Finding,
  FindingRecorded,
  ways,
  wrongData,
} from '@lianfang/domain/modules/verification/schema.ts';
import type * as z from 'zod/mini';

export type Way = (typeof ways)[number];
export type Tried = z.infer<typeof Attempt>;
export type EvidenceType = FindingRecorded['evidence'][number]['type'];
export type WrongData = (typeof wrongData)[number];
export type Place = { readonly address: string; readonly area?: { code: string; name: string } | undefined };

/** What a finding's form holds. */
export type FindingDraft = {
  readonly row: string;
  readonly how: Way;
  /** When the visit or call began, ms. */
  readonly at: number;
  readonly finding?: Finding | undefined;
  readonly evidence: readonly EvidenceType[];
  readonly handedTo: string;
  /** Where the person has moved to, or where the row belongs. */
  readonly place: Place;
  readonly wrong: readonly WrongData[];
  /** The person's own words about a journey that had not been told; undefined while there is none to note. */
  readonly statement?: string | undefined;
  readonly note: string;
};

/** What a way of finding out usually rests on, so that the most frequent finding takes one tap. */
const usual: Record<Way, readonly EvidenceType[]> = {
  visit: ['seen'],
  call: ['own_statement', 'call_log'],
  message: ['own_statement'],
  video: ['seen', 'own_statement'],
};

export function blankFinding(row: string, how: Way, at: number): FindingDraft {
  return { row, how, at, evidence: usual[how], handedTo: '', place: { address: '' }, wrong: [], note: '' };
}

/** Another way: its usual evidence, unless somebody has chosen by hand. */
export function byWay(draft: FindingDraft, how: Way): FindingDraft {
  return { ...draft, how, evidence: draft.evidence === usual[draft.how] ? usual[how] : draft.evidence };
}

/** Findings about somebody who was not met: nobody has seen them, whatever the form began with. */
const notMet: readonly Finding[] = ['not_at_address', 'outside_county', 'wrong_data'];

/** The finding that was chosen; what it rests on is left to be said where the usual would be untrue. */
export function byFinding(draft: FindingDraft, finding: Finding): FindingDraft {
  const untouched = draft.evidence === usual[draft.how];
  const unseen = draft.evidence.filter((type) => type !== 'seen');
  return { ...draft, finding, evidence: untouched && notMet.includes(finding) ? unseen : draft.evidence };
}

/** The ways in which somebody could not be reached, by how it was tried. */
export function failuresOf(how: Way): readonly Tried['result'][] {
  return how === 'visit'
    ? ['nobody_home', 'other']
    : ['no_answer', 'switched_off', 'wrong_number', 'hung_up'];
}

/** The finding as it is recorded: of the form's fields only those that this finding is about. */
export function findingOf(draft: FindingDraft): FindingRecorded {
  const { row, finding = 'found_in_order', how, evidence, wrong, statement, place } = draft;
  const text = (value: string) => value.trim();
  const where = {
    ...(text(place.address) === '' ? {} : { address: text(place.address) }),
    ...(place.area === undefined ? {} : { area: place.area.code }),
  };
  return {
    row,
    finding,
    at: new Date(draft.at).toISOString(),
    how,
    evidence: finding === 'unreachable' ? [] : evidence.map((type) => ({ type })),
    ...(finding === 'handed_to_observation' &&
      text(draft.handedTo) !== '' && { handedTo: text(draft.handedTo) }),
    ...(finding === 'not_at_address' && { movedTo: where }),
    ...(finding === 'outside_county' && { right: where }),
    ...(finding === 'wrong_data' && { wrong: [...wrong] }),
    ...(statement !== undefined && text(statement) !== '' && { concealed: { statement: text(statement) } }),
    ...(text(draft.note) !== '' && { note: text(draft.note) }),
  };
}

/** What stands in the way of recording it: the server's rule, and one that it can only see with all attempts in hand. */
export function refusedFinding(draft: FindingDraft, attempts: number, now: number): Refusal | undefined {
  const context = { actor: { kind: 'account' as const }, at: new Date(now).toISOString() };
  const refusal = checkFinding(findingOf(draft), context);
  if (refusal !== undefined) return refusal;
  if (draft.finding === 'unreachable' && attempts === 0)
    return { refused: 'verification.attempts_missing', fields: ['attempts'] };
  return undefined;
}
