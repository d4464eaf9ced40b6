import { passageFlags } from '@lianfang/domain/modules/checkpoint/rules.ts';
import { outcomes } from '@lianfang/domain/modules/checkpoint/schema.ts';
import type { ReadParams } from '../../../kernel/api.ts';
import type { Filters } from '../../../ui/desk/useFilters.ts';

export type Filter = ReadParams<'checkpoint.passages'>;
export { outcomes, passageFlags };

const texts = [
  'from',
  'to',
  'post',
  'area',
  'outcome',
  'mode',
  'shift',
  'flag',
  'origin',
  'indicator',
  'cutOff',
] as const;

/** The filter that stands in an address. What says something about a person never stands there. */
export function filterOf(filters: Pick<Filters, 'texts' | 'marks'>): Filter {
  return { ...(filters.texts(texts) as Filter), ...filters.marks(['own', 'fever']) };
}
