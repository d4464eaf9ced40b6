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
