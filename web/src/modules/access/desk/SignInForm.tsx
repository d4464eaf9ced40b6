import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, type Me, signIn } from '../../../kernel/api.ts';
import { dateTime } from '../../../ui/desk/format.ts';
import { useProblemWords } from '../../../ui/desk/States.tsx';

type Fields = { account: string; password: string; code?: string };

/** Account and password, and the six digits when the server asks for them. Password managers and pasting work. */
export function SignInForm({
  entered,
  account,
}: {
  entered: (me: Me) => void;
  account?: string | undefined;
}) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const [form] = Form.useForm<Fields>();
  const [second, setSecond] = useState(false);
  const codeField = useRef<InputRef>(null);
  const enter = useMutation<{ me: Me }, ApiProblem, Fields>({
    mutationFn: (fields) => signIn(fields.account.trim(), fields.password, fields.code?.replace(/\s/g, '')),
    onSuccess: ({ me }) => entered(me),
    onError: (problem) => {
      if (problem.code === 'session.second_factor') setSecond(true);
      form.setFieldValue('code', undefined);
    },
  });
  useEffect(() => {
    if (second) codeField.current?.focus();
  }, [second]);

  // Asking for the six digits the first time is a step, not a fault.
  const asked = enter.error?.code === 'session.second_factor' && !enter.variables?.code;
  const until = enter.error?.details.until;
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={account === undefined ? {} : { account }}
      onFinish={(fields) => enter.mutate(fields)}
      disabled={enter.isPending}
    >
      {enter.error && !asked ? (
        <Alert
          type={enter.error instanceof ApiProblem && enter.error.code === 'offline' ? 'warning' : 'error'}
          showIcon
          className="lf-gap"
          title={words(enter.error)}
          description={typeof until === 'string' ? t('signin.until', { at: dateTime(until) }) : undefined}
        />
      ) : null}
      <Form.Item
        name="account"
        label={t('signin.account')}
        rules={[{ required: true, message: t('signin.accountMissing') }]}
      >
        <Input
          autoComplete="username"
          autoFocus={account === undefined}
          maxLength={64}
          size="large"
          disabled={account !== undefined}
        />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('signin.password')}
        rules={[{ required: true, message: t('signin.passwordMissing') }]}
      >
        <Input.Password
          autoComplete="current-password"
          maxLength={200}
          size="large"
          autoFocus={account !== undefined}
        />
      </Form.Item>
      {second ? (
        <Form.Item
          name="code"
          label={t('signin.code')}
          extra={t('signin.codeHelp')}
          rules={[{ required: true, pattern: /^\s*(\d\s*){6}$/, message: t('signin.codeMissing') }]}
        >
          <Input
            ref={codeField}
            autoComplete="one-time-code"
            inputMode="numeric"
            maxLength={9}
            size="large"
            className="lf-code"
          />
        </Form.Item>
      ) : null}
      <Button type="primary" htmlType="submit" block size="large" loading={enter.isPending}>
        {t(second ? 'signin.verify' : 'signin.enter')}
      </Button>
    </Form>
  );
}
