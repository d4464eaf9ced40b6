import { toHalfWidth } from '@lianfang/domain/kernel/identifiers/text.ts';
import { cellText } from './cells.ts';
import { wallClockOfSerial } from './styles.ts';
import type { Cell } from './table.ts';

/** What a cell says about when: any part may be missing. `seconds` counts from midnight, up to 86 400 (24:00). */
export type Moment = { year?: number; month?: number; day?: number; seconds?: number };

const DIGITS = '〇一二三四五六七八九';

/** 二〇二二 → 2022, 十五 → 15, 二十 → 20; Arabic digits as they are. */
export function chineseNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const plain = text.replaceAll('零', '〇').replaceAll('元', '一');
  const tens = /^([一二三]?)十([一二三四五六七八九]?)$/.exec(plain);
  if (tens) return (tens[1] ? DIGITS.indexOf(tens[1]) : 1) * 10 + (tens[2] ? DIGITS.indexOf(tens[2]) : 0);
  return Number([...plain].map((digit) => DIGITS.indexOf(digit)).join(''));
}

const N = '(\\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])';
const YEAR = '(\\d{4}|[〇零一二三四五六七八九]{4})';
const DATES: readonly (readonly [RegExp, (found: string[]) => Moment])[] = [
  [new RegExp(`^${YEAR}\\s*[-/.年]\\s*${N}\\s*[-/.月]\\s*${N}\\s*[日号]?`), ([y, m, d]) => ymd(y, m, d)],
  [/^((?:19|20)\d{2})(\d{2})(\d{2})(?=\D|$|\d{4}(?:\d{2})?$)/, ([y, m, d]) => ymd(y, m, d)],
  [new RegExp(`^${N}\\s*月\\s*${N}\\s*[日号]?`), ([m, d]) => ymd(undefined, m, d)],
  [/^(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/, ([m, d, y]) => ymd(y, m, d)],
  [/^(\d{1,2})[/-](\d{1,2})(?=\s|$)/, ([m, d]) => ymd(undefined, m, d)],
  [/^(\d{1,2})\.(\d{1,2})(?=\s+\d)/, ([m, d]) => ymd(undefined, m, d)],
  [new RegExp(`^${N}\\s*[日号]`), ([d]) => ({ day: chineseNumber(d ?? '') })],
];
/** 22/1/5 and 1/5/22 look alike; which it is shows only beside the sheet's own date. */
const SHORT_YEAR = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/;

function ymd(year: string | undefined, month: string | undefined, day: string | undefined): Moment {
  const date = { month: chineseNumber(month ?? ''), day: chineseNumber(day ?? '') };
  return year === undefined ? date : { year: chineseNumber(year), ...date };
}

const HALF = '(凌晨|清晨|早上|早晨|早|上午|中午|下午|午后|傍晚|晚上|晚间|晚|夜间|夜里|夜|am|pm)?';
const CLOCK = new RegExp(
  `^${HALF}\\s*(\\d{1,2})\\s*[:.;时点]\\s*(?:(\\d{1,2}|半|[一三]刻)\\s*(?:[:分]\\s*(?:(\\d{1,2})(?:\\.\\d+)?\\s*秒?)?)?)?\\s*(am|pm)?$`,
);
const COMPACT = new RegExp(`^${HALF}\\s*(\\d{1,2})(\\d{2})()$`);

function readClock(text: string): number | undefined {
  const bare = text
    .replace(/(?<=[\d时点分半])\s*(?:整|许|左右|前后)$/, '')
    .replace(/(?<=\d[时点分]?)\s*(?:[-~—–至到].*)$/, '');
  const found = CLOCK.exec(bare) ?? COMPACT.exec(bare);
  if (!found) {
    const six = /^(\d{2})(\d{2})(\d{2})$/.exec(bare);
    return six ? inDay(Number(six[1]), Number(six[2]), Number(six[3])) : undefined;
  }
  const [, half, hourText, minuteText = '', secondText, latin] = found;
  const minute =
    minuteText === '半' ? 30 : minuteText === '一刻' ? 15 : minuteText === '三刻' ? 45 : Number(minuteText);
  let hour = Number(hourText);
  const part = latin ?? half ?? '';
  if (/^(?:下午|午后|傍晚|pm)$/.test(part) && hour < 12) hour += 12;
  else if (/^(?:晚|夜)/.test(part) && hour >= 5 && hour <= 12) hour += 12;
  else if (part === '中午' && hour < 3) hour += 12;
  else if (/^(?:凌晨|am)$/.test(part) && hour === 12) hour = 0;
  return inDay(hour, minute, Number(secondText ?? 0));
}

function inDay(hour: number, minute: number, second: number): number | undefined {
  const seconds = hour * 3600 + minute * 60 + second;
  return minute < 60 && second < 60 && seconds <= 86_400 ? seconds : undefined;
}

/** A number in a time column: a serial date, a part of a day, `815` for 8:15, `8.15` for 8:15. */
function readNumber(value: number): Moment | undefined {
  if (value >= 0 && value < 1) return { seconds: Math.round(value * 86_400) };
  if (value >= 20_000 && value < 80_000) return readText(wallClockOfSerial(value, false) ?? '');
  if (Number.isInteger(value)) return value >= 100 ? readText(String(value).padStart(4, '0')) : undefined;
  const hundredths = Math.round(value * 100);
  if (value >= 25 || Math.abs(value * 100 - hundredths) > 1e-6) return undefined;
  const seconds = inDay(Math.floor(hundredths / 100), hundredths % 100, 0);
  return seconds === undefined ? undefined : { seconds };
}

function readText(text: string, near?: string): Moment | undefined {
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/i.exec(text);
  if (zoned) {
    const instant = Date.parse(text.toUpperCase());
    return Number.isNaN(instant)
      ? undefined
      : readText(new Date(instant + 8 * 3_600_000).toISOString().slice(0, 19));
  }
  const serial = /^(\d{5}\.\d+|0?\.\d{3,})$/.exec(text);
  if (serial) return readNumber(Number(text));
  let date: Moment = {};
  let rest = text;
  for (const [pattern, read] of DATES) {
    const found = pattern.exec(text);
    if (!found) continue;
    date = read(found.slice(1));
    rest = text.slice(found[0].length);
    break;
  }
  const short = rest === text ? SHORT_YEAR.exec(text) : null;
  if (short) {
    date = shortDate(Number(short[1]), Number(short[2]), Number(short[3]), near) ?? {};
    rest = text.slice(short[0].length);
    if (date.day === undefined) return undefined;
  }
  rest = rest.replace(/^[\s,，]*(?:[（(]?(?:星期|周|礼拜)[一二三四五六日天][)）]?)?[\sT,，]*/i, '');
  if (rest === '') return date.day === undefined ? undefined : date;
  const seconds = readClock(rest.toLowerCase());
  return seconds === undefined ? undefined : { ...date, seconds };
}

function shortDate(a: number, b: number, c: number, near: string | undefined): Moment | undefined {
  const ways = [
    { year: 2000 + a, month: b, day: c },
    { year: 2000 + c, month: a, day: b },
  ].filter(({ year, month, day }) => isoDate(year, month, day) !== undefined);
  const fitting = ways.filter(
    ({ year, month, day }) => Math.abs(daysBetween(isoDate(year, month, day) ?? '', near ?? '')) <= 31,
  );
  return near === undefined ? (ways.length === 1 || a > 12 ? ways[0] : undefined) : fitting[0];
}

/** Reads a time cell: a real date, a number, or a text in any common style. Undefined when it cannot be read. */
export function readMoment(cell: Cell, near?: string): Moment | undefined {
  if (typeof cell === 'number') return readNumber(cell);
  const text = toHalfWidth(cellText(cell).normalize('NFC')).replaceAll('。', '.').replace(/\s+/g, ' ').trim();
  return readText(text.replace(/^='?"?|["']$/g, ''), near);
}

