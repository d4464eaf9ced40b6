import { useSyncExternalStore } from 'react';
import type { Light } from './theme.ts';

const KEPT = 'lianfang.desk.light';
const listeners = new Set<() => void>();

function first(): Light {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept === 'day' || kept === 'night') return kept;
  } catch {
    // As if nothing had been kept.
  }
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'night' : 'day';
}

let light: Light = first();

function choose(next: Light): void {
  light = next;
  try {
    localStorage.setItem(KEPT, next);
  } catch {
    // The choice lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

/** Day or night colours: the system's wish until someone chooses. */
export function useLight(): [Light, (next: Light) => void] {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => light,
  );
  return [now, choose];
}
