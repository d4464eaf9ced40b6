import { COUNTY_OFFSET_MINUTES, countyDay, wallClock } from '@lianfang/domain/kernel/time.ts';

const THIN_SPACE = '\u2009';

/** `32937` → `32 937`, with thin spaces (GB/T 15835). */
export function count(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  const digits = Math.abs(Math.trunc(value)).toString();
  return (value < 0 ? '−' : '') + digits.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}

/** `share(12, 1204)` → `1.0 %`; undefined when there is nothing to be a part of. */
export function share(value: number, of: number | undefined): string | undefined {
  if (of === undefined || of <= 0) return undefined;
  const percent = (value / of) * 100;
  const digits = percent > 0 && percent < 0.1 ? 2 : 1;
  return `${percent.toFixed(digits)}${THIN_SPACE}%`;
}

/** `change(120, 100)` → `+20`, `change(100, 100)` → `±0`. */
export function change(value: number, before: number): string {
  const delta = value - before;
  if (delta === 0) return '±0';
  return (delta > 0 ? '+' : '−') + count(Math.abs(delta));
}

/** `2022-01-05 08:15:30` on the county's clock. */
export function exactTime(instant: string | number): string {
  const ms = typeof instant === 'number' ? instant : Date.parse(instant);
  return new Date(ms + COUNTY_OFFSET_MINUTES * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** `2022-01-05 08:15` on the county's clock. */
export function dateTime(instant: string | number | undefined): string {
  return instant === undefined ? '–' : wallClock(instant);
}

/** `01-05 08:15`, for columns where the year goes without saying. */
export function shortTime(instant: string | number | undefined): string {
  return instant === undefined ? '–' : wallClock(instant).slice(5);
}

/** `08:15` */
export function clock(instant: string | number | undefined): string {
  return instant === undefined ? '–' : wallClock(instant).slice(11);
}

/** `08:15:30` */
export function clockSeconds(instant: string | number | undefined): string {
  return instant === undefined ? '–' : exactTime(instant).slice(11);
}

/** `01-05 08:00 – 01-06 08:00`; the year stands only where it is not this one; an end at midnight is written 24:00. */
export function period(from: string, to: string, now: number): string {
  const year = countyDay(now).slice(0, 4);
  const short = (text: string) => (text.startsWith(year) ? text.slice(5) : text);
  const start = wallClock(from);
  const end = wallClock(to);
  const endsAtMidnight = end.endsWith('00:00') && Date.parse(to) > Date.parse(from);
  const last = endsAtMidnight ? `${countyDay(Date.parse(to) - 1)} 24:00` : end;
  const sameDay = last.slice(0, 10) === start.slice(0, 10);
  return `${short(start)} – ${sameDay ? last.slice(11) : short(last)}`;
}

/** Seconds, minutes, hours or days between two instants, in the largest unit that says something. */
export function elapsed(ms: number): { unit: 'seconds' | 'minutes' | 'hours' | 'days'; n: number } {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return { unit: 'seconds', n: seconds };
  if (seconds < 90 * 60) return { unit: 'minutes', n: Math.round(seconds / 60) };
  if (seconds < 48 * 3600) return { unit: 'hours', n: Math.round(seconds / 3600) };
  return { unit: 'days', n: Math.round(seconds / 86_400) };
}

/** The wall-clock text of the county (`2022-01-05 08:15`, seconds optional) as an instant with Z. */
export function instantOf(wall: string): string {
  const text = wall.replace(' ', 'T');
  const whole = text.length === 10 ? `${text}T00:00:00` : text.length === 16 ? `${text}:00` : text;
  return new Date(Date.parse(`${whole}Z`) - COUNTY_OFFSET_MINUTES * 60_000).toISOString();
}

export function bytes(size: number): string {
  if (size < 1024) return `${size}${THIN_SPACE}B`;
  if (size < 1024 * 1024) return `${(size / 1024).toFixed(0)}${THIN_SPACE}KB`;
  return `${(size / 1024 / 1024).toFixed(1)}${THIN_SPACE}MB`;
}

/** Browser and system out of what a browser says of itself: `Chrome 110 · Windows`. The whole where it is not known. */
export function browserName(agent: string): string {
  const browser = /(Qaxbrowser|QQBrowser|UOSBrowser|Edg|Firefox|Chrome|Safari)\/?(\d+)?/i.exec(agent);
  const system = /Windows|Android|iPhone|iPad|Mac OS X|UOS|Kylin|Linux/i.exec(agent);
  if (browser === null) return agent;
  return [`${browser[1]} ${browser[2] ?? ''}`.trim(), system?.[0]].filter(Boolean).join(' · ');
}
