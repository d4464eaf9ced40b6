import type { TaskRow } from '@lianfang/domain/kernel/taskReads.ts';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Clip } from '../../../ui/desk/Clip.tsx';
import type { Column } from '../../../ui/desk/DataTable.tsx';
import { Due } from '../../../ui/desk/Due.tsx';
import { shortTime } from '../../../ui/desk/format.ts';
import { Mark } from '../../../ui/desk/Page.tsx';
import { OwnerWords, TaskState, TaskTags, useTaskTitle } from './taskWords.tsx';

/** The columns of a list of tasks, the worst first. */
export function useTaskColumns(
  now: number,
  open: (id: string) => void,
  subject: (task: TaskRow) => ReactNode,
): Column<TaskRow>[] {
  const { t } = useTranslation();
  const titleOf = useTaskTitle();
  const column = (key: string, more: Partial<Column<TaskRow>>): Column<TaskRow> => ({
    key,
    name: t(`tasks.${key}`),
    title: t(`tasks.${key}`),
    ...more,
  });
  return [
    column('due', {
      fixedPlace: true,
      fixed: 'left',
      render: (_v, row) => <Due at={row.dueAt} light={row.light} now={now} />,
    }),
    column('kind', {
      fixedPlace: true,
      render: (_v, row) => (
        <Button type="link" size="small" onClick={() => open(row.id)}>
          {titleOf(row)}
        </Button>
      ),
    }),
    column('about', { render: (_v, row) => subject(row) }),
    column('state', {
      render: (_v, row) => <TaskState state={row.state} confirmed={row.waitsFor !== 'ended'} />,
    }),
    column('owner', {
      render: (_v, row) => (
        <Clip width={220}>
          <OwnerWords owner={row.owner} />
        </Clip>
      ),
    }),
    column('area', { render: (_v, row) => row.areaName ?? row.area }),
    column('marks', { render: (_v, row) => <TaskTags task={row} /> }),
    column('reason', {
      render: (_v, row) => {
        const reason = row.asked?.reason ?? row.reason;
        return (
          <Clip title={reason ?? ''} width={240}>
            {reason ?? '–'}
          </Clip>
        );
      },
    }),
    column('priority', {
      spare: true,
      render: (_v, row) => (
        <Mark tone={row.priority === 1 ? 'danger' : row.priority === 2 ? 'warn' : 'quiet'}>
          {t(`priority.${row.priority}`)}
        </Mark>
      ),
    }),
    column('openedAt', {
      spare: true,
      className: 'lf-num',
      render: (_v, row) => shortTime(row.openedAt),
    }),
    column('endedAt', { spare: true, className: 'lf-num', render: (_v, row) => shortTime(row.endedAt) }),
  ];
}
