import type { Refusal } from '../../kernel/entry.ts';

export const reportStates = ['compiled', 'reviewed', 'approved', 'issued', 'returned'] as const;
export type ReportState = (typeof reportStates)[number];
export type ReportMove = 'reviewed' | 'approved' | 'issued' | 'returned';

/** The way of a report: three people sign, one after the other; any of them can return it. Issued is final. */
export const reportMoves = {
  compiled: ['reviewed', 'returned'],
  reviewed: ['approved', 'returned'],
  approved: ['issued', 'returned'],
  issued: [],
  returned: [],
} as const satisfies Record<ReportState, readonly ReportMove[]>;

/**
 * Whether this account may make this move. Who compiled or signed before does not sign again: four different people
 * stand behind an issued report.
 */
export function checkMove(
  report: { state: ReportState; hands: readonly string[] },
  move: ReportMove,
  account: string,
): Refusal | undefined {
  if (!(reportMoves[report.state] as readonly ReportMove[]).includes(move))
    return { refused: 'report.state' };
  if (move !== 'returned' && report.hands.includes(account)) return { refused: 'report.same_person' };
  return undefined;
}

/** The longest period that one report covers. */
export const LONGEST_DAYS = 31;

/** A report's period runs forwards and is no longer than a month. */
export function checkPeriod({ from, to }: { from: string; to: string }): Refusal | undefined {
  const length = Date.parse(to) - Date.parse(from);
  if (length > 0 && length <= LONGEST_DAYS * 86_400_000) return undefined;
  return { refused: 'report.window', fields: ['from', 'to'] };
}
