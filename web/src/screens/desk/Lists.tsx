import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { ImportState, isWorking } from '../../modules/import/desk/importState.tsx';
import { ListDrop } from '../../modules/verification/desk/ListDrop.tsx';
import { useListColumns } from '../../modules/verification/desk/listColumns.tsx';
import { ListBalance } from '../../modules/verification/desk/words.tsx';
import { ColumnSettings, useColumns } from '../../ui/desk/DataTable.tsx';
import { FilterRow, FilterSelect } from '../../ui/desk/Filters.tsx';
import { count, shortTime } from '../../ui/desk/format.ts';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { PagedList, usePages } from '../../ui/desk/PagedList.tsx';
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
  const params = { state, ...filters.texts(['sender']) } as const;
  const pages = usePages(filters, params);
  const lists = useRead('verification.lists', { ...params, ...pages.params }, { live: true, keep: true });
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
      <FilterRow>
        <Segmented
          aria-label={t('lists.state')}
          value={state}
          onChange={(one) => filters.change({ state: one === 'all' ? 'all' : undefined })}
          options={[
            { value: 'open', label: t('lists.onlyOpen') },
            { value: 'all', label: t('rows.all') },
          ]}
        />
        <FilterSelect
          name={t('lists.sender')}
          value={params.sender}
          change={(sender) => filters.change({ sender })}
          options={(lists.data?.senders ?? []).map((value) => ({ value, label: value }))}
        />
      </FilterRow>
      <PagedList
        name={t('lists.title')}
        of={lists}
        rows={(data) => data.lists}
        rowKey="id"
        columns={columns.shown}
        pages={pages}
        none={
          <Notice tone="good" title={t('lists.none')}>
            {t('lists.noneWords')}
          </Notice>
        }
        total={(data) => t('lists.total', { n: count(data.total) })}
      />
    </Page>
  );
}
