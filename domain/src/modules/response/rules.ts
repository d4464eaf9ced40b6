import type { Refusal, RuleContext } from '../../kernel/entry.ts';
import type {
  Addressee,
  Closed,
  CloseOutCode,
  LeaderAssigned,
  MeetingHeld,
  Order,
  TaskForceFormed,
} from './schema.ts';

/**
 * What no response may be ended without, as the law asks it of whoever collected personal data for it: nothing more is
 * collected, statutory copies are handed over, exceptions are assessed.
 */
export const neededItems: readonly CloseOutCode[] = [
  'collection_stopped',
  'statutory_copies',
  'exceptions_assessed',
];

/** What a checklist begins with before a person has looked at it: every item that has a code, with days for it. */
export const usualCloseOut: readonly { readonly code: CloseOutCode; readonly days: number }[] = [
  { code: 'collection_stopped', days: 1 },
  { code: 'directives_ended', days: 3 },
  { code: 'phones_cleared', days: 3 },
  { code: 'papers_collected', days: 5 },
  { code: 'statutory_copies', days: 7 },
  { code: 'exceptions_assessed', days: 7 },
  { code: 'supplies_counted', days: 7 },
  { code: 'forces_dissolved', days: 7 },
  { code: 'final_report', days: 10 },
];

/** Minutes for which the clock of who writes down a meeting may be ahead. */
const AHEAD_MINUTES = 5;

/** An order to someone, in time. `at` of the context is the instant of the deed. */
export function checkOrder(
  { addressees, dueAt }: Pick<Order, 'addressees' | 'dueAt'>,
  { at }: RuleContext,
): Refusal | undefined {
  if (addressees.some((addressee) => Object.values(addressee).length !== 1))
    return { refused: 'response.addressee', fields: ['addressees'] };
  if (repeats(addressees.map(addresseeKey)))
    return { refused: 'response.addressee_twice', fields: ['addressees'] };
  if (!(Date.parse(dueAt) > Date.parse(at))) return { refused: 'response.due_past', fields: ['dueAt'] };
  return undefined;
}

export function checkTaskForce({
  lead,
  deputies,
  members,
}: Pick<TaskForceFormed, 'lead' | 'deputies' | 'members'>): Refusal | undefined {
  return repeats([lead, ...deputies, ...members])
    ? { refused: 'response.member_twice', fields: ['members'] }
    : undefined;
}

export function checkMeeting(meeting: MeetingHeld, context: RuleContext): Refusal | undefined {
  const held = Date.parse(meeting.heldAt);
  const future = !(held <= Date.parse(context.at) + AHEAD_MINUTES * 60_000);
  const backwards = meeting.until !== undefined && !(Date.parse(meeting.until) >= held);
  if (future || backwards) return { refused: 'response.meeting_time', fields: [future ? 'heldAt' : 'until'] };
  for (const { directive } of meeting.decisions) {
    const refusal = directive && checkOrder(directive, context);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

export function checkClosed({ checklist }: Closed, { at }: RuleContext): Refusal | undefined {
  const codes = checklist.map(({ code }) => code);
  if (neededItems.some((code) => !codes.includes(code)))
    return { refused: 'response.checklist_short', fields: ['checklist'] };
  if (checklist.some(({ code, text }) => code === 'other' && text === undefined))
    return { refused: 'response.item_text', fields: ['checklist'] };
  if (checklist.some(({ dueAt }) => !(Date.parse(dueAt) > Date.parse(at))))
    return { refused: 'response.due_past', fields: ['checklist'] };
  return undefined;
}

export function checkLeader({ areas, posts }: LeaderAssigned): Refusal | undefined {
  return areas.length + posts.length === 0
    ? { refused: 'response.leader_nothing', fields: ['areas', 'posts'] }
    : undefined;
}

/** What an addressee is told apart by. */
export function addresseeKey({ taskForce, unit, account }: Addressee): string {
  return [taskForce ?? '', unit ?? '', account ?? ''].join(' ');
}

function repeats(values: readonly string[]): boolean {
  return new Set(values).size < values.length;
}
