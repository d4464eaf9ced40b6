import '../../../modules/task/task.css';
import { useEffect } from 'react';
import { useApp, useValue } from '../context.ts';
import { AreaScreen } from './AreaScreen.tsx';
import { DirectiveScreen } from './DirectiveScreen.tsx';
import { FindingScreen } from './FindingScreen.tsx';
import { place } from './place.ts';
import { RowScreen } from './RowScreen.tsx';
import { TasksScreen } from './TasksScreen.tsx';

/** “My tasks”: the whole phone of a unit's officer, or (`overlay`) a view over the form of a post. */
export default function TasksRoot({ overlay = false }: { overlay?: boolean }) {
  const app = useApp();
  const tasks = useValue(app.tasks);
  const where = useValue(place);
  const person = useValue(app.person);
  // What lay open for one person is nothing for the next.
  const account = person?.account;
  useEffect(() => {
    if (tasks?.draft.get() !== undefined && tasks.by !== account) tasks.draft.set(undefined);
    if (tasks !== undefined && account !== undefined) tasks.by = account;
  }, [tasks, account]);
  if (tasks === undefined) return null;
  if (where.at === 'list') return <TasksScreen tasks={tasks} overlay={overlay} />;
  if (where.at === 'finding') return <FindingScreen tasks={tasks} task={where.task} />;
  if (where.at === 'area') return <AreaScreen tasks={tasks} />;
  const isRow = tasks.rows.get().some(({ task }) => task === where.task);
  const about = tasks.told.get().find(({ id }) => id === where.task);
  return isRow || about === undefined ? (
    <RowScreen tasks={tasks} task={where.task} />
  ) : (
    <DirectiveScreen tasks={tasks} task={where.task} />
  );
}
