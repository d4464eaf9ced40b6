import { addDays, isoDate, type Moment, nearestDate } from '../../../kernel/imports/dates.ts';

/** A shift's hours in minutes from midnight of its date; `to` passes 1440 when it ends on the next day. */
export type Shift = { name?: string; from?: number; to?: number };

/** The day a sheet speaks of, and the shift: what a bare time is read against. */
export type DayContext = {
  date?: string | undefined;
  shift?: Shift | undefined;
  /** The day on which the file was received: gives the year where none is written. */
  receivedOn?: string | undefined;
  /** Whether the sheet has shown an evening time: a night shift without hours then goes on past midnight. */
  evening?: boolean;
};

/** The date of a moment: its own, else worked out from the context; undefined when it cannot be. */
export function dateOf(moment: Moment, context: DayContext): string | undefined {
  if (moment.day === undefined) return context.date;
  if (moment.year !== undefined) return isoDate(moment.year, moment.month ?? 0, moment.day);
  const near = context.date ?? context.receivedOn;
  if (near === undefined) return undefined;
  const date = nearestDate(moment, near);
  // A register is of the past: without a date in the sheet, the last such day before the file came.
  if (
    context.date !== undefined ||
    date === undefined ||
    moment.month === undefined ||
    date <= addDays(near, 1)
  )
    return date;
  return isoDate(Number(date.slice(0, 4)) - 1, moment.month, moment.day);
}

/** A shift that overruns its end keeps its paper; a later time than this belongs elsewhere. */
const OVERRUN_MINUTES = 60;

/**
 * How many days after the sheet's date a bare time is: 1 after midnight of a shift that crosses it (20:00–08:00) or
 * that ends at it (16:00–24:00 with a row at 00:05), else 0.
 */
export function daysLater(seconds: number, context: DayContext): 0 | 1 {
  const minutes = seconds / 60;
  const { from, to, name } = context.shift ?? {};
  if (from === undefined || to === undefined) {
    return /夜|晚/.test(name ?? '') && context.evening === true && minutes < 12 * 60 ? 1 : 0;
  }
  if (to < 1440 || minutes >= from) return 0;
  if (minutes + 1440 <= to) return 1;
  return minutes + 1440 <= to + OVERRUN_MINUTES && minutes + OVERRUN_MINUTES < from ? 1 : 0;
}

/** Whether a bare time lies well outside the hours of its shift. */
export function outsideShift(seconds: number, shift: Shift | undefined): boolean {
  if (shift?.from === undefined || shift.to === undefined) return false;
  const minutes = seconds / 60;
  const fits = (time: number) =>
    time >= (shift.from ?? 0) - OVERRUN_MINUTES && time <= (shift.to ?? 0) + OVERRUN_MINUTES;
  return !fits(minutes) && !fits(minutes + 1440);
}
