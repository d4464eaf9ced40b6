import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { purposes } from '@lianfang/domain/kernel/access.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { change, recordReveal } from '../access/log.ts';
import { withoutNumbers } from '../access/reveal.ts';
import type { Deps } from '../deps.ts';
import type { Exporter } from '../exports/exporter.ts';
import type { PersonalFile } from '../exports/personalFile.ts';
import { exportTable, exportTypes } from '../exports/table.ts';
import { parsed } from '../parsed.ts';
import type { Asked } from '../reads.ts';
import { whoAsks } from './reads.ts';

const Export = z.strictObject({
  read: z.string().check(z.maxLength(64)),
  params: z.optional(z.record(z.string(), z.unknown())),
  columns: z.optional(z.array(z.string().check(z.maxLength(32))).check(z.maxLength(50))),
  format: z.enum(['xlsx', 'csv']),
  purpose: z.enum(purposes),
  why: z.string().check(z.minLength(1), z.maxLength(200)),
});

/** `POST /api/exports`: a list as it is filtered, with who, when and what for in its first row; written to the ledger. */
export function exportRoute(
  app: FastifyInstance,
  deps: Deps,
  exporters: Readonly<Record<string, Exporter>>,
): void {
  app.post('/api/exports', async (request, reply) => {
    const { read, params, columns, format, purpose, ...said } = parsed(Export, request.body);
    const why = withoutNumbers(said.why);
    const exporter = Object.hasOwn(exporters, read) ? exporters[read] : undefined;
    if (exporter === undefined) throw problem('not_found', { what: 'export' });
    const asked = await whoAsks(deps, request, exporter);
    const filter = parsed(exporter.params, params);
    const chosen = exporter.columns.filter(
      ({ key }) => columns === undefined || columns.length === 0 || columns.includes(key),
    );
    const { rows } = await deps.pool.query<{ exercise: boolean; display: string | null }>(
      'SELECT c.exercise, a.display FROM kernel.county c LEFT JOIN access.account a ON a.county = c.county AND a.id = $2 WHERE c.county = $1',
      [asked.county, asked.actor.id],
    );
    const at = new Date(deps.now()).toISOString();
    await change(deps, asked.actor, async (_tx, note) =>
      note('export', undefined, { read, purpose, why, format }),
    );
    const file = exportTable({
      columns: chosen,
      rows: exporter.rows(asked, filter as never),
      format,
      watermark: {
        user: rows[0]?.display ?? asked.actor.id,
        at,
        purpose,
        why,
        exercise: rows[0]?.exercise ?? false,
      },
    });
    return reply
      .header('content-disposition', `attachment; filename="lianfang-${at.slice(0, 10)}.${format}"`)
      .type(exportTypes[format])
      .send(file);
  });
}

const Wanted = z.strictObject({ why: z.string().check(z.minLength(2), z.maxLength(200)) });

/**
 * `POST …/:id/…` with why it is wanted: a file with personal data in it. Who takes it, and what for, stands in the ledger
 * before it is made; the file itself is on the disk for the time of the answer alone.
 */
export function sealedFileRoute(app: FastifyInstance, deps: Deps, route: string, file: PersonalFile): void {
  app.post(route, async (request, reply) => {
    const asked = await whoAsks(deps, request, file);
    const { id = '' } = request.params as { id?: string };
    if (!z.uuid().safeParse(id).success) throw problem('not_found', { what: 'list' });
    const why = withoutNumbers(parsed(Wanted, request.body).why);
    await recordReveal(deps, asked.county, { by: asked.actor.id, purpose: 'export', why, entries: [id] });
    const folder = await mkdtemp(join(deps.dataDir, 'file-'));
    const leave = () => rm(folder, { recursive: true, force: true });
    try {
      const name = await file.write(asked, id, join(folder, 'file'));
      const stream = createReadStream(join(folder, 'file'));
      stream.once('close', () => void leave());
      return reply
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
        .type('application/octet-stream')
        .send(stream);
    } catch (error) {
      await leave();
      throw error;
    }
  });
}

export type FileOf = (
  asked: Asked,
  id: string,
  format: 'json' | 'xlsx' | 'pdf',
  lang: 'zh' | 'en',
) => Promise<{ name: string; type: string; body: Uint8Array }>;

/** `GET /api/reports/<id>.json|xlsx|pdf` for those who may read the report. */
export function reportRoute(
  app: FastifyInstance,
  ask: (request: FastifyRequest) => Promise<Asked>,
  fileOf: FileOf,
): void {
  app.get('/api/reports/:file', async (request, reply) => {
    const [, id, format] =
      /^([0-9a-f-]{36})\.(json|xlsx|pdf)$/.exec((request.params as { file: string }).file) ?? [];
    if (id === undefined || format === undefined) throw problem('not_found', { what: 'report' });
    const lang = (request.query as { lang?: string }).lang === 'en' ? 'en' : 'zh';
    const { name, type, body } = await fileOf(await ask(request), id, format as 'json', lang);
    return reply
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
      .type(type)
      .send(Buffer.from(body));
  });
}
