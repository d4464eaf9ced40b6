import type { SayTask } from '../../../i18n/field/tasks/words.ts';
import { distance } from '../../../modules/task/board.ts';

/** How far a deadline is away, in words. */
export function leftText(words: SayTask, dueAt: number, now: number): string {
  const { late, days, hours, minutes } = distance(dueAt, now);
  const when = late ? 'late' : 'left';
  if (days > 0) return words(`${when}.days`, { d: days, h: hours });
  if (hours > 0) return words(`${when}.hours`, { h: hours, m: minutes });
  return words(`${when}.minutes`, { m: minutes });
}
