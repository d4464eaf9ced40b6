import { countyDay, hourOf, startOfDay } from '@lianfang/domain/kernel/time.ts';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useClock } from '../../ui/desk/useClock.ts';

export const periodNames = ['today', 'yesterday', 'last24', 'custom'] as const;
export type PeriodName = (typeof periodNames)[number];

/** `from` is in the period, `to` is not. `compare` is set where "the period before of the same length" would mislead. */
export type Period = {
  readonly name: PeriodName;
  readonly from: string;
  readonly to: string;
  readonly compare?: { readonly from: string; readonly to: string };
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MOST_HOURS = 24 * 14;
const iso = (ms: number) => new Date(ms).toISOString();

/** The period that an address asks for, today if it asks for none. `now` in ms. */
export function periodOf(search: URLSearchParams, now: number): Period {
  const today = Date.parse(startOfDay(countyDay(now)));
  const name = search.get('period');
  const from = Date.parse(search.get('from') ?? '');
  const to = Date.parse(search.get('to') ?? '');
  if (name === 'custom' && from < to) return { name, from: iso(from), to: iso(to) };
  if (name === 'yesterday') return { name, from: iso(today - DAY), to: iso(today) };
  if (name === 'last24') {
    const end = Math.ceil(now / HOUR) * HOUR;
    return { name, from: iso(end - DAY), to: iso(end) };
  }
  // Half a day against a whole one says nothing: today is compared with yesterday up to the same minute.
  const minutes = Math.floor((now - today) / 60_000) * 60_000;
  const compare = { from: iso(today - DAY), to: iso(today - DAY + Math.max(minutes, 60_000)) };
  return { name: 'today', from: iso(today), to: iso(today + DAY), compare };
}

/** The period before of the same length. */
export function before(period: Pick<Period, 'from' | 'to'>): { from: string; to: string } {
  const from = Date.parse(period.from);
  return { from: iso(from - (Date.parse(period.to) - from)), to: period.from };
}

/** The hours of a window, as the ISO keys under which the server gives its rows. */
export function hoursOf(period: Pick<Period, 'from' | 'to'>): string[] {
  const first = Date.parse(hourOf(period.from));
  const many = Math.min(MOST_HOURS, Math.ceil((Date.parse(period.to) - first) / HOUR));
  return Array.from({ length: Math.max(0, many) }, (_, index) =>
    new Date(first + index * HOUR).toISOString(),
  );
}

/** The period of this page's address, and the way to another. */
export function usePeriod(): [Period, (name: PeriodName, from?: string, to?: string) => void] {
  const [search, setSearch] = useSearchParams();
  const now = useClock(20_000);
  const minute = Math.floor(now / 60_000) * 60_000;
  const period = useMemo(() => periodOf(search, minute), [search, minute]);
  const choose = (name: PeriodName, from?: string, to?: string) =>
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        for (const key of ['period', 'from', 'to']) next.delete(key);
        if (name !== 'today') next.set('period', name);
        if (name === 'custom' && from !== undefined && to !== undefined) {
          next.set('from', from);
          next.set('to', to);
        }
        return next;
      },
      { replace: true },
    );
  return [period, choose];
}

type Records = {
  from?: string;
  to?: string;
  post?: string | undefined;
  area?: string | undefined;
  /** Only what was registered at the area itself. */
  own?: true | undefined;
  shift?: string | undefined;
  indicator?: string | undefined;
  cutOff?: string | undefined;
  flag?: string | undefined;
  fever?: boolean;
};

/** The address of the records that a figure counts. */
export function recordsAt(filter: Records): string {
  return addressOf('/records', filter);
}

/** The same of a figure of any capability; undefined where its records have no page of their own. */
export function figureAt({ post, own, ...filter }: Records & { indicator: string }): string | undefined {
  const { indicator } = filter;
  if (indicator.startsWith('checkpoint.')) return recordsAt({ post, own, ...filter });
  // Directives are not opened by one area alone.
  if (indicator.startsWith('response.directives.') && own === undefined)
    return addressOf('/directives', filter);
  if (indicator.startsWith('verification.rows.')) return addressOf('/rows', { own, ...filter });
  // How long it took is said of the rows that were closed.
  if (indicator.startsWith('verification.minutes.'))
    return addressOf('/rows', { own, ...filter, indicator: 'verification.rows.closed' });
  return undefined;
}

function addressOf(page: string, filter: object): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(filter)) if (value !== undefined) search.set(key, String(value));
  return `${page}?${search.toString()}`;
}
