// Runs the rules of dependency-cruiser.cjs over the packages: `node scripts/walls.ts`, or `brokenWalls` from a test.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const root = join(import.meta.dirname, '..');

/** A repository that seems to have fewer modules than this was not read. */
const FEWEST_MODULES = 50;

const config = createRequire(import.meta.url)('../dependency-cruiser.cjs');

export type Wall = { readonly rule: string; readonly from: string; readonly to: string };

/** How many modules the packages under a folder have, and which imports between them break a rule. */
export async function brokenWalls(folder: string): Promise<{ modules: number; broken: Wall[] }> {
  const { tsConfig, enhancedResolveOptions, ...rest } = config.options;
  const cruiseOptions: ICruiseOptions = {
    ...rest,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden: config.forbidden },
  };
  const { output } = await cruise(['domain', 'server', 'web'], cruiseOptions, enhancedResolveOptions, {
    tsConfig: extractTsConfig(join(folder, tsConfig.fileName)),
  });
  const { summary } = output as ICruiseResult;
  return {
    modules: summary.totalCruised,
    broken: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

/** The names of all rules. */
export function ruleNames(): string[] {
  return config.forbidden.map(({ name }: { name: string }) => name);
}

if (import.meta.main) {
  const { modules, broken } = await brokenWalls(root);
  for (const { rule, from, to } of broken) console.error(`${rule}: ${from} → ${to}`);
  if (modules < FEWEST_MODULES)
    console.error(`only ${modules} modules were read: the walls were not checked`);
  console.log(`${modules} modules, ${broken.length} broken walls`);
  process.exitCode = broken.length > 0 || modules < FEWEST_MODULES ? 1 : 0;
}
