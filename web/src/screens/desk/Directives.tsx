import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { DirectiveDialog, useDirectiveColumns } from '../../modules/response/desk/Directives.tsx';
import { ColumnSettings, useColumns } from '../../ui/desk/DataTable.tsx';
import { ExportList } from '../../ui/desk/ExportList.tsx';
import { FilterMark, FilterRow, FilterSelect } from '../../ui/desk/Filters.tsx';
import { count } from '../../ui/desk/format.ts';
import { Page } from '../../ui/desk/Page.tsx';
import { PagedList, usePages } from '../../ui/desk/PagedList.tsx';
import { Notice } from '../../ui/desk/States.tsx';
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
  const force = filters.get('force');
  const params = {
    ...(state === 'all' ? {} : { state }),
    ...(force === undefined ? {} : { taskForce: force }),
    ...filters.texts(['unit', 'area', 'from', 'to', 'indicator', 'cutOff']),
    ...filters.marks(['mine', 'own']),
  };
  const pages = usePages(filters, params);
  const list = useRead('response.directives', { ...params, ...pages.params }, { keep: true, live: true });
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
      <FilterRow reset={filters.reset}>
        <Segmented<State>
          aria-label={t('directives.state')}
          value={state}
          onChange={(one) => filters.change({ state: one === 'all' ? undefined : one })}
          options={states.map((one) => ({ value: one, label: t(`directiveFilter.${one}`) }))}
        />
        <FilterSelect
          name={t('directives.force')}
          value={force}
          change={(to) => filters.change({ force: to })}
          options={forceChoices}
        />
        <FilterSelect
          name={t('directives.unit')}
          value={params.unit}
          change={(unit) => filters.change({ unit })}
          options={choices.units}
        />
        {(['own', 'mine'] as const).map((one) => (
          <FilterMark
            key={one}
            on={filters.is(one)}
            change={(on) => filters.change({ [one]: on ? 'true' : undefined })}
          >
            {t(`directives.${one}`)}
          </FilterMark>
        ))}
      </FilterRow>
      <PagedList
        name={t('directives.title')}
        of={list}
        rows={(data) => data.rows}
        rowKey="id"
        columns={columns.shown}
        pages={pages}
        none={<Notice title={t('directives.none')}>{t('directives.noneWords')}</Notice>}
        total={(data) => t('directives.total', { n: count(data.total) })}
      />
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
