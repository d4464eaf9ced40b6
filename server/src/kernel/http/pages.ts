import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Where the pages lie; tests name another build of them. */
const built =
  process.env.LIANFANG_WEB_DIST ?? fileURLToPath(new URL('../../../../web/dist', import.meta.url));

/** The built pages of the web package; without them (`npm run build`), a line that says so. */
export async function pages(app: FastifyInstance): Promise<void> {
  if (!existsSync(built)) {
    app.get('/', async (_request, reply) =>
      reply
        .type('text/plain; charset=utf-8')
        .send('页面尚未构建：请运行 npm run build。\nThe pages are not built: run npm run build.\n'),
    );
    return;
  }
  await app.register(fastifyStatic, {
    root: built,
    setHeaders(response, path) {
      // Names of built assets carry their hash; pages and the service worker must be asked for anew each time.
      const lasting = /\/assets\/[^/]+\.[\w-]{6,}\.\w+$|\/assets\/[^/]+-[\w-]{6,}\.\w+$/.test(path);
      response.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  for (const page of ['field', 'desk', 'verify'])
    app.get(`/${page}`, async (_request, reply) => reply.redirect(`/${page}/`));
}
