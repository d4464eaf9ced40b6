import type { TaskKind } from '../../kernel/task.ts';
import { FEVER_DUE_MINUTES } from './rules.ts';

export const checkpointTasks = {
  /** A fever or symptom found at a post: the clinician on shift ends it. `subject` is the passage, `part` the person in it. */
  'checkpoint.fever': {
    title: { zh: '卡点发热处置', en: 'Fever at a checkpoint' },
    workers: ['checkpoint_crew'],
    leads: ['checkpoint_lead'],
    issuers: ['checkpoint_lead', 'commander'],
    confirmed: false,
    own: ['finish'],
    dueMinutes: FEVER_DUE_MINUTES,
    clock: 'always',
    amberMinutes: 10,
    escalation: [
      { after: -10, to: 'owner' },
      { after: 0, to: 'unit_lead' },
      { after: 15, to: 'task_force_lead' },
      { after: 30, to: 'command_post' },
    ],
  },
} as const satisfies Record<string, TaskKind>;
