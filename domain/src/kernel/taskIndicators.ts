import type { Indicator } from './indicator.ts';

export const taskIndicators = [
  {
    id: 'tasks.escalated',
    unit: 'time',
    version: 1,
    title: { zh: '任务升级', en: 'Tasks escalated' },
    definition: {
      zh: '时段内因临近或超过时限而逐级上报的次数（上报到责任单位负责人及以上，每级计一次；只提醒责任人的不计）。',
      en: 'How often a task near or past its deadline climbed to the lead of its unit or above in the period; each level counts once, a reminder to the owner does not.',
    },
  },
] as const satisfies readonly Indicator[];