export function isoDate(year: number, month: number, day: number): string | undefined {
  if (!(year >= 1900 && year <= 2999 && month >= 1 && month <= 12 && day >= 1)) return undefined;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Whole days from the second date to the first; NaN when either is no date. */
export function daysBetween(later: string, earlier: string): number {
  return (Date.parse(later) - Date.parse(earlier)) / 86_400_000;
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The date meant by a month and day, or a day alone, nearest to a known date. */
export function nearestDate(moment: Moment, near: string): string | undefined {
  const year = Number(near.slice(0, 4));
  const month = Number(near.slice(5, 7));
  const ways: (string | undefined)[] = [];
  for (const step of [-1, 0, 1]) {
    if (moment.month !== undefined) ways.push(isoDate(year + step, moment.month, moment.day ?? 0));
    else {
      const other = new Date(Date.UTC(year, month - 1 + step, 1));
      ways.push(isoDate(other.getUTCFullYear(), other.getUTCMonth() + 1, moment.day ?? 0));
    }
  }
  const distance = (date: string) => Math.abs(daysBetween(date, near));
  return ways.filter((date) => date !== undefined).sort((a, b) => distance(a) - distance(b))[0];
}

/** The wall clock of the county as an instant: `2022-01-05T08:15:00+08:00`. 24:00 is 00:00 of the next day. */
export function instantOf(date: string, seconds: number): string {
  const day = seconds === 86_400 ? addDays(date, 1) : date;
  const time = new Date((seconds % 86_400) * 1000).toISOString().slice(11, 19);
  return `${day}T${time}+08:00`;
}
