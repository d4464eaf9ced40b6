import * as z from 'zod/mini';
import { roles } from '../../kernel/access.ts';
import { readKind } from '../../kernel/read.ts';
import { AreaChildren, AreaChildrenResult, AreaEntry, AreaSearch, AreaSearchResult } from './schema.ts';

/** Areas are public knowledge: whoever is signed in may look them up. */
export const areaReads = {
  'area.search': readKind({ params: AreaSearch, result: AreaSearchResult, who: roles }),
  'area.children': readKind({ params: AreaChildren, result: AreaChildrenResult, who: roles }),
  /** What a phone keeps for its offline picker: the country down to counties, and its own county to the villages. */
  'area.picker': readKind({
    params: z.strictObject({}),
    result: z.object({ areas: z.array(AreaEntry) }),
    who: 'device',
  }),
} as const;
