import { InboxOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, AutoComplete, Button, Form, Select, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, type ListAsked, uploadList } from '../../../kernel/api.ts';
import { DateTimePicker } from '../../../ui/desk/DateTimePicker.tsx';
import { bytes } from '../../../ui/desk/format.ts';
import { useProblemWords } from '../../../ui/desk/States.tsx';

type Props = {
  senders: readonly string[];
  /** Earlier lists that this one may set right. */
  lists: readonly { id: string; name: string; sender: string }[];
  sent: (id: string) => void;
};

/** A list is dropped in with who sent it and until when it is to be done; it is checked before anything is taken. */
export function ListDrop({ senders, lists, sent }: Props) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const queries = useQueryClient();
  const [form] = Form.useForm<ListAsked>();
  const [file, setFile] = useState<File>();
  const sender = Form.useWatch('sender', form);
  const upload = useMutation<Awaited<ReturnType<typeof uploadList>>, ApiProblem, ListAsked>({
    mutationFn: (asked) => uploadList(file as File, asked),
    onSuccess: ({ imports }) => {
      setFile(undefined);
      form.resetFields();
      void queries.invalidateQueries({ queryKey: ['import.list'] });
      if (imports[0] !== undefined) sent(imports[0].id);
    },
  });
  return (
    <>
      <Upload.Dragger
        accept=".xlsx,.csv,.txt"
        showUploadList={false}
        disabled={upload.isPending}
        beforeUpload={(next) => {
          setFile(next);
          return Upload.LIST_IGNORE;
        }}
      >
        <p className="ant-upload-drag-icon">
          <InboxOutlined />
        </p>
        <p className="ant-upload-text">
          {file === undefined ? t('lists.drop') : `${file.name} · ${bytes(file.size)}`}
        </p>
        <p className="ant-upload-hint">{t('lists.dropHint')}</p>
      </Upload.Dragger>
      {upload.error ? (
        <Alert type="error" showIcon className="lf-gap-top" title={words(upload.error)} />
      ) : null}
      {file === undefined ? null : (
        <Form<ListAsked>
          form={form}
          layout="vertical"
          className="lf-gap-top"
          initialValues={{ priority: 2 }}
          onFinish={(fields) => upload.mutate(fields)}
        >
          <div className="lf-form-row">
            <Form.Item
              name="sender"
              label={t('lists.sender')}
              rules={[{ required: true, whitespace: true, message: t('lists.senderMissing') }]}
              className="lf-grow"
            >
              <AutoComplete
                maxLength={64}
                options={senders.map((value) => ({ value }))}
                placeholder={t('lists.senderExample')}
                showSearch={{ filterOption: true }}
              />
            </Form.Item>
            <Form.Item
              name="due"
              label={t('lists.due')}
              rules={[{ required: true, message: t('lists.dueMissing') }]}
            >
              <DateTimePicker soon={[4, 12, 24]} />
            </Form.Item>
            <Form.Item name="priority" label={t('priority.title')}>
              <Select
                className="lf-narrow"
                options={[1, 2, 3].map((value) => ({ value, label: t(`priority.${value}`) }))}
              />
            </Form.Item>
            <Form.Item name="corrects" label={t('lists.corrects')} className="lf-grow">
              <Select
                allowClear
                placeholder={t('lists.correctsNone')}
                options={lists
                  .filter((one) => !sender || one.sender === sender)
                  .map((one) => ({ value: one.id, label: one.name }))}
              />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={upload.isPending}>
              {t('lists.check')}
            </Button>
          </div>
        </Form>
      )}
    </>
  );
}
