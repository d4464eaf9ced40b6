import { postTypes } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Modal, Select, Switch } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, deliver, type EntryData } from '../../../kernel/api.ts';
import { useRead } from '../../../kernel/useRead.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { Mark, Page, Sheet } from '../../../ui/desk/Page.tsx';
import { Loaded, Notice, useProblemWords } from '../../../ui/desk/States.tsx';
import { useRefusalWords } from '../../../ui/desk/useRefusalWords.ts';

type Fields = EntryData<'checkpoint.post.defined'>;
type Props = { areaPicker: ReactNode; county: string };

/** The checkpoints of the county as they are set up. A later definition of a code replaces the earlier one. */
export function Posts({ areaPicker, county }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemWords();
  const refusal = useRefusalWords();
  const queries = useQueryClient();
  const [editing, setEditing] = useState<Partial<Fields>>();
  const [form] = Form.useForm<Fields>();
  const posts = useRead('checkpoint.posts', {}, { live: true });
  const send = useMutation<string | undefined, ApiProblem, Fields>({
    mutationFn: async (fields) => {
      const answer = await deliver('checkpoint.post.defined', fields);
      return answer.status === 'applied' ? undefined : refusal(answer);
    },
    onSuccess: (no) => {
      if (no !== undefined) return;
      void message.success(t('postForm.done'));
      void queries.invalidateQueries({ queryKey: ['checkpoint.posts'] });
      setEditing(undefined);
    },
  });
  return (
    <Page
      title={t('menu.posts')}
      about={t('postForm.about')}
      actions={
        <Button type="primary" onClick={() => setEditing({ area: county, active: true })}>
          {t('postForm.add')}
        </Button>
      }
    >
      <Sheet>
        <Loaded of={posts} rows={8}>
          {(data) => (
            <DataTable
              name={t('menu.posts')}
              rowKey="code"
              dataSource={data.posts}
              locale={{ emptyText: <Notice title={t('posts.none')} /> }}
              columns={[
                { key: 'code', title: t('postForm.code'), render: (_v, row) => <code>{row.code}</code> },
                { key: 'name', title: t('postForm.name'), render: (_v, row) => row.name },
                { key: 'type', title: t('postForm.type'), render: (_v, row) => t(`postType.${row.type}`) },
                {
                  key: 'area',
                  title: t('accounts.area'),
                  render: (_v, row) => <span title={row.area}>{row.areaName ?? row.area}</span>,
                },
                {
                  key: 'active',
                  title: t('postForm.state'),
                  render: (_v, row) => (
                    <Mark tone={row.active ? 'good' : 'quiet'}>
                      {t(row.active ? 'postForm.active' : 'posts.closed')}
                    </Mark>
                  ),
                },
                {
                  key: 'act',
                  title: '',
                  render: (_v, row) => (
                    <Button
                      size="small"
                      onClick={() =>
                        setEditing({
                          code: row.code,
                          name: row.name,
                          type: row.type,
                          area: row.area,
                          active: row.active,
                          ...(row.aliases === undefined ? {} : { aliases: row.aliases }),
                        })
                      }
                    >
                      {t('common.edit')}
                    </Button>
                  ),
                },
              ]}
            />
          )}
        </Loaded>
      </Sheet>
      <Modal
        open={editing !== undefined}
        title={t(editing?.code === undefined ? 'postForm.add' : 'postForm.edit')}
        onOk={() => form.submit()}
        onCancel={() => setEditing(undefined)}
        confirmLoading={send.isPending}
        destroyOnHidden
        afterClose={() => send.reset()}
      >
        {send.error || send.data ? (
          <Alert type="error" showIcon className="lf-gap" title={send.data ?? words(send.error)} />
        ) : null}
        {editing === undefined ? null : (
          <Form
            form={form}
            layout="vertical"
            initialValues={editing}
            onFinish={(fields) => send.mutate(fields)}
          >
            <Form.Item
              name="code"
              label={t('postForm.code')}
              rules={[{ required: true, pattern: /^[A-Za-z0-9_-]{1,32}$/, message: t('postForm.codeWrong') }]}
            >
              <Input maxLength={32} disabled={editing.code !== undefined} />
            </Form.Item>
            <Form.Item
              name="name"
              label={t('postForm.name')}
              rules={[{ required: true, whitespace: true, message: t('postForm.nameMissing') }]}
            >
              <Input maxLength={64} />
            </Form.Item>
            <Form.Item
              name="type"
              label={t('postForm.type')}
              rules={[{ required: true, message: t('postForm.typeMissing') }]}
            >
              <Select options={postTypes.map((type) => ({ value: type, label: t(`postType.${type}`) }))} />
            </Form.Item>
            <Form.Item
              name="area"
              label={t('accounts.area')}
              rules={[{ required: true, message: t('accounts.areaMissing') }]}
            >
              {areaPicker}
            </Form.Item>
            <Form.Item name="aliases" label={t('postForm.aliases')} extra={t('postForm.aliasesHelp')}>
              <Select mode="tags" open={false} maxCount={20} />
            </Form.Item>
            <Form.Item name="active" label={t('postForm.active')} valuePropName="checked">
              <Switch />
            </Form.Item>
          </Form>
        )}
      </Modal>
    </Page>
  );
}
