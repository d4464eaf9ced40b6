import { passageFlags } from '@lianfang/domain/modules/checkpoint/rules.ts';
import { outcomes } from '@lianfang/domain/modules/checkpoint/schema.ts';
import type { ReadParams } from '../../../kernel/api.ts';

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
export function filterOf(search: URLSearchParams): Filter {
  const filter: Record<string, unknown> = {};
  for (const key of texts) {
    const value = search.get(key);
    if (value) filter[key] = value;
  }
  for (const key of ['own', 'fever']) if (search.get(key) === 'true') filter[key] = true;
  return filter as Filter;
}
