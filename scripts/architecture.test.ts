// What the walls (dependency-cruiser.cjs) cannot see: names, words, tests, sizes. Findings are lists of places, so that a
// failure says where to look.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entries } from '@lianfang/domain/entries.ts';
import { indicators } from '@lianfang/domain/indicators.ts';
import { problems } from '@lianfang/domain/kernel/problem.ts';
import { problemWords, reasonWords } from '@lianfang/domain/kernel/problemWords.ts';
import { reads } from '@lianfang/domain/reads.ts';
import { expect, it } from 'vitest';
import { manifest } from '../server/src/kernel/db/manifest.ts';

const root = join(import.meta.dirname, '..');
const isTest = (path: string) => /\.test\.tsx?$|\/(fixtures|testTools)\.ts$|^(server\/test|e2e)\//.test(path);

/** Every file of ours in TypeScript by its path, with its text. */
const texts = new Map(
  ['domain/src', 'server/src', 'server/test', 'web/src', 'e2e']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((name) => `${folder}/${name}`),
    )
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
);
const sources = [...texts].filter(([path]) => !isTest(path));
const tests = [...texts].filter(([path]) => isTest(path));

/** Paths of sources below a folder in which the pattern is found. */
function findIn(folder: RegExp, pattern: RegExp): string[] {
  return sources.filter(([path, text]) => folder.test(path) && pattern.test(text)).map(([path]) => path);
}

