import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Deps } from '../deps.ts';
import type { Queue } from '../ledger/queue.ts';
import type { Counted } from './entries.ts';

/** `/healthz` for whoever restarts us, `/metrics` for whoever watches. Labels are names of ours, never of persons. */
export function metricsRoutes(app: FastifyInstance, deps: Deps, queue: Queue): Counted {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'lianfang_' });
  const answers = new Counter({
    name: 'lianfang_entries_total',
    help: 'Entries answered',
    labelNames: ['status'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'lianfang_http_seconds',
    help: 'Time to answer',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'lianfang_queue_waiting',
    help: 'Deliveries waiting for their transaction',
    registers: [registry],
    collect() {
      this.set(queue.waiting());
    },
  });
  app.addHook('onResponse', async (request, reply) => {
    seconds.observe(
      { route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  app.get('/healthz', async (_request, reply) => {
    const alive = await deps.pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
    return reply.code(alive ? 200 : 503).send({ status: alive ? 'ok' : 'database_gone' });
  });
  return (status, entries) => answers.inc({ status }, entries);
}
