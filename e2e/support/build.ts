import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds the web pages once before the browser's tests, unless a built folder was named (`LIANFANG_WEB_DIST`). */
export default async function setup(): Promise<void> {
  if (process.env.LIANFANG_WEB_DIST !== undefined) return;
  const configFile = fileURLToPath(new URL('../../web/vite.config.ts', import.meta.url));
  // The runner says that this is a test; what is tested is what is shipped, service worker and all.
  const said = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await build({ configFile, logLevel: 'warn', mode: 'production' });
  } finally {
    process.env.NODE_ENV = said;
  }
}
