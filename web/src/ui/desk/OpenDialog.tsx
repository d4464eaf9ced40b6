import { type Purpose, purposes } from '@lianfang/domain/kernel/access.ts';
import { useMutation } from '@tanstack/react-query';
import { Alert, Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, type Reveal, reveal } from '../../kernel/api.ts';
import { useProblemWords } from './States.tsx';

type Fields = { purpose: Purpose; why: string };
type Props = {
  /** The entries whose personal half is asked for; none while nothing is asked. */
  entries: readonly string[];
  close: () => void;
  opened: (reveals: Reveal[]) => void;
};

/** Asks for what purpose and why personal data is to be opened, and opens it through the one door, which logs it. */
export function OpenDialog({ entries, close, opened }: Props) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const [form] = Form.useForm<Fields>();
  const open = useMutation<Reveal[], ApiProblem, Fields>({
    mutationFn: (fields) => reveal([...entries], fields.purpose, fields.why),
    onSuccess: (reveals) => {
      opened(reveals);
      close();
    },
  });
  return (
    <Modal
      open={entries.length > 0}
      title={t('reveal.title')}
      okText={t('reveal.go')}
      onOk={() => form.submit()}
      onCancel={close}
      confirmLoading={open.isPending}
      destroyOnHidden
      afterClose={() => open.reset()}
    >
      <p className="lf-about">{t('reveal.words')}</p>
      {open.error ? <Alert type="error" showIcon className="lf-gap" title={words(open.error)} /> : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ purpose: 'verification' }}
        onFinish={(fields) => open.mutate(fields)}
      >
        <Form.Item name="purpose" label={t('reveal.purpose')} rules={[{ required: true }]}>
          <Select
            options={purposes
              .filter((one) => one !== 'export')
              .map((value) => ({ value, label: t(`purpose.${value}`) }))}
          />
        </Form.Item>
        <Form.Item
          name="why"
          label={t('reveal.why')}
          rules={[{ required: true, whitespace: true, min: 4, message: t('reveal.whyMissing') }]}
        >
          <Input.TextArea autoFocus maxLength={200} showCount rows={2} placeholder={t('reveal.example')} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
