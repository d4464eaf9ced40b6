import { isEmptyCell } from '../../../kernel/imports/cells.ts';
import { addDays, instantOf, type Moment, readMoment } from '../../../kernel/imports/dates.ts';
import type { Cell } from '../../../kernel/imports/table.ts';
import { type DayContext, dateOf, daysLater, outsideShift } from './dates.ts';
import type { HeldReason } from './understood.ts';

export type ReadWhen = {
  at?: string;
  held?: HeldReason;
  /** The bare time lies well outside the hours of the shift. */
  outside?: boolean;
};

export type When = { read: (time: Cell, date: Cell) => ReadWhen };

/** Reads the times of one sheet against its date and shift; remembers the last, since rows of a vehicle repeat it. */
export function createWhen(context: DayContext): When {
  let lastTime: Cell = null;
  let lastDate: Cell = null;
  let last: ReadWhen = { held: 'time_missing' };

  function read(time: Cell, date: Cell): ReadWhen {
    if (isEmptyCell(time)) return { held: 'time_missing' };
    const moment = readMoment(time, context.date ?? context.receivedOn);
    if (!moment) return { held: 'time_unreadable' };
    if (moment.seconds === undefined) return { held: 'time_missing' };
    return place(moment, moment.seconds, date);
  }

  function place(moment: Moment, seconds: number, date: Cell): ReadWhen {
    const own = moment.day === undefined && !isEmptyCell(date) ? readMoment(date, context.date) : undefined;
    const dated = own?.day === undefined ? moment : own;
    const day = dateOf(dated, context);
    if (day === undefined) return { held: dated.day === undefined ? 'date_missing' : 'time_unreadable' };
    if (dated.day !== undefined) return { at: instantOf(day, seconds) };
    if (seconds >= 17 * 3600) context.evening = true;
    const at = instantOf(addDays(day, daysLater(seconds, context)), seconds);
    return outsideShift(seconds, context.shift) ? { at, outside: true } : { at };
  }

  return {
    read: (time, date) => {
      if (time === lastTime && date === lastDate && time !== null) return last;
      last = read(time, date);
      lastTime = time;
      lastDate = date;
      return last;
    },
  };
}
