import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { BulkBar } from '../../modules/task/desk/BulkBar.tsx';
import { FindingDialog } from '../../modules/verification/desk/FindingDialog.tsx';
import { ReturnDialog } from '../../modules/verification/desk/RowDialogs.tsx';
import { RowFilters, rowFilterOf } from '../../modules/verification/desk/RowFilters.tsx';
import { useRowColumns } from '../../modules/verification/desk/rowColumns.tsx';
import { ListBalance } from '../../modules/verification/desk/words.tsx';
import { ColumnSettings, useColumns } from '../../ui/desk/DataTable.tsx';
import { ExportList } from '../../ui/desk/ExportList.tsx';
import { count, period as periodWords } from '../../ui/desk/format.ts';
import { Lookup, type LookupValue } from '../../ui/desk/Lookup.tsx';
import { OpenDialog } from '../../ui/desk/OpenDialog.tsx';
import { Page } from '../../ui/desk/Page.tsx';
import { PagedList, useChosen, usePages } from '../../ui/desk/PagedList.tsx';
import { Notice } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';
import { useFilters } from '../../ui/desk/useFilters.ts';
import { useChoices } from './choices.tsx';
import { useIndicatorWords } from './Figures.tsx';
import { mayGo } from './menu.ts';
import { useOpened } from './useOpened.tsx';

/** What one opening may show at once. */
const OPEN_AT_ONCE = 50;

/** The work list: rows over all lists, the worst first; hundreds handed on, extended, ended at once. */
export default function Rows() {
  const { t } = useTranslation();
  const session = useSession();
  const choices = useChoices();
  const now = useClock(20_000);
  const filters = useFilters();
  const { opened, keep, forget } = useOpened();
  const { chosen, clear, rowSelection } = useChosen();
  const [asking, setAsking] = useState<'open' | 'finding' | 'return'>();
  const [lookup, setLookup] = useState<LookupValue<'document' | 'phone'>>();
  const filter = rowFilterOf(filters);
  const params = lookup === undefined ? filter : { [lookup.by]: lookup.value };
  const pages = usePages(filters, params);
  const list = useRead(
    'verification.rows',
    { ...params, ...pages.params },
    { live: lookup === undefined, keep: true },
  );
  const seesLists = mayGo(session, '/lists');
  const names = useRead('verification.lists', { state: 'all', limit: 200 }, { enabled: seesLists });
  const columns = useColumns(`rows.${session.me.account?.id ?? ''}`, useRowColumns(now, opened));
  const works = session.has(['verification_desk']);
  const extends_ = session.has(['verification_desk', 'task_force_lead']);
  const leads = session.has(['unit_lead']);
  const words = useIndicatorWords();
  const figure = filter.indicator === undefined ? undefined : words(filter.indicator);
  const rows = list.data?.rows ?? [];
  const picked = rows.filter(({ id }) => chosen.includes(id));
  const tasks = picked.flatMap(({ task, state }) =>
    task === undefined || state !== 'open' ? [] : [task.id],
  );
  const open = picked.filter(({ state }) => state === 'open').map(({ id }) => id);
  return (
    <Page
      title={t('rows.title')}
      about={t('rows.about')}
      actions={
        <>
          {opened.size > 0 ? <Button onClick={forget}>{t('reveal.hide')}</Button> : null}
          <Lookup
            title={t('people.lookup')}
            numbers={['document', 'phone']}
            value={lookup}
            change={setLookup}
          />
          <ColumnSettings of={columns} />
          <ExportList
            read="verification.rows"
            params={filter}
            columns={columns.shown}
            total={list.data?.total}
            off={lookup === undefined ? undefined : t('export.notLookup')}
          />
        </>
      }
    >
      <RowFilters
        filters={filters}
        choices={choices}
        mayChooseUnit={seesLists}
        lists={(names.data?.lists ?? []).map((one) => ({
          value: one.id,
          label: `${one.sender} · ${one.name}`,
        }))}
      />
      {figure === undefined ? null : (
        <p className="lf-of-figure">
          <Tag
            closable
            color="processing"
            onClose={() =>
              filters.change({
                indicator: undefined,
                from: undefined,
                to: undefined,
                cutOff: undefined,
                own: undefined,
              })
            }
            title={figure.definition}
          >
            {t('rows.ofFigure', { title: figure.title })}
          </Tag>{' '}
          {filter.from === undefined || filter.to === undefined
            ? null
            : periodWords(filter.from, filter.to, now)}{' '}
          <span className="lf-word-muted">{figure.definition}</span>
        </p>
      )}
      <PagedList
        name={t('rows.title')}
        of={list}
        rows={(data) => data.rows}
        rowKey="id"
        columns={columns.shown}
        {...(works || leads || extends_ ? { rowSelection } : {})}
        pages={pages}
        none={<Notice title={t('rows.none')}>{t('rows.noneWords')}</Notice>}
        total={(data) => t('rows.total', { n: count(data.total) })}
        head={(data) => (
          <>
            <ListBalance of={data.balance} />
            <BulkBar
              tasks={tasks}
              chosen={picked.length}
              moves={
                extends_
                  ? ['reassign', 'grant_extension']
                  : leads
                    ? ['reassign', 'ask_extension', 'return']
                    : []
              }
              clear={clear}
              choices={choices}
              unit={extends_ ? undefined : picked[0]?.unit}
            >
              {works || leads ? (
                <>
                  <Button
                    size="small"
                    disabled={picked.length > OPEN_AT_ONCE}
                    title={t('rows.openMost', { n: OPEN_AT_ONCE })}
                    onClick={() => setAsking('open')}
                  >
                    {t('reveal.look')}
                  </Button>
                  <Button size="small" disabled={open.length === 0} onClick={() => setAsking('finding')}>
                    {t('oneRow.recordGo')}
                  </Button>
                </>
              ) : null}
              {works ? (
                <Button size="small" danger disabled={open.length === 0} onClick={() => setAsking('return')}>
                  {t('rows.return')}
                </Button>
              ) : null}
            </BulkBar>
          </>
        )}
      />
      <OpenDialog
        entries={asking === 'open' ? picked.map(({ id }) => id) : []}
        close={() => setAsking(undefined)}
        opened={keep}
      />
      <FindingDialog
        open={asking === 'finding'}
        rows={open}
        close={() => setAsking(undefined)}
        done={clear}
        choices={choices}
      />
      <ReturnDialog open={asking === 'return'} rows={open} close={() => setAsking(undefined)} done={clear} />
    </Page>
  );
}
