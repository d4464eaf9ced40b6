import { EventEmitter } from 'node:events';
import { Logger as JobLogger, run, runMigrations, type WorkerEvents } from 'graphile-worker';
import { importers } from './importers.ts';
import { tidyAccess } from './kernel/access/housekeeping.ts';
import { ensurePartitions } from './kernel/db/partitions.ts';
import { commitFile, resumeChecks } from './kernel/imports/engine.ts';
import { releaseOverdue } from './kernel/ledger/release.ts';
import { deliverDue, forgetOld } from './kernel/notify/deliver.ts';
import { escalate } from './kernel/tasks/escalation.ts';
import { watchWorkers } from './kernel/workers.ts';
import type { Product } from './main.ts';
import { onEscalated } from './reactions.ts';
import { retire } from './retention.ts';

/** Times are UTC: 18:10 is ten past two at night in the county. */
const crontab = `
* * * * * escalation
*/5 * * * * housekeeping
* * * * * notify
17 * * * * held
10 18 * * * partitions
40 18 * * * retention
`;

const DAY = 86_400_000;

/** Work that happens by itself, and work that must survive a restart (imports). One server does each job, however many run. */
export async function startJobs(product: Product): Promise<{ stop: () => Promise<void> }> {
  const { deps, kinds, queue, tools } = product;
  const { pool, now, log, vault } = deps;
  const everyCounty = async (work: (county: string) => Promise<unknown>) => {
    const { rows } = await pool.query<{ county: string }>('SELECT county FROM kernel.county ORDER BY county');
    for (const { county } of rows) await work(county);
  };
  const logger = new JobLogger(() => (level, message) => {
    if (level === 'error' || level === 'warning') log.warn({ job: message.slice(0, 200) }, 'job');
  });
  await runMigrations({ pgPool: pool, logger });
  const workers = await watchWorkers(pool, (error) =>
    log.warn({ error: error.name }, 'looking for jobs left behind'),
  );
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => workers.join(workerPool.id));
  const runner = await run({
    pgPool: pool,
    // One for imports, which come one after the other (queue `imports`), one for an escalation that takes its minute, one
    // for what must not wait for them.
    concurrency: 3,
    noHandleSignals: true,
    pollInterval: 2000,
    crontab,
    events,
    logger,
    taskList: {
      escalation: () => everyCounty((county) => escalate({ deps, kinds, queue, onEscalated }, county)),
      housekeeping: () => everyCounty((county) => tidyAccess(deps, [county])),
      held: () => everyCounty((county) => releaseOverdue({ pool, kinds, vault, tools }, county)),
      partitions: async () => {
        await ensurePartitions(pool, {
          from: new Date(now()).toISOString(),
          to: new Date(now() + 62 * DAY).toISOString(),
          log,
        });
      },
      notify: () => everyCounty((county) => deliverDue(deps, county)),
      retention: () =>
        everyCounty(async (county) => {
          await retire(deps, county);
          await forgetOld(deps, county);
        }),
      'import.commit': async (payload) => {
        const { county, import: file } = payload as { county: string; import: string };
        await commitFile({ deps, kinds, queue, importers }, county, file);
      },
    },
  });
  await resumeChecks({ deps, kinds, queue, importers });
  return {
    async stop() {
      await runner.stop();
      await workers.stop();
    },
  };
}
