import type { areaReads as table } from '@lianfang/domain/modules/area/reads.ts';
import { formatPath } from '@lianfang/domain/modules/area/rules.ts';
import type { ReadsFor } from '../../kernel/reads.ts';
import { aliasesOf } from './alias/store.ts';
import { openResolver } from './api.ts';
import { childrenOf, pathOf, pickerAreas, searchAreas } from './store.ts';

export const areaReads = {
  'area.search': async ({ deps }, search) => ({ areas: await searchAreas(deps.pool, search) }),
  'area.children': async ({ deps }, { parent }) => ({ areas: await childrenOf(deps.pool, parent) }),
  'area.field': async ({ deps, county }) => ({
    areas: (await pickerAreas(deps.pool, county)).map(({ code, name, initials, level }) => ({
      code,
      name,
      initials,
      level,
    })),
  }),
  'area.resolve': async ({ deps, county }, { addresses }) => {
    const { resolve } = await openResolver(deps, county);
    return { resolved: addresses.map(resolve) };
  },
  'area.aliases': async ({ deps, county }) => {
    const aliases = await aliasesOf(deps.pool, county);
    return {
      aliases: await Promise.all(
        aliases.map(async (alias) => {
          const path = await pathOf(deps.pool, alias.code);
          return { ...alias, name: formatPath(path.map(({ name }) => name)) };
        }),
      ),
    };
  },
} satisfies ReadsFor<typeof table>;
