import type { DeviceSession } from '../session/device.ts';

const FIRST_MS = 5_000;
const MOST_MS = 120_000;

/**
 * Hears from the server that something was written, for as long as the page is looked at. Only a hint: it says nothing of
 * what it was. A phone's session travels in a header, which an EventSource cannot send. Returns the function that ends it.
 */
export function followHead(session: DeviceSession, heard: () => void): () => void {
  let ended = false;
  let open: AbortController | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_MS;

  const listen = async () => {
    const token = await session.token();
    if (typeof token !== 'string' || ended) return;
    open = new AbortController();
    const response = await fetch('/api/live', {
      signal: open.signal,
      cache: 'no-store',
      credentials: 'omit',
      headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
    });
    const reader = response.ok ? response.body?.getReader() : undefined;
    const decoder = new TextDecoder();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      wait = FIRST_MS;
      if (decoder.decode(part.value, { stream: true }).includes('event: head')) heard();
    }
  };
  const connect = () => {
    clearTimeout(again);
    if (ended || open !== undefined || document.visibilityState === 'hidden') return;
    listen()
      .catch(() => undefined)
      .finally(() => {
        open = undefined;
        again = setTimeout(connect, wait);
        wait = Math.min(MOST_MS, wait * 2);
      });
  };
  const seen = () => {
    if (document.visibilityState === 'hidden') open?.abort();
    else connect();
  };
  document.addEventListener('visibilitychange', seen);
  addEventListener('online', connect);
  connect();
  return () => {
    ended = true;
    open?.abort();
    clearTimeout(again);
    document.removeEventListener('visibilitychange', seen);
    removeEventListener('online', connect);
  };
}
