import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

export type Change = (part: Record<string, string | undefined>) => void;
export type Filters = {
  get: (key: string) => string | undefined;
  is: (key: string) => boolean;
  /** Those of some filters that the address sets, as they stand there. */
  texts: <K extends string>(keys: readonly K[]) => { [Key in K]?: string };
  /** Those of some marks that are on. */
  marks: <K extends string>(keys: readonly K[]) => { [Key in K]?: true };
  change: Change;
  reset: () => void;
  all: string;
};

/** The filters of a list as they stand in the address. What says something about a person never stands there. */
export function useFilters(): Filters {
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
  const get = (key: string) => search.get(key) || undefined;
  const is = (key: string) => search.get(key) === 'true';
  return {
    get,
    is,
    texts: (keys) =>
      Object.fromEntries(keys.map((key) => [key, get(key)]).filter(([, value]) => value !== undefined)),
    marks: <K extends string>(keys: readonly K[]) =>
      Object.fromEntries(keys.filter(is).map((key) => [key, true])) as { [Key in K]?: true },
    change,
    reset: () => setSearch({}, { replace: true }),
    all: search.toString(),
  };
}
