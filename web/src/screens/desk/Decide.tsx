import type { TaskRow } from '@lianfang/domain/kernel/taskReads.ts';
import { Button, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { deliver } from '../../kernel/api.ts';
import { useRead } from '../../kernel/useRead.ts';
import { BulkBar } from '../../modules/task/desk/BulkBar.tsx';
import type { DeskMove } from '../../modules/task/desk/MoveDialog.tsx';
import { useTaskColumns } from '../../modules/task/desk/taskColumns.tsx';
import { Findings } from '../../modules/verification/desk/Story.tsx';
import { DataTable } from '../../ui/desk/DataTable.tsx';
import { count, shortTime } from '../../ui/desk/format.ts';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { useChosen } from '../../ui/desk/PagedList.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';
import { useDeliver } from '../../ui/desk/useDeliver.ts';
import { useFilters } from '../../ui/desk/useFilters.ts';
import { useChoices } from './choices.tsx';
import { SubjectLink } from './SubjectLink.tsx';
import { TaskOfAddress } from './TaskOfAddress.tsx';

const KIND = 'verification.row';
const offered: Record<'asked' | 'returned', readonly DeskMove[]> = {
  asked: ['grant_extension', 'refuse_extension', 'reassign'],
  returned: ['reassign', 'grant_extension'],
};

/** Tasks of rows that wait for the desk: more time was asked for, or the row was handed back. */
function Waiting({ group }: { group: 'asked' | 'returned' }) {
  const { t } = useTranslation();
  const choices = useChoices();
  const now = useClock(20_000);
  const filters = useFilters();
  const act = useDeliver();
  const { chosen, clear, rowSelection } = useChosen();
  const list = useRead('task.list', { kind: KIND, group, limit: 200 }, { live: true, keep: true });
  const columns = useTaskColumns(
    now,
    (task) => filters.change({ task }),
    (task) => <SubjectLink task={task} />,
  ).filter(({ key, spare }) => spare !== true && key !== 'kind');
  const grant = (task: TaskRow) =>
    act.mutate({
      send: () => deliver('task.extension_granted', { tasks: [task.id], due: task.asked?.due ?? task.dueAt }),
      said: t('decide.granted'),
    });
  return (
    <Loaded of={list} rows={8}>
      {(data) => (
        <>
          <BulkBar tasks={chosen} moves={offered[group]} clear={clear} choices={choices} />
          <DataTable<TaskRow>
            name={t(`decide.${group}`)}
            rowKey="id"
            dataSource={data.rows}
            columns={[
              ...columns,
              {
                key: 'decide',
                title: '',
                fixed: 'right',
                render: (_v, row) =>
                  row.asked === undefined ? (
                    <Button size="small" onClick={() => filters.change({ task: row.id })}>
                      {t('tasks.open')}
                    </Button>
                  ) : (
                    <Button size="small" type="primary" onClick={() => grant(row)}>
                      {t('decide.grantTo', { at: shortTime(row.asked.due) })}
                    </Button>
                  ),
              },
            ]}
            rowSelection={rowSelection}
            locale={{ emptyText: <Notice tone="good" title={t('decide.none')} /> }}
          />
          <TaskOfAddress choices={choices} now={now} />
        </>
      )}
    </Loaded>
  );
}

/** One row whose findings contradict one another, with the two side by side. */
function Contested({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation();
  const story = useRead('verification.row', { id }, { live: true });
  return (
    <section className="lf-contested" aria-label={name}>
      <h3>
        <Link to={`/rows/${id}`}>{name}</Link>{' '}
        <small className="lf-word-muted">
          {story.data === undefined
            ? ''
            : `${story.data.list.sender} · ${story.data.row.areaName ?? t('rows.unplaced')}`}
        </small>
      </h3>
      <Loaded of={story} rows={3}>
        {(data) => <Findings story={data} maySettle />}
      </Loaded>
    </section>
  );
}

function AllContested() {
  const { t } = useTranslation();
  const rows = useRead('verification.rows', { contested: true, limit: 20 }, { live: true, keep: true });
  return (
    <Loaded of={rows} rows={8}>
      {(data) =>
        data.rows.length === 0 ? (
          <Notice tone="good" title={t('decide.none')} />
        ) : (
          data.rows.map((row) => <Contested key={row.id} id={row.id} name={row.name ?? t('rows.nameless')} />)
        )
      }
    </Loaded>
  );
}

/** What waits for a decision of the desk: requests for more time, rows handed back, contradicting findings. */
export default function Decide() {
  const { t } = useTranslation();
  const filters = useFilters();
  const tab =
    (['asked', 'returned', 'contested'] as const).find((one) => one === filters.get('tab')) ?? 'asked';
  const asked = useRead('task.list', { kind: KIND, group: 'asked', limit: 1 }, { live: true });
  const returned = useRead('task.list', { kind: KIND, group: 'returned', limit: 1 }, { live: true });
  const contested = useRead('verification.rows', { contested: true, limit: 1 }, { live: true });
  const label = (key: string, n: number | undefined) => `${t(`decide.${key}`)} ${count(n)}`;
  return (
    <Page title={t('decide.title')} about={t('decide.about')}>
      <Sheet>
        <Tabs
          activeKey={tab}
          onChange={(key) => filters.change({ tab: key === 'asked' ? undefined : key, task: undefined })}
          destroyOnHidden
          items={[
            { key: 'asked', label: label('asked', asked.data?.total), children: <Waiting group="asked" /> },
            {
              key: 'returned',
              label: label('returned', returned.data?.total),
              children: <Waiting group="returned" />,
            },
            {
              key: 'contested',
              label: label('contested', contested.data?.total),
              children: <AllContested />,
            },
          ]}
        />
      </Sheet>
    </Page>
  );
}
