// What docs/decisions/0009-dependencies.md says of the packages, held against the lockfile.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

type Package = {
  version: string;
  integrity?: string;
  link?: boolean;
  optional?: boolean;
  cpu?: string[];
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');
const record = read('docs/decisions/0009-dependencies.md');
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Package> };
const installed = Object.entries(lock.packages)
  .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
  .map(([path, what]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 13), ...what }));

/** Names in a table of the record, `@scope/*` standing for a whole scope. */
function named(heading: string): (name: string) => boolean {
  const part = record.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
  const names = part
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) =>
      [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name as string),
    );
  return (name) =>
    names.some((one) => one === name || (one.endsWith('/*') && name.startsWith(one.slice(0, -1))));
}

it('has a reason for everything that the product runs on', () => {
  const reasoned = named('What the product runs on');
  const used = ['', 'domain', 'server', 'web'].flatMap((path) =>
    Object.keys({ ...lock.packages[path]?.dependencies, ...lock.packages[path]?.optionalDependencies }),
  );
  expect(used.filter((name) => !name.startsWith('@lianfang/') && !reasoned(name))).toEqual([]);
});

it('knows every package that would run a script when installed', () => {
  const known = named('Packages with an install script');
  expect(installed.filter(({ hasInstallScript, name }) => hasInstallScript && !known(name))).toEqual([]);
  expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
});

it('has nothing that may not come in', () => {
  const banned = named('What may not come in');
  expect(banned('xlsx')).toBe(true);
  expect(installed.filter(({ name }) => banned(name))).toEqual([]);
});

it('knows the content of every package, and no address of a registry', () => {
  // Binaries for platforms that a registry did not have when the lockfile was made stand in it by version alone.
  const foreign = ({ optional, cpu }: Package) => optional === true && cpu !== undefined;
  expect(installed.filter((one) => one.integrity === undefined && !foreign(one))).toEqual([]);
  expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/);
});
