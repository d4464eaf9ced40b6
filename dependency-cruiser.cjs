// The walls of the house (ARCHITECTURE.md). No rule names a module: a new folder is guarded from its first line.
// scripts/walls.ts runs them, scripts/walls.test.ts plants a bad import for each and sees it caught.
const tests = String.raw`\.test\.tsx?$|/(fixtures|testTools)\.ts$`;
const stores = String.raw`/store\.ts$`;
const sqlDrivers = 'node_modules/(@types/)?(pg|pg-[^/]+|kysely|postgres)/';

module.exports = {
  forbidden: [
    {
      name: '1-no-cycles',
      comment: 'What goes in a circle can be neither read nor tested by itself.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: '2-domain-alone',
      comment: 'domain runs on the phone and on the server: it imports itself and zod/mini.',
      severity: 'error',
      from: { path: '^domain/src/', pathNot: tests },
      to: { pathNot: ['^domain/src/', 'node_modules/zod/mini/'] },
    },
    {
      name: '3-web-and-server-apart',
      comment: 'They meet in domain alone.',
      severity: 'error',
      from: { path: '^(web|server)/' },
      to: { path: '^(web|server)/', pathNot: '^$1/' },
    },
    {
      name: '4-kernel-knows-no-module',
      comment: 'Modules are handed to it by what composes the program.',
      severity: 'error',
      from: { path: '^(domain|server|web)/src/kernel/', pathNot: tests },
      to: { path: '^(domain|server|web)/src/(modules|screens)/' },
    },
    {
      name: '4-kernel-knows-no-list-of-modules',
      comment:
        'Nor the tables that name them all; the types of those may be used (a client that knows every name).',
      severity: 'error',
      from: { path: '^(domain|server|web)/src/kernel/', pathNot: tests },
      to: { path: '^(domain|server)/src/[^/]+$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: '5-server-neighbours-by-api',
      comment: "A module reaches a neighbour on the server through the neighbour's api.ts.",
      severity: 'error',
      from: { path: '^server/src/modules/([^/]+)/', pathNot: tests },
      to: {
        path: '^server/src/modules/',
        pathNot: ['^server/src/modules/$1/', String.raw`^server/src/modules/[^/]+/api\.ts$`],
      },
    },
    {
      name: '5-web-neighbours-in-screens',
      comment: 'On the web, modules meet in screens/.',
      severity: 'error',
      from: { path: '^web/src/modules/([^/]+)/' },
      to: { path: '^web/src/(modules|screens)/', pathNot: '^web/src/modules/$1/' },
    },
    {
      name: '5-plain-components',
      comment: 'ui/ knows no capability.',
      severity: 'error',
      from: { path: '^web/src/ui/' },
      to: { path: '^web/src/(modules|screens)/' },
    },
    {
      name: '6-neighbours-schema-alone',
      comment: "In domain, of a neighbour's files only its schema.ts may be imported.",
      severity: 'error',
      from: { path: '^domain/src/modules/([^/]+)/', pathNot: tests },
      to: { path: '^domain/src/modules/', pathNot: ['^domain/src/modules/$1/', String.raw`/schema\.ts$`] },
    },
    {
      name: '6-never-a-neighbours-rules',
      comment: 'Rules are asked by their own module.',
      severity: 'error',
      from: { path: '^(server|web)/src/modules/([^/]+)/', pathNot: tests },
      to: { path: String.raw`^domain/src/modules/[^/]+/rules\.ts$`, pathNot: '^domain/src/modules/$2/' },
    },
    {
      name: '7-rules-are-pure',
      comment:
        'rules.ts imports the domain kernel and schemas; the clock is guarded by scripts/architecture.test.ts.',
      severity: 'error',
      from: { path: String.raw`^domain/src/modules/[^/]+/rules\.ts$` },
      to: { pathNot: ['^domain/src/kernel/', String.raw`^domain/src/modules/[^/]+/schema\.ts$`] },
    },
    {
      name: '8-sql-in-stores',
      comment:
        'Drivers are used in store.ts and in the kernel. Their types may be named where a pool is handed on.',
      severity: 'error',
      from: { path: '^server/src/modules/', pathNot: [tests, stores] },
      to: { path: sqlDrivers, dependencyTypesNot: ['type-only'] },
    },
    {
      name: '9-installed-here',
      comment:
        'A package uses only what its own package.json lists: SQL is not installed where screens live.',
      severity: 'error',
      from: { path: '^(domain|server|web)/src/', pathNot: tests },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: '9-it-resolves',
      comment: 'An import that leads nowhere would pass every rule above.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: '9-no-tests-in-the-product',
      comment: 'What the product runs on imports no test.',
      severity: 'error',
      from: { path: '^(domain|server|web)/src/', pathNot: tests },
      to: { path: `${tests}|^(server|web)/test/|^(e2e|bench)/` },
    },
  ],
  options: {
    // `import type` counts: a wall with windows is none. TypeScript 6 reads them (the check of how many modules were
    // seen, in scripts/walls.ts, is there because a version without the compiler API sees none and says all is well).
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: String.raw`(^|/)dist/|\.css$|\?(url|raw|worker)$` },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'browser', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts'],
    },
  },
};
