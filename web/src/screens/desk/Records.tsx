import { ReloadOutlined } from '@ant-design/icons';
import { Button, Pagination, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { FilterBar } from '../../modules/checkpoint/desk/FilterBar.tsx';
import { filterOf } from '../../modules/checkpoint/desk/filter.ts';
import { PassageDrawer } from '../../modules/checkpoint/desk/PassageDrawer.tsx';
import { exportedColumns, passageColumns, shiftName } from '../../modules/checkpoint/desk/passageColumns.tsx';
import { ColumnSettings, DataTable, useColumns } from '../../ui/desk/DataTable.tsx';
import { ExportList } from '../../ui/desk/ExportList.tsx';
import { count } from '../../ui/desk/format.ts';
import { Lookup, type LookupNumber, type LookupValue } from '../../ui/desk/Lookup.tsx';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useIndicatorWords } from './Figures.tsx';
import { useNames } from './names.ts';

const sizes = [20, 50, 100, 200];

/** The list of passages: what the address asks for, or what a figure counts. */
export default function Records() {
  const { t } = useTranslation();
  const session = useSession();
  const names = useNames();
  const indicatorWords = useIndicatorWords();
  const [search, setSearch] = useSearchParams();
  const [lookup, setLookup] = useState<LookupValue<LookupNumber>>();
  const filter = useMemo(() => filterOf(search), [search]);
  const limit = sizes.includes(Number(search.get('size'))) ? Number(search.get('size')) : 50;
  // Cursors of the pages gone through, for this filter alone; another filter begins at the first page.
  const asked = JSON.stringify([filter, lookup, limit]);
  const [trail, setTrail] = useState<{ of: string; cursors: string[] }>({ of: asked, cursors: [] });
  const cursors = trail.of === asked ? trail.cursors : [];
  const after = cursors[cursors.length - 1];

  const params = { ...filter, ...(lookup === undefined ? {} : { [lookup.by]: lookup.value }) };
  const list = useRead(
    'checkpoint.passages',
    { ...params, limit, ...(after === undefined ? {} : { after }) },
    { keep: true },
  );
  const change = (part: Record<string, string | undefined>) =>
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        for (const [key, value] of Object.entries(part)) {
          if (value === undefined) next.delete(key);
          else next.set(key, value);
        }
        return next;
      },
      { replace: true },
    );
  const columns = useColumns(
    `passages.${session.me.account?.id ?? ''}`,
    passageColumns(t, names, (row) => change({ open: row.passage }), {
      persons: list.data?.rows.some((row) => row.person !== undefined) === true,
    }),
  );
  const figure = filter.indicator === undefined ? undefined : indicatorWords(filter.indicator);
  const page = cursors.length;
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
      <FilterBar
        filter={filter}
        posts={names.posts}
        change={change}
        reset={() => setSearch({}, { replace: true })}
      />
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
      <Sheet>
        <Loaded of={list} rows={12}>
          {(data) => (
            <>
              <DataTable
                name={t('records.title')}
                rowKey={(row) => `${row.id}.${row.person ?? ''}`}
                loading={list.isPlaceholderData}
                columns={columns.shown}
                dataSource={data.rows}
                rowClassName={(row) => (row.state === 'voided' ? 'lf-voided' : '')}
                onRow={(row) => ({ onClick: () => change({ open: row.passage }) })}
                locale={{
                  emptyText: (
                    <Notice
                      title={t('records.none')}
                      action={
                        <Button onClick={() => setSearch({}, { replace: true })}>{t('common.reset')}</Button>
                      }
                    >
                      {t('records.noneWords')}
                    </Notice>
                  ),
                }}
              />
              <div className="lf-pages">
                <span role="status">
                  {t('records.total', { n: count(data.total), position: count(Number(data.position)) })}
                </span>
                <Pagination
                  simple={{ readOnly: true }}
                  current={page + 1}
                  pageSize={limit}
                  // Pages are gone through by a cursor: as far as is known there is one more as long as one is promised.
                  total={Math.max(data.total, (page + 1) * limit + (data.next === undefined ? 0 : 1))}
                  showSizeChanger
                  pageSizeOptions={sizes}
                  onShowSizeChange={(_page, size) => change({ size: String(size) })}
                  onChange={(to) => {
                    if (to === page) setTrail({ of: asked, cursors: cursors.slice(0, -1) });
                    else if (to > page + 1 && data.next !== undefined)
                      setTrail({ of: asked, cursors: [...cursors, data.next] });
                  }}
                />
              </div>
            </>
          )}
        </Loaded>
      </Sheet>
      <PassageDrawer
        id={search.get('open') ?? undefined}
        names={names}
        mayCorrect={session.has(['checkpoint_lead', 'data_desk'])}
        close={() => change({ open: undefined })}
      />
    </Page>
  );
}
