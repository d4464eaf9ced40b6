import { Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { ImportState, isWorking } from '../../modules/import/desk/importState.tsx';
import { ListDrop } from '../../modules/verification/desk/ListDrop.tsx';
import { useListColumns } from '../../modules/verification/desk/listColumns.tsx';
import { ListBalance } from '../../modules/verification/desk/words.tsx';
import { CursorPages, pageSizeOf, useTrail } from '../../ui/desk/CursorPages.tsx';
import { ColumnSettings, DataTable, useColumns } from '../../ui/desk/DataTable.tsx';
import { count, shortTime } from '../../ui/desk/format.ts';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';
import { useFilters } from '../../ui/desk/useFilters.ts';

/** Files of lists that were dropped in and are not committed yet. */
function Waiting() {
  const { t } = useTranslation();
  const files = useRead(
    'import.list',
    {},
    { live: true, every: (data) => (data?.imports.some((one) => isWorking(one.state)) ? 1500 : false) },
  );
  const waiting = (files.data?.imports ?? []).filter(
    ({ kind, state }) => kind === 'lists' && state !== 'committed' && state !== 'discarded',
  );
  if (waiting.length === 0) return null;
  return (
    <ul className="lf-lines lf-gap-top">
      {waiting.map((file) => (
        <li key={file.id}>
          <ImportState state={file.state} t={t} /> <Link to={`/imports/${file.id}`}>{file.name}</Link>{' '}
          <span className="lf-word-muted">
            {file.by} · {shortTime(file.at)} ·{' '}
            {t('lists.rowsRead', { n: count(file.counts?.rows ?? file.progress?.rows) })}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The lists that were sent to the county: whose, until when, and how each stands. */
export default function Lists() {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const now = useClock(20_000);
  const filters = useFilters();
  const state = filters.get('state') === 'all' ? 'all' : 'open';
  const sender = filters.get('sender');
  const limit = pageSizeOf(filters.get('size'));
  const trail = useTrail(JSON.stringify([state, sender, limit]));
  const lists = useRead(
    'verification.lists',
    {
      state,
      limit,
      ...(sender === undefined ? {} : { sender }),
      ...(trail.after === undefined ? {} : { after: trail.after }),
    },
    { live: true, keep: true },
  );
  const columns = useColumns(`lists.${session.me.account?.id ?? ''}`, useListColumns(now));
  const receives = session.has(['verification_desk']);
  return (
    <Page title={t('lists.title')} about={t('lists.about')} actions={<ColumnSettings of={columns} />}>
      <Loaded of={lists} rows={2}>
        {(data) => (
          <Sheet title={t('lists.all')}>
            <ListBalance of={data.balance} />
          </Sheet>
        )}
      </Loaded>
      {receives ? (
        <Sheet className="lf-drop">
          <ListDrop
            senders={lists.data?.senders ?? []}
            lists={lists.data?.lists ?? []}
            sent={(id) => void navigate(`/imports/${id}`)}
          />
          <Waiting />
        </Sheet>
      ) : null}
      <search className="lf-filters" aria-label={t('filter.title')}>
        <Segmented
          aria-label={t('lists.state')}
          value={state}
          onChange={(one) => filters.change({ state: one === 'all' ? 'all' : undefined })}
          options={[
            { value: 'open', label: t('lists.onlyOpen') },
            { value: 'all', label: t('rows.all') },
          ]}
        />
        <Select
          allowClear
          aria-label={t('lists.sender')}
          placeholder={t('lists.sender')}
          value={sender ?? null}
          onChange={(value?: string) => filters.change({ sender: value })}
          options={(lists.data?.senders ?? []).map((value) => ({ value, label: value }))}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          className="lf-filter"
        />
      </search>
      <Sheet>
        <Loaded of={lists} rows={8}>
          {(data) => (
            <>
              <DataTable
                name={t('lists.title')}
                rowKey="id"
                loading={lists.isPlaceholderData}
                columns={columns.shown}
                dataSource={data.lists}
                locale={{
                  emptyText: (
                    <Notice tone="good" title={t('lists.none')}>
                      {t('lists.noneWords')}
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
                {t('lists.total', { n: count(data.total) })}
              </CursorPages>
            </>
          )}
        </Loaded>
      </Sheet>
    </Page>
  );
}
