import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor, Agency, Role } from '@lianfang/domain/kernel/access.ts';
import { accessEntries } from '@lianfang/domain/kernel/accessEntries.ts';
import { entryKind } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { TOTP } from 'otpauth';
import { pino } from 'pino';
import * as z from 'zod/mini';
import { testDatabase } from '../../../test/database.ts';
import { appendEntry } from '../ledger/append.ts';
import { genesis, signHead } from '../ledger/chain.ts';
import { kindsOf } from '../ledger/door.ts';
import { ledgerOnly } from '../ledger/handlers.ts';
import { openQueue } from '../ledger/queue.ts';
import { addAccount, addUnit } from './accounts.ts';
import type { CommandDeps } from './commands.ts';
import { loadKeyring } from './keys.ts';
import { settleAccess } from './log.ts';
import { serverActor } from './permissions.ts';
import { openVault } from './seal.ts';
import { type SignedIn, signIn } from './sessions.ts';

export const county = '610399';
export const countyWide = '610399000000';
export const password = 'Kakou-Zhiban.27';

/** A kind of entry that says something about persons, as a module would declare it. */
const said = entryKind({
  data: z.looseObject({}),
  personal: ['plate', 'persons.*.name', 'persons.*.number'],
  who: [],
  mode: 'fact',
});

export type World = {
  deps: CommandDeps;
  /** Moves the clock of everything, in milliseconds. */
  pass(ms: number): void;
  /** All lines that were logged. */
  lines: string[];
  /** What the access engine has written to the ledger, oldest first. */
  ledger(): Promise<{ kind: string; actor: string; data: Record<string, unknown> }[]>;
  drop(): Promise<void>;
};

/** A county with a ledger in a database of its own, real keys, and a clock that stands still unless it is moved. */
export async function newWorld(): Promise<World> {
  const { pool, drop } = await testDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'lianfang-access-'));
  const keyring = loadKeyring(dataDir, { create: true });
  let time = Date.parse('2026-03-02T01:00:00.000Z');
  const now = () => time;
  const vault = openVault({ pool, keyring, now });
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  await pool.query(
    "INSERT INTO kernel.county (county, name, area, exercise, created) VALUES ($1, '测试县', $2, true, $3)",
    [county, countyWide, new Date(time)],
  );
  const hash = genesis(county);
  await pool.query(
    'INSERT INTO ledger.head (county, position, hash, signature, key_id, signed_at) VALUES ($1, 0, $2, $3, $4, $5)',
    [county, hash, signHead(keyring.signing, county, 0n, hash), keyring.keyId, new Date(time)],
  );
  const declared = { ...accessEntries, 'test.said': said };
  const kinds = kindsOf(
    declared,
    Object.fromEntries(Object.keys(declared).map((name) => [name, ledgerOnly])),
  );
  const queue = openQueue(pool, {
    signer: { key: keyring.signing, id: keyring.keyId },
    now,
    random: randomBytes,
    again: () => Promise.reject(new Error('nothing is held here')),
  });
  const posts = new Map([
    ['CP1', '610399101000'],
    ['CP2', '610399102000'],
  ]);
  const deps: CommandDeps = {
    pool,
    keyring,
    vault,
    now,
    log,
    publicUrl: 'https://lianfang.test',
    places: { areas: async () => posts },
    append: (of, kind, data, actor, as) =>
      appendEntry({ kinds, vault, queue, now }, of, kind, data, actor, as),
  };
  return {
    deps,
    pass: (ms) => {
      time += ms;
    },
    lines,
    async ledger() {
      await settleAccess(deps);
      const { rows } = await pool.query<{ content: string }>(
        'SELECT content FROM ledger.entry WHERE county = $1 ORDER BY position',
        [county],
      );
      return rows.map(({ content }) => JSON.parse(content));
    },
    async drop() {
      await settleAccess(deps);
      rmSync(dataDir, { recursive: true, force: true });
      await drop();
    },
  };
}

export const operator: Actor = serverActor(county);
let made = 0;

/** An account with roles (for the whole county, or `ROLE@area`) and the password above. */
export async function newAccount(
  deps: CommandDeps,
  roles: readonly string[],
  { name = `user${++made}`, agency, unit: given }: { name?: string; agency?: Agency; unit?: string } = {},
): Promise<{ id: string; name: string; code: () => string | undefined }> {
  const unit =
    given ??
    (agency && (await addUnit(deps, operator, { name: `单位${++made}`, agency, area: countyWide })).unit);
  const { account, totp } = await addAccount(deps, operator, {
    name,
    display: '测试员',
    unit,
    roles: roles.map((one) => ({ role: one.split('@')[0] as Role, area: one.split('@')[1] ?? countyWide })),
    password,
    mustChange: false,
  });
  return { id: account, name, code: () => totp && codeOf(totp.uri, deps.now()) };
}

/** What an authenticator app shows at an instant. */
export function codeOf(uri: string, at: number): string {
  const [secret] = new URL(uri).searchParams.getAll('secret');
  return new TOTP({ secret: secret!, period: 30 }).generate({ timestamp: at });
}

/** An account with these roles, signed in. */
export async function someone(
  { deps, pass }: World,
  ...roles: string[]
): Promise<SignedIn & { token: string; name: string; code: () => string | undefined }> {
  const { name, code } = await newAccount(deps, roles);
  // A code is good once: the next one is for the next sign-in.
  pass(30_000);
  const { actor, token } = await signIn(deps, { account: name, password, code: code() });
  return { ...actor, token, name, code };
}

/** Writes an entry about persons to the ledger, at a post's area; gives its id. */
export async function say(
  { pool, vault, now }: CommandDeps,
  personal: object | undefined,
  area = '610399101000',
): Promise<string> {
  const id = uuidv7(now(), randomBytes(10));
  const sealed = personal && (await vault.sealer(county, now()))(id, personal);
  const { rows } = await pool.query<{ next: string }>(
    'SELECT coalesce(max(position), 0) + 1000 AS next FROM ledger.entry WHERE county = $1',
    [county],
  );
  await pool.query(
    'INSERT INTO ledger.entry (county, id, position, hash, digest, content, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [
      county,
      id,
      rows[0]!.next,
      randomBytes(32),
      randomBytes(16),
      JSON.stringify({ kind: 'test.said', area, data: {} }),
      sealed ?? null,
    ],
  );
  return id;
}

/** The code of the problem that a promise was rejected with, and the `why` of its details. */
export async function problemOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'no problem';
  } catch (error) {
    const { code, details } = error as { code?: string; details?: { why?: string } };
    if (code === undefined || details === undefined) throw error;
    return details.why === undefined ? code : `${code} ${details.why}`;
  }
}

/** The same world with something done before or after each statement: to make happen what is rare. */
export function meddled(
  deps: CommandDeps,
  {
    before,
    after,
  }: { before?: (sql: string) => Promise<unknown>; after?: (sql: string) => Promise<unknown> },
): CommandDeps {
  const query = async (statement: string | { text: string }, values?: unknown[]) => {
    const sql = typeof statement === 'string' ? statement : statement.text;
    await before?.(sql);
    const result = await deps.pool.query(statement as string, values);
    await after?.(sql);
    return result;
  };
  const pool = new Proxy(deps.pool, {
    get: (of, name) => (name === 'query' ? query : Reflect.get(of, name, of)),
  });
  return { ...deps, pool };
}
