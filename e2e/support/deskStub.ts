import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Mood, me, type Role } from './deskStubData.ts';
import { answerRead } from './deskStubReads.ts';

// A server for looking at the desk: it answers the desk's reads with invented exercise data and serves the built
// pages. It keeps nothing and proves nothing about the product; the real one is tested elsewhere.

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};
const built = process.env.LIANFANG_WEB_DIST ?? fileURLToPath(new URL('../../web/dist', import.meta.url));

export type Stub = {
  url: string;
  /** Changed by tests at any time: who is signed in (undefined: nobody), and how the county is doing. */
  state: { role: Role | undefined; mood: Mood };
  /** Ends the live connections and gives none until called again with `false`. */
  cutLive: (cut: boolean) => void;
  close: () => Promise<void>;
};

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Record<string, unknown>;
  } catch {
    return {};
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const fault = (code: string, zh: string, en: string) => ({ code, message: { zh, en }, details: {} });

function file(response: ServerResponse, dist: string, path: string): void {
  let full = join(dist, normalize(path));
  if (full.startsWith(dist) && existsSync(full) && statSync(full).isDirectory())
    full = join(full, 'index.html');
  if (!full.startsWith(dist) || !existsSync(full)) {
    json(response, 404, fault('not_found', '没有找到。', 'Not found.'));
    return;
  }
  response.writeHead(200, {
    'content-type': types[extname(full)] ?? 'application/octet-stream',
    'cache-control': full.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  createReadStream(full).pipe(response);
}

type Lines = { open: Set<ServerResponse>; cut: boolean };

async function api(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  state: Stub['state'],
  lines: Lines,
): Promise<void> {
  if (path === '/api/live' && lines.cut) {
    json(response, 503, fault('server.busy', '系统繁忙。', 'The server is busy.'));
    return;
  }
  if (path === '/api/live') {
    lines.open.add(response);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(
      `event: head\ndata: ${JSON.stringify({ position: '48213', at: new Date().toISOString() })}\n\n`,
    );
    const ping = setInterval(() => response.write('event: ping\ndata: {}\n\n'), 15_000);
    request.on('close', () => {
      clearInterval(ping);
      lines.open.delete(response);
    });
    return;
  }
  const body = await bodyOf(request);
  if (state.mood === 'error' && !path.endsWith('access.me')) {
    return json(
      response,
      503,
      fault(
        'server.database',
        '数据库暂时连接不上，没有保存。恢复后会自动继续；设备上的数据不会丢失。',
        'The database cannot be reached; nothing was stored. It goes on by itself once it is back; devices keep their data.',
      ),
    );
  }
  if (path === '/api/session' && request.method === 'DELETE') {
    state.role = undefined;
    response.writeHead(204).end();
    return;
  }
  if (path === '/api/session') {
    if (body.password === 'wrong')
      return json(
        response,
        401,
        fault('session.wrong', '账号或密码不正确。', 'The account or the password is wrong.'),
      );
    if (body.code === undefined)
      return json(
        response,
        401,
        fault(
          'session.second_factor',
          '需要输入动态验证码（6 位数字）。',
          'A six-digit code from the authenticator is needed.',
        ),
      );
    state.role = String(body.account).replace(/\d$/, '') as Role;
    return json(response, 200, {
      token: 'x',
      expires: new Date(Date.now() + 3_600_000).toISOString(),
      me: me(state.role),
    });
  }
  const name = /^\/api\/reads\/(.+)$/.exec(path)?.[1];
  if (name !== undefined) {
    if (state.role === undefined && name !== 'report.verify' && name !== 'access.county')
      return json(
        response,
        401,
        fault('session.missing', '尚未登录，请先登录。', 'You are not signed in. Sign in first.'),
      );
    const query = new URL(request.url ?? '', 'http://stub').searchParams;
    const answer = answerRead(
      name,
      { ...Object.fromEntries(query), ...body },
      state.role ?? 'commander',
      state.mood,
    );
    return answer === undefined
      ? json(response, 404, fault('not_found', '没有找到。', 'Not found.'))
      : json(response, 200, answer);
  }
  if (path === '/api/entries') {
    const entries = (body.entries ?? []) as { id: string }[];
    return json(response, 200, {
      answers: entries.map(({ id }) => ({ id, status: 'applied', position: '48214' })),
      receivedAt: new Date().toISOString(),
      lastSeq: 0,
    });
  }
  if (path === '/api/reveals') {
    const persons = [
      { name: '王演练', document: { number: '610399199001011237' }, phone: '19900000001' },
      { name: '李𬱖', document: { number: '61039919850505002X' }, phone: '19900000002' },
    ];
    return json(response, 200, {
      reveals: ((body.entries ?? []) as string[]).map((id) => ({
        id,
        personal: { plate: '陕C·D12345', persons },
      })),
    });
  }
  if (path === '/api/commands/access.device.code') {
    return json(response, 200, {
      code: 'K7MF-2QXD',
      expires: new Date(Date.now() + 1_800_000).toISOString(),
      url: 'http://127.0.0.1/field/#enrol=K7MF2QXD',
    });
  }
  if (path.startsWith('/api/commands/')) {
    return json(response, 200, {
      account: '01960000-0000-7000-8000-000000000001',
      secret: 'JBSWY3DPEHPK3PXP',
      uri: 'otpauth://totp/Lianfang:signer1?secret=JBSWY3DPEHPK3PXP',
    });
  }
  if (path.endsWith('/open'))
    return json(response, 200, {
      cells: {
        sequence: '14',
        plate: '陕C·A1234',
        name: '赵演练',
        document: '610399198812120014',
        phone: '19900000014',
        temperature: '36。5',
        outcome: '放行',
      },
    });
  return json(response, 200, {});
}

/** Starts the stub on a free port (or the one given) of the loopback. */
export async function startDeskStub(port = 0, dist = built): Promise<Stub> {
  const state: Stub['state'] = { role: 'data_desk', mood: 'many' };
  const lines: Lines = { open: new Set(), cut: false };
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/');
    if (path.startsWith('/api/')) void api(request, response, path, state, lines);
    else file(response, dist, path);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const used = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${used}`,
    state,
    cutLive: (cut) => {
      lines.cut = cut;
      if (cut) for (const line of lines.open) line.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
