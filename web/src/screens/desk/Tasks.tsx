import { taskKinds } from '@lianfang/domain/tasks.ts';
import { Segmented, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { languageOf } from '../../i18n/desk/i18n.ts';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { BulkBar } from '../../modules/task/desk/BulkBar.tsx';
import { useTaskColumns } from '../../modules/task/desk/taskColumns.tsx';
import { ColumnSettings, useColumns } from '../../ui/desk/DataTable.tsx';
import { ExportList } from '../../ui/desk/ExportList.tsx';
import { FilterRow, FilterSelect } from '../../ui/desk/Filters.tsx';
import { count } from '../../ui/desk/format.ts';
import { Page } from '../../ui/desk/Page.tsx';
import { PagedList, useChosen, usePages } from '../../ui/desk/PagedList.tsx';
import { Notice } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';
import { useFilters } from '../../ui/desk/useFilters.ts';
import { useChoices } from './choices.tsx';
import { SubjectLink } from './SubjectLink.tsx';
import { TaskBoard } from './TaskBoard.tsx';
import { TaskOfAddress } from './TaskOfAddress.tsx';

const groups = ['open', 'overdue', 'amber', 'returned', 'asked', 'contested', 'done', 'closed'] as const;
type Group = (typeof groups)[number];

/** Everything that somebody owes, of one's own unit first: handed on, extended, confirmed, many at once. */
export default function Tasks() {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const choices = useChoices();
  const now = useClock(20_000);
  const filters = useFilters();
  const { chosen, clear, rowSelection } = useChosen();
  const me = session.me.account?.id;
  const own = choices.people.find(({ value }) => value === me)?.unit;
  // Whoever leads a unit and nothing more begins with the own one.
  const unitOnly =
    session.has(['unit_lead']) && !session.has(['verification_desk', 'commander', 'data_desk']);
  const asked = filters.get('unit') ?? (unitOnly ? 'own' : 'all');
  const unit = asked === 'own' ? own : asked === 'all' ? undefined : asked;
  const group = groups.find((one) => one === filters.get('group')) ?? 'open';
  const narrow = { ...filters.texts(['kind', 'area']), ...(unit === undefined ? {} : { unit }) };
  const params = { ...narrow, group, ...filters.texts(['account']) };
  const pages = usePages(filters, params);
  const list = useRead('task.list', { ...params, ...pages.params }, { keep: true, live: true });
  const columns = useColumns(
    `tasks.${me ?? ''}`,
    useTaskColumns(
      now,
      (task) => filters.change({ task }),
      (task) => <SubjectLink task={task} />,
    ),
  );
  const gives = session.has([
    'checkpoint_lead',
    'unit_lead',
    'verification_desk',
    'task_force_lead',
    'data_desk',
    'commander',
  ]);
  const leads = unitOnly
    ? (['reassign', 'ask_extension', 'return'] as const)
    : (['reassign', 'grant_extension', 'confirm', 'send_back', 'cancel'] as const);
  const choose = (key: string, options: readonly { value: string; label: string }[], name: string) => (
    <FilterSelect
      name={name}
      value={filters.get(key)}
      change={(value) => filters.change({ [key]: value })}
      options={options}
    />
  );
  return (
    <Page
      title={t('tasks.title')}
      about={t('tasks.titleWords')}
      actions={
        <>
          {own === undefined ? null : (
            // biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control
            <label className="lf-row">
              <Switch
                size="small"
                checked={asked === 'own'}
                onChange={(on) => filters.change({ unit: on ? 'own' : 'all' })}
              />{' '}
              {t('tasks.ownUnit')}
            </label>
          )}
          <ColumnSettings of={columns} />
          <ExportList read="task.list" params={params} columns={columns.shown} total={list.data?.total} />
        </>
      }
    >
      <TaskBoard narrow={narrow} pick={(by, key) => filters.change({ [by]: key })} />
      <FilterRow reset={filters.reset}>
        <Segmented<Group>
          aria-label={t('tasks.group')}
          value={group}
          onChange={(one) => {
            clear();
            filters.change({ group: one === 'open' ? undefined : one });
          }}
          options={groups.map((one) => ({ value: one, label: t(`taskGroup.${one}`) }))}
        />
        {choose(
          'kind',
          Object.entries(taskKinds).map(([value, one]) => ({
            value,
            label: one.title[languageOf(i18n.language)],
          })),
          t('tasks.kind'),
        )}
        {choose('unit', choices.units, t('tasks.unit'))}
        {choose('account', choices.people, t('tasks.person'))}
      </FilterRow>
      <PagedList
        name={t('tasks.title')}
        of={list}
        rows={(data) => data.rows}
        rowKey="id"
        columns={columns.shown}
        {...(gives ? { rowSelection } : {})}
        pages={pages}
        none={
          <Notice tone="good" title={t('tasks.none')}>
            {t('tasks.noneWords')}
          </Notice>
        }
        total={(data) => t('tasks.total', { n: count(data.total) })}
        head={() => (
          <BulkBar
            tasks={chosen}
            moves={leads}
            clear={clear}
            choices={choices}
            unit={unitOnly ? own : undefined}
          />
        )}
      />
      <TaskOfAddress choices={choices} now={now} />
    </Page>
  );
}
