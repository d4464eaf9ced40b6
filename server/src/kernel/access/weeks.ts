import { COUNTY_OFFSET_MINUTES } from '@lianfang/domain/kernel/time.ts';

const DAY = 86_400_000;

/** The ISO 8601 week (year × 100 + week) that an instant (ms since 1970) falls in by the county's wall clock. */
export function weekOf(ms: number): number {
  const day = Math.floor((ms + COUNTY_OFFSET_MINUTES * 60_000) / DAY);
  // 1970-01-01 was a Thursday; a week belongs to the year of its Thursday.
  const thursday = day - ((((day + 3) % 7) + 7) % 7) + 3;
  const year = new Date(thursday * DAY).getUTCFullYear();
  return year * 100 + 1 + Math.floor((thursday - Date.UTC(year, 0, 1) / DAY) / 7);
}
