import { roles } from '../../kernel/access.ts';
import { readKind } from '../../kernel/read.ts';
import { AreaChildren, AreaChildrenResult, AreaSearch, AreaSearchResult } from './schema.ts';

export const areaReads = {
  'area.search': readKind({ params: AreaSearch, result: AreaSearchResult, who: roles }),
  'area.children': readKind({ params: AreaChildren, result: AreaChildrenResult, who: roles }),
} as const;
