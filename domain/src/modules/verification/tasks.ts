import type { TaskKind } from '../../kernel/task.ts';

export const verificationTasks = {
  /** One row of a pushed list: find the person and say what was found. Its deadline is the list's. */
  'verification.row': {
    title: { zh: '核查名单人员', en: 'Verify a person on a list' },
    workers: ['community_officer', 'unit_lead', 'verification_desk'],
    issuers: ['verification_desk', 'task_force_lead'],
    confirmed: false,
    // A row and its task end, and go on, together.
    own: ['finish', 'cancel', 'reopen', 'settle'],
    dueMinutes: 24 * 60,
    clock: 'always',
    amberMinutes: 120,
    escalation: [
      { after: -60, to: 'owner' },
      { after: 0, to: 'unit_lead' },
      { after: 60, to: 'task_force_lead' },
      { after: 180, to: 'command_post' },
    ],
  },
} as const satisfies Record<string, TaskKind>;
