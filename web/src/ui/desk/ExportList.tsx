import { DownloadOutlined } from '@ant-design/icons';
import { purposes } from '@lianfang/domain/kernel/access.ts';
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type ApiProblem,
  type Exported,
  type ExportOrder,
  exportFile,
  type ReadParams,
} from '../../kernel/api.ts';
import { count } from './format.ts';
import { useProblemWords } from './States.tsx';

type Fields = Pick<ExportOrder, 'format' | 'purpose' | 'why'>;
type Props<N extends Exported> = {
  read: N;
  params: ReadParams<N>;
  columns: readonly string[];
  total: number | undefined;
  /** Why it cannot be exported as it is now. */
  off?: string | undefined;
};

/** The button that saves a list as it is filtered, in the columns shown, for a stated purpose. Nothing personal is in it. */
export function ExportList<N extends Exported>({ read, params, columns, total, off }: Props<N>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemWords();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Fields>();
  const order = useMutation<void, ApiProblem, Fields>({
    mutationFn: (fields) => exportFile({ read, params, columns: [...columns], ...fields } as ExportOrder),
    onSuccess: () => {
      void message.success(t('export.done'));
      setOpen(false);
    },
  });
  return (
    <>
      <Button
        icon={<DownloadOutlined />}
        onClick={() => setOpen(true)}
        disabled={total === undefined || off !== undefined}
        title={off}
      >
        {t('export.title')}
      </Button>
      <Modal
        open={open}
        title={t('export.title')}
        okText={t('export.go')}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        confirmLoading={order.isPending}
        destroyOnHidden
        afterClose={() => order.reset()}
      >
        <p className="lf-about">{t('export.words', { n: count(total), columns: columns.length })}</p>
        {order.error ? <Alert type="error" showIcon className="lf-gap" title={words(order.error)} /> : null}
        <Form
          form={form}
          layout="vertical"
          initialValues={{ format: 'xlsx', purpose: 'export' }}
          onFinish={(fields) => order.mutate(fields)}
        >
          <Form.Item name="format" label={t('export.format')}>
            <Radio.Group
              options={[
                { value: 'xlsx', label: 'Excel' },
                { value: 'csv', label: 'CSV' },
              ]}
            />
          </Form.Item>
          <Form.Item name="purpose" label={t('reveal.purpose')} rules={[{ required: true }]}>
            <Select options={purposes.map((value) => ({ value, label: t(`purpose.${value}`) }))} />
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
    </>
  );
}
