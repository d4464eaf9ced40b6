import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

// The HTTP contract in memory, for the field app's own tests: it keeps what is delivered, remembers each answer, and
// fails in every way that a test asks for. The whole story runs against the real server elsewhere.

type Entry = {
  id: string;
  device?: string;
  seq?: number;
  kind: string;
  at: string;
  data: Record<string, unknown>;
};
type Answer = { id: string; status: 'applied' | 'held' | 'refused'; reason?: string; position?: string };

/** What a test may set while the server runs. */
export type Faults = {
  /** Takes the batch, keeps it, and cuts the line before the answer. */
  loseAnswers: number;
  /** Answers so many deliveries with this status and, if given, `Retry-After` seconds. */
  failWith: { status: number; times: number; retryAfter?: number; plain?: boolean } | undefined;
  /** All sessions end now. */
  expireSessions: boolean;
  revoked: boolean;
  /** Added to the server's clock, ms. */
  clockMs: number;
  /** Decides the answer of an entry; undefined means applied. */
  judge: ((entry: Entry) => { status: 'held' | 'refused'; reason: string } | undefined) | undefined;
  delayMs: number;
  /** Says of every number that it misses it, also of those that it has just answered. */
  forgetful: boolean;
  /** Appended to the service worker: a new version of the app. */
  newVersion: string;
};

export type Stub = Awaited<ReturnType<typeof startStub>>;

const dist = process.env.LIANFANG_WEB_DIST ?? fileURLToPath(new URL('../../web/dist', import.meta.url));
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

export const stubPost = { code: 'CP1', name: '草店高速出口', area: '610330100000' };
export const stubPeople = [
  {
    account: '01890000-0000-7000-8000-000000000001',
    login: 'wang',
    password: 'Wang-2022-pass',
    name: '王建军',
    agency: 'police',
  },
  {
    account: '01890000-0000-7000-8000-000000000002',
    login: 'li',
    password: 'Li-2022-pass!',
    name: '李秀英',
    agency: 'health',
  },
];

