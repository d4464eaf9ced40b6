import { useEffect, useState } from 'react';

/** The time now (ms), told again every so many milliseconds, for words like "12 minutes ago". */
export function useClock(every = 10_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
