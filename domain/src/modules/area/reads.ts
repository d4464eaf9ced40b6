import * as z from 'zod/mini';
import { roles } from '../../kernel/access.ts';
import { readKind } from '../../kernel/read.ts';
import {
  AreaAliases,
  AreaAliasesResult,
  AreaChildren,
  AreaChildrenResult,
  AreaResolve,
  AreaResolveResult,
  AreaSearch,
  AreaSearchResult,
} from './schema.ts';

export const areaReads = {
  'area.search': readKind({ params: AreaSearch, result: AreaSearchResult, who: roles }),
  'area.children': readKind({ params: AreaChildren, result: AreaChildrenResult, who: roles }),
  /** For phones: the country down to counties, and all of the own county down to its villages, to choose from offline. */
  'area.field': readKind({
    params: z.strictObject({}),
    result: z.object({
      areas: z.array(z.object({ code: z.string(), name: z.string(), initials: z.string(), level: z.int() })),
    }),
    who: 'device',
  }),
  'area.resolve': readKind({
    params: AreaResolve,
    result: AreaResolveResult,
    who: ['verification_desk', 'data_desk', 'unit_lead', 'task_force_lead'],
    personal: true,
  }),
  'area.aliases': readKind({
    params: AreaAliases,
    result: AreaAliasesResult,
    who: ['verification_desk', 'data_desk', 'task_force_lead', 'auditor'],
  }),
} as const;
