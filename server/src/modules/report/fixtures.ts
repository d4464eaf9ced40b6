import { indicators } from '@lianfang/domain/indicators.ts';
import type { Indicator } from '@lianfang/domain/kernel/indicator.ts';
import type { ReportContent, ReportHand } from '@lianfang/domain/modules/report/reads.ts';

const id = (n: number) => `017e27f5-0000-7000-8000-${String(n).padStart(12, '0')}`;
const postNames = [
  '草店高速出口',
  '凤州高速出口',
  '双石铺高速出口',
  '黄牛铺高速出口',
  '留凤关高速出口',
  '平木检查站',
  '河口检查站',
  '唐藏检查站',
];

const figures: readonly Indicator[] = indicators;

export type SampleOptions = {
  posts?: number;
  longNames?: boolean;
  behind?: number;
  amendments?: number;
  exercise?: boolean;
  areaName?: string;
};

/** A report of an invented day of the exercise county, for tests: as large and as awkward as asked for. */
export function sampleReport(options: SampleOptions = {}): ReportContent {
  const {
    posts = 8,
    longNames = false,
    behind = 0,
    amendments = 0,
    exercise = true,
    areaName = '凤县',
  } = options;
  const value = (row: number, column: number) =>
    Math.round((((row * 37 + column * 101) % 300) + 611) / [1, 0.6, 18, 12, 4, 30, 250][column % 7]!);
  const byPost = Array.from({ length: posts }, (_, row) => ({
    post: `CP${row + 1}`,
    name: longNames ? `${postNames[row % 8]}（省界方向北侧第二通道联合检查服务站）` : postNames[row % 8]!,
    values: Object.fromEntries(
      figures
        .filter(({ atPosts }) => atPosts === true)
        .map((one, column) => [one.id, one.unit === 'post' ? 1 : value(row, column)]),
    ),
  }));
  // What happens at no post is a figure of the whole area.
  const sum = (indicator: string) =>
    byPost.reduce((total, post) => total + (post.values[indicator] ?? 0), 0) ||
    value(
      3,
      figures.findIndex(({ id }) => id === indicator),
    );
  return {
    id: id(1),
    number: '凤疫指报〔2022〕5号',
    county: '610330',
    area: '610330000000',
    areaName,
    exercise,
    from: '2022-01-04T16:00:00.000Z',
    to: '2022-01-05T16:00:00.000Z',
    cutOff: '184467',
    ledgerHead: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    compiledAt: '2022-01-05T16:12:30.000Z',
    lines: indicators.map((one, column) => ({
      indicator: one.id,
      version: one.version,
      unit: one.unit,
      title: one.title,
      value: sum(one.id),
      before: one.unit === 'post' ? posts : Math.max(0, sum(one.id) + [120, -45, 0, 31][column % 4]!),
    })),
    byPost,
    completeness: {
      complete: behind === 0,
      ...(behind === 0 ? { until: '2022-01-05T16:10:00.000Z' } : { until: '2022-01-05T09:40:00.000Z' }),
      devices: posts * 2,
      behind: Array.from({ length: behind }, (_, row) => ({
        id: id(100 + row),
        name: `手机${row + 1}${row === 1 ? '𬱖㛃𠮷' : ''}`,
        post: `CP${row + 1}`,
        state: 'active' as const,
        captured: 1200 + row,
        received: 1200 - 7 * row - 1,
        missing: 8 * row + 1,
        gaps: [[1200 - row, 1200 + row]] as [number, number][],
        behindSince: '2022-01-05T09:40:00.000Z',
      })),
      held: behind,
      openImports: behind > 1 ? 1 : 0,
    },
    amendments: Array.from({ length: amendments }, (_, row) => ({
      report: id(50 + row),
      number: `凤疫指报〔2021〕${363 + row}号`,
      from: `2021-12-${String(28 - row).padStart(2, '0')}T16:00:00.000Z`,
      to: `2021-12-${String(29 - row).padStart(2, '0')}T16:00:00.000Z`,
      changes: indicators.slice(0, 1 + (row % 4)).map((one, column) => ({
        indicator: one.id,
        was: 400 + row + column,
        is: 400 + row + column + (column % 2 === 0 ? 12 : -3),
      })),
    })),
  };
}

const way: { step: ReportHand['step']; display: string; at: string; remark?: string }[] = [
  { step: 'compiled', display: '张𬱖', at: '2022-01-05T16:12:30.000Z' },
  { step: 'reviewed', display: '李㛃', at: '2022-01-05T16:30:00.000Z', remark: '数据已与卡点核对' },
  { step: 'approved', display: '王𠮷', at: '2022-01-05T16:41:00.000Z' },
  { step: 'issued', display: '赵犇', at: '2022-01-05T17:05:00.000Z', remark: '同意签发' },
];

/** The hands of a report up to a step; `returned` comes after the review. */
export function sampleHands(upTo: ReportHand['step']): ReportHand[] {
  const steps =
    upTo === 'returned'
      ? [
          ...way.slice(0, 2),
          {
            step: upTo,
            display: '王𠮷',
            at: '2022-01-05T16:41:00.000Z',
            remark: '卡点数据与登记表不符，请核实CP3后重新编制',
          },
        ]
      : way.slice(0, way.findIndex((one) => one.step === upTo) + 1);
  return steps.map((one, n) => ({ ...one, account: id(900 + n) }));
}
