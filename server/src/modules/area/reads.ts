import type { areaReads as table } from '@lianfang/domain/modules/area/reads.ts';
import type { ReadsFor } from '../../kernel/reads.ts';
import { childrenOf, searchAreas } from './store.ts';

export const areaReads = {
  'area.search': async ({ deps }, search) => ({ areas: await searchAreas(deps.pool, search) }),
  'area.children': async ({ deps }, { parent }) => ({ areas: await childrenOf(deps.pool, parent) }),
} satisfies ReadsFor<typeof table>;
