import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, Envelope } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { Passage } from '@lianfang/domain/modules/checkpoint/schema.ts';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { addScriptDevice } from '../src/kernel/access/devices.ts';
import { serverActor } from '../src/kernel/access/permissions.ts';
import { findClaim } from '../src/kernel/access/store.ts';
import { currentCode } from '../src/kernel/access/totp.ts';
import { newApp, openProduct, type Product } from '../src/main.ts';
import { type SignIn, setUpExercise } from '../src/setup.ts';
import { testDatabase } from './database.ts';
import { BEGIN, COUNTY, type Exercise, exerciseOn } from './exercise.ts';

export { COUNTY } from './exercise.ts';

/** A whole product on a database of its own: the exercise county set up, its HTTP server ready to be asked. */
export type Kit = {
  readonly product: Product;
  /** Address of its database, for programs started beside it. */
  readonly databaseUrl: string;
  readonly app: FastifyInstance;
  readonly signIns: readonly SignIn[];
  /** What has been logged, for canaries. */
  readonly logged: () => string;
  /** The server's clock, which a test may move. */
  readonly clock: { now: number };
  readonly device: (post?: string, account?: string) => Promise<TestDevice>;
  readonly desk: (account: string) => Promise<Desk>;
  readonly close: () => Promise<void>;
};

/** Calls as one who is signed in; `status` and parsed `body`. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
type Body = any;

export type Call = (
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  body?: unknown,
) => Promise<{ status: number; body: Body; headers: Record<string, unknown> }>;
export type Desk = { readonly call: Call; readonly token: string };
export type TestDevice = {
  readonly device: string;
  readonly post: string;
  readonly call: Call;
  readonly token: string;
  /** An entry of this device with the next sequence number. */
  readonly entry: (kind: string, data: object, more?: Partial<Envelope>) => Envelope;
  readonly passage: (passage?: Partial<Passage>, more?: Partial<Envelope>) => Envelope;
  readonly deliver: (entries: readonly unknown[], more?: object) => Promise<Answer[]>;
};

/** `proof: false` gives it the schema as it is shipped (see testDatabase). */
export async function openKit(how: { proof?: boolean } = {}): Promise<Kit> {
  let exercise: Exercise | undefined;
  const database = await testDatabase({
    ...how,
    template: async (base) => {
      exercise = await exerciseOn(base);
      return exercise.template;
    },
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'lianfang-test-'));
  exercise?.giveKeys(dataDir);
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const clock = { now: BEGIN };
  const product = await openProduct({
    dataDir,
    databaseUrl: database.url,
    log,
    now: () => clock.now,
    createKeys: true,
  });
  const signIns = exercise?.signIns ?? (await setUpExercise(product, COUNTY));
  const app = await newApp(product);

  const callAs =
    (token: string): Call =>
    async (method, url, body) => {
      const response = await app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${token}` },
        ...(body !== undefined && { payload: body as object }),
      });
      const type = String(response.headers['content-type'] ?? '');
      return {
        status: response.statusCode,
        body: type.includes('json') && response.body ? response.json() : response.rawPayload,
        headers: response.headers,
      };
    };

  return {
    product,
    databaseUrl: database.url,
    app,
    signIns,
    clock,
    logged: () => lines.join(''),
    async device(post = 'CP1', account) {
      const claim = account === undefined ? undefined : await findClaim(product.deps.pool, account);
      const made = await addScriptDevice(product.deps, serverActor(COUNTY), {
        county: COUNTY,
        post,
        account: claim?.account,
      });
      let seq = 0;
      const call = callAs(made.token);
      const entry = (kind: string, data: object, more: Partial<Envelope> = {}): Envelope => ({
        id: uuidv7(clock.now, randomBytes(10)),
        device: made.device,
        seq: ++seq,
        kind,
        at: new Date(clock.now).toISOString(),
        post,
        data: data as Record<string, unknown>,
        ...more,
      });
      return {
        device: made.device,
        post,
        token: made.token,
        call,
        entry,
        passage: (passage = {}, more = {}) => entry('checkpoint.passage.registered', aPassage(passage), more),
        async deliver(entries, more = {}) {
          const { status, body } = await call('POST', '/api/entries', { entries, ...more });
          if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
          return body.answers;
        },
      };
    },
    async desk(account) {
      const { password, totp } = signIns.find((signIn) => signIn.account === account) as SignIn;
      const claim = await findClaim(product.deps.pool, account);
      const code =
        totp === undefined || claim === undefined
          ? undefined
          : await currentCode(product.deps, COUNTY, claim.account);
      const response = await app.inject({
        method: 'POST',
        url: '/api/session',
        payload: { account, password, ...(code && { code }) },
      });
      if (response.statusCode !== 200) throw new Error(`${account}: ${response.body}`);
      // The same code is not taken twice: whoever signs in next does so in the next half minute.
      clock.now += 30_000;
      const { token } = response.json();
      return { token, call: callAs(token) };
    },
    async close() {
      await app.close();
      await product.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A vehicle with one person that passed; what a test is about is given. */
export function aPassage(passage: Partial<Passage> = {}): Passage {
  return {
    mode: 'vehicle',
    plate: '陕CF37K2',
    vehicleType: 'car',
    from: '宝鸡市',
    to: '凤县',
    persons: [
      {
        name: '张试验',
        document: { type: 'id_card', number: '610399199712064364' },
        phone: '19900000001',
        temperature: 36.5,
      },
    ],
    outcome: 'passed',
    ...passage,
  };
}
