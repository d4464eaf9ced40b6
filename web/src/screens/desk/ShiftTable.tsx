import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { shiftWord } from '../../modules/checkpoint/desk/shiftWord.ts';
import { DataTable } from '../../ui/desk/DataTable.tsx';
import { count, shortTime } from '../../ui/desk/format.ts';
import { Mark } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useNames } from './names.ts';
import { type Period, recordsAt } from './period.ts';

/** The shifts of a period with who stood there and what they handed over; their passages open. */
export function ShiftTable({ period }: { period: Period }) {
  const { t } = useTranslation();
  const names = useNames();
  const shifts = useRead(
    'checkpoint.shifts',
    { from: period.from, to: period.to },
    { live: true, keep: true },
  );
  return (
    <Loaded of={shifts} rows={10}>
      {(data) => (
        <DataTable
          name={t('drill.by.shift')}
          rowKey="id"
          dataSource={[...data.shifts].sort((a, b) => b.openedAt.localeCompare(a.openedAt))}
          locale={{ emptyText: <Notice title={t('shifts.none')}>{t('shifts.noneWords')}</Notice> }}
          columns={[
            {
              key: 'post',
              title: t('column.post'),
              fixed: 'left',
              render: (_v, row) => `${row.post} ${names.post(row.post)}`,
            },
            {
              key: 'label',
              title: t('shifts.label'),
              render: (_v, row) => (row.label === undefined ? '–' : shiftWord(t, row.label)),
            },
            {
              key: 'openedAt',
              title: t('shifts.opened'),
              className: 'lf-num',
              render: (_v, row) => shortTime(row.openedAt),
            },
            {
              key: 'closedAt',
              title: t('shifts.closed'),
              className: 'lf-num',
              render: (_v, row) =>
                row.closedAt === undefined ? (
                  <Mark tone="good">{t('shifts.open')}</Mark>
                ) : (
                  shortTime(row.closedAt)
                ),
            },
            {
              key: 'agencies',
              title: t('shifts.agencies'),
              render: (_v, row) => row.agencies.map((agency) => t(`agency.${agency}`)).join(' · ') || '–',
            },
            {
              key: 'passages',
              title: t('shifts.passages'),
              align: 'right',
              className: 'lf-num',
              render: (_v, row) =>
                row.passages === 0 ? (
                  '0'
                ) : (
                  <Link to={recordsAt({ post: row.post, shift: row.id })}>{count(row.passages)}</Link>
                ),
            },
            {
              key: 'persons',
              title: t('column.persons'),
              align: 'right',
              className: 'lf-num',
              render: (_v, row) => count(row.persons),
            },
            {
              key: 'handover',
              title: t('shifts.handover'),
              width: 320,
              ellipsis: true,
              render: (_v, row) => row.handover ?? '–',
            },
          ]}
        />
      )}
    </Loaded>
  );
}
