import { taskGivers } from '@lianfang/domain/kernel/taskEntries.ts';
import { type TaskRow, taskReads as table } from '@lianfang/domain/kernel/taskReads.ts';
import { wallClock } from '@lianfang/domain/kernel/time.ts';
import * as z from 'zod/mini';
import { eachRow } from '../exports/eachRow.ts';
import type { Exporter } from '../exports/exporter.ts';
import type { ReadsFor } from '../reads.ts';

const PAGE = 500;
const TasksFilter = z.omit(table['task.list'].params, { after: true, limit: true });
type TasksFilter = z.output<typeof TasksFilter>;
const states = {
  open: '待接收',
  accepted: '办理中',
  done: '已办结',
  confirmed: '已验收',
  returned: '已退回',
  cancelled: '已取消',
} as const;
const levels = {
  owner: '承办人',
  unit_lead: '单位负责人',
  task_force_lead: '专班组长',
  command_post: '指挥部',
} as const;

/** The list of tasks as a file, read as the screen reads it: the same filter, the worst first. */
export function tasksExporter(list: ReadsFor<typeof table>['task.list']): Exporter {
  return {
    who: [...taskGivers, 'signer'],
    params: TasksFilter,
    columns: [
      { key: 'due', title: '时限', width: 18 },
      { key: 'kind', title: '任务', width: 18 },
      { key: 'state', title: '状态', width: 10 },
      { key: 'owner', title: '承办', width: 28 },
      { key: 'area', title: '区域', width: 20 },
      { key: 'marks', title: '提示', width: 28 },
      { key: 'reason', title: '理由', width: 30 },
      { key: 'openedAt', title: '下达时间', width: 18 },
      { key: 'endedAt', title: '了结时间', width: 18 },
      { key: 'id', title: '编号', width: 38 },
    ],
    rows: async function* (asked, filter: TasksFilter) {
      const page = (after: string | undefined) =>
        list(asked, { ...filter, limit: PAGE, ...(after && { after }) });
      for await (const row of eachRow<TaskRow>(page))
        yield {
          id: row.id,
          due: wallClock(row.dueAt),
          kind: row.title.zh,
          state: states[row.state],
          owner: [row.owner.accountName, row.owner.unitName].filter(Boolean).join(' · '),
          area: row.areaName ?? row.area,
          marks: marksOf(row).join('、'),
          reason: row.asked?.reason ?? row.reason ?? '',
          openedAt: wallClock(row.openedAt),
          endedAt: row.endedAt === undefined ? '' : wallClock(row.endedAt),
        };
    },
  };
}

function marksOf(row: TaskRow): string[] {
  return [
    ...(row.light === 'red' ? ['超时'] : row.light === 'amber' ? ['将到期'] : []),
    ...(row.contested ? ['结局有争议'] : []),
    ...(row.asked === undefined ? [] : ['申请延期']),
    ...(row.level === undefined ? [] : [`已升级到${levels[row.level]}`]),
    ...(row.unheard ? ['无人在岗'] : []),
  ];
}
