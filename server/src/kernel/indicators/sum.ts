/** What one record adds to (or, corrected, takes from) an indicator in an hour at a post. */
export type Sum = {
  readonly indicator: string;
  /** Start of the hour, ISO 8601. */
  readonly hour: string;
  readonly area: string;
  readonly post: string;
  readonly value: number;
};

/** One contribution per indicator for a record: zeros are left out. `sign` −1 takes a superseded record back. */
export function sumsOf(
  contributions: Readonly<Record<string, number>>,
  place: { hour: string; area: string; post: string },
  sign: 1 | -1 = 1,
): Sum[] {
  return Object.entries(contributions)
    .filter(([, value]) => value !== 0)
    .map(([indicator, value]) => ({ indicator, ...place, value: sign * value }));
}