export async function startStub(port = 0) {
  const faults: Faults = {
    loseAnswers: 0,
    failWith: undefined,
    expireSessions: false,
    revoked: false,
    clockMs: 0,
    judge: undefined,
    delayMs: 0,
    forgetful: false,
    newVersion: '',
  };
  const entries = new Map<string, Entry>();
  const answers = new Map<string, Answer>();
  const conflicts: string[] = [];
  const codes = new Set(['TESTCODE', 'TESTCODF', 'TESTCODG']);
  const devices = new Map<string, { key: JsonWebKey; lastSeq: number; crew: Set<string> }>();
  const challenges = new Map<string, string>();
  const tokens = new Map<string, string>();
  const deliveries: { count: number; captured?: number; undelivered?: number; seen?: string }[] = [];
  let position = 0;

  const problem = (response: ServerResponse, status: number, code: string, retryAfter?: number) => {
    if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
    send(response, status, { code, message: { zh: code, en: code }, details: {} });
  };

  const routes: Record<
    string,
    (body: Record<string, unknown>, response: ServerResponse, device: string | undefined) => void
  > = {
    'POST /api/devices': (body, response) => {
      const code = String(body.code);
      if (!codes.delete(code)) return problem(response, 422, 'device.code');
      const device = randomUUID().replace(/^(.{14})./, '$17');
      devices.set(device, { key: body.publicKey as JsonWebKey, lastSeq: 0, crew: new Set() });
      send(response, 200, { device, county: '610330', post: stubPost.code, lastSeq: 0 });
    },
    'POST /api/session': (body, response) => {
      const device = String(body.device);
      const known = devices.get(device);
      if (known === undefined || faults.revoked) return problem(response, 401, 'device.revoked');
      if (body.signature === undefined) {
        const challenge = randomUUID();
        challenges.set(device, challenge);
        return send(response, 200, { challenge });
      }
      const key = createPublicKey({ key: known.key as never, format: 'jwk' });
      const challenge = challenges.get(device) ?? '';
      const signature = Buffer.from(String(body.signature), 'base64url');
      const good = verify('sha256', Buffer.from(challenge), { key, dsaEncoding: 'ieee-p1363' }, signature);
      if (!good || body.challenge !== challenge) return problem(response, 401, 'device.signature');
      const token = randomUUID();
      tokens.set(token, device);
      send(response, 200, { token, expires: new Date(Date.now() + 8 * 3_600_000).toISOString() });
    },
    'POST /api/crew': (body, response, device) => {
      const person = stubPeople.find(
        ({ login, password }) => login === body.account && password === body.password,
      );
      if (person === undefined) return problem(response, 401, 'session.wrong');
      devices.get(device ?? '')?.crew.add(person.account);
      const { account, name, agency } = person;
      send(response, 200, { account, name, agency, roles: ['checkpoint_crew'] });
    },
    'POST /api/entries': (body, response, device) => {
      const batch = body.entries as Entry[];
      deliveries.push({
        count: batch.length,
        captured: body.captured as number,
        undelivered: body.undelivered as number,
        seen: body.seen as string,
      });
      const given = batch.map((entry) => take(entry, device ?? ''));
      if (faults.loseAnswers > 0 && batch.length > 0) {
        faults.loseAnswers -= 1;
        response.destroy();
        return;
      }
      const receivedAt = new Date(Date.now() + faults.clockMs).toISOString();
      const had = new Set(
        [...entries.values()].filter((entry) => entry.device === device).map(({ seq }) => seq),
      );
      const missing = Array.from({ length: Number(body.captured ?? 0) }, (_, index) => index + 1)
        .filter((seq) => faults.forgetful || !had.has(seq))
        .map((seq) => [seq, seq]);
      const lastSeq = devices.get(device ?? '')?.lastSeq ?? 0;
      send(response, 200, { answers: given, receivedAt, lastSeq, missing });
    },
    'GET /api/reads/checkpoint.field': (_body, response, device) => {
      const known = devices.get(device ?? '');
      send(response, 200, {
        device,
        county: '610330',
        countyName: '凤县',
        exercise: true,
        post: stubPost,
        lastSeq: known?.lastSeq ?? 0,
        feverFrom: 37.3,
        homePlates: ['陕C', '陕', '甘', '川'],
        crew: stubPeople.map(({ account, name, agency }) => ({
          account,
          name,
          agency,
          roles: ['checkpoint_crew'],
        })),
        places: [
          { code: '610330000000', name: '凤县', initials: 'fx', level: 3 },
          { code: '610330100000', name: '双石铺镇', initials: 'ssp', level: 4 },
          { code: '610330101000', name: '凤州镇', initials: 'fz', level: 4 },
          { code: '610302000000', name: '渭滨区', initials: 'wbq', level: 3 },
          { code: '610300000000', name: '宝鸡市', initials: 'bjs', level: 2 },
          { code: '610100000000', name: '西安市', initials: 'xas', level: 2 },
          { code: '621200000000', name: '陇南市', initials: 'lns', level: 2 },
        ],
        notice: {
          zh: '依据《中华人民共和国传染病防治法》《突发公共卫生事件应急条例》及凤县指挥部通告，您本次不具备通行条件，请原路返回。补齐证明后可再次通行。',
          en: 'Under the Law on the Prevention and Treatment of Infectious Diseases and the notice of the Feng County command post you cannot pass this time; please return. With the missing certificate you may come again.',
          complaint: '0917-4762110（凤县指挥部，24 小时）',
        },
        handover: '2 号测温枪电量低，备用在岗亭抽屉。',
      });
    },
    'GET /api/reads/checkpoint.fevers': (_body, response) =>
      send(response, 200, { fevers: [], open: 0, overdue: 0 }),
  };

  function take(entry: Entry, device: string): Answer {
    const before = entries.get(entry.id);
    if (before !== undefined) {
      if (JSON.stringify(before) !== JSON.stringify(entry)) conflicts.push(entry.id);
      return answers.get(entry.id) as Answer;
    }
    const judged = faults.judge?.(entry);
    position += 1;
    const answer: Answer = judged
      ? { id: entry.id, ...judged }
      : { id: entry.id, status: 'applied', position: String(position) };
    entries.set(entry.id, entry);
    answers.set(entry.id, answer);
    const known = devices.get(device);
    if (known) known.lastSeq = Math.max(known.lastSeq, entry.seq ?? 0);
    return answer;
  }

  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stub');
    if (!url.pathname.startsWith('/api/')) return file(url.pathname, response, faults.newVersion);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const route = routes[`${request.method} ${url.pathname}`];
    if (route === undefined) return problem(response, 404, 'not_found');
    if (faults.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.delayMs));
    const open = url.pathname === '/api/devices' || url.pathname === '/api/session';
    if (faults.expireSessions) {
      tokens.clear();
      faults.expireSessions = false;
    }
    const device = tokens.get(request.headers.authorization?.replace('Bearer ', '') ?? '');
    if (!open && faults.revoked) return problem(response, 401, 'device.revoked');
    if (!open && device === undefined) return problem(response, 401, 'session.expired');
    const failing = faults.failWith;
    if (url.pathname === '/api/entries' && failing !== undefined && failing.times > 0) {
      failing.times -= 1;
      if (failing.plain) return void response.writeHead(failing.status).end('<html>Bad gateway</html>');
      return problem(response, failing.status, 'server.busy', failing.retryAfter);
    }
    const text = Buffer.concat(chunks).toString();
    route(text === '' ? {} : JSON.parse(text), response, device);
  }

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `http://localhost:${address.port}`,
    port: address.port,
    faults,
    entries,
    answers,
    conflicts,
    deliveries,
    of: (kind: string) => [...entries.values()].filter((entry) => entry.kind === kind),
    /** The server is put back to an old backup: what came after the first `kept` entries was never there. */
    restoreOld(kept: number): void {
      for (const id of [...entries.keys()].slice(kept)) {
        entries.delete(id);
        answers.delete(id);
      }
      position = kept;
      for (const [device, known] of devices)
        known.lastSeq = Math.max(
          0,
          ...[...entries.values()].filter((entry) => entry.device === device).map(({ seq = 0 }) => seq),
        );
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}

function file(path: string, response: ServerResponse, newVersion: string): void {
  const clean = normalize(path).replace(/^(\.\.[/\\])+/, '');
  const full = join(dist, clean.endsWith('/') ? `${clean}index.html` : clean);
  if (!full.startsWith(dist) || !existsSync(full) || !statSync(full).isFile()) {
    response.writeHead(404).end();
    return;
  }
  response
    .writeHead(200, { 'content-type': types[extname(full)] ?? 'application/octet-stream' })
    .end(path === '/field/sw.js' ? readFileSync(full, 'utf8') + newVersion : readFileSync(full));
}
