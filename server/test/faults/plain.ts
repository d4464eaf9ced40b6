import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '@lianfang/domain/kernel/access.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { addScriptDevice } from '../../src/kernel/access/devices.ts';
import { serverActor } from '../../src/kernel/access/permissions.ts';
import { keptHeads } from '../../src/kernel/ledger/heads.ts';
import { verifyLedger } from '../../src/kernel/ledger/verify.ts';
import { newApp, openProduct, type Product } from '../../src/main.ts';
import { joinCounty } from '../../src/setup.ts';
import { testDatabase } from '../database.ts';
import { COUNTY } from '../kit.ts';

/** Posts of the county without accounts, in three areas. */
export const places = [
  { post: 'P1', area: '610330101000' },
  { post: 'P2', area: '610330101000' },
  { post: 'P3', area: '610330102000' },
  { post: 'P4', area: '610330103000' },
] as const;

/** A product and what a test does with it. */
export type Plain = {
  product: Product;
  app: FastifyInstance;
  readonly clock: { now: number };
  readonly databaseUrl: string;
  readonly device: (post: string) => Promise<{ device: string; token: string }>;
  /** Everything that can be read, as the server itself. */
  readonly asked: () => { deps: Product['deps']; actor: Actor; county: string; scope: undefined };
  readonly verify: () => ReturnType<typeof verifyLedger>;
  /** Ends the product and opens it again on the same database and keys, as a restart does. */
  readonly restart: () => Promise<void>;
  /** Cuts all connections to the database under way and goes on with a new server; the old one is not heard any more. */
  readonly crash: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * A product on a database of its own with posts and no accounts: for what phones deliver, opened quickly and again.
 * `proof: false` leaves out the judging of statements, where there are very many of them.
 */
export async function openPlain({
  http = true,
  proof,
}: {
  http?: boolean;
  proof?: boolean;
} = {}): Promise<Plain> {
  const database = await testDatabase(proof === undefined ? {} : { proof });
  const dataDir = mkdtempSync(join(tmpdir(), 'lianfang-test-'));
  const clock = { now: Date.parse('2026-11-22T04:00:00Z') };
  const open = () =>
    openProduct({
      dataDir,
      databaseUrl: database.url,
      log: pino({ level: 'silent' }),
      now: () => clock.now,
      createKeys: true,
    });
  const left: Plain['app'][] = [];
  const old: Product[] = [];
  const first = await open();
  await joinCounty(first, COUNTY, true);
  for (const { post, area } of places)
    await first.deps.append(COUNTY, 'checkpoint.post.defined', {
      code: post,
      name: post,
      type: 'other',
      area,
    });
  const plain: Plain = {
    product: first,
    app: http ? await newApp(first) : (undefined as unknown as FastifyInstance),
    clock,
    databaseUrl: database.url,
    device: (post) => addScriptDevice(plain.product.deps, serverActor(COUNTY), { county: COUNTY, post }),
    asked: () => ({ deps: plain.product.deps, actor: serverActor(COUNTY), county: COUNTY, scope: undefined }),
    async verify() {
      const { deps } = plain.product;
      const kept = await keptHeads(deps.dataDir, COUNTY);
      const client = await deps.pool.connect();
      try {
        const key = deps.keyring.signingPublic.export({ type: 'spki', format: 'der' });
        return await verifyLedger(client, COUNTY, key, kept);
      } finally {
        client.release();
      }
    },
    async restart() {
      await plain.app?.close();
      await plain.product.close();
      plain.product = await open();
      if (http) plain.app = await newApp(plain.product);
    },
    async crash() {
      left.push(plain.app);
      old.push(plain.product);
      await plain.product.deps.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      plain.product = await open();
      plain.app = await newApp(plain.product);
    },
    async close() {
      for (const app of left) await app.close();
      for (const product of old) await product.close();
      await plain.app?.close();
      await plain.product.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return plain;
}

export function newId(now: number): string {
  return uuidv7(now, randomBytes(10));
}
