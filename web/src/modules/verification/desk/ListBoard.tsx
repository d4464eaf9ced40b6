import type { Balance } from '@lianfang/domain/modules/verification/reads.ts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ReadResult } from '../../../kernel/api.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { count, share } from '../../../ui/desk/format.ts';
import { Sheet } from '../../../ui/desk/Page.tsx';
import { Notice } from '../../../ui/desk/States.tsx';
import { ListBalance } from './words.tsx';

export type OneList = ReadResult<'verification.list'>;
type Part = OneList['areas'][number];
type Key = keyof Balance;

const heated: readonly { key: Key; heat: 'danger' | 'warn' | 'main' }[] = [
  { key: 'overdue', heat: 'danger' },
  { key: 'open', heat: 'warn' },
  { key: 'closed', heat: 'main' },
  { key: 'returned', heat: 'main' },
  { key: 'unplaced', heat: 'warn' },
];
const words: Partial<Record<Key, string>> = {
  overdue: 'lists.overdue',
  open: 'rowState.open',
  closed: 'rowState.closed',
  returned: 'rowState.returned',
  unplaced: 'lists.unplaced',
};
const filters: Partial<Record<Key, string>> = {
  overdue: '&overdue=true',
  open: '&state=open',
  closed: '&state=closed',
  returned: '&state=returned',
  unplaced: '&unplaced=true',
};

type Props = { parts: readonly Part[]; by: 'area' | 'unit'; list: string; name: string };

/** A list by area or owner, overdue first; the darker a cell, the more of its column lies there. Each cell opens its rows. */
export function HeatTable({ parts, by, list, name }: Props) {
  const { t } = useTranslation();
  const most = (key: Key) => Math.max(1, ...parts.map((part) => part.balance[key]));
  const tops = Object.fromEntries(heated.map(({ key }) => [key, most(key)]));
  return (
    <DataTable<Part>
      name={name}
      rowKey="key"
      dataSource={[...parts].sort(
        (a, b) =>
          b.balance.overdue - a.balance.overdue ||
          b.balance.open - a.balance.open ||
          b.balance.received - a.balance.received,
      )}
      locale={{ emptyText: <Notice title={t('oneList.noParts')} /> }}
      columns={[
        {
          key: 'name',
          title: t(`oneList.${by}`),
          fixed: 'left',
          width: 200,
          ellipsis: true,
          render: (_v, part) =>
            part.key === '' ? (
              <Link to={`/tray?list=${list}`}>{t('oneList.nowhere')}</Link>
            ) : (
              <Link to={`/rows?list=${list}&${by}=${part.key}`}>{part.name ?? part.key}</Link>
            ),
        },
        ...heated.map(({ key, heat }) => ({
          key,
          title: t(words[key] ?? ''),
          align: 'right' as const,
          className: 'lf-num',
          onCell: (part: Part) => ({
            className: `lf-heat lf-heat-${heat}`,
            style: { '--heat': 0.55 * (part.balance[key] / (tops[key] ?? 1)) } as React.CSSProperties,
          }),
          render: (_v: unknown, part: Part) =>
            part.balance[key] === 0 ? (
              <span className="lf-word-muted">0</span>
            ) : (
              <Link
                to={`/rows?list=${list}${part.key === '' ? '' : `&${by}=${part.key}`}${filters[key] ?? ''}`}
              >
                {count(part.balance[key])}
              </Link>
            ),
        })),
        {
          key: 'done',
          title: t('lists.done'),
          align: 'right',
          className: 'lf-num',
          render: (_v, part) =>
            share(part.balance.received - part.balance.open, part.balance.received) ?? '–',
        },
        {
          key: 'balance',
          title: t('lists.balance'),
          width: 180,
          render: (_v, part) => <ListBalance of={part.balance} size="small" />,
        },
        {
          key: 'received',
          title: t('lists.received'),
          align: 'right',
          className: 'lf-num',
          render: (_v, part) => count(part.balance.received),
        },
      ]}
    />
  );
}

/** What was found, and how long what is open has been waiting. */
export function FindingsAndAges({ one }: { one: OneList }) {
  const { t } = useTranslation();
  const closed = one.findings.reduce((sum, { rows }) => sum + rows, 0);
  const open = one.ages.reduce((sum, { rows }) => sum + rows, 0);
  const line = (key: string, label: string, n: number, all: number, to: string | undefined, tone: string) => (
    <li key={key} className="lf-bar-line">
      <span>{label}</span>
      <span className="lf-bar" aria-hidden="true">
        <span className={`lf-bar-${tone}`} style={{ flexGrow: n }} />
        <span className="lf-bar-none" style={{ flexGrow: Math.max(0, all - n) }} />
      </span>
      <b className="lf-num">{to === undefined || n === 0 ? count(n) : <Link to={to}>{count(n)}</Link>}</b>
    </li>
  );
  return (
    <div className="lf-two lf-even">
      <Sheet title={t('oneList.findings')}>
        {closed === 0 ? (
          <Notice title={t('oneList.noFindings')} />
        ) : (
          <ul className="lf-plain">
            {one.findings.map(({ finding, rows }) =>
              line(
                finding,
                t(`finding.${finding}`),
                rows,
                closed,
                `/rows?list=${one.list.id}&finding=${finding}`,
                'good',
              ),
            )}
          </ul>
        )}
      </Sheet>
      <Sheet title={t('oneList.ages')}>
        {open === 0 ? (
          <Notice tone="good" title={t('oneList.noneOpen')} />
        ) : (
          <ul className="lf-plain">
            {one.ages.map(({ fromHours, rows }) =>
              line(
                String(fromHours),
                t('oneList.fromHours', { n: fromHours }),
                rows,
                open,
                undefined,
                fromHours >= 24 ? 'danger' : 'open',
              ),
            )}
          </ul>
        )}
      </Sheet>
    </div>
  );
}
