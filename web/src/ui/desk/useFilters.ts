import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

export type Change = (part: Record<string, string | undefined>) => void;

/** The filters of a list as they stand in the address. What says something about a person never stands there. */
export function useFilters(): {
  get: (key: string) => string | undefined;
  is: (key: string) => boolean;
  change: Change;
  reset: () => void;
  all: string;
} {
  const [search, setSearch] = useSearchParams();
  const change = useCallback<Change>(
    (part) =>
      setSearch(
        (old) => {
          const next = new URLSearchParams(old);
          for (const [key, value] of Object.entries(part)) {
            if (value === undefined || value === '') next.delete(key);
            else next.set(key, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return {
    get: (key) => search.get(key) || undefined,
    is: (key) => search.get(key) === 'true',
    change,
    reset: () => setSearch({}, { replace: true }),
    all: search.toString(),
  };
}
