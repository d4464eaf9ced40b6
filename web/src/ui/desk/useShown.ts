import { useEffect, useState } from 'react';

/** How long what was opened of somebody stays on a screen: one left alone tells nobody anything. */
const SHOWN_MS = 120_000;

/** Something personal that was opened, nothing at first; it goes out of sight by itself, so long after the last opening. */
export function useShown<T>(nothing: T): [shown: T, show: (what: T | ((old: T) => T)) => void] {
  const [none] = useState(() => nothing);
  const [shown, setShown] = useState<T>(() => nothing);
  useEffect(() => {
    if (shown === none) return;
    const timer = setTimeout(() => setShown(() => none), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown, none]);
  return [shown, setShown];
}
