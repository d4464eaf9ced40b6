import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { installBinaries } from './binaries.ts';
import { type Log, silent } from './log.ts';
import { findRunning, markOf, type Place } from './postmaster.ts';
import { ensureRunning, leave, urlOf } from './presence.ts';
import { runUser } from './runUser.ts';
import { serverSettings } from './settings.ts';

export type EmbeddedOptions = {
  dataDir: string;
  log?: Log;
  /** Settings beside the usual ones; the tests turn durability off. */
  settings?: Record<string, string>;
  /** Where the binaries go when the run user cannot get to the data folder; /var/lib/lianfang when left out. */
  binariesDir?: string;
};

export type Embedded = {
  /** For the application: the database and the role `lianfang`, which owns it and is no superuser. */
  url: string;
  /** For backup, restore and the tests: the same database as the superuser `postgres`. */
  adminUrl: string;
  /** Whether it was running already: started by another process, or left over by one that was killed. */
  adopted: boolean;
  /** Leaves the database; stops it unless another process is using it. */
  stop(): Promise<void>;
};

/**
 * Makes the embedded PostgreSQL of a data folder available: joins the one that runs there, else starts it, making the
 * cluster the first time. While the handle is held, a database that dies is started again. Several processes may hold it at once
 * (the server, a command line beside it): the last one to leave stops it. A process that is killed has left.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { log = silent } = options;
  const place = placeFor(options);
  let { presence, started } = await ensureRunning(place, log);
  let coming: Promise<void> | undefined;
  let leaving: Promise<void> | undefined;
  watch();
  await ensureDatabase(presence.client);

  function watch(): void {
    presence.client.once('end', () => {
      if (!leaving) coming = rejoin();
    });
  }

  async function rejoin(): Promise<void> {
    log.error({}, '数据库意外停止，正在重新启动 · the database went away, starting it again');
    for (let pause = 100; !leaving; pause = Math.min(pause * 2, 5_000)) {
      try {
        presence = (await ensureRunning(place, log)).presence;
        watch();
        log.info({}, '数据库已恢复 · the database is back');
        return;
      } catch (error) {
        const reason = (error as Error).message;
        log.error({ reason }, '数据库还不能启动，稍后再试 · the database does not start yet, trying again');
        await wait(pause);
      }
    }
  }

  async function stop(): Promise<void> {
    // A restart under way is waited for: what it starts must be stopped as well.
    await coming;
    await leave(place, presence, log);
  }

  const { socketDir, port } = presence.running;
  return {
    url: urlOf('lianfang', socketDir, port),
    adminUrl: urlOf('postgres', socketDir, port),
    adopted: !started,
    stop() {
      leaving ??= stop();
      return leaving;
    },
  };
}

/** Whether a database runs on this data folder at the moment. */
export function isRunning(dataDir: string): boolean {
  const data = clusterOf(dataDir);
  return existsSync(data) && findRunning({ data, mark: markOf(data) }) !== undefined;
}

function clusterOf(dataDir: string): string {
  return join(resolve(dataDir), 'pg', 'data');
}

function placeFor({ dataDir, settings, binariesDir = '/var/lib/lianfang' }: EmbeddedOptions): Place {
  const data = clusterOf(dataDir);
  const folder = dirname(data);
  mkdirSync(join(folder, 'log'), { recursive: true });
  chmodSync(join(folder, 'log'), 0o700);
  const user = runUser(data);
  // The run user passes through the folder to its cluster and to the binaries.
  if (user) chmodSync(folder, 0o711);
  const binaries = installBinaries(join(folder, 'runtime'), binariesDir, user);
  return {
    data,
    log: join(folder, 'log', 'postgresql.log'),
    mark: markOf(data),
    user,
    binaries,
    settings: { ...serverSettings(), ...settings },
  };
}

async function ensureDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ role: boolean; base: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lianfang') AS role,
            EXISTS (SELECT FROM pg_database WHERE datname = 'lianfang') AS base`,
  );
  const missing = rows[0]!;
  const steps = [
    ...(missing.role ? [] : ['CREATE ROLE lianfang LOGIN']),
    ...(missing.base ? [] : ['CREATE DATABASE lianfang OWNER lianfang']),
  ];
  for (const step of steps) {
    await client.query(step).catch((error) => {
      // Another process was quicker.
      if (!['42710', '42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
    });
  }
}
