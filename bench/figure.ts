/** One line of the table: what was asked for, what was found. */
export type Figure = {
  readonly name: string;
  readonly limit: string;
  readonly measured: string;
  /** Undefined where nothing was asked for: the figure explains another one. */
  readonly met?: boolean;
};

/** How a part is run: shorter, or as the official figures are. */
export type Pace = { readonly quick: boolean };

/** Prints the figures as one table, in the width of its longest texts. */
export function printTable(figures: readonly Figure[]): void {
  const rows = [
    ['figure', 'limit', 'measured', 'met'],
    ...figures.map(({ name, limit, measured, met }) => [
      name,
      limit,
      measured,
      met === undefined ? '' : met ? 'yes' : 'NO',
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const [head, ...body] = rows.map(line);
  process.stdout.write(`\n${head}\n${'-'.repeat(head?.length ?? 0)}\n${body.join('\n')}\n`);
}

/** The value below which a share of the values lies: `quantile(times, 0.99)`. NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}

/** 12 345 */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** What a part is doing, for whoever waits; the table alone goes to stdout at the end. */
export function say(text: string): void {
  process.stderr.write(`  ${text}\n`);
}
