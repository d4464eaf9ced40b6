import { useTaskWords } from '../../../i18n/field/tasks/words.ts';
import { useWords, wordsFor } from '../../../i18n/field/words.ts';
import { Deadline } from '../../../modules/task/TaskCard.tsx';
import { Banner } from '../../../ui/touch/Banner.tsx';
import { timeText } from '../context.ts';
import { leftText } from './text.ts';
import type { Job } from './useBoard.ts';

/** Still to be done by whoever holds the phone; else it was handed back, or waits to be confirmed. */
export function isOurs({ state }: Pick<Job, 'state'>): boolean {
  return state === 'open' || state === 'accepted';
}

type Props = { job: Job; now: number; problem: string | undefined };

/** What stands over a task that is open: how long yet, and what has come between. */
export function TaskHead({ job, now, problem }: Props) {
  const say = useWords();
  const words = useTaskWords();
  const ours = isOurs(job);
  const ended = words(job.state === 'returned' ? 'deed.returned' : 'deed.finished');
  return (
    <>
      <Deadline
        light={ours ? job.light : 'grey'}
        left={ours ? leftText(words, job.dueAt, now) : ended}
        due={words('due.by', { time: timeText(job.dueAt) })}
      />
      {problem && <Banner tone="danger">{problem}</Banner>}
      {job.refused && (
        <Banner tone="danger" name="task-refused">
          {words('row.refused', { why: wordsFor(say, 'refused', job.refused.refused ?? '?') })}
        </Banner>
      )}
      {job.asked && (
        <Banner tone="info" icon="clock">
          {words('mark.asked')}
        </Banner>
      )}
      {job.reason !== undefined && !job.asked && (
        <Banner tone="warn" icon="undo">
          {words('mark.reason', { why: job.reason })}
        </Banner>
      )}
    </>
  );
}
