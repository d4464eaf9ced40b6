import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { entries } from '@lianfang/domain/entries.ts';
import { indicators } from '@lianfang/domain/indicators.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { taskEntries } from '@lianfang/domain/kernel/taskEntries.ts';
import { verificationEntries } from '@lianfang/domain/modules/verification/schema.ts';
import { reads } from '@lianfang/domain/reads.ts';
import { taskKinds } from '@lianfang/domain/tasks.ts';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { handlers } from './handlers.ts';
import { importers } from './importers.ts';
import { sources } from './indicators.ts';
import { fieldReads } from './kernel/access/field.ts';
import { loadKeyring } from './kernel/access/keys.ts';
import { settleAccess } from './kernel/access/log.ts';
import { accessReads } from './kernel/access/reads.ts';
import type { RevealGuards } from './kernel/access/reveal.ts';
import { openVault } from './kernel/access/seal.ts';
import { migrate } from './kernel/db/migrate.ts';
import { type Database, openDatabase } from './kernel/db/open.ts';
import type { Deps } from './kernel/deps.ts';
import { accessRoutes } from './kernel/http/accessRoutes.ts';
import { documentation } from './kernel/http/documentation.ts';
import { entriesRoute } from './kernel/http/entries.ts';
import { exportRoute, reportRoute, sealedFileRoute } from './kernel/http/files.ts';
import { importRoutes } from './kernel/http/imports.ts';
import { liveRoute } from './kernel/http/live.ts';
import { metricsRoutes } from './kernel/http/metrics.ts';
import { openApi } from './kernel/http/openapi.ts';
import { pages } from './kernel/http/pages.ts';
import { readsRoute, whoAsks } from './kernel/http/reads.ts';
import { newServer } from './kernel/http/server.ts';
import { importReads } from './kernel/imports/reads.ts';
import { indicatorReads } from './kernel/indicators/reads.ts';
import { appendEntry } from './kernel/ledger/append.ts';
import { type Kinds, kindsOf, readyAgain } from './kernel/ledger/door.ts';
import { keepHeads } from './kernel/ledger/heads.ts';
import { openQueue, type Queue } from './kernel/ledger/queue.ts';
import { ledgerReads } from './kernel/ledger/reads.ts';
import { releaseHeld } from './kernel/ledger/release.ts';
import type { FlushTools } from './kernel/ledger/work.ts';
import { newLogger } from './kernel/logger.ts';
import { notifyReads } from './kernel/notify/reads.ts';
import { openPlaces } from './kernel/places.ts';
import type { ReadsFor } from './kernel/reads.ts';
import { tasksExporter } from './kernel/tasks/exporter.ts';
import { taskGuard } from './kernel/tasks/guard.ts';
import { taskReads } from './kernel/tasks/reads.ts';
import { areaName, areaNames } from './modules/area/api.ts';
import { areaReads } from './modules/area/reads.ts';
import { areasOfPosts, postName } from './modules/checkpoint/api.ts';
import { passagesExporter } from './modules/checkpoint/exporter.ts';
import { checkpointReads } from './modules/checkpoint/reads.ts';
import { peopleReads } from './modules/people/reads.ts';
import { reportFile } from './modules/report/files.ts';
import { reportReads } from './modules/report/reads.ts';
import { directivesExporter } from './modules/response/exporter.ts';
import { responseReads } from './modules/response/reads.ts';
import { rowsExporter } from './modules/verification/exporter.ts';
import { feedbackFile } from './modules/verification/feedback/file.ts';
import { rowGuard } from './modules/verification/guard.ts';
import { verificationReads } from './modules/verification/reads.ts';
import { startReactions } from './reactions.ts';

export type Options = {
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
  readonly publicUrl?: string;
  readonly now?: () => number;
  readonly log?: Logger;
  /** Make keys when there are none: only setup asks for it. */
  readonly createKeys?: boolean;
};

/** The product without its HTTP: what the server and each command of the command line open and close. */
export type Product = {
  readonly deps: Deps;
  readonly kinds: Kinds;
  readonly queue: Queue;
  readonly tools: FlushTools;
  readonly database: Database;
  readonly close: () => Promise<void>;
};

