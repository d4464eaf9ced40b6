import type { ListRow } from '@lianfang/domain/modules/verification/reads.ts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Clip } from '../../../ui/desk/Clip.tsx';
import type { Column } from '../../../ui/desk/DataTable.tsx';
import { Due } from '../../../ui/desk/Due.tsx';
import { count, share, shortTime } from '../../../ui/desk/format.ts';
import { Mark } from '../../../ui/desk/Page.tsx';
import { ListBalance } from './words.tsx';

const tones = {
  importing: 'quiet',
  open: 'warn',
  closed: 'good',
  withdrawn: 'quiet',
  corrected: 'quiet',
} as const;

export function ListState({ state }: { state: ListRow['state'] }) {
  const { t } = useTranslation();
  return <Mark tone={tones[state]}>{t(`listState.${state}`)}</Mark>;
}

/** How near the end of a list is: red as soon as one of its rows is overdue. */
export function lightOfList(list: ListRow, now: number): 'grey' | 'green' | 'amber' | 'red' {
  if (list.balance.open === 0) return 'grey';
  if (list.balance.overdue > 0 || Date.parse(list.due) < now) return 'red';
  return Date.parse(list.due) - now < 2 * 3_600_000 ? 'amber' : 'green';
}

export function useListColumns(now: number): Column<ListRow>[] {
  const { t } = useTranslation();
  const column = (key: string, more: Partial<Column<ListRow>>): Column<ListRow> => ({
    key,
    name: t(`lists.${key}`),
    title: t(`lists.${key}`),
    ...more,
  });
  const number = (key: 'received' | 'open' | 'overdue' | 'unplaced', to: string) =>
    column(key, {
      align: 'right',
      className: 'lf-num',
      render: (_v, row) => {
        const n = row.balance[key];
        if (n === 0) return <span className="lf-word-muted">0</span>;
        const link = <Link to={`/rows?list=${row.id}${to}`}>{count(n)}</Link>;
        return key === 'overdue' ? <Mark tone="danger">{link}</Mark> : link;
      },
    });
  return [
    column('name', {
      fixedPlace: true,
      fixed: 'left',
      render: (_v, row) => (
        <Clip title={row.name} width={320}>
          <Link to={`/lists/${row.id}`}>{row.name}</Link>
        </Clip>
      ),
    }),
    column('sender', {
      render: (_v, row) => (
        <Clip title={row.sender} width={170}>
          {row.sender}
        </Clip>
      ),
    }),
    column('due', { render: (_v, row) => <Due at={row.due} light={lightOfList(row, now)} now={now} /> }),
    number('overdue', '&overdue=true'),
    number('open', '&state=open'),
    column('balance', {
      width: 200,
      render: (_v, row) => <ListBalance of={row.balance} size="small" />,
    }),
    column('done', {
      align: 'right',
      className: 'lf-num',
      render: (_v, row) => share(row.balance.received - row.balance.open, row.balance.received) ?? '–',
    }),
    number('received', ''),
    number('unplaced', '&unplaced=true'),
    column('state', { render: (_v, row) => <ListState state={row.state} /> }),
    column('at', { className: 'lf-num', render: (_v, row) => shortTime(row.at) }),
    column('by', { spare: true, render: (_v, row) => row.by ?? '–' }),
    column('priority', {
      spare: true,
      render: (_v, row) => (
        <Mark tone={row.priority === 1 ? 'danger' : row.priority === 2 ? 'warn' : 'quiet'}>
          {t(`priority.${row.priority}`)}
        </Mark>
      ),
    }),
  ];
}
