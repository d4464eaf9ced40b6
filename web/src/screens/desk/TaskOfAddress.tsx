import { TaskDrawer } from '../../modules/task/desk/TaskDrawer.tsx';
import type { Choices } from '../../ui/desk/choices.ts';
import { useFilters } from '../../ui/desk/useFilters.ts';
import { SubjectLink } from './SubjectLink.tsx';

/** The task that the address names (`task`), over the page that it was opened from. */
export function TaskOfAddress({ choices, now }: { choices: Choices; now: number }) {
  const filters = useFilters();
  return (
    <TaskDrawer
      id={filters.get('task')}
      close={() => filters.change({ task: undefined })}
      choices={choices}
      now={now}
      subject={(task) => <SubjectLink task={task} />}
    />
  );
}
