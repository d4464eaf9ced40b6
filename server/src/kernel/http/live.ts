import type { FastifyInstance } from 'fastify';
import { authenticate } from '../access/sessions.ts';
import type { Deps } from '../deps.ts';
import type { Queue } from '../ledger/queue.ts';
import { ownTokenOf, signedIn } from './requests.ts';

/** Hints are joined for this long: a screen that re-reads four times a second shows no more than one that does so always. */
const TOGETHER_MS = 250;
/** Other processes write too (imports from the command line): a look at the head finds what no hint told. */
const LOOK_MS = 1000;
const PING_MS = 15_000;

type Listener = {
  readonly county: string;
  readonly token: string;
  readonly send: (event: string, data: object) => void;
  readonly end: () => void;
};

/**
 * `GET /api/live`: tells open screens that the ledger has grown. Only a hint: what is shown is read again. To listen is no
 * use of the session; when it ends, the screen is told `over` and nothing more.
 */
export function liveRoute(app: FastifyInstance, deps: Deps, queue: Queue): void {
  const listeners = new Set<Listener>();
  const told = new Map<string, string>();
  const due = new Map<string, NodeJS.Timeout>();

  async function tell(county: string): Promise<void> {
    due.delete(county);
    const { rows } = await deps.pool.query<{ position: string }>({
      name: 'live.head',
      text: 'SELECT position FROM ledger.head WHERE county = $1',
      values: [county],
    });
    const position = rows[0]?.position;
    if (position === undefined || told.get(county) === position) return;
    told.set(county, position);
    const at = new Date(deps.now()).toISOString();
    await sendAll('head', { position, at }, county);
  }
  async function sendAll(event: string, data: object, county?: string): Promise<void> {
    for (const listener of [...listeners]) {
      if (county !== undefined && listener.county !== county) continue;
      const still = await authenticate(deps, listener.token, { touch: false });
      if (still !== undefined) listener.send(event, data);
      else listener.end();
    }
  }
  const soon = (county: string, wait: number) => {
    if (due.has(county) || ![...listeners].some((listener) => listener.county === county)) return;
    due.set(
      county,
      setTimeout(() => void tell(county).catch(() => undefined), wait),
    );
  };
  queue.onCommit((county) => soon(county, TOGETHER_MS));
  const look = setInterval(() => {
    for (const county of new Set([...listeners].map((listener) => listener.county))) soon(county, 0);
  }, LOOK_MS);
  const ping = setInterval(() => {
    void sendAll('ping', { at: new Date(deps.now()).toISOString() }).catch(() => undefined);
  }, PING_MS);
  look.unref();
  ping.unref();

  app.get('/api/live', async (request, reply) => {
    const { county } = await signedIn(deps, request, { touch: false });
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    });
    const listener: Listener = {
      county,
      token: ownTokenOf(request) as string,
      end() {
        listeners.delete(listener);
        listener.send('over', {});
        raw.end();
      },
      send: (event, data) => raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    };
    listeners.add(listener);
    listener.send('ping', { at: new Date(deps.now()).toISOString() });
    request.raw.on('close', () => listeners.delete(listener));
  });

  app.addHook('preClose', async () => {
    clearInterval(look);
    clearInterval(ping);
    for (const timer of due.values()) clearTimeout(timer);
    listeners.clear();
  });
}
