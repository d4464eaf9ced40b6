import { exclusiveRoles } from '@lianfang/domain/kernel/access.ts';
import { App, Button, Dropdown, Input, Modal, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../kernel/useRead.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { dateTime } from '../../../ui/desk/format.ts';
import { Mark, Page, Sheet } from '../../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../../ui/desk/States.tsx';
import { AccountForm, firstPassword } from './AccountForm.tsx';
import { type Account, GrantsDrawer } from './GrantsDrawer.tsx';
import { type Totp, TotpDialog } from './Secret.tsx';
import { useSession } from './session.tsx';
import { useCommand } from './useCommand.ts';

const tones = { active: 'good', locked: 'warn', disabled: 'quiet' } as const;

/** Accounts, what they may do and where. Who may change what is the server's to say. */
export default function Accounts() {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const session = useSession();
  const [adding, setAdding] = useState(false);
  const [text, setText] = useState('');
  const [roles, setRoles] = useState<Account>();
  const [totp, setTotp] = useState<{ totp: Totp; account: string }>();
  const [password, setPassword] = useState<{ value: string; account: string }>();
  const accounts = useRead('access.accounts', {}, { live: true });
  const plain = useCommand();
  const resetTotp = useCommand<Totp>((result, order) =>
    setTotp({ totp: result, account: String(order.data.account) }),
  );
  const mayChange = session.has(['system_admin', 'security_admin']);
  const needle = text.trim().toLowerCase();
  const nameOf = (id: string) => accounts.data?.accounts.find((one) => one.id === id)?.display ?? id;
  // The drawer follows what has been read since it was opened.
  const shown =
    roles === undefined ? undefined : (accounts.data?.accounts.find((one) => one.id === roles.id) ?? roles);

  const ask = (title: string, order: Parameters<typeof plain.mutate>[0]) =>
    void modal.confirm({
      title,
      okText: t('common.yesDo'),
      cancelText: t('common.cancel'),
      onOk: () => plain.mutateAsync(order).catch(() => undefined),
    });
  const resetPassword = (account: Account) => {
    const value = firstPassword();
    void modal.confirm({
      title: t('accounts.resetSure', { name: account.display }),
      okText: t('common.yesDo'),
      cancelText: t('common.cancel'),
      onOk: () =>
        plain
          .mutateAsync({ name: 'access.password.reset', data: { account: account.id, password: value } })
          .then(
            () => setPassword({ value, account: account.display }),
            () => undefined,
          ),
    });
  };
  // Powers are split so that no one alone takes over an account: the server holds to it, the menu follows.
  const ofSystem = (account: Account) => [
    { key: 'password', label: t('accounts.resetPassword'), onClick: () => resetPassword(account) },
    account.state === 'disabled'
      ? {
          key: 'enable',
          label: t('accounts.enable'),
          onClick: () =>
            plain.mutate({
              name: 'access.account.enable',
              data: { account: account.id },
              said: t('accounts.enabled'),
            }),
        }
      : {
          key: 'disable',
          danger: true,
          label: t('accounts.disable'),
          onClick: () =>
            ask(t('accounts.disableSure', { name: account.display }), {
              name: 'access.account.disable',
              data: { account: account.id },
              said: t('accounts.wasDisabled'),
            }),
        },
  ];
  const ofSecurity = (account: Account) => [
    { key: 'roles', label: t('accounts.roles'), onClick: () => setRoles(account) },
    {
      key: 'totp',
      label: t('accounts.resetTotp'),
      onClick: () => resetTotp.mutate({ name: 'access.totp.reset', data: { account: account.id } }),
    },
    ...(account.state === 'locked'
      ? [
          {
            key: 'unlock',
            label: t('accounts.unlock'),
            onClick: () =>
              plain.mutate({
                name: 'access.account.unlock',
                data: { account: account.id },
                said: t('accounts.unlocked'),
              }),
          },
        ]
      : []),
  ];
  const actions = (account: Account) => [
    ...(session.has(['security_admin']) ? ofSecurity(account) : []),
    ...(session.has(['system_admin']) ? ofSystem(account) : []),
  ];
  return (
    <Page
      title={t('menu.accounts')}
      about={t('accounts.about', {
        roles: exclusiveRoles.map((role) => t(`role.${role}`)).join(t('common.listComma')),
      })}
      actions={
        <>
          <Input.Search
            className="lf-search"
            allowClear
            placeholder={t('accounts.search')}
            aria-label={t('accounts.search')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {session.has(['system_admin']) ? (
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('accounts.add')}
            </Button>
          ) : null}
        </>
      }
    >
      <Sheet>
        <Loaded of={accounts} rows={8}>
          {(data) => (
            <DataTable
              name={t('menu.accounts')}
              rowKey="id"
              dataSource={data.accounts.filter((one) =>
                `${one.name} ${one.display} ${one.unit ?? ''}`.toLowerCase().includes(needle),
              )}
              pagination={data.accounts.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
              locale={{ emptyText: <Notice title={t('accounts.none')} /> }}
              columns={[
                {
                  key: 'display',
                  title: t('accounts.display'),
                  fixed: 'left',
                  width: 160,
                  ellipsis: true,
                  render: (_v, row) => row.display,
                },
                { key: 'name', title: t('accounts.name'), render: (_v, row) => <code>{row.name}</code> },
                {
                  key: 'unit',
                  title: t('accounts.unit'),
                  render: (_v, row) =>
                    // A unit is often called what its agency is called.
                    [
                      ...new Set([
                        row.unit ?? '–',
                        ...(row.agency ? [t(`agency.${row.agency}`, { defaultValue: row.agency })] : []),
                      ]),
                    ].join(' · '),
                },
                {
                  key: 'grants',
                  title: t('accounts.roles'),
                  render: (_v, row) =>
                    row.grants
                      .filter((grant) => grant.until === undefined)
                      .map((grant) => (
                        <Tag key={`${grant.role}.${grant.area}`}>{t(`role.${grant.role}`)}</Tag>
                      )),
                },
                {
                  key: 'state',
                  title: t('accounts.state'),
                  render: (_v, row) => (
                    <>
                      <Mark tone={tones[row.state]}>{t(`accountState.${row.state}`)}</Mark>{' '}
                      {row.stale && row.state === 'active' ? (
                        <Mark tone="warn">{t('accounts.stale')}</Mark>
                      ) : null}
                    </>
                  ),
                },
                {
                  key: 'secondFactor',
                  title: t('accounts.secondFactor'),
                  render: (_v, row) => t(row.secondFactor ? 'common.yes' : 'common.no'),
                },
                {
                  key: 'lastLoginAt',
                  title: t('accounts.lastLogin'),
                  className: 'lf-num',
                  render: (_v, row) => dateTime(row.lastLoginAt),
                },
                {
                  key: 'act',
                  title: '',
                  render: (_v, row) =>
                    mayChange ? (
                      <Dropdown trigger={['click']} menu={{ items: actions(row) }}>
                        <Button size="small">{t('common.more')}</Button>
                      </Dropdown>
                    ) : null,
                },
              ]}
            />
          )}
        </Loaded>
      </Sheet>
      <AccountForm
        open={adding}
        close={() => setAdding(false)}
        added={(result, name) => {
          if (result.totp !== undefined) setTotp({ totp: result.totp, account: name });
        }}
      />
      <GrantsDrawer account={shown} close={() => setRoles(undefined)} />
      <TotpDialog totp={totp?.totp} account={nameOf(totp?.account ?? '')} close={() => setTotp(undefined)} />
      <Modal
        open={password !== undefined}
        title={t('accounts.newPassword', { name: password?.account ?? '' })}
        onOk={() => setPassword(undefined)}
        onCancel={() => setPassword(undefined)}
        footer={(_buttons, { OkBtn }) => <OkBtn />}
      >
        <p className="lf-about">{t('accounts.newPasswordWords')}</p>
        <Typography.Text copyable code>
          {password?.value ?? ''}
        </Typography.Text>
      </Modal>
    </Page>
  );
}
