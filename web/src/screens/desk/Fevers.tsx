import { feverOutcomes } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { areasOf } from '../../modules/checkpoint/desk/FilterBar.tsx';
import { DataTable } from '../../ui/desk/DataTable.tsx';
import { FilterSelect } from '../../ui/desk/Filters.tsx';
import { count, dateTime } from '../../ui/desk/format.ts';
import { Mark, Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useAgo } from '../../ui/desk/useAgo.ts';
import { useClock } from '../../ui/desk/useClock.ts';
import { useFilters } from '../../ui/desk/useFilters.ts';
import { useNames } from './names.ts';

const states = ['open', 'ended', 'all'] as const;
type State = (typeof states)[number];

/** Persons with fever or symptoms: who is still waiting for the clinician, and how the others ended. */
export default function Fevers() {
  const { t } = useTranslation();
  const names = useNames();
  const ago = useAgo();
  const now = useClock(10_000);
  const filters = useFilters();
  const state = states.find((one) => one === filters.get('state')) ?? 'open';
  const { post, area } = filters.texts(['post', 'area']);
  const fevers = useRead(
    'checkpoint.fevers',
    { state, limit: 500, ...filters.texts(['post', 'area']) },
    { live: true, keep: true },
  );
  return (
    <Page title={t('fevers.title')} about={t('fevers.about')}>
      <Sheet
        title={
          <Segmented<State>
            aria-label={t('fevers.state')}
            value={state}
            options={states.map((one) => ({ value: one, label: t(`fevers.${one}`) }))}
            onChange={(one) => filters.change({ state: one === 'open' ? undefined : one })}
          />
        }
        extra={
          <span className="lf-row">
            <FilterSelect
              name={t('filter.area')}
              value={area}
              change={(code) => filters.change({ area: code })}
              options={areasOf(names.posts, area)}
            />
            <FilterSelect
              name={t('filter.post')}
              value={post}
              change={(code) => filters.change({ post: code })}
              options={names.posts.map((one) => ({ value: one.code, label: `${one.code} ${one.name}` }))}
            />
          </span>
        }
      >
        <Loaded of={fevers} rows={8}>
          {(data) => (
            <>
              <p role="status">
                {t('fevers.open')} <b>{count(data.open)}</b> · {t('fevers.overdue')}{' '}
                {data.overdue > 0 ? <Mark tone="danger">{count(data.overdue)}</Mark> : <b>0</b>}
              </p>
              <DataTable
                name={t('fevers.title')}
                rowKey={(row) => `${row.passage}.${row.person}`}
                dataSource={[...data.fevers].sort((a, b) =>
                  a.endedAt === undefined && b.endedAt === undefined
                    ? a.dueAt.localeCompare(b.dueAt)
                    : a.endedAt === undefined
                      ? -1
                      : b.endedAt === undefined
                        ? 1
                        : b.endedAt.localeCompare(a.endedAt),
                )}
                locale={{ emptyText: <Notice tone="good" title={t('fevers.none')} /> }}
                columns={[
                  {
                    key: 'state',
                    title: t('fevers.state'),
                    fixed: 'left',
                    render: (_v, row) =>
                      row.endedAt !== undefined ? (
                        <Mark tone="good">{t('fevers.ended')}</Mark>
                      ) : row.overdue ? (
                        <Mark tone="danger">
                          {t('exceptions.overdue', { ago: ago(now - Date.parse(row.dueAt)) })}
                        </Mark>
                      ) : (
                        <Mark tone="warn">
                          {t('fevers.waiting', { ago: ago(Date.parse(row.dueAt) - now) })}
                        </Mark>
                      ),
                  },
                  {
                    key: 'post',
                    title: t('column.post'),
                    render: (_v, row) => `${row.post} ${names.post(row.post)}`,
                  },
                  {
                    key: 'temperature',
                    title: t('passageForm.temperature'),
                    align: 'right',
                    className: 'lf-num',
                    render: (_v, row) =>
                      row.temperature === undefined
                        ? t('passage.symptoms')
                        : `${row.temperature.toFixed(1)} ℃`,
                  },
                  {
                    key: 'openedAt',
                    title: t('fevers.openedAt'),
                    className: 'lf-num',
                    render: (_v, row) => dateTime(row.openedAt),
                  },
                  {
                    key: 'dueAt',
                    title: t('fevers.dueAt'),
                    className: 'lf-num',
                    render: (_v, row) => dateTime(row.dueAt),
                  },
                  {
                    key: 'endedAt',
                    title: t('fevers.endedAt'),
                    className: 'lf-num',
                    render: (_v, row) => dateTime(row.endedAt),
                  },
                  {
                    key: 'outcome',
                    title: t('fevers.outcome'),
                    render: (_v, row) => (row.outcome === undefined ? '–' : t(`feverOutcome.${row.outcome}`)),
                    filters: feverOutcomes.map((value) => ({ value, text: t(`feverOutcome.${value}`) })),
                    onFilter: (value, row) => row.outcome === value,
                  },
                  {
                    key: 'open',
                    title: '',
                    render: (_v, row) => (
                      <Link to={`/records?open=${row.passage}`}>{t('fevers.record')}</Link>
                    ),
                  },
                ]}
              />
            </>
          )}
        </Loaded>
      </Sheet>
    </Page>
  );
}
