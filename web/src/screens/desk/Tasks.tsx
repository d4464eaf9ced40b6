import { taskKinds } from '@lianfang/domain/tasks.ts';
import { Button, Segmented, Select, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { languageOf } from '../../i18n/desk/i18n.ts';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { BulkBar } from '../../modules/task/desk/BulkBar.tsx';
import { TaskDrawer } from '../../modules/task/desk/TaskDrawer.tsx';
import { useTaskColumns } from '../../modules/task/desk/taskColumns.tsx';
import { CursorPages, pageSizeOf, useTrail } from '../../ui/desk/CursorPages.tsx';
import { ColumnSettings, DataTable, useColumns } from '../../ui/desk/DataTable.tsx';
import { ExportList } from '../../ui/desk/ExportList.tsx';
import { count } from '../../ui/desk/format.ts';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';
import { useFilters } from '../../ui/desk/useFilters.ts';
import { useChoices } from './choices.tsx';
import { SubjectLink } from './SubjectLink.tsx';
import { TaskBoard } from './TaskBoard.tsx';

const groups = ['open', 'overdue', 'amber', 'returned', 'asked', 'contested', 'done', 'closed'] as const;
type Group = (typeof groups)[number];

/** Everything that somebody owes, of one's own unit first: handed on, extended, confirmed, many at once. */
export default function Tasks() {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const choices = useChoices();
  const now = useClock(20_000);
  const filters = useFilters();
  const [chosen, setChosen] = useState<string[]>([]);
  const me = session.me.account?.id;
  const own = choices.people.find(({ value }) => value === me)?.unit;
  // Whoever leads a unit and nothing more begins with the own one.
  const unitOnly =
    session.has(['unit_lead']) && !session.has(['verification_desk', 'commander', 'data_desk']);
  const asked = filters.get('unit') ?? (unitOnly ? 'own' : 'all');
  const unit = asked === 'own' ? own : asked === 'all' ? undefined : asked;
  const group = groups.find((one) => one === filters.get('group')) ?? 'open';
  const limit = pageSizeOf(filters.get('size'));
  const kind = filters.get('kind');
  const area = filters.get('area');
  const account = filters.get('account');
  const narrow = {
    ...(kind === undefined ? {} : { kind }),
    ...(area === undefined ? {} : { area }),
    ...(unit === undefined ? {} : { unit }),
  };
  const params = { ...narrow, group, ...(account === undefined ? {} : { account }) };
  const trail = useTrail(JSON.stringify([params, limit]));
  const list = useRead(
    'task.list',
    { ...params, limit, ...(trail.after === undefined ? {} : { after: trail.after }) },
    { keep: true, live: true },
  );
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
  const choose = (key: string, options: { value: string; label: string }[], name: string) => (
    <Select
      allowClear
      aria-label={name}
      placeholder={name}
      value={filters.get(key) ?? null}
      onChange={(value?: string) => filters.change({ [key]: value })}
      options={options}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      className="lf-filter"
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
      <search className="lf-filters" aria-label={t('filter.title')}>
        <Segmented<Group>
          aria-label={t('tasks.group')}
          value={group}
          onChange={(one) => {
            setChosen([]);
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
        {choose('unit', [...choices.units], t('tasks.unit'))}
        {choose('account', [...choices.people], t('tasks.person'))}
        <Button type="text" onClick={filters.reset}>
          {t('common.reset')}
        </Button>
      </search>
      <Sheet>
        <Loaded of={list} rows={12}>
          {(data) => (
            <>
              <BulkBar
                tasks={chosen}
                moves={leads}
                clear={() => setChosen([])}
                choices={choices}
                unit={unitOnly ? own : undefined}
              />
              <DataTable
                name={t('tasks.title')}
                rowKey="id"
                loading={list.isPlaceholderData}
                columns={columns.shown}
                dataSource={data.rows}
                {...(gives
                  ? {
                      rowSelection: {
                        selectedRowKeys: chosen,
                        onChange: (keys: React.Key[]) => setChosen(keys.map(String)),
                        getTitleCheckboxProps: () => ({ 'aria-label': t('tasks.chooseAll') }),
                        getCheckboxProps: () => ({ 'aria-label': t('tasks.choose') }),
                      },
                    }
                  : {})}
                locale={{
                  emptyText: (
                    <Notice tone="good" title={t('tasks.none')}>
                      {t('tasks.noneWords')}
                    </Notice>
                  ),
                }}
              />
              <CursorPages
                trail={trail}
                total={data.total}
                next={data.next}
                size={limit}
                setSize={(size) => filters.change({ size: String(size) })}
              >
                {t('tasks.total', { n: count(data.total) })}
              </CursorPages>
            </>
          )}
        </Loaded>
      </Sheet>
      <TaskDrawer
        id={filters.get('task')}
        close={() => filters.change({ task: undefined })}
        choices={choices}
        now={now}
        subject={(task) => <SubjectLink task={task} />}
      />
    </Page>
  );
}
