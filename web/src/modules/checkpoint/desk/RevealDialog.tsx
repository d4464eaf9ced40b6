import { type Purpose, purposes } from '@lianfang/domain/kernel/access.ts';
import { useMutation } from '@tanstack/react-query';
import { Alert, Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, reveal } from '../../../kernel/api.ts';
import { useProblemWords } from '../../../ui/desk/States.tsx';

export type Personal = {
  plate?: string;
  note?: string;
  persons?: { name?: string; document?: { number?: string }; phone?: string }[];
};

type Fields = { purpose: Purpose; why: string };
type Props = {
  /** The entry to open, or undefined while nothing is asked. */
  entry: string | undefined;
  purpose?: Purpose;
  close: () => void;
  opened: (personal: Personal) => void;
};

/** The personal half of a correction stands one level deeper than that of a registration. */
export function personalOf(opened: Record<string, unknown> | undefined): Personal {
  const deeper = opened?.passage;
  return (deeper !== null && typeof deeper === 'object' ? deeper : (opened ?? {})) as Personal;
}

/** Asks for what purpose and why personal data is to be opened, and says that the opening is logged. */
export function RevealDialog({ entry, purpose, close, opened }: Props) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const [form] = Form.useForm<Fields>();
  const open = useMutation<Personal, ApiProblem, Fields>({
    mutationFn: async (fields) => {
      const reveals = await reveal([entry ?? ''], fields.purpose, fields.why);
      return personalOf(reveals[0]?.personal);
    },
    onSuccess: (personal) => {
      opened(personal);
      close();
    },
  });
  return (
    <Modal
      open={entry !== undefined}
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
        initialValues={{ purpose: purpose ?? 'verification' }}
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
