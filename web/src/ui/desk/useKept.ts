import { useCallback, useState } from 'react';

/** A setting kept in this browser under a name. What cannot be read or kept is as if it had never been set. */
export function useKept<T>(name: string, first: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      const kept = localStorage.getItem(name);
      return kept === null ? first : (JSON.parse(kept) as T);
    } catch {
      return first;
    }
  });
  const keep = useCallback(
    (next: T) => {
      setValue(next);
      try {
        localStorage.setItem(name, JSON.stringify(next));
      } catch {
        // Private windows and full disks: the setting lasts as long as the page.
      }
    },
    [name],
  );
  return [value, keep];
}
