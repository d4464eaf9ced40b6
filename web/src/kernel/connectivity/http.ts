/**
 * What came of a request. Only our own server's words count as its answer: what a proxy, a captive portal or a
 * broken line gives back is `lost`, and nothing is ever decided by the text of an error.
 */
export type Reply =
  | { readonly kind: 'answered'; readonly body: unknown; readonly ms: number }
  | {
      readonly kind: 'problem';
      readonly status: number;
      readonly code: string;
      readonly details: unknown;
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'lost'; readonly status?: number; readonly retryAfterMs?: number };

const TIMEOUT_MS = 30_000;

/** Asks the server. Never throws. */
export async function ask(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  { body, token, timeoutMs = TIMEOUT_MS }: { body?: unknown; token?: string; timeoutMs?: number } = {},
): Promise<Reply> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  const began = performance.now();
  try {
    const response = await fetch(path, {
      method,
      signal: abort.signal,
      cache: 'no-store',
      credentials: 'omit',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return judge(response, text, performance.now() - began);
  } catch {
    return { kind: 'lost' };
  } finally {
    clearTimeout(timer);
  }
}

function judge(response: Response, text: string, ms: number): Reply {
  const parsed = parse(text);
  if (response.ok && parsed !== undefined) return { kind: 'answered', body: parsed, ms };
  const wait = retryAfter(response.headers.get('retry-after'));
  const later = wait === undefined ? {} : { retryAfterMs: wait };
  if (!response.ok && isProblem(parsed)) {
    return { kind: 'problem', status: response.status, code: parsed.code, details: parsed.details, ...later };
  }
  return { kind: 'lost', status: response.status, ...later };
}

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(value: unknown): value is { code: string; details?: unknown } {
  return (
    typeof value === 'object' && value !== null && typeof (value as { code?: unknown }).code === 'string'
  );
}

/** `Retry-After` in ms: seconds or a date; at most an hour. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : undefined;
}
