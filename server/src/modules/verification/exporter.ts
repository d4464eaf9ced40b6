import { wallClock } from '@lianfang/domain/kernel/time.ts';
import {
  type RowView,
  rowReaders,
  verificationReads as table,
} from '@lianfang/domain/modules/verification/reads.ts';
import * as z from 'zod/mini';
import { eachRow } from '../../kernel/exports/eachRow.ts';
import type { Exporter } from '../../kernel/exports/exporter.ts';
import { verificationReads } from './reads.ts';

const PAGE = 500;
// Nothing that says something about a person filters an export, nor does a page of it.
const RowsFilter = z.omit(table['verification.rows'].params, {
  document: true,
  phone: true,
  after: true,
  limit: true,
});
type RowsFilter = z.output<typeof RowsFilter>;

const words: Record<string, string> = {
  open: '在办',
  closed: '办结',
  returned: '退回',
  duplicate: '重复',
  found_in_order: '在此处，情况正常',
  handed_to_observation: '在此处，已移交观察',
  not_at_address: '不在此处，已搬走',
  outside_county: '不在本县',
  unreachable: '联系不上',
  refused: '拒绝配合',
  wrong_data: '信息有误',
};
const taskWords = {
  open: '待接收',
  accepted: '办理中',
  done: '已办结',
  confirmed: '已验收',
  returned: '已退回',
  cancelled: '已取消',
} as const;
const at = (instant: string | undefined) => (instant === undefined ? '' : wallClock(instant));

/** The work list as a file: the same filter, the same rows, names masked as on the screen. */
export const rowsExporter: Exporter = {
  // Whoever has the rows on the screen has them as a file.
  who: rowReaders,
  params: RowsFilter,
  columns: [
    { key: 'due', title: '时限', width: 18 },
    { key: 'name', title: '姓名（遮盖）', width: 12 },
    { key: 'state', title: '状态', width: 8 },
    { key: 'task', title: '办理', width: 10 },
    { key: 'area', title: '区域', width: 24 },
    { key: 'owner', title: '承办', width: 24 },
    { key: 'finding', title: '结论', width: 18 },
    { key: 'attempts', title: '联系次数', width: 8 },
    { key: 'flags', title: '提示', width: 20 },
    { key: 'sender', title: '来源单位', width: 24 },
    { key: 'source', title: '出处', width: 20 },
    { key: 'receivedAt', title: '接收时间', width: 18 },
    { key: 'closedAt', title: '办结时间', width: 18 },
    { key: 'id', title: '编号', width: 38 },
  ],
  rows: async function* (asked, filter: RowsFilter) {
    const page = (after: string | undefined) =>
      verificationReads['verification.rows'](asked, { ...filter, limit: PAGE, ...(after && { after }) });
    for await (const row of eachRow<RowView>(page))
      yield {
        id: row.id,
        due: at(row.task?.due ?? row.due),
        name: row.name ?? '',
        state: words[row.state],
        task: row.task === undefined ? '' : taskWords[row.task.state],
        area: row.areaName ?? row.area ?? '',
        owner: [row.task?.accountName, row.unitName].filter(Boolean).join(' · '),
        finding: row.finding === undefined ? '' : words[row.finding],
        attempts: row.attempts,
        flags: row.flags.join('、'),
        sender: row.sender,
        source: `${row.sheet} ${row.row}`,
        receivedAt: at(row.receivedAt),
        closedAt: at(row.closedAt),
      };
  },
};
