import { ReloadOutlined } from '@ant-design/icons';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { FilterBar } from '../../modules/checkpoint/desk/FilterBar.tsx';
import { filterOf } from '../../modules/checkpoint/desk/filter.ts';
import { PassageDrawer } from '../../modules/checkpoint/desk/PassageDrawer.tsx';
import { exportedColumns, passageColumns, shiftName } from '../../modules/checkpoint/desk/passageColumns.tsx';
import { ColumnSettings, useColumns } from '../../ui/desk/DataTable.tsx';
import { ExportList } from '../../ui/desk/ExportList.tsx';
import { count } from '../../ui/desk/format.ts';
import { Lookup, type LookupNumber, type LookupValue } from '../../ui/desk/Lookup.tsx';
import { Page } from '../../ui/desk/Page.tsx';
import { PagedList, usePages } from '../../ui/desk/PagedList.tsx';
import { Notice } from '../../ui/desk/States.tsx';
import { useFilters } from '../../ui/desk/useFilters.ts';
import { useIndicatorWords } from './Figures.tsx';
import { useNames } from './names.ts';

/** The list of passages: what the address asks for, or what a figure counts. */
export default function Records() {
  const { t } = useTranslation();
  const session = useSession();
  const names = useNames();
  const indicatorWords = useIndicatorWords();
  const filters = useFilters();
  const [lookup, setLookup] = useState<LookupValue<LookupNumber>>();
  const filter = filterOf(filters);
  const params = { ...filter, ...(lookup === undefined ? {} : { [lookup.by]: lookup.value }) };
  const pages = usePages(filters, params);
  const list = useRead('checkpoint.passages', { ...params, ...pages.params }, { keep: true });
  const { change, reset } = filters;
  const columns = useColumns(
    `passages.${session.me.account?.id ?? ''}`,
    passageColumns(t, names, (row) => change({ open: row.passage }), {
      persons: list.data?.rows.some((row) => row.person !== undefined) === true,
    }),
  );
  const figure = filter.indicator === undefined ? undefined : indicatorWords(filter.indicator);
  return (
    <Page
      title={t('records.title')}
      about={t('records.about')}
      actions={
        <>
          <Lookup
            title={t('lookup.title')}
            numbers={['plate', 'document', 'phone']}
            value={lookup}
            change={setLookup}
          />
          <ColumnSettings of={columns} />
          <ExportList
            read="checkpoint.passages"
            params={filter}
            columns={columns.shown}
            exported={exportedColumns}
            total={list.data?.total}
            off={lookup === undefined ? undefined : t('export.notLookup')}
          />
          <Button
            icon={<ReloadOutlined />}
            aria-label={t('common.reread')}
            title={t('common.reread')}
            onClick={() => void list.refetch()}
            loading={list.isFetching}
          />
        </>
      }
    >
      <FilterBar filter={filter} posts={names.posts} change={change} reset={reset} />
      {figure === undefined &&
      filter.cutOff === undefined &&
      filter.shift === undefined &&
      filter.own === undefined ? null : (
        <p className="lf-of-figure">
          {figure === undefined ? null : (
            <Tag
              closable
              color="processing"
              onClose={() => change({ indicator: undefined })}
              title={figure.definition}
            >
              {t('records.ofFigure', { title: figure.title })}
            </Tag>
          )}
          {filter.cutOff === undefined ? null : (
            <Tag closable onClose={() => change({ cutOff: undefined })}>
              {t('records.cutOff', { position: count(Number(filter.cutOff)) })}
            </Tag>
          )}
          {filter.shift === undefined ? null : (
            <Tag closable onClose={() => change({ shift: undefined })}>
              {t('records.ofShift', { shift: shiftName(t, filter.shift, list.data?.rows[0]?.ofShift) })}
            </Tag>
          )}
          {filter.own === undefined ? null : (
            <Tag closable onClose={() => change({ own: undefined })} title={t('records.ownWords')}>
              {t('records.own')}
            </Tag>
          )}
          {figure === undefined ? null : <span className="lf-word-muted">{figure.definition}</span>}
        </p>
      )}
      <PagedList
        name={t('records.title')}
        of={list}
        rows={(data) => data.rows}
        rowKey={(row) => `${row.id}.${row.person ?? ''}`}
        columns={columns.shown}
        rowClassName={(row) => (row.state === 'voided' ? 'lf-voided' : '')}
        onRow={(row) => ({ onClick: () => change({ open: row.passage }) })}
        pages={pages}
        none={
          <Notice title={t('records.none')} action={<Button onClick={reset}>{t('common.reset')}</Button>}>
            {t('records.noneWords')}
          </Notice>
        }
        total={(data) => t('records.total', { n: count(data.total), position: count(Number(data.position)) })}
      />
      <PassageDrawer
        id={filters.get('open')}
        names={names}
        mayCorrect={session.has(['checkpoint_lead', 'data_desk'])}
        close={() => change({ open: undefined })}
      />
    </Page>
  );
}
