import { problem } from '@lianfang/domain/kernel/problem.ts';
import { inTransaction } from '../kernel/db/pool.ts';
import { loadAll, loadCounty } from '../modules/area/store.ts';
import { areaResolve } from './areaResolve.ts';
import { type Given, needed, print, withProduct } from './common.ts';

/** `lianfang area load --all | --county CODE`, `lianfang area resolve [--county CODE] < addresses` */
export async function area(from: Given): Promise<number> {
  if (from.words[1] === 'resolve') return areaResolve(from);
  if (from.words[1] !== 'load') throw problem('usage', { area: from.words[1] });
  return withProduct(async ({ deps }) => {
    const rows = await inTransaction(deps.pool, (tx) =>
      from.options.all === true ? loadAll(tx) : loadCounty(tx, needed(from, 'county')),
    );
    print(from, { rows }, [`已装入 ${rows} 个区划 · ${rows} areas loaded`]);
    return 0;
  });
}
