import type { Source } from '../../kernel/indicators/values.ts';

const none: Source = { keys: async () => [] };

export const responseSources = {
  'response.directives.issued': none,
  'response.directives.acknowledged': none,
  'response.directives.done_in_time': none,
  'response.meetings.held': none,
  'response.task_forces.active': none,
} as const satisfies Record<string, Source>;
