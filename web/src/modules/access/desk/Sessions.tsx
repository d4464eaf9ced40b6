import { Button, Popconfirm, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../kernel/useRead.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { browserName, dateTime } from '../../../ui/desk/format.ts';
import { Mark, Page, Sheet } from '../../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../../ui/desk/States.tsx';
import { useSession } from './session.tsx';
import { useCommand } from './useCommand.ts';

/** Where one is signed in, and for administrators where anyone is; each can be ended. */
export default function Sessions() {
  const { t } = useTranslation();
  const session = useSession();
  const [all, setAll] = useState(false);
  const mayAll = session.has(['security_admin', 'auditor']);
  const sessions = useRead('access.sessions', all ? { all } : {}, { keep: true });
  const revoke = useCommand();
  const accounts = useRead('access.accounts', {}, { enabled: all });
  const nameOf = (id: string) =>
    id === session.me.account?.id
      ? session.me.account.display
      : (accounts.data?.accounts.find((one) => one.id === id)?.display ?? `…${id.slice(-8)}`);
  return (
    <Page
      title={t('menu.sessions')}
      about={t('sessions.about')}
      actions={
        mayAll ? (
          // biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control
          <label className="lf-row">
            <Switch checked={all} onChange={setAll} /> {t('sessions.all')}
          </label>
        ) : undefined
      }
    >
      <Sheet>
        <Loaded of={sessions} rows={4}>
          {(data) => (
            <DataTable
              name={t('menu.sessions')}
              rowKey="id"
              dataSource={data.sessions}
              locale={{ emptyText: <Notice title={t('sessions.none')} /> }}
              columns={[
                {
                  key: 'who',
                  title: t('sessions.who'),
                  render: (_v, row) => (
                    <>
                      {row.account !== undefined
                        ? nameOf(row.account)
                        : row.device === undefined
                          ? '–'
                          : t('sessions.device', { id: row.device.slice(-8) })}{' '}
                      {row.current ? <Mark tone="good">{t('sessions.this')}</Mark> : null}
                    </>
                  ),
                },
                {
                  key: 'agent',
                  title: t('sessions.agent'),
                  render: (_v, row) =>
                    row.agent === undefined ? '–' : <span title={row.agent}>{browserName(row.agent)}</span>,
                },
                {
                  key: 'createdAt',
                  title: t('sessions.began'),
                  className: 'lf-num',
                  render: (_v, row) => dateTime(row.createdAt),
                },
                {
                  key: 'lastSeenAt',
                  title: t('sessions.seen'),
                  className: 'lf-num',
                  render: (_v, row) => dateTime(row.lastSeenAt),
                },
                {
                  key: 'expires',
                  title: t('sessions.expires'),
                  className: 'lf-num',
                  render: (_v, row) => dateTime(row.expires),
                },
                {
                  key: 'act',
                  title: '',
                  render: (_v, row) =>
                    row.current || (all && !session.has(['security_admin'])) ? null : (
                      <Popconfirm
                        title={t('sessions.sure')}
                        okText={t('sessions.revoke')}
                        onConfirm={() =>
                          revoke.mutate({
                            name: 'access.session.revoke',
                            data: { session: row.id },
                            said: t('sessions.revoked'),
                          })
                        }
                      >
                        <Button size="small" danger>
                          {t('sessions.revoke')}
                        </Button>
                      </Popconfirm>
                    ),
                },
              ]}
            />
          )}
        </Loaded>
      </Sheet>
    </Page>
  );
}
