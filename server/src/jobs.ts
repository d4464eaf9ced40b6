import { Logger as JobLogger, run, runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { importers } from './importers.ts';
import { tidyAccess } from './kernel/access/housekeeping.ts';
import { ensurePartitions } from './kernel/db/partitions.ts';
import { commitFile, resumeChecks } from './kernel/imports/engine.ts';
import { releaseOverdue } from './kernel/ledger/release.ts';
import { deliverDue, forgetOld } from './kernel/notify/deliver.ts';
import { escalate } from './kernel/tasks/escalation.ts';
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
  const presence = await arrive(pool);
  const runner = await run({
    pgPool: pool,
    // One for imports, which come one after the other (queue `imports`), one for what must not wait for them.
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: 2000,
    crontab,
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
      // The session goes with it, and so does the lock.
      presence.release(true);
    },
  };
}

/** Key of the lock that every server that does jobs holds, shared, as long as it lives. */
const workingKey = 6_103_300_016;

/**
 * Says that a server works here. A server that was killed leaves its jobs locked, and their queue with them: the library
 * would take them up after four hours. Whoever comes and finds nobody at work knows that all of them are left over.
 */
async function arrive(pool: pg.Pool): Promise<pg.PoolClient> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [
      workingKey,
    ]);
    const alone = rows[0]?.alone === true;
    if (alone)
      await client.query(
        `SELECT graphile_worker.force_unlock_workers(ARRAY(
           SELECT locked_by FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL
           UNION SELECT locked_by FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL))`,
      );
    // Taken before the other one is given up: nobody comes in between.
    await client.query('SELECT pg_advisory_lock_shared($1)', [workingKey]);
    if (alone) await client.query('SELECT pg_advisory_unlock($1)', [workingKey]);
    return client;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
