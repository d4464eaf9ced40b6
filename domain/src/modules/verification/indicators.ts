import type { Indicator } from '../../kernel/indicator.ts';

export const verificationIndicators = [
  {
    id: 'verification.rows.received',
    unit: 'row',
    version: 1,
    title: { zh: '接收核查信息', en: 'Rows received for verification' },
    definition: {
      zh: '时段内收到的名单行，含待改行和重复行。',
      en: 'Rows of lists received in the period, held and repeated ones included.',
    },
  },
  {
    id: 'verification.rows.closed',
    unit: 'row',
    version: 1,
    title: { zh: '核查办结', en: 'Rows closed' },
    definition: {
      zh: '时段内以核查结论办结的名单行；重新打开的不计。',
      en: 'Rows that a finding closed in the period; reopened ones do not count.',
    },
  },
  {
    id: 'verification.rows.returned',
    unit: 'row',
    version: 1,
    title: { zh: '退回来源单位', en: 'Rows returned to their sender' },
    definition: {
      zh: '时段内退回来源单位的名单行：不在本县、无法辨认、来源单位撤回或更正。',
      en: 'Rows returned in the period: outside the county, nobody to be known from them, withdrawn or corrected by the sender.',
    },
  },
  {
    id: 'verification.rows.verified_on_site',
    unit: 'row',
    version: 1,
    of: 'verification.rows.closed',
    title: { zh: '实地核查', en: 'Verified on the spot' },
    definition: {
      zh: '办结的名单行中，结论出自上门走访的。',
      en: 'Of the rows closed, those whose finding rests on a visit.',
    },
  },
  {
    id: 'verification.rows.duplicate',
    unit: 'row',
    version: 1,
    of: 'verification.rows.received',
    title: { zh: '重复信息', en: 'Repeated rows' },
    definition: {
      zh: '时段内收到的名单行中，与本名单或以往名单某一行相同的。',
      en: 'Of the rows received in the period, those that repeat a row of the same or an earlier list.',
    },
  },
  {
    id: 'verification.rows.open',
    unit: 'row',
    version: 1,
    title: { zh: '在办信息', en: 'Rows open' },
    definition: {
      zh: '时段结束时尚未办结的名单行，含待改行和未落到区域的行。',
      en: 'Rows not yet ended at the end of the period, held and unplaced ones included.',
    },
  },
  {
    id: 'verification.rows.overdue',
    unit: 'row',
    version: 2,
    of: 'verification.rows.open',
    title: { zh: '超时未办结', en: 'Rows overdue' },
    definition: {
      zh: '时段结束时在办且已过办理期限的行；期限以名单为准，准予延期或重新打开的以新期限为准。',
      en: 'Of the rows open at the end of the period, those past their deadline: that of the list, or the one set since by an extension or reopening.',
    },
  },
  {
    id: 'verification.minutes.median',
    unit: 'minute',
    version: 1,
    title: { zh: '办结用时（中位数）', en: 'Time to close, median' },
    definition: {
      zh: '时段内办结的名单行，从接收到办结的分钟数，取中位数。',
      en: 'Minutes from receipt to closing, of the rows closed in the period: the median.',
    },
  },
  {
    id: 'verification.minutes.p90',
    unit: 'minute',
    version: 1,
    title: { zh: '办结用时（九成以内）', en: 'Time to close, nine in ten' },
    definition: {
      zh: '时段内办结的名单行，从接收到办结的分钟数，九成不超过此数。',
      en: 'Minutes from receipt to closing, of the rows closed in the period: nine in ten took no longer.',
    },
  },
] as const satisfies readonly Indicator[];
