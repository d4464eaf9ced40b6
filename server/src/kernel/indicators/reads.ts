import type { Indicator } from '@lianfang/domain/kernel/indicator.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { kernelReads } from '@lianfang/domain/kernel/reads.ts';
import type { ReadsFor } from '../reads.ts';
import { indicatorValues, type Sources } from './values.ts';

type IndicatorReads = Pick<typeof kernelReads, 'indicators.values' | 'indicators.definitions'>;

/** The longest period that one question may ask for, in days. */
const LONGEST_DAYS = 400;

/** The reads of the engine over the product's definitions and their sources. */
export function indicatorReads(
  definitions: readonly Indicator[],
  sources: Sources,
  nameOf: (county: string, by: string, key: string) => Promise<string | undefined>,
) {
  return {
    'indicators.values': async ({ deps, county, scope }, { from, to, area, post, by, cutOff }) => {
      const length = Date.parse(to) - Date.parse(from);
      if (!(length > 0 && length <= LONGEST_DAYS * 86_400_000))
        throw problem('request.malformed', { fields: ['from', 'to'] });
      const window = {
        from,
        to,
        area,
        post,
        scope,
        cutOff: cutOff === undefined ? undefined : BigInt(cutOff),
      };
      const before = { ...window, from: new Date(Date.parse(from) - length).toISOString(), to: from };
      const [values, earlier] = await Promise.all([
        indicatorValues(deps.pool, sources, county, window, by),
        indicatorValues(deps.pool, sources, county, before),
      ]);
      const keys = [...values.rows.keys()].sort();
      return {
        position: String(values.position),
        at: new Date(deps.now()).toISOString(),
        figures: definitions.map(({ id, of }) => ({
          indicator: id,
          value: values.total[id] ?? 0,
          before: earlier.total[id] ?? 0,
          ...(of !== undefined && { of }),
        })),
        ...(by !== undefined && {
          rows: await Promise.all(
            keys.map(async (key) => {
              const name = await nameOf(county, by, key);
              return {
                key,
                ...(name !== undefined && { name }),
                values: values.rows.get(key) as Record<string, number>,
              };
            }),
          ),
        }),
      };
    },
    'indicators.definitions': async () => ({
      indicators: definitions.map((definition) => ({ ...definition })),
    }),
  } satisfies ReadsFor<IndicatorReads>;
}
