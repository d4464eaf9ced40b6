import type { areaReads as table } from '@lianfang/domain/modules/area/reads.ts';
import type { ReadsFor } from '../../kernel/reads.ts';
import { childrenOf, pickerAreas, searchAreas } from './store.ts';

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
} satisfies ReadsFor<typeof table>;
