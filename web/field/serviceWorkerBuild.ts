import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Plugin, transformWithOxc } from 'vite';

const source = fileURLToPath(new URL('./sw.ts', import.meta.url));
const publicFolder = fileURLToPath(new URL('../public/field', import.meta.url));

/**
 * Writes `field/sw.js`: the service worker of the field app with the list of the files that the app is made of and
 * a version, the hash over their contents. `page` is the HTML page whose scripts, styles and assets (lazily loaded
 * ones included) are put by, so that everything works without a network after the first visit.
 */
export function fieldServiceWorker({ page }: { page: string }): Plugin {
  return {
    name: 'field-service-worker',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_options, bundle) {
      const html = bundle[page];
      if (html?.type !== 'asset') return;
      const text = html.source.toString();
      const files = new Set<string>();
      const pending = Object.keys(bundle).filter((name) => text.includes(`/${name}"`));
      for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
        if (files.has(name)) continue;
        files.add(name);
        const part = bundle[name];
        if (part?.type !== 'chunk') continue;
        const { importedCss, importedAssets } = part.viteMetadata ?? {};
        pending.push(
          ...part.imports,
          ...part.dynamicImports,
          ...(importedCss ?? []),
          ...(importedAssets ?? []),
        );
        // A worker or wasm file is named in the text of the chunk only.
        pending.push(
          ...Object.keys(bundle).filter((other) => part.code.includes(`/${other.split('/').pop()}`)),
        );
      }
      const hash = createHash('sha256').update(text);
      for (const name of [...files].sort()) {
        const part = bundle[name];
        hash.update(name).update(part?.type === 'chunk' ? part.code : (part?.source ?? ''));
      }
      const still = readdirSync(publicFolder).sort();
      for (const name of still) hash.update(name).update(readFileSync(`${publicFolder}/${name}`));
      const paths = [
        '/field/',
        ...[...files].sort().map((name) => `/${name}`),
        ...still.map((name) => `/field/${name}`),
      ];
      const worker = readFileSync(source, 'utf8');
      const version = hash.update(worker).digest('hex').slice(0, 16);
      const { code } = await transformWithOxc(worker, source, { lang: 'ts' });
      const head = `const VERSION = ${JSON.stringify(version)};\nconst FILES = ${JSON.stringify(paths)};\n`;
      this.emitFile({ type: 'asset', fileName: 'field/sw.js', source: head + code });
    },
  };
}
