import { useMutation } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, deliver, exportFeedback } from '../../../kernel/api.ts';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import { useProblemWords } from '../../../ui/desk/States.tsx';

type Props = { open: boolean; close: () => void; list: { id: string; name: string; sender: string } };

/** Takes a list back for its sender: what is open goes back, what was found stays. */
export function WithdrawDialog({ open, close, list }: Props) {
  const { t } = useTranslation();
  return (
    <EntryDialog<{ why: string }>
      open={open}
      close={close}
      danger
      title={t('oneList.withdraw')}
      words={t('oneList.withdrawWords', { name: list.name })}
      go={t('oneList.withdraw')}
      said={t('oneList.withdrawn')}
      send={({ why }) => deliver('verification.list.withdrawn', { list: list.id, why })}
    >
      <Form.Item
        name="why"
        label={t('oneList.why')}
        rules={[{ required: true, whitespace: true, message: t('oneList.whyMissing') }]}
      >
        <Input maxLength={200} showCount />
      </Form.Item>
    </EntryDialog>
  );
}

/** The answer to the sender: the sender's own columns with the findings added, for a stated purpose. */
export function FeedbackDialog({ open, close, list }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemWords();
  const [form] = Form.useForm<{ why: string }>();
  const order = useMutation<void, ApiProblem, { why: string }>({
    mutationFn: ({ why }) => exportFeedback(list.id, why),
    onSuccess: () => {
      void message.success(t('export.done'));
      close();
    },
  });
  return (
    <Modal
      open={open}
      title={t('oneList.feedback')}
      okText={t('oneList.feedbackGo')}
      onOk={() => form.submit()}
      onCancel={close}
      confirmLoading={order.isPending}
      destroyOnHidden
      afterClose={() => order.reset()}
    >
      <p className="lf-about">{t('oneList.feedbackWords', { sender: list.sender })}</p>
      {order.error ? <Alert type="error" showIcon className="lf-gap" title={words(order.error)} /> : null}
      <Form form={form} layout="vertical" onFinish={(fields) => order.mutate(fields)}>
        <Form.Item label={t('reveal.purpose')}>
          <span>{t('purpose.export')}</span>
        </Form.Item>
        <Form.Item
          name="why"
          label={t('reveal.why')}
          rules={[{ required: true, whitespace: true, min: 4, message: t('reveal.whyMissing') }]}
        >
          <Input.TextArea maxLength={200} showCount rows={2} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
