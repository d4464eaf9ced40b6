/** China has one time zone and no summer time: the county's wall clock is UTC+8. */
export const COUNTY_OFFSET_MINUTES = 480;

const WRITTEN = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** The start of the hour that an instant (ISO 8601) falls in, as ISO with Z. Hours agree in every whole-hour zone. */
export function hourOf(instant: string | number): string {
  // As `toISOString` writes it, which is how nearly all come: its hour stands there.
  if (typeof instant === 'string' && WRITTEN.test(instant)) return `${instant.slice(0, 13)}:00:00.000Z`;
  const ms = typeof instant === 'number' ? instant : Date.parse(instant);
  return new Date(Math.floor(ms / 3_600_000) * 3_600_000).toISOString();
}

/** The wall clock of the county: `2022-01-05 08:15`. */
export function wallClock(instant: string | number): string {
  const ms = typeof instant === 'number' ? instant : Date.parse(instant);
  return new Date(ms + COUNTY_OFFSET_MINUTES * 60_000).toISOString().slice(0, 16).replace('T', ' ');
}

/** The county's calendar day of an instant: `2022-01-05`. */
export function countyDay(instant: string | number): string {
  return wallClock(instant).slice(0, 10);
}

/** The instant (ISO with Z) at which a calendar day of the county begins. */
export function startOfDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - COUNTY_OFFSET_MINUTES * 60_000).toISOString();
}

/** How far the device's clock may be off before it is said. */
export const SKEW_LIMIT_MS = 5 * 60_000;

/**
 * When a deed happened, as figures count it: the device's claim, set right by the skew that the device showed when
 * it sent (`sentAt` against the server's receipt), if that is over five minutes; never later than the receipt.
 * Returns the instant in ms, the skew in ms (device ahead is positive), and whether it is to be flagged.
 */
export function occurredAt(
  claim: string,
  sentAt: string | undefined,
  received: number,
): { at: number; skew: number; flagged: boolean } {
  const skew = sentAt === undefined ? 0 : Date.parse(sentAt) - received;
  const off = Math.abs(skew) > SKEW_LIMIT_MS;
  const set = Date.parse(claim) - (off ? skew : 0);
  const future = set > received + SKEW_LIMIT_MS;
  return { at: Math.min(set, received), skew, flagged: off || future };
}
