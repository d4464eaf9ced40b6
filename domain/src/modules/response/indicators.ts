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
    title: { zh: '签收指令', en: 'Directives acknowledged' },
    definition: {
      zh: '时段内最后一个承办单位完成签收的指令（件），不论何时下达；撤回的承办单位不计。',
      en: 'Directives that the last of their addressees acknowledged in the period, whenever they were issued; addressees from whom it was withdrawn do not count.',
    },
  },
  {
    id: 'response.directives.done_in_time',
    unit: 'directive',
    version: 1,
    title: { zh: '按时办结指令', en: 'Directives done in time' },
    definition: {
      zh: '时段内全部承办单位办结、且各自都在时限内的指令（件），不论何时下达；其后被退回重办的不计，批准延期的按延期后的时限。',
      en: 'Directives that the last of their addressees finished in the period, each within its deadline, whenever they were issued; not those sent back since; a granted extension moves the deadline.',
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
