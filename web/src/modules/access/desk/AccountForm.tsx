import { deskRoles, exclusiveRoles, type Role, roles } from '@lianfang/domain/kernel/access.ts';
import { Alert, Button, Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../kernel/useRead.ts';
import { useProblemWords } from '../../../ui/desk/States.tsx';
import { AreaPicker } from './AreaPicker.tsx';
import type { Totp } from './Secret.tsx';
import { useSession } from './session.tsx';
import { useCommand } from './useCommand.ts';

export type Added = { account: string; totp?: Totp };
type Fields = {
  name: string;
  display: string;
  unit?: string;
  roles: { role: Role; area: string }[];
  password: string;
};

/** A password to begin with that nobody thought up; it is changed at the first sign-in. */
export function firstPassword(): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz';
  const all = `${letters}23456789-+=@#%`;
  const draw = (from: string) => from[crypto.getRandomValues(new Uint32Array(1))[0]! % from.length];
  return `${Array.from({ length: 12 }, () => draw(all)).join('')}${draw('23456789')}${draw('-+=@#%')}${draw(letters.slice(0, 24))}${draw(letters.slice(24))}`;
}

type Props = { open: boolean; close: () => void; added: (result: Added, name: string) => void };

/** Roles that a new account can begin with; the three that watch are the security administrator's to give. */
const firstRoles = roles.filter((role) => !exclusiveRoles.includes(role));

/** A new account: who it is, what they do and where, and the password that they begin with. */
export function AccountForm({ open, close, added }: Props) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const { me } = useSession();
  const units = useRead('access.units', {}, { enabled: open });
  const [form] = Form.useForm<Fields>();
  const add = useCommand<Added>((result, order) => {
    close();
    added(result, String(order.data.name));
  });
  const chosen = Form.useWatch('roles', form) ?? [];
  const held = chosen.map((one) => one?.role).filter(Boolean);
  return (
    <Modal
      open={open}
      width={620}
      title={t('accounts.add')}
      okText={t('accounts.add')}
      onOk={() => form.submit()}
      onCancel={close}
      confirmLoading={add.isPending}
      destroyOnHidden
      afterClose={() => add.reset()}
    >
      {add.error ? <Alert type="error" showIcon className="lf-gap" title={words(add.error)} /> : null}
      <Form
        form={form}
        layout="vertical"
        autoComplete="off"
        initialValues={{ roles: [{ area: me.county.padEnd(12, '0') }], password: firstPassword() }}
        onFinish={(fields) =>
          add.mutate({
            name: 'access.account.add',
            data: { ...fields, unit: fields.unit ?? undefined },
            said: t('accounts.added'),
          })
        }
      >
        <div className="lf-form-row">
          <Form.Item
            name="name"
            label={t('accounts.name')}
            extra={t('accounts.nameHelp')}
            rules={[{ required: true, whitespace: true, message: t('accounts.nameMissing') }]}
          >
            <Input maxLength={64} autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="display"
            label={t('accounts.display')}
            rules={[{ required: true, whitespace: true, message: t('accounts.displayMissing') }]}
          >
            <Input maxLength={64} autoComplete="off" />
          </Form.Item>
        </div>
        <Form.Item name="unit" label={t('accounts.unit')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={(units.data?.units ?? []).map((unit) => ({
              value: unit.id,
              label: `${unit.name} · ${t(`agency.${unit.agency}`, { defaultValue: unit.agency })}`,
            }))}
          />
        </Form.Item>
        <Form.List name="roles">
          {(fields, { add: more, remove }) => (
            <>
              {fields.map((field) => (
                <div key={field.key} className="lf-form-row">
                  <Form.Item
                    name={[field.name, 'role']}
                    label={t('accounts.role')}
                    rules={[{ required: true, message: t('accounts.roleMissing') }]}
                  >
                    <Select options={firstRoles.map((role) => ({ value: role, label: t(`role.${role}`) }))} />
                  </Form.Item>
                  <Form.Item
                    name={[field.name, 'area']}
                    label={t('accounts.area')}
                    rules={[{ required: true, message: t('accounts.areaMissing') }]}
                  >
                    <AreaPicker />
                  </Form.Item>
                  <Button type="text" onClick={() => remove(field.name)}>
                    {t('accounts.removeRole')}
                  </Button>
                </div>
              ))}
              <Button
                size="small"
                className="lf-gap"
                onClick={() => more({ area: me.county.padEnd(12, '0') })}
              >
                {t('accounts.moreRole')}
              </Button>
            </>
          )}
        </Form.List>
        <p className="lf-word-muted">{t('accounts.rolesLater')}</p>
        {held.some((role) => deskRoles.includes(role)) ? (
          <p className="lf-word-muted">{t('accounts.needsTotp')}</p>
        ) : null}
        <Form.Item
          name="password"
          label={t('accounts.password')}
          extra={t('accounts.passwordHelp')}
          rules={[{ required: true, min: 8, message: t('password.newMissing') }]}
        >
          <Input
            autoComplete="off"
            maxLength={200}
            addonAfter={
              <Button
                type="text"
                size="small"
                onClick={() => form.setFieldValue('password', firstPassword())}
              >
                {t('accounts.another')}
              </Button>
            }
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
