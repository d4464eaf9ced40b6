import type { Query, QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

export type Live = {
  readonly state: 'connecting' | 'live' | 'lost';
  /** The newest ledger position that the server has told, as decimal text. */
  readonly position?: string;
  /** When the server was last heard (ms on this machine's clock). */
  readonly heardAt?: number;
};

/** The server says something every 15 s; after this long without a word the figures are called stale. */
export const STALE_AFTER_MS = 40_000;
const REREAD_EVERY_MS = 1000;

let live: Live = { state: 'connecting' };
const listeners = new Set<() => void>();

function become(next: Live): void {
  live = next;
  for (const listener of listeners) listener();
}

/**
 * Whether anything on the screen shows this live. Asked of those who show it: the query's own `meta` is that of whoever
 * came last, and the same figures may be shown by one who wants them live and by another who does not.
 */
function isShownLive(query: Query): boolean {
  return query.observers.some((observer) => observer.options.meta?.live === true);
}

/**
 * Follows the ledger and has everything that is shown live read again when it grows, at most once a second, and not
 * at all while nobody looks. Returns the function that ends it.
 */
export function followLedger(queries: QueryClient): () => void {
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let due: ReturnType<typeof setTimeout> | undefined;
  let lastReread = 0;
  let waiting = false;
  let failures = 0;
  let ended = false;

  const reread = () => {
    due = undefined;
    if (document.hidden) {
      waiting = true;
      return;
    }
    waiting = false;
    lastReread = Date.now();
    void queries.invalidateQueries({ predicate: isShownLive });
  };
  const rereadSoon = () => {
    if (due === undefined) due = setTimeout(reread, Math.max(0, lastReread + REREAD_EVERY_MS - Date.now()));
  };
  const seen = () => {
    if (!document.hidden && waiting) rereadSoon();
  };
  const heard = (position?: string) => {
    failures = 0;
    const known = position ?? live.position;
    become({ state: 'live', heardAt: Date.now(), ...(known === undefined ? {} : { position: known }) });
  };

  const connect = () => {
    source = new EventSource('/api/live');
    source.onopen = () => {
      heard();
      // Whatever happened while there was no connection.
      rereadSoon();
    };
    source.addEventListener('head', (event) => {
      heard((JSON.parse(event.data) as { position: string }).position);
      rereadSoon();
    });
    source.addEventListener('ping', () => heard());
    // The session has ended: reading again makes the page say so.
    source.addEventListener('over', () => {
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    });
    source.onerror = () => {
      source?.close();
      if (ended) return;
      become({ ...live, state: 'lost' });
      failures += 1;
      again = setTimeout(
        connect,
        Math.min(30_000, 1000 * 2 ** Math.min(failures, 5)) * (0.75 + Math.random() / 2),
      );
    };
  };
  const watch = setInterval(() => {
    if (live.heardAt !== undefined && Date.now() - live.heardAt > STALE_AFTER_MS && live.state === 'live') {
      become({ ...live, state: 'lost' });
      source?.close();
      connect();
    }
  }, 5000);
  document.addEventListener('visibilitychange', seen);
  connect();

  return () => {
    ended = true;
    source?.close();
    clearTimeout(again);
    clearTimeout(due);
    clearInterval(watch);
    document.removeEventListener('visibilitychange', seen);
    become({ state: 'connecting' });
  };
}

/** How the connection stands. */
export function useLive(): Live {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => live,
  );
}
