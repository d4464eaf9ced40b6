import type { TaskKind } from '../../kernel/task.ts';

const workers = [
  'community_officer',
  'unit_lead',
  'verification_desk',
  'task_force_lead',
  'checkpoint_lead',
  'data_desk',
  'commander',
] as const;

export const responseTasks = {
  /** An order of the command post to one addressee. */
  'response.directive': {
    title: { zh: '指挥部指令', en: 'Directive' },
    workers,
    issuers: ['commander'],
    confirmed: true,
    dueMinutes: 24 * 60,
    clock: 'always',
    amberMinutes: 60,
    escalation: [
      { after: -30, to: 'owner' },
      { after: 0, to: 'unit_lead' },
      { after: 30, to: 'command_post' },
    ],
  },
  /** An order inside a task force: its lead issues and confirms it, so that nobody confirms what the post ordered them. */
  'response.order': {
    title: { zh: '专班内部指令', en: 'Order inside a task force' },
    workers,
    issuers: ['task_force_lead', 'commander'],
    confirmed: true,
    dueMinutes: 24 * 60,
    clock: 'always',
    amberMinutes: 60,
    escalation: [
      { after: -30, to: 'owner' },
      { after: 0, to: 'task_force_lead' },
      { after: 60, to: 'command_post' },
    ],
  },
  /** One item of what must be done after a response. */
  'response.closeout': {
    title: { zh: '收尾事项', en: 'Close-out item' },
    workers,
    issuers: ['commander'],
    confirmed: false,
    dueMinutes: 7 * 24 * 60,
    clock: 'working',
    amberMinutes: 24 * 60,
    escalation: [
      { after: 0, to: 'unit_lead' },
      { after: 24 * 60, to: 'command_post' },
    ],
  },
} as const satisfies Record<string, TaskKind>;
