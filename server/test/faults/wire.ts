import { connect, type Socket } from 'node:net';

export type WireRequest = {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};
export type WireAnswer = { readonly status: number; readonly headers: string; readonly body: Buffer };

const NONE = Buffer.alloc(0);

function bytesOf({ method, target, headers, body }: WireRequest): Buffer {
  const lines = Object.entries({ host: '127.0.0.1', ...headers, 'content-length': String(body.length) });
  const head = `${method} ${target} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

/**
 * Sends requests over one connection, all at once, and gives their answers in order. Where the server closes the
 * connection after an answer that says so, the rest goes over a new one. Throws when an answer stays out.
 */
export async function pipeline(port: number, requests: readonly WireRequest[]): Promise<WireAnswer[]> {
  const answers: WireAnswer[] = [];
  while (answers.length < requests.length) {
    const before = answers.length;
    await over(port, requests.slice(before), (answer) => answers.push(answer));
    if (answers.length > before) continue;
    // A connection closed upon a request further behind may take answers along that were on their way: so one alone.
    await over(port, requests.slice(before, before + 1), (answer) => answers.push(answer));
    if (answers.length === before)
      throw new Error(`no answer to ${requests[before]?.method} ${requests[before]?.target}`);
  }
  return answers;
}

function over(
  port: number,
  requests: readonly WireRequest[],
  heard: (answer: WireAnswer) => void,
): Promise<void> {
  return new Promise((done, failed) => {
    let rest: Buffer = NONE;
    let missing = requests.length;
    const socket: Socket = connect(port, '127.0.0.1', () => {
      for (const request of requests) socket.write(bytesOf(request));
    });
    socket.setTimeout(30_000, () => failed(new Error(`no answer within 30 s, ${missing} outstanding`)));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => done());
    socket.on('data', (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let found = answerAt(rest, requests[requests.length - missing]); found !== undefined; ) {
        rest = rest.subarray(found.end);
        heard(found.answer);
        missing--;
        if (missing === 0 || /\r\nconnection: close/i.test(found.answer.headers)) {
          socket.destroy();
          return;
        }
        found = answerAt(rest, requests[requests.length - missing]);
      }
    });
  });
}

function answerAt(
  bytes: Buffer,
  request: WireRequest | undefined,
): { answer: WireAnswer; end: number } | undefined {
  const split = bytes.indexOf('\r\n\r\n');
  if (split < 0) return undefined;
  const headers = bytes.toString('latin1', 0, split);
  const status = Number(headers.slice(9, 12));
  const start = split + 4;
  if (status === 204 || status === 304 || request?.method === 'HEAD')
    return { answer: { status, headers, body: NONE }, end: start };
  if (/\r\ntransfer-encoding: chunked/i.test(headers)) {
    const parts: Buffer[] = [];
    for (let at = start; ; ) {
      const line = bytes.indexOf('\r\n', at);
      if (line < 0) return undefined;
      const length = Number.parseInt(bytes.toString('latin1', at, line), 16);
      if (bytes.length < line + 2 + length + 2) return undefined;
      if (length === 0) return { answer: { status, headers, body: Buffer.concat(parts) }, end: line + 4 };
      parts.push(bytes.subarray(line + 2, line + 2 + length));
      at = line + 2 + length + 2;
    }
  }
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(headers)?.[1] ?? 0);
  if (bytes.length < start + length) return undefined;
  return { answer: { status, headers, body: bytes.subarray(start, start + length) }, end: start + length };
}

/** Sends bytes as they are and closes: what is cut in the middle, or is no HTTP at all. Gives what came back. */
export function raw(port: number, bytes: Buffer, wait: boolean): Promise<string> {
  return new Promise((done, failed) => {
    let came = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes, () => {
        if (!wait) socket.destroy();
      });
    });
    socket.setTimeout(20_000, () => failed(new Error('no answer within 20 s')));
    socket.on('data', (chunk) => {
      came += chunk.toString('latin1');
      if (wait) socket.end();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => done(came));
  });
}
