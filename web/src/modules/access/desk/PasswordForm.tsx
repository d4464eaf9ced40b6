import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, command } from '../../../kernel/api.ts';
import { useProblemWords } from '../../../ui/desk/States.tsx';

type Fields = { old: string; new: string; again: string };

/** Changes one's own password. The policy is the server's; what it refuses it explains. */
export function PasswordForm({ done }: { done: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemWords();
  const [form] = Form.useForm<Fields>();
  const change = useMutation<unknown, ApiProblem, Fields>({
    mutationFn: (fields) => command('access.password.change', { old: fields.old, new: fields.new }),
    onSuccess: () => {
      void message.success(t('password.changed'));
      form.resetFields();
      done();
    },
  });
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={(fields) => change.mutate(fields)}
      disabled={change.isPending}
    >
      {change.error ? <Alert type="error" showIcon className="lf-gap" title={words(change.error)} /> : null}
      <Form.Item
        name="old"
        label={t('password.old')}
        rules={[{ required: true, message: t('password.oldMissing') }]}
      >
        <Input.Password autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="new"
        label={t('password.new')}
        extra={t('password.policy')}
        rules={[{ required: true, min: 8, message: t('password.newMissing') }]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('password.again')}
        dependencies={['new']}
        rules={[
          { required: true, message: t('password.againMissing') },
          ({ getFieldValue }) => ({
            validator: (_rule, value) =>
              value === undefined || value === getFieldValue('new')
                ? Promise.resolve()
                : Promise.reject(new Error(t('password.differ'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {t('password.change')}
      </Button>
    </Form>
  );
}
