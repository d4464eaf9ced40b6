import type { Indicator } from '../../kernel/indicator.ts';

export const responseIndicators = [
  {
    id: 'response.directives.issued',
    unit: 'directive',
    version: 1,
    title: { zh: '下达指令', en: 'Directives issued' },
    definition: {
      zh: '时段内指挥部下达的指令（件），含会议决定形成的指令，不论承办单位多少；专班内部指令不计。',
      en: 'Directives that the command post issued in the period, those decided in meetings included, however many addressees each has; orders inside a task force are not counted.',
    },
  },
  {
    id: 'response.directives.acknowledged',
    unit: 'directive',
    version: 1,
    of: 'response.directives.issued',
    title: { zh: '已签收指令', en: 'Directives acknowledged' },
    definition: {
      zh: '时段内下达的指令中，截至统计时全部承办单位均已签收的指令。',
      en: 'Of the directives issued in the period, those that every addressee had acknowledged by the cut-off.',
    },
  },
  {
    id: 'response.directives.done_in_time',
    unit: 'directive',
    version: 1,
    of: 'response.directives.issued',
    title: { zh: '按时办结指令', en: 'Directives done in time' },
    definition: {
      zh: '时段内下达的指令中，截至统计时全部承办单位均在时限内办结、未被退回重办的指令；批准延期的按延期后的时限。',
      en: 'Of the directives issued in the period, those that every addressee had finished within its deadline by the cut-off, and that were not sent back; a granted extension moves the deadline.',
    },
  },
  {
    id: 'response.meetings.held',
    unit: 'meeting',
    version: 1,
    title: { zh: '召开会议', en: 'Command meetings held' },
    definition: {
      zh: '时段内召开（按开始时间）并已记录的指挥部会议（次）。',
      en: 'Meetings of the command post that began in the period and were recorded.',
    },
  },
  {
    id: 'response.task_forces.active',
    unit: 'task_force',
    version: 1,
    title: { zh: '运行专班', en: 'Task forces active' },
    definition: {
      zh: '时段结束时已成立且尚未撤销的工作专班（个）。',
      en: 'Task forces that had been formed, and not dissolved, when the period ended.',
    },
  },
] as const satisfies readonly Indicator[];
