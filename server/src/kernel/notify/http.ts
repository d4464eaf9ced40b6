/** One HTTP request to a service outside, bounded in time and size. What it carries never stands in a log. */
export type Outgoing = {
  readonly url: string;
  readonly method: 'POST' | 'GET' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

/** `doubtful`: no answer came, so that it may have arrived. */
export type Answered =
  | { readonly status: number; readonly body: string; readonly retryAfter: number | undefined }
  | { readonly failed: 'timeout' | 'connection' | 'too_large'; readonly doubtful: boolean };

/** More than any of these services ever answers. */
const ANSWER_MOST = 65_536;
/** Errors of which it is certain that nothing was sent. */
const UNSENT = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** Sends it and waits for the whole answer, `limitMs` at most. Redirects are not followed: they would carry the key along. */
export async function send(outgoing: Outgoing, limitMs: number): Promise<Answered> {
  const signal = AbortSignal.timeout(limitMs);
  try {
    const response = await fetch(outgoing.url, {
      method: outgoing.method,
      headers: outgoing.headers,
      ...(outgoing.body !== undefined && { body: outgoing.body }),
      redirect: 'manual',
      signal,
    });
    const body = await textOf(response);
    if (body === undefined) return { failed: 'too_large', doubtful: true };
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      status: response.status,
      body,
      retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
    };
  } catch (error) {
    if (signal.aborted) return { failed: 'timeout', doubtful: true };
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    const unsent =
      (code !== undefined && UNSENT.includes(code)) ||
      /^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code ?? '');
    return { failed: 'connection', doubtful: !unsent };
  }
}

/** The body as text, undefined when it does not end. */
async function textOf(response: Response): Promise<string | undefined> {
  if (response.body === null) return '';
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body) {
    size += part.byteLength;
    // Leaving the loop cancels the stream.
    if (size > ANSWER_MOST) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
