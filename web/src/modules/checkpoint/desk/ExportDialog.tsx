import { purposes } from '@lianfang/domain/kernel/access.ts';
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, type ExportOrder, exportFile } from '../../../kernel/api.ts';
import { count } from '../../../ui/desk/format.ts';
import { useProblemWords } from '../../../ui/desk/States.tsx';
import type { Filter } from './filter.ts';

type Fields = Pick<ExportOrder, 'format' | 'purpose' | 'why'>;
type Props = {
  open: boolean;
  close: () => void;
  params: Filter;
  columns: string[];
  total: number | undefined;
};

/** A column of the screen as the export knows it. */
function exported(column: string): string[] {
  if (column === 'post') return ['post', 'postName'];
  return [column === 'source' ? 'origin' : column];
}

/** Exports what the filter shows, in the columns shown, for a stated purpose. Nothing personal is in it. */
export function ExportDialog({ open, close, params, columns, total }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemWords();
  const [form] = Form.useForm<Fields>();
  const order = useMutation<void, ApiProblem, Fields>({
    mutationFn: (fields) =>
      exportFile({ read: 'checkpoint.passages', params, columns: columns.flatMap(exported), ...fields }),
    onSuccess: () => {
      void message.success(t('export.done'));
      close();
    },
  });
  return (
    <Modal
      open={open}
      title={t('export.title')}
      okText={t('export.go')}
      onOk={() => form.submit()}
      onCancel={close}
      confirmLoading={order.isPending}
      destroyOnHidden
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
              { value: 'xlsx', label: 'XLSX' },
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
  );
}