function capabilities(folder: string): string[] {
  const path = join(root, folder);
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

it('calls a capability the same in every package', () => {
  const domain = capabilities('domain/src/modules');
  expect(capabilities('server/src/modules').filter((name) => !domain.includes(name))).toEqual([]);
  // Engines of the kernel have screens too; their folders are called as their names begin (`access.me`, `import.one`).
  const names = [...Object.keys(entries), ...Object.keys(reads)].map((name) => name.split('.')[0] as string);
  expect(capabilities('web/src/modules').filter((name) => !names.includes(name))).toEqual([]);
  const misnamed = domain.flatMap((name) =>
    ['schema', 'reads', 'indicators']
      .map((part) => `domain/src/modules/${name}/${part}.ts`)
      .filter((path) =>
        [...(texts.get(path) ?? '').matchAll(/^ {2}'([a-z]+)\.[a-z_.]+': (?:entry|read)Kind/gm)].some(
          ([, first]) => first !== name,
        ),
      ),
  );
  expect(misnamed).toEqual([]);
});

it('has a test that names each kind of entry, and an access test for each entry and read', () => {
  const ordinary = tests.filter(([path]) => !path.endsWith('.access.pg.test.ts')).map(([, text]) => text);
  // By its whole name, or put together: `report.${step}` with 'issued'.
  const named = (kind: string) => {
    const [first, last] = [kind.slice(0, kind.lastIndexOf('.')), kind.slice(kind.lastIndexOf('.') + 1)];
    return ordinary.some(
      (text) => text.includes(`'${kind}'`) || (text.includes(`\`${first}.\${`) && text.includes(`'${last}'`)),
    );
  };
  expect(Object.keys(entries).filter((kind) => !named(kind))).toEqual([]);
  const access = tests.filter(([path]) => path.endsWith('.access.pg.test.ts')).map(([, text]) => text);
  // A test that walks a whole table covers every name in it.
  const covered = (table: string, name: string) =>
    access.some((text) => text.includes(`@lianfang/domain/${table}.ts`) || text.includes(`'${name}'`));
  expect(Object.keys(entries).filter((kind) => !covered('entries', kind))).toEqual([]);
  expect(Object.keys(reads).filter((name) => !covered('reads', name))).toEqual([]);
});

it('has words in both languages for every problem, reason and indicator', () => {
  const words: Record<string, { zh: string; en: string }> = { ...problemWords, ...reasonWords };
  for (const [path, text] of sources) {
    if (!/^domain\/src\/modules\/[a-z]+\/words\.ts$/.test(path)) continue;
    for (const [, code, zh, en] of text.matchAll(/'([a-z_.]+)': \{\s*zh: '(.+)',\s*en: '(.+)',?\s*\}/g)) {
      words[code as string] = { zh: zh as string, en: en as string };
    }
  }
  const refusals = sources
    .filter(([path]) => /^(domain|server)\//.test(path))
    .flatMap(([, text]) => [...text.matchAll(/(?:refused: |refuse\(|reason: )'([a-z]+\.[a-z_.]+)'/g)])
    .map(([, code]) => code as string);
  expect(refusals.length).toBeGreaterThan(10);
  const codes = [...Object.keys(problems), ...new Set(refusals)];
  expect(codes.filter((code) => !words[code]?.zh || !words[code]?.en)).toEqual([]);
  const untitled = indicators.filter(({ title, definition }) =>
    [title.zh, title.en, definition.zh, definition.en].some((text) => (text as string) === ''),
  );
  expect(untitled).toEqual([]);
});

it('has the same words in the Chinese and the English dictionaries', () => {
  const dictionaries = [...texts.keys()].filter((path) => /^web\/src\/i18n\/.*\bzh\b.*\.ts$/.test(path));
  expect(dictionaries.length).toBeGreaterThan(0);
  for (const zh of dictionaries) {
    const en = zh.replace(/\bzh\b/g, 'en');
    expect(keysOf(texts.get(en)), en).toEqual(keysOf(texts.get(zh)));
  }
});

it('keeps the engines out of the modules', () => {
  expect(findIn(/^(domain|server)\/src\/modules\//, /\b(outbox|audit|http|seal(s|ed|er|ing)?)\b/i)).toEqual(
    [],
  );
  expect(findIn(/^web\/src\/(modules|ui)\//, /\bfetch\(|XMLHttpRequest|EventSource/)).toEqual([]);
  // On the web a module asks kernel/capture.ts and kernel/memory.ts; what is behind them it does not know.
  expect(
    findIn(
      /^web\/src\/(modules|ui)\//,
      /kernel\/(outbox|crypto|replica|session|send\b)|indexedDB|IDB|crypto\.subtle/,
    ),
  ).toEqual([]);
});

it('writes SQL only where SQL belongs', () => {
  expect(findIn(/^server\/src\/modules\/(?!.*\/store\.ts$)/, /\.query[(<]/)).toEqual([]);
});

it('reads no clock and throws no dice in domain', () => {
  expect(findIn(/^domain\/src\//, /Date\.now|new Date\(\)|Math\.random|performance\.now/)).toEqual([]);
});

it('keeps files short enough to read', () => {
  const long = [...texts].filter(([, text]) => text.split('\n').length > 600).map(([path]) => path);
  expect(long).toEqual([]);
});

it('exports by name, but for what is loaded later', () => {
  const loadedLater = sources.flatMap(([, text]) => [...text.matchAll(/import\('[./]*\/([\w/]+\.tsx)'\)/g)]);
  const withDefault = findIn(/./, /^export default/m);
  expect(withDefault.filter((path) => !loadedLater.some(([, name]) => path.endsWith(`/${name}`)))).toEqual(
    [],
  );
});

it('leaves no test out', () => {
  const skipping = /\b(it|test|describe)\.(skip|only|todo|fails)\b|\b[xf](it|describe)\(/;
  expect(tests.filter(([, text]) => skipping.test(text)).map(([path]) => path)).toEqual([]);
});

it('says of every table what it is for and how it is distributed', () => {
  const folder = join(root, 'server/migrations');
  const sql = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const all = sql.join('\n');
  const created = [...all.matchAll(/^CREATE TABLE (?:IF NOT EXISTS )?([a-z_.]+) \(/gm)].map(
    ([, name]) => name as string,
  );
  expect(created.length).toBeGreaterThan(20);
  expect(created.filter((name) => !all.includes(`COMMENT ON TABLE ${name} IS`))).toEqual([]);
  expect(created.filter((name) => manifest.tables[name] === undefined)).toEqual([]);
});

it('keeps its own documents', () => {
  const documents = ['README.md', 'README.zh-CN.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'LICENSE'];
  expect(documents.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  const index = readFileSync(join(root, 'docs/decisions/README.md'), 'utf8');
  const records = readdirSync(join(root, 'docs/decisions')).filter((name) => /^\d{4}-/.test(name));
  expect(records.filter((name) => !index.includes(`(${name})`))).toEqual([]);
});

/** The keys of a dictionary, in order of the alphabet: the names before a colon. */
function keysOf(text: string | undefined): string[] {
  return [...(text ?? '').matchAll(/^\s+'?([\w.]+)'?:/gm)].map(([, key]) => key as string).sort();
}
