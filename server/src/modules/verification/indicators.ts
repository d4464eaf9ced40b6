import type { verificationIndicators } from '@lianfang/domain/modules/verification/indicators.ts';
import type { Source } from '../../kernel/indicators/values.ts';
import { closingTimes, ENDINGS as endings, openRows, type RowFigure, ROWS as rows } from './figures/store.ts';

/** How each figure of the verification desk is counted. */
export const verificationSources = {
  'verification.rows.received': { from: rows, where: 'true' },
  'verification.rows.duplicate': { from: rows, where: `v.state = 'duplicate'` },
  'verification.rows.closed': { from: endings, where: `v.state = 'closed'` },
  'verification.rows.returned': { from: endings, where: `v.state = 'returned'` },
  'verification.rows.verified_on_site': { from: endings, where: 'v.on_site' },
  'verification.rows.open': { keys: (client, county, window) => openRows(client, county, window, false) },
  'verification.rows.overdue': { keys: (client, county, window) => openRows(client, county, window, true) },
  'verification.minutes.median': {
    keys: (client, county, window) => closingTimes(client, county, window, 0.5),
  },
  'verification.minutes.p90': { keys: (client, county, window) => closingTimes(client, county, window, 0.9) },
} as const satisfies Record<(typeof verificationIndicators)[number]['id'], Source>;

/** What a figure opens into: the rows that it counts; undefined when it does not count rows. */
export function rowsBehind(indicator: string): RowFigure['source'] | undefined {
  if (indicator === 'verification.rows.open') return { open: 'all' };
  if (indicator === 'verification.rows.overdue') return { open: 'overdue' };
  const source: Source | undefined = Object.hasOwn(verificationSources, indicator)
    ? verificationSources[indicator as keyof typeof verificationSources]
    : undefined;
  return source !== undefined && 'from' in source ? source : undefined;
}
