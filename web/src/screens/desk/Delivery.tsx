import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { command } from '../../kernel/api.ts';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { DataTable } from '../../ui/desk/DataTable.tsx';
import { count, dateTime, exactTime } from '../../ui/desk/format.ts';
import { Facts, Mark, Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice, useProblemWords } from '../../ui/desk/States.tsx';
import { useReasonWords } from '../../ui/desk/useRefusalWords.ts';
import { CompletenessTable } from './CompletenessTable.tsx';
import { useNames } from './names.ts';

function Tray() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemWords();
  const reasonWords = useReasonWords();
  const names = useNames();
  const queries = useQueryClient();
  const tray = useRead('ledger.tray', { limit: 500 }, { live: true });
  const release = useMutation({
    mutationFn: (entry: string) => command('ledger.release', { entry }),
    onSuccess: () => {
      void message.success(t('tray.released'));
      void queries.invalidateQueries();
    },
    onError: (problem) => void message.error(words(problem)),
  });
  return (
    <Loaded of={tray} rows={8}>
      {(data) => (
        <DataTable
          name={t('delivery.tray')}
          rowKey="id"
          dataSource={data.rows}
          locale={{
            emptyText: (
              <Notice tone="good" title={t('tray.none')}>
                {t('tray.noneWords')}
              </Notice>
            ),
          }}
          columns={[
            {
              key: 'status',
              title: t('tray.status'),
              fixed: 'left',
              render: (_v, row) =>
                row.released !== undefined ? (
                  <Mark tone="good">{t('tray.wasReleased')}</Mark>
                ) : (
                  <Mark tone={row.status === 'held' ? 'warn' : 'danger'}>{t(`tray.${row.status}`)}</Mark>
                ),
            },
            {
              key: 'kind',
              title: t('tray.kind'),
              render: (_v, row) => t(`entryKind.${row.kind}`, { defaultValue: row.kind }),
            },
            {
              key: 'reason',
              title: t('tray.reason'),
              render: (_v, row) => <span className="lf-reason">{reasonWords(row.reason)}</span>,
            },
            {
              key: 'post',
              title: t('column.post'),
              render: (_v, row) => (row.post === undefined ? '–' : `${row.post} ${names.post(row.post)}`),
            },
            {
              key: 'device',
              title: t('column.device'),
              width: 140,
              ellipsis: true,
              render: (_v, row) => (row.device === undefined ? '–' : names.device(row.device)),
            },
            {
              key: 'received',
              title: t('column.received'),
              className: 'lf-num',
              render: (_v, row) => dateTime(row.received),
            },
            {
              key: 'base',
              title: t('tray.base'),
              render: (_v, row) => (row.base === undefined ? '–' : <code>…{row.base.slice(-8)}</code>),
            },
            {
              key: 'act',
              title: '',
              render: (_v, row) =>
                row.status === 'held' && row.released === undefined ? (
                  <Popconfirm
                    title={t('tray.sure')}
                    description={t('tray.sureWords')}
                    okText={t('tray.release')}
                    onConfirm={() => release.mutate(row.id)}
                  >
                    <Button size="small">{t('tray.release')}</Button>
                  </Popconfirm>
                ) : null,
            },
          ]}
        />
      )}
    </Loaded>
  );
}

function Alarms() {
  const { t } = useTranslation();
  const alarms = useRead('ledger.alarms', { limit: 200 }, { live: true });
  return (
    <Loaded of={alarms} rows={6}>
      {(data) => (
        <DataTable
          name={t('delivery.alarms')}
          rowKey="id"
          dataSource={data.rows}
          locale={{ emptyText: <Notice tone="good" title={t('alarms.none')} /> }}
          columns={[
            {
              key: 'at',
              title: t('alarms.at'),
              fixed: 'left',
              className: 'lf-num',
              render: (_v, row) => exactTime(row.at),
            },
            {
              key: 'code',
              title: t('alarms.what'),
              render: (_v, row) => (
                <Mark tone="danger">{t(`alarm.${row.code}`, { defaultValue: row.code })}</Mark>
              ),
            },
            {
              key: 'detail',
              title: t('alarms.detail'),
              render: (_v, row) => <code>{JSON.stringify(row.detail)}</code>,
            },
          ]}
        />
      )}
    </Loaded>
  );
}

function Ledger() {
  const { t } = useTranslation();
  const state = useRead('ledger.state', {}, { live: true });
  return (
    <Loaded of={state} rows={4}>
      {(data) => (
        <>
          <Facts
            of={[
              [t('ledger.position'), <b key="n">{count(Number(data.position))}</b>],
              [
                t('ledger.signedAt'),
                data.signedAt === undefined ? t('ledger.unsigned') : exactTime(data.signedAt),
              ],
              [
                t('ledger.hash'),
                <code key="hash" className="lf-hash">
                  {data.hash}
                </code>,
              ],
              [t('tray.held'), count(data.held)],
              [t('tray.refused'), count(data.refused)],
              [t('delivery.alarms'), count(data.alarms)],
            ]}
          />
          <p className="lf-about">{t('ledger.words')}</p>
        </>
      )}
    </Loaded>
  );
}

/** What has arrived and what has not: devices, entries that wait or were refused, alarms, the ledger itself. */
export default function Delivery() {
  const { t } = useTranslation();
  const session = useSession();
  const [search, setSearch] = useSearchParams();
  const desk = ['checkpoint_lead', 'data_desk', 'signer', 'commander'] as const;
  const tabs = [
    ...(session.has([...desk, 'system_admin', 'security_admin'])
      ? [{ key: 'devices', label: t('delivery.devices'), children: <CompletenessTable /> }]
      : []),
    ...(session.has(['checkpoint_lead', 'data_desk', 'commander'])
      ? [{ key: 'tray', label: t('delivery.tray'), children: <Tray /> }]
      : []),
    { key: 'alarms', label: t('delivery.alarms'), children: <Alarms /> },
    { key: 'ledger', label: t('delivery.ledger'), children: <Ledger /> },
  ];
  const asked = search.get('tab') ?? '';
  return (
    <Page title={t('delivery.title')} about={t('delivery.about')}>
      <Sheet>
        <Tabs
          activeKey={tabs.some((tab) => tab.key === asked) ? asked : (tabs[0]?.key ?? '')}
          items={tabs}
          destroyOnHidden
          onChange={(key) => setSearch({ tab: key }, { replace: true })}
        />
      </Sheet>
    </Page>
  );
}
