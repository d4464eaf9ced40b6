import type { taskIndicators } from '@lianfang/domain/kernel/taskIndicators.ts';
import type { Source } from '../indicators/values.ts';

/** How the figures of the engine are counted: each step up is a record of its own and is never taken back. */
export const taskSources = {
  'tasks.escalated': {
    from: `(SELECT county, task AS id, position, NULL::bigint AS superseded, ''::text AS post, area, at AS occurred, move, level FROM tasks.step) v`,
    where: `v.move = 'escalate' AND v.level <> 'owner'`,
  },
} as const satisfies Record<(typeof taskIndicators)[number]['id'], Source>;
