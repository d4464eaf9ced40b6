import * as z from 'zod/mini';
import { roles } from '../../kernel/access.ts';
import { readKind } from '../../kernel/read.ts';
import { AreaChildren, AreaChildrenResult, AreaSearch, AreaSearchResult } from './schema.ts';

export const areaReads = {
  'area.search': readKind({ params: AreaSearch, result: AreaSearchResult, who: roles }),
  /** For phones: the country down to counties, and all of the own county down to its villages, to choose from offline. */
  'area.field': readKind({
    params: z.strictObject({}),
    result: z.object({
      areas: z.array(z.object({ code: z.string(), name: z.string(), initials: z.string(), level: z.int() })),
    }),
    who: 'device',
  }),
  'area.children': readKind({ params: AreaChildren, result: AreaChildrenResult, who: roles }),
} as const;
