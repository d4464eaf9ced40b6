import { taskKinds } from '@lianfang/domain/tasks.ts';
import { serverActor } from '../kernel/access/permissions.ts';
import { taskReads } from '../kernel/tasks/reads.ts';
import { areaNames } from '../modules/area/api.ts';
import { countyOf, type Given, print, text, withProduct } from './common.ts';

/** Tasks read at once. */
const PAGE = 500;

/** `lianfang tasks`: what is not ended, by deadline, the earliest first; with `--overdue` what is past it. */
export async function tasks(from: Given): Promise<number> {
  const area = text(from, 'area');
  return withProduct(async (product) => {
    const county = await countyOf(product, text(from, 'county') ?? area);
    const asked = { deps: product.deps, actor: serverActor(county), county, scope: undefined };
    const reads = taskReads(taskKinds, areaNames);
    const narrow = area === undefined ? {} : { area: area.padEnd(12, '0') };
    const group = from.options.overdue === true ? 'overdue' : 'open';
    const rows = [];
    let after: string | undefined;
    do {
      const page = await reads['task.list'](asked, {
        ...narrow,
        group,
        limit: PAGE,
        ...(after !== undefined && { after }),
      });
      rows.push(...page.rows);
      after = page.next;
    } while (after !== undefined);
    const balance = await reads['task.balance'](asked, narrow);
    const { at, ...numbers } = balance;
    print(from, { at, county, ...narrow, total: rows.length, balance: numbers, tasks: rows }, [
      `共 ${numbers.received} 项 = 办结 ${numbers.closed} + 在办 ${numbers.open} + 退回 ${numbers.returned}，其中逾期 ${numbers.overdue} · received = closed + open + returned; overdue`,
      ...rows.map(
        ({ dueAt, light, title, areaName, owner, state }) =>
          `  ${dueAt}  ${light.padEnd(5)}  ${title.zh}  ${areaName ?? ''}  ${owner.unitName ?? owner.unit}  ${state}`,
      ),
    ]);
    return 0;
  });
}
