import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { brokenWalls, ruleNames } from './walls.ts';

// A small house with one bad import for each wall, and beside each the good one that resembles it most.
const folder = mkdtempSync(join(tmpdir(), 'lianfang-walls-'));
afterAll(() => rmSync(folder, { recursive: true }));

const packages: Record<string, object> = {
  '.': { workspaces: ['domain', 'server', 'web'] },
  domain: { name: '@lianfang/domain', exports: { './*.ts': './src/*.ts' }, dependencies: { zod: '1' } },
  server: { name: '@lianfang/server', dependencies: { '@lianfang/domain': '1', pg: '1', zod: '1' } },
  web: { name: '@lianfang/web', dependencies: { '@lianfang/domain': '1', react: '1' } },
  'node_modules/zod': { name: 'zod', exports: { '.': './index.js', './mini': './mini/index.js' } },
  'node_modules/pg': { name: 'pg', main: 'index.js' },
  'node_modules/react': { name: 'react', main: 'index.js' },
};

const good: Record<string, string> = {
  'node_modules/zod/index.js': '',
  'node_modules/zod/mini/index.js': '',
  'node_modules/pg/index.js': '',
  'node_modules/react/index.js': '',
  'domain/src/kernel/entry.ts': "import * as z from 'zod/mini';",
  'domain/src/entries.ts': "import { alphaEntries } from './modules/alpha/schema.ts';",
  'domain/src/modules/alpha/schema.ts': "import '../../kernel/entry.ts';",
  'domain/src/modules/alpha/rules.ts': "import './schema.ts'; import '../beta/schema.ts';",
  'domain/src/modules/alpha/rules.test.ts': "import 'node:fs'; import './rules.ts';",
  'domain/src/modules/beta/schema.ts': "import '../../kernel/entry.ts';",
  'domain/src/modules/beta/rules.ts': "import './schema.ts';",
  'server/src/kernel/ledger.ts': "import pg from 'pg'; import '@lianfang/domain/kernel/entry.ts';",
  'server/src/modules/alpha/store.ts': "import pg from 'pg';",
  'server/src/modules/alpha/handlers.ts':
    "import type pg from 'pg'; import './store.ts'; import '../beta/api.ts'; import '@lianfang/domain/modules/alpha/rules.ts';",
  'server/src/modules/beta/api.ts': "import './store.ts';",
  'server/src/modules/beta/store.ts': "import pg from 'pg';",
  'server/src/main.ts': "import './modules/alpha/handlers.ts'; import '@lianfang/domain/entries.ts';",
  'web/src/kernel/api.ts': "import type { E } from '@lianfang/domain/entries.ts';",
  'web/src/ui/Button.tsx': "import 'react';",
  'web/src/modules/alpha/Form.tsx': "import '../../ui/Button.tsx'; import '../../kernel/api.ts';",
  'web/src/modules/beta/Card.tsx': "import '@lianfang/domain/modules/beta/rules.ts';",
  'web/src/screens/field.tsx': "import '../modules/alpha/Form.tsx'; import '../modules/beta/Card.tsx';",
};

/** File, what it imports, and the rule that must say no. */
const bad: [file: string, imported: string, rule: string][] = [
  ['domain/src/kernel/circle.ts', './circleBack.ts', '1-no-cycles'],
  ['domain/src/kernel/file.ts', 'node:fs', '2-domain-alone'],
  ['domain/src/modules/alpha/whole.ts', 'zod', '2-domain-alone'],
  ['web/src/kernel/peek.ts', '../../../server/src/kernel/ledger.ts', '3-web-and-server-apart'],
  ['server/src/kernel/peek.ts', '../../../web/src/kernel/api.ts', '3-web-and-server-apart'],
  ['server/src/kernel/knows.ts', '../modules/alpha/store.ts', '4-kernel-knows-no-module'],
  ['web/src/kernel/knows.ts', '@lianfang/domain/modules/alpha/schema.ts', '4-kernel-knows-no-module'],
  ['server/src/kernel/lists.ts', '@lianfang/domain/entries.ts', '4-kernel-knows-no-list-of-modules'],
  ['server/src/modules/alpha/reach.ts', '../beta/store.ts', '5-server-neighbours-by-api'],
  ['web/src/modules/alpha/Reach.tsx', '../beta/Card.tsx', '5-web-neighbours-in-screens'],
  ['web/src/ui/Knows.tsx', '../modules/alpha/Form.tsx', '5-plain-components'],
  ['domain/src/modules/alpha/reads.ts', '../beta/rules.ts', '6-neighbours-schema-alone'],
  [
    'server/src/modules/alpha/judge.ts',
    '@lianfang/domain/modules/beta/rules.ts',
    '6-never-a-neighbours-rules',
  ],
  ['domain/src/modules/gamma/rules.ts', './clock.ts', '7-rules-are-pure'],
  ['server/src/modules/alpha/reads.ts', 'pg', '8-sql-in-stores'],
  ['web/src/modules/alpha/Sql.tsx', 'pg', '9-installed-here'],
  ['web/src/screens/nowhere.tsx', './missing.tsx', '9-it-resolves'],
  ['server/src/modules/alpha/tested.ts', './store.test.ts', '9-no-tests-in-the-product'],
];

it('catches a bad import at each wall and lets the good ones pass', async () => {
  for (const [path, content] of Object.entries(packages))
    write(`${path}/package.json`, JSON.stringify(content));
  for (const [path, content] of Object.entries(good)) write(path, content);
  for (const [path, imported] of bad) write(path, `import '${imported}';`);
  write('domain/src/kernel/circleBack.ts', "import './circle.ts';");
  write('domain/src/modules/gamma/clock.ts', '');
  write('server/src/modules/alpha/store.test.ts', "import './store.ts';");
  write(
    'tsconfig.json',
    JSON.stringify({ compilerOptions: { allowImportingTsExtensions: true, noEmit: true } }),
  );
  mkdirSync(join(folder, 'node_modules/@lianfang'));
  symlinkSync('../../domain', join(folder, 'node_modules/@lianfang/domain'));

  const { broken } = await brokenWalls(folder);

  const found = broken.map(({ rule, from }) => `${from}: ${rule}`).sort();
  expect(found).toEqual(bad.map(([file, , rule]) => `${file}: ${rule}`).sort());
});

it('has every rule caught by one of those imports', () => {
  expect(ruleNames().filter((name) => !bad.some(([, , rule]) => rule === name))).toEqual([]);
});

it('holds in this house, all of which is seen', async () => {
  const { modules, broken } = await brokenWalls(join(import.meta.dirname, '..'));
  expect(broken).toEqual([]);
  expect(modules).toBeGreaterThan(50);
});

function write(path: string, content: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
