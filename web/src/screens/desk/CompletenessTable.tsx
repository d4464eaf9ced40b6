import { useTranslation } from 'react-i18next';
import { useRead } from '../../kernel/useRead.ts';
import { DataTable } from '../../ui/desk/DataTable.tsx';
import { count, dateTime } from '../../ui/desk/format.ts';
import { Mark } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useAgo } from '../../ui/desk/useAgo.ts';
import { useClock } from '../../ui/desk/useClock.ts';
import { useNames } from './names.ts';

/** Each device: what it has captured, what has arrived, what is missing and since when. The worst stand first. */
export function CompletenessTable() {
  const { t } = useTranslation();
  const ago = useAgo();
  const now = useClock(10_000);
  const names = useNames();
  const devices = useRead('ledger.devices', {}, { live: true, every: 60_000 });
  return (
    <Loaded of={devices} rows={8}>
      {(data) => {
        const active = data.devices.filter((device) => device.state === 'active');
        return (
          <>
            <p role="status">
              {active.length === 0 ? null : data.behind === 0 ? (
                <Mark tone="good">{t('behind.none')}</Mark>
              ) : (
                <Mark tone="warn">
                  {t('delivery.behind', { n: count(data.behind), active: count(active.length) })}
                </Mark>
              )}
            </p>
            <DataTable
              name={t('delivery.devices')}
              rowKey="id"
              dataSource={[...data.devices].sort(
                (a, b) =>
                  Number(b.missing > 0) - Number(a.missing > 0) ||
                  (a.behindSince ?? '9').localeCompare(b.behindSince ?? '9') ||
                  a.name.localeCompare(b.name),
              )}
              locale={{
                emptyText: <Notice title={t('delivery.noDevices')}>{t('delivery.noDevicesWords')}</Notice>,
              }}
              columns={[
                {
                  key: 'name',
                  title: t('column.device'),
                  fixed: 'left',
                  ellipsis: true,
                  width: 160,
                  render: (_v, row) => <span title={row.name}>{row.name}</span>,
                },
                {
                  key: 'post',
                  title: t('column.post'),
                  render: (_v, row) => (row.post === undefined ? '–' : `${row.post} ${names.post(row.post)}`),
                },
                {
                  key: 'state',
                  title: t('delivery.state'),
                  render: (_v, row) =>
                    row.state === 'revoked' ? (
                      <Mark tone="quiet">{t('deviceState.revoked')}</Mark>
                    ) : row.missing === 0 ? (
                      <Mark tone="good">{t('delivery.whole')}</Mark>
                    ) : (
                      <Mark tone="warn">
                        {row.behindSince === undefined
                          ? t('delivery.late')
                          : t('delivery.lateFor', { ago: ago(now - Date.parse(row.behindSince)) })}
                      </Mark>
                    ),
                },
                {
                  key: 'captured',
                  title: t('delivery.captured'),
                  align: 'right',
                  className: 'lf-num',
                  render: (_v, row) => count(row.captured),
                },
                {
                  key: 'received',
                  title: t('delivery.received'),
                  align: 'right',
                  className: 'lf-num',
                  render: (_v, row) => count(row.received),
                },
                {
                  key: 'missing',
                  title: t('delivery.missing'),
                  align: 'right',
                  className: 'lf-num',
                  render: (_v, row) =>
                    row.missing === 0 ? '0' : <b className="lf-word-warn">{count(row.missing)}</b>,
                },
                {
                  key: 'gaps',
                  title: t('delivery.gaps'),
                  ellipsis: true,
                  width: 120,
                  className: 'lf-num',
                  render: (_v, row) =>
                    row.gaps.map(([from, to]) => (from === to ? from : `${from}–${to}`)).join(', ') || '–',
                },
                {
                  key: 'lastDeliveryAt',
                  title: t('delivery.lastDelivery'),
                  className: 'lf-num',
                  render: (_v, row) => dateTime(row.lastDeliveryAt),
                },
                {
                  key: 'lastContactAt',
                  title: t('delivery.lastContact'),
                  className: 'lf-num',
                  render: (_v, row) => dateTime(row.lastContactAt),
                },
                {
                  key: 'skew',
                  title: t('delivery.skew'),
                  align: 'right',
                  className: 'lf-num',
                  render: (_v, row) =>
                    row.skewSeconds === undefined ? (
                      '–'
                    ) : Math.abs(row.skewSeconds) > 300 ? (
                      <Mark tone="warn">{`${row.skewSeconds} s`}</Mark>
                    ) : (
                      `${row.skewSeconds} s`
                    ),
                },
              ]}
            />
          </>
        );
      }}
    </Loaded>
  );
}
