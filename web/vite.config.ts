import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { fieldServiceWorker } from './field/serviceWorkerBuild.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** One page for each way into the product. Everything is served from our own origin; nothing comes from a CDN. */
const pages = {
  choice: here('index.html'),
  field: here('field/index.html'),
  desk: here('desk/index.html'),
  verify: here('verify/index.html'),
};

/** `LIANFANG_PAGES=field` builds that page alone, for a quick look. */
const wanted = process.env.LIANFANG_PAGES?.split(',') ?? Object.keys(pages);
const input = Object.entries(pages).filter(([name, path]) => wanted.includes(name) && existsSync(path));

export default defineConfig({
  root: here('.'),
  base: '/',
  appType: 'mpa',
  publicDir: here('public'),
  plugins: [react(), fieldServiceWorker({ page: 'field/index.html' })],
  build: {
    // Browsers of domestic desktops and phones that are years behind (see docs): Chromium 87 and later.
    target: 'chrome87',
    cssTarget: 'chrome87',
    outDir: here('dist'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { input: Object.fromEntries(input) },
  },
});
