import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Heard = { url: URL; method: string; headers: IncomingMessage['headers']; body: string };
/** What a service does with a request: answer, or nothing at all, or cut it off. */
export type Manner =
  | { status?: number; body: string; headers?: Record<string, string> }
  | 'hang'
  | 'cut'
  | 'endless';

/** A server on loopback that answers as a service does; `heard` has all that reached it. */
export type Service = {
  readonly origin: string;
  readonly heard: Heard[];
  /** What it does from now on; the service's own manners without it. */
  manner: ((heard: Heard) => Manner) | undefined;
  readonly close: () => Promise<void>;
};

export async function openService(own: (heard: Heard) => Manner): Promise<Service> {
  const heard: Heard[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const one: Heard = {
        url: new URL(request.url ?? '/', service.origin),
        method: request.method ?? '',
        headers: request.headers,
        body: Buffer.concat(parts).toString('utf8'),
      };
      heard.push(one);
      const answer = (service.manner ?? own)(one);
      if (answer === 'hang') return;
      if (answer === 'cut') return void request.socket.destroy();
      if (answer === 'endless') {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(16_384)));
          if (!response.destroyed) response.once('drain', more);
        };
        return more();
      }
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
      response.end(answer.body);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const service: Service = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    manner: undefined,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
  return service;
}

const says = (errcode: number, errmsg: string): Manner => ({ body: JSON.stringify({ errcode, errmsg }) });

/** Twenty messages in any minute, as both services allow. */
function limited(now: () => number): () => boolean {
  let times: number[] = [];
  return () => {
    times = [...times.filter((at) => at > now() - 60_000), now()];
    return times.length > 20;
  };
}

/** As qyapi.weixin.qq.com answers, for a robot with this key. */
export function wecom(key: string, now: () => number): (heard: Heard) => Manner {
  const tooMany = limited(now);
  return ({ url, body, headers }) => {
    if (url.pathname !== '/cgi-bin/webhook/send' || url.searchParams.get('key') !== key)
      return says(93000, 'invalid webhook url');
    const { msgtype, markdown } = JSON.parse(body);
    if (!String(headers['content-type']).includes('application/json') || msgtype !== 'markdown')
      return says(40008, 'invalid message type');
    if (Buffer.byteLength(markdown.content) > 4096) return says(40058, 'markdown.content exceed max length');
    return tooMany() ? says(45009, 'api freq out of limit') : says(0, 'ok');
  };
}

/** As oapi.dingtalk.com answers, for a robot with this token and signing secret. */
export function dingtalk(token: string, secret: string, now: () => number): (heard: Heard) => Manner {
  const tooMany = limited(now);
  return ({ url, body }) => {
    const { searchParams: asked } = url;
    if (url.pathname !== '/robot/send' || asked.get('access_token') !== token)
      return says(300001, 'token is not exist');
    const timestamp = asked.get('timestamp') ?? '';
    const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
    if (asked.get('sign') !== sign) return says(310000, 'sign not match');
    if (Math.abs(Number(timestamp) - now()) > 3_600_000) return says(310000, 'invalid timestamp');
    const { msgtype, markdown } = JSON.parse(body);
    if (msgtype !== 'markdown' || !markdown.title || !markdown.text) return says(400102, 'invalid message');
    return tooMany() ? says(130101, 'send too fast, exceed 20 times per minute') : says(0, 'ok');
  };
}
