import { type Role, roles, rolesConflict } from '@lianfang/domain/kernel/access.ts';
import { Alert, Button, Drawer, Form, Popconfirm, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ReadResult } from '../../../kernel/api.ts';
import { dateTime } from '../../../ui/desk/format.ts';
import { AreaPicker } from './AreaPicker.tsx';
import { useSession } from './session.tsx';
import { useCommand } from './useCommand.ts';

export type Account = ReadResult<'access.accounts'>['accounts'][number];

/** The roles of an account, each with its area and since when; one can be taken away or given. */
export function GrantsDrawer({ account, close }: { account: Account | undefined; close: () => void }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const [form] = Form.useForm<{ role: Role; area: string }>();
  const change = useCommand(() => form.resetFields());
  const current = (account?.grants ?? []).filter(
    (grant) => grant.until === undefined || Date.parse(grant.until) > Date.now(),
  );
  const wanted = Form.useWatch('role', form);
  const conflict =
    wanted === undefined ? undefined : rolesConflict([...current.map((grant) => grant.role), wanted]);
  return (
    <Drawer
      open={account !== undefined}
      onClose={close}
      size={520}
      title={t('grants.title', { name: account?.display ?? '' })}
      destroyOnHidden
    >
      <ul className="lf-lines">
        {current.map((grant) => (
          <li key={`${grant.role}.${grant.area}`} className="lf-row lf-spread">
            <span>
              <b>{t(`role.${grant.role}`)}</b> ·{' '}
              {grant.area === me.county.padEnd(12, '0') ? me.countyName : grant.area}
              <br />
              <small className="lf-word-muted">{t('grants.since', { at: dateTime(grant.from) })}</small>
            </span>
            <Popconfirm
              title={t('grants.revokeSure')}
              okText={t('grants.revoke')}
              onConfirm={() =>
                change.mutate({
                  name: 'access.role.revoke',
                  data: { account: account?.id, role: grant.role, area: grant.area },
                  said: t('grants.revoked'),
                })
              }
            >
              <Button size="small" danger>
                {t('grants.revoke')}
              </Button>
            </Popconfirm>
          </li>
        ))}
        {current.length === 0 ? <li className="lf-word-muted">{t('grants.none')}</li> : null}
      </ul>
      <h3>{t('grants.give')}</h3>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ area: me.county.padEnd(12, '0') }}
        onFinish={(fields) =>
          change.mutate({
            name: 'access.role.grant',
            data: { account: account?.id, ...fields },
            said: t('grants.given'),
          })
        }
      >
        <Form.Item
          name="role"
          label={t('accounts.role')}
          rules={[{ required: true, message: t('accounts.roleMissing') }]}
        >
          <Select options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))} />
        </Form.Item>
        {wanted === undefined ? null : <p className="lf-word-muted">{t(`roleWords.${wanted}`)}</p>}
        <Form.Item
          name="area"
          label={t('accounts.area')}
          rules={[{ required: true, message: t('accounts.areaMissing') }]}
        >
          <AreaPicker />
        </Form.Item>
        {conflict === undefined ? null : (
          <Alert type="error" showIcon className="lf-gap" title={t('accounts.exclusive')} />
        )}
        <Button type="primary" htmlType="submit" loading={change.isPending} disabled={conflict !== undefined}>
          {t('grants.give')}
        </Button>
      </Form>
    </Drawer>
  );
}
