import { wallClock } from '@lianfang/domain/kernel/time.ts';
import { responseReads as table } from '@lianfang/domain/modules/response/reads.ts';
import type { DirectiveRow } from '@lianfang/domain/modules/response/rows.ts';
import * as z from 'zod/mini';
import { eachRow } from '../../kernel/exports/eachRow.ts';
import type { Exporter } from '../../kernel/exports/exporter.ts';
import { responseReads } from './reads.ts';

const PAGE = 500;
const DirectivesFilter = z.omit(table['response.directives'].params, { after: true, limit: true });
type DirectivesFilter = z.output<typeof DirectivesFilter>;
const states = { open: '待接收', acknowledged: '已接收', done: '待验收', ended: '已完结' } as const;
const priorities = { 1: '特急', 2: '紧急', 3: '一般' } as const;

/** The list of directives as a file: the same filter, the same order. */
export const directivesExporter: Exporter = {
  who: [
    'checkpoint_lead',
    'unit_lead',
    'verification_desk',
    'task_force_lead',
    'data_desk',
    'signer',
    'commander',
  ],
  params: DirectivesFilter,
  columns: [
    { key: 'number', title: '号', width: 6 },
    { key: 'name', title: '标题', width: 40 },
    { key: 'state', title: '状态', width: 10 },
    { key: 'due', title: '时限', width: 18 },
    { key: 'standing', title: '办理情况', width: 30 },
    { key: 'priority', title: '紧急程度', width: 10 },
    { key: 'addressees', title: '承办对象', width: 40 },
    { key: 'area', title: '涉及区域', width: 16 },
    { key: 'by', title: '下达人', width: 14 },
    { key: 'issuedAt', title: '下达时间', width: 18 },
    { key: 'id', title: '编号', width: 38 },
  ],
  rows: async function* (asked, filter: DirectivesFilter) {
    const page = (after: string | undefined) =>
      responseReads['response.directives'](asked, { ...filter, limit: PAGE, ...(after && { after }) });
    for await (const { standing, ...row } of eachRow<DirectiveRow>(page))
      yield {
        id: row.id,
        number: row.number,
        name: row.title,
        state: row.overdue ? `${states[row.state]}（超时）` : states[row.state],
        due: wallClock(row.dueAt),
        standing: `待接收 ${standing.open}，办理中 ${standing.accepted}，已办结 ${standing.done}，已验收 ${standing.confirmed}，退回 ${standing.returned}，超时 ${standing.overdue}，共 ${standing.total}`,
        priority: priorities[row.priority],
        addressees: row.addressees.join('、'),
        area: row.areaName,
        by: row.issuedBy.display,
        issuedAt: wallClock(row.issuedAt),
      };
  },
};
