import { Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { DirectiveDialog, useDirectiveColumns } from '../../modules/response/desk/Directives.tsx';
import { CursorPages, pageSizeOf, useTrail } from '../../ui/desk/CursorPages.tsx';
import { ColumnSettings, DataTable, useColumns } from '../../ui/desk/DataTable.tsx';
import { ExportList } from '../../ui/desk/ExportList.tsx';
import { count } from '../../ui/desk/format.ts';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';
import { useFilters } from '../../ui/desk/useFilters.ts';
import { useChoices } from './choices.tsx';

const states = ['all', 'overdue', 'open', 'acknowledged', 'done', 'ended'] as const;
type State = (typeof states)[number];

/** All directives of a response, overdue first. */
export default function Directives() {
  const { t } = useTranslation();
  const session = useSession();
  const choices = useChoices();
  const now = useClock(20_000);
  const filters = useFilters();
  const [issuing, setIssuing] = useState<'desk' | 'inside'>();
  const state = states.find((one) => one === filters.get('state')) ?? 'all';
  const limit = pageSizeOf(filters.get('size'));
  const params = {
    ...(state === 'all' ? {} : { state }),
    ...(filters.get('force') === undefined ? {} : { taskForce: filters.get('force') }),
    ...(filters.get('unit') === undefined ? {} : { unit: filters.get('unit') }),
    ...(filters.get('area') === undefined ? {} : { area: filters.get('area') }),
    ...(filters.is('mine') ? { mine: true } : {}),
    ...(filters.is('own') ? { own: true } : {}),
    ...(filters.get('from') === undefined ? {} : { from: filters.get('from') }),
    ...(filters.get('to') === undefined ? {} : { to: filters.get('to') }),
    ...(filters.get('indicator') === undefined ? {} : { indicator: filters.get('indicator') }),
    ...(filters.get('cutOff') === undefined ? {} : { cutOff: filters.get('cutOff') }),
  };
  const trail = useTrail(JSON.stringify([params, limit]));
  const list = useRead(
    'response.directives',
    { ...params, limit, ...(trail.after === undefined ? {} : { after: trail.after }) },
    { keep: true, live: true },
  );
  const response = useRead('response.now', {}, { live: true }).data?.response;
  const forces = useRead('response.task_forces', { state: 'active' }, {}).data?.taskForces ?? [];
  const forceChoices = forces.map(({ id, name }) => ({ value: id, label: name }));
  const me = session.me.account?.id;
  const led = forces.find(
    ({ lead, deputies }) => lead.account === me || deputies.some(({ account }) => account === me),
  );
  const columns = useColumns(`directives.${me ?? ''}`, useDirectiveColumns(now));
  const active = response?.state === 'active';
  return (
    <Page
      title={t('directives.title')}
      about={t('directives.about')}
      actions={
        <>
          <ColumnSettings of={columns} />
          <ExportList
            read="response.directives"
            params={params}
            columns={columns.shown}
            total={list.data?.total}
          />
          {active && led !== undefined && session.has(['task_force_lead']) ? (
            <Button onClick={() => setIssuing('inside')}>{t('directives.issueInside')}</Button>
          ) : null}
          {active && session.has(['commander']) ? (
            <Button type="primary" onClick={() => setIssuing('desk')}>
              {t('directives.issue')}
            </Button>
          ) : null}
        </>
      }
    >
      <search className="lf-filters" aria-label={t('filter.title')}>
        <Segmented<State>
          aria-label={t('directives.state')}
          value={state}
          onChange={(one) => filters.change({ state: one === 'all' ? undefined : one })}
          options={states.map((one) => ({ value: one, label: t(`directiveFilter.${one}`) }))}
        />
        <Select
          allowClear
          aria-label={t('directives.force')}
          placeholder={t('directives.force')}
          value={filters.get('force') ?? null}
          onChange={(force?: string) => filters.change({ force })}
          options={forceChoices}
          popupMatchSelectWidth={false}
          className="lf-filter"
        />
        <Select
          allowClear
          aria-label={t('directives.unit')}
          placeholder={t('directives.unit')}
          value={filters.get('unit') ?? null}
          onChange={(unit?: string) => filters.change({ unit })}
          options={[...choices.units]}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          className="lf-filter"
        />
        {(['own', 'mine'] as const).map((one) => (
          <Button
            key={one}
            aria-pressed={filters.is(one)}
            {...(filters.is(one) ? { type: 'primary' as const, ghost: true } : {})}
            onClick={() => filters.change({ [one]: filters.is(one) ? undefined : 'true' })}
          >
            {t(`directives.${one}`)}
          </Button>
        ))}
        <Button type="text" onClick={filters.reset}>
          {t('common.reset')}
        </Button>
      </search>
      <Sheet>
        <Loaded of={list} rows={10}>
          {(data) => (
            <>
              <DataTable
                name={t('directives.title')}
                rowKey="id"
                loading={list.isPlaceholderData}
                columns={columns.shown}
                dataSource={data.rows}
                locale={{
                  emptyText: <Notice title={t('directives.none')}>{t('directives.noneWords')}</Notice>,
                }}
              />
              <CursorPages
                trail={trail}
                total={data.total}
                next={data.next}
                size={limit}
                setSize={(size) => filters.change({ size: String(size) })}
              >
                {t('directives.total', { n: count(data.total) })}
              </CursorPages>
            </>
          )}
        </Loaded>
      </Sheet>
      {response === undefined ? null : (
        <DirectiveDialog
          open={issuing !== undefined}
          close={() => setIssuing(undefined)}
          response={response.id}
          choices={choices}
          taskForces={forceChoices}
          inside={
            issuing === 'inside' && led !== undefined
              ? {
                  id: led.id,
                  members: [...led.deputies, ...led.members].map(({ account, display }) => ({
                    value: account,
                    label: display,
                  })),
                }
              : undefined
          }
        />
      )}
    </Page>
  );
}
