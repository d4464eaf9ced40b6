import type { RowView } from '@lianfang/domain/modules/verification/reads.ts';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Clip } from '../../../ui/desk/Clip.tsx';
import type { Column } from '../../../ui/desk/DataTable.tsx';
import { Due } from '../../../ui/desk/Due.tsx';
import { shortTime } from '../../../ui/desk/format.ts';
import { type Opened, OpenedWords, RowState } from './words.tsx';

/**
 * The columns of a list of rows. Names are masked, and each leads to the row's story, which whoever sees the list may read;
 * what was opened stands there for as long as it is shown.
 */
export function useRowColumns(now: number, opened: ReadonlyMap<string, Opened>): Column<RowView>[] {
  const { t } = useTranslation();
  const column = (key: string, more: Partial<Column<RowView>>): Column<RowView> => ({
    key,
    name: t(`rows.${key}`),
    title: t(`rows.${key}`),
    ...more,
  });
  return [
    column('due', {
      fixedPlace: true,
      fixed: 'left',
      render: (_v, row) => (
        <Due
          at={row.task?.due ?? row.due}
          now={now}
          light={row.state !== 'open' ? 'grey' : row.overdue ? 'red' : (row.task?.light ?? 'green')}
        />
      ),
    }),
    column('name', {
      fixedPlace: true,
      width: opened.size > 0 ? 420 : 110,
      render: (_v, row) => {
        const personal = opened.get(row.id);
        const name =
          personal === undefined ? (row.name ?? t('rows.nameless')) : <OpenedWords of={personal} />;
        return <Link to={`/rows/${row.id}`}>{name}</Link>;
      },
    }),
    column('state', { render: (_v, row) => <RowState row={row} /> }),
    column('task', {
      render: (_v, row) => (row.task === undefined ? '–' : t(`taskState.${row.task.state}`)),
    }),
    column('area', {
      render: (_v, row) => (
        <Clip title={row.areaName ?? ''} width={190}>
          {row.areaName ?? row.area ?? '–'}
        </Clip>
      ),
    }),
    column('owner', {
      render: (_v, row) => {
        const owner = [row.task?.accountName, row.unitName].filter(Boolean).join(' · ');
        return (
          <Clip title={owner} width={190}>
            {owner || '–'}
          </Clip>
        );
      },
    }),
    column('finding', {
      render: (_v, row) => (
        <>
          {row.finding === undefined ? '' : t(`finding.${row.finding}`)}{' '}
          {row.concealed ? <Tag className="lf-tag-danger">{t('rows.concealed')}</Tag> : null}
        </>
      ),
    }),
    column('attempts', {
      align: 'right',
      className: 'lf-num',
      render: (_v, row) =>
        row.attempts === 0 ? <span className="lf-word-muted">0</span> : String(row.attempts),
    }),
    column('flags', {
      render: (_v, row) => row.flags.map((flag) => <Tag key={flag}>{t(`rowFlag.${flag}`)}</Tag>),
    }),
    column('sender', {
      render: (_v, row) => (
        <Clip title={row.sender} width={150}>
          {row.sender}
        </Clip>
      ),
    }),
    column('source', {
      spare: true,
      className: 'lf-num',
      render: (_v, row) => t('rows.at', { sheet: row.sheet, row: row.row }),
    }),
    column('receivedAt', {
      spare: true,
      className: 'lf-num',
      render: (_v, row) => shortTime(row.receivedAt),
    }),
    column('closedAt', { className: 'lf-num', render: (_v, row) => shortTime(row.closedAt) }),
  ];
}