/** Opens the database, brings it up to date, and puts the engines together. */
export async function openProduct({
  dataDir,
  databaseUrl,
  publicUrl = 'http://localhost:8080',
  now = Date.now,
  log = newLogger(),
  createKeys = false,
}: Options): Promise<Product> {
  const folder = resolve(dataDir);
  const keyring = loadKeyring(folder, { create: createKeys });
  const database = await openDatabase({ dataDir: folder, databaseUrl, log });
  try {
    await migrate(database.pool, { at: new Date(now()).toISOString(), log });
  } catch (error) {
    await database.close();
    throw error;
  }
  const { pool } = database;
  const vault = openVault({ pool, keyring, now });
  const kinds = kindsOf(entries, handlers);
  const tools: FlushTools = {
    signer: { key: keyring.signing, id: keyring.keyId },
    now,
    random: randomBytes,
    async again(county, { id, digest, sealed }) {
      const whole = await vault.open(county, id, sealed);
      return readyAgain(kinds, whole, { county, vault, sealer: await vault.sealer(county, now()) }, digest);
    },
  };
  const queue = openQueue(database.ledger, tools);
  const places = openPlaces(pool, now, (county) => areasOfPosts(pool, county));
  const deps: Deps = {
    pool,
    keyring,
    vault,
    now,
    dataDir: folder,
    publicUrl,
    log,
    places,
    append: (county, kind, data, actor, as) =>
      appendEntry({ kinds, vault, queue, now }, county, kind, data, actor, as),
  };
  const heads = keepHeads(deps);
  queue.onCommit(heads.committed);
  startReactions(deps, queue);
  return {
    deps,
    kinds,
    queue,
    tools,
    database,
    close: () =>
      settleAccess(deps)
        .then(heads.close)
        .finally(() => database.close()),
  };
}

/** Every read of the product: one line a module. A name without a query does not compile. */
const readHandlers = {
  ...accessReads,
  ...fieldReads,
  ...ledgerReads,
  ...notifyReads,
  ...importReads(importers),
  ...taskReads(taskKinds, areaNames),
  ...areaReads,
  ...checkpointReads,
  ...peopleReads,
  ...reportReads,
  ...responseReads,
  ...verificationReads,
};

/** Who may open entries of kinds that were made at no post: one line a module. */
export const revealGuards: RevealGuards = {
  ...Object.fromEntries(Object.keys(taskEntries).map((kind) => [kind, taskGuard])),
  ...Object.fromEntries(Object.keys(verificationEntries).map((kind) => [kind, rowGuard])),
};

/** The HTTP server of an opened product, not yet listening. */
export async function newApp(product: Product): Promise<FastifyInstance> {
  const { deps, kinds, queue } = product;
  const { rows } = await deps.pool.query('SELECT 1 FROM kernel.county');
  if (rows.length === 0) throw problem('setup.missing');
  const app = await newServer(deps.log);
  const counted = metricsRoutes(app, deps, queue);
  entriesRoute(app, { deps, kinds, queue, counted });
  readsRoute(app, deps, reads, {
    ...readHandlers,
    ...indicatorReads(indicators, sources, async (county, by, key) =>
      by === 'post' ? postName(deps.pool, county, key) : by === 'area' ? areaName(deps.pool, key) : undefined,
    ),
  } satisfies ReadsFor<typeof reads>);
  accessRoutes(
    app,
    deps,
    (county, entry, by) =>
      releaseHeld({ pool: deps.pool, kinds, vault: deps.vault, tools: product.tools }, county, entry, by),
    revealGuards,
  );
  await importRoutes(app, { deps, kinds, queue, importers });
  exportRoute(app, deps, {
    'checkpoint.passages': passagesExporter,
    'response.directives': directivesExporter,
    'task.list': tasksExporter(readHandlers['task.list']),
    'verification.rows': rowsExporter,
  });
  reportRoute(app, (request) => whoAsks(deps, request, reads['report.one']), reportFile);
  sealedFileRoute(app, deps, '/api/lists/:id/feedback', feedbackFile);
  liveRoute(app, deps, queue);
  const document = openApi(entries, reads);
  await documentation(app, document);
  await pages(app);
  return app;
}
