import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import multipart from '@fastify/multipart';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { recordReveal } from '../access/log.ts';
import { demand } from '../access/permissions.ts';
import * as engine from '../imports/engine.ts';
import { LARGEST_UPLOAD } from '../imports/files.ts';
import * as held from '../imports/held.ts';
import { getFile, type ImportTools, importerOf } from '../imports/importing.ts';
import { parsed } from '../parsed.ts';
import { signedIn } from './requests.ts';

const word = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));
const Mapping = z.strictObject({
  sheet: z.optional(word(64)),
  columns: z.optional(z.record(z.string().check(z.regex(/^\d{1,3}$/)), word(32))),
  post: z.optional(word(32)),
  date: z.optional(z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/))),
  save: z.optional(z.boolean()),
  /** The words of the headers, to be kept with their fields when `save` is set. */
  headers: z.optional(z.record(z.string().check(z.regex(/^\d{1,3}$/)), word(64))),
});
const Correction = z.union([
  z.strictObject({ dismiss: z.literal(true), why: word(200) }),
  z.strictObject({ cells: z.record(word(32), z.string().check(z.maxLength(200))) }),
]);
/** What stands in the address beside the file: of which family it is, and what that family asks for. */
const Beside = z.strictObject({
  kind: z.optional(word(32)),
  sender: z.optional(word(64)),
  due: z.optional(word(40)),
  priority: z.optional(z.string().check(z.regex(/^[123]$/))),
  corrects: z.optional(z.string().check(z.maxLength(36))),
});
const Why = z.strictObject({ why: word(200) });

/** Imports from the desk: check first, then commit; held rows corrected on the screen; the error file. */
export async function importRoutes(app: FastifyInstance, tools: ImportTools): Promise<void> {
  await app.register(multipart, { limits: { fileSize: LARGEST_UPLOAD, files: 20, fields: 5, parts: 25 } });
  const anyone = [...new Set(Object.values(tools.importers).flatMap(({ who }) => who))];
  /** Who asks, and about which import or held row. The family of the file says who may. */
  const asking = async (
    request: FastifyRequest,
    kindOf: (county: string, id: string) => Promise<string> = async (county, id) =>
      (await getFile(tools, county, id)).kind,
  ) => {
    const actor = await signedIn(tools.deps, request);
    demand(actor, anyone, tools.deps.now());
    const { id = '' } = (request.params ?? {}) as { id?: string };
    if (id !== '' && !z.uuid().safeParse(id).success) throw problem('not_found', { what: 'import' });
    const kind = await kindOf(actor.county, id);
    demand(actor, importerOf(tools, kind).who, tools.deps.now());
    return { county: actor.county, account: actor.id, id, kind };
  };
  const heldRow = async (county: string, id: string) => held.kindOfHeld(tools, county, id);

  app.post('/api/imports', { bodyLimit: LARGEST_UPLOAD * 4 }, async (request) => {
    const { kind: asked = 'registers', ...given } = parsed(Beside, request.query);
    const { county, account, kind } = await asking(request, async () => asked);
    if (!request.isMultipart()) throw problem('request.unsupported');
    const imports = [];
    for await (const part of request.files()) {
      imports.push(
        await engine.receiveFile(
          tools,
          { county, account },
          kind,
          part.filename.slice(0, 200) || '—',
          part.file,
          given as Record<string, string>,
        ),
      );
      if (part.file.truncated) throw problem('import.too_large', { limit: LARGEST_UPLOAD });
    }
    if (imports.length === 0) throw problem('request.malformed', { fields: ['file'] });
    return { imports };
  });

  app.post('/api/imports/:id/mapping', async (request) => {
    const { county, id } = await asking(request);
    const { sheet, columns, post, date, save, headers } = parsed(Mapping, request.body);
    const keep =
      save === true
        ? Object.fromEntries(
            Object.entries(columns ?? {}).flatMap(([column, field]) =>
              headers?.[column] === undefined ? [] : [[headers[column], field]],
            ),
          )
        : {};
    await engine.setOptions(
      tools,
      county,
      id,
      {
        ...(columns !== undefined && { columns: { [sheet ?? '']: columns } }),
        ...(post !== undefined && { post }),
        ...(date !== undefined && { date }),
      },
      keep as Record<string, string>,
    );
    return {};
  });

  app.post('/api/imports/:id/commit', async (request) => {
    const { county, id } = await asking(request);
    await engine.startCommit(tools, county, id);
    return {};
  });

  app.delete('/api/imports/:id', async (request, reply) => {
    const { county, id } = await asking(request);
    await engine.discardFile(tools, county, id);
    return reply.code(204).send();
  });

  app.get('/api/imports/:id/errors', async (request, reply) => {
    const { county, account, id } = await asking(request);
    await recordReveal(tools.deps, county, {
      by: account,
      purpose: 'correction',
      why: 'error file',
      entries: [id],
    });
    return engine.withErrorFile(tools, county, id, async (path, name) => {
      const bytes = await buffer(createReadStream(path));
      return reply
        .header(
          'content-disposition',
          `attachment; filename*=UTF-8''${encodeURIComponent(name.replace(/(\.[^.]*)?$/, '-错误行$1'))}`,
        )
        .type('application/octet-stream')
        .send(bytes);
    });
  });

  app.post('/api/imports/held/:id/open', async (request) => {
    const { county, account, id } = await asking(request, heldRow);
    return held.openHeld(tools, { county, account }, id, parsed(Why, request.body).why);
  });

  app.post('/api/imports/held/:id', async (request) => {
    const { county, account, id } = await asking(request, heldRow);
    const end = parsed(Correction, request.body);
    return held.settleHeld(
      tools,
      { county, account },
      id,
      'cells' in end ? { cells: end.cells } : { dismiss: true },
    );
  });
}
