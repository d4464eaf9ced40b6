import { messageWords } from '@lianfang/domain/kernel/notify.ts';
import type { ChannelShown } from '@lianfang/domain/kernel/notifyReads.ts';
import { App, Button, Form, Modal, Popconfirm, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { languageOf } from '../../i18n/desk/i18n.ts';
import { useRead } from '../../kernel/useRead.ts';
import { useCommand } from '../../modules/access/desk/useCommand.ts';
import { type ChannelFields, ChannelForm, channelOf } from '../../modules/notify/desk/ChannelForm.tsx';
import { DataTable } from '../../ui/desk/DataTable.tsx';
import { count, shortTime } from '../../ui/desk/format.ts';
import { Mark, Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';

/** Where messages go besides the inbox: robots of WeCom and DingTalk, SMS. */
export default function Channels() {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<ChannelFields>();
  const [editing, setEditing] = useState<{ channel?: ChannelShown }>();
  const channels = useRead('notify.channels', {}, { live: true, every: 15_000 });
  const units = useRead('access.units', {});
  const set = useCommand(() => setEditing(undefined));
  const remove = useCommand();
  const test = useCommand<{ sent: boolean; error?: string }>((outcome) => {
    if (outcome.sent) void message.success(t('channels.tested'));
    else void message.error(t('channels.testFailed', { error: outcome.error ?? '' }));
  });
  return (
    <Page
      title={t('menu.channels')}
      about={t('channels.about')}
      actions={
        <Button type="primary" onClick={() => setEditing({})}>
          {t('channels.add')}
        </Button>
      }
    >
      <Sheet>
        <Loaded of={channels} rows={6}>
          {(data) => (
            <DataTable<ChannelShown>
              name={t('menu.channels')}
              rowKey="id"
              dataSource={data.channels}
              locale={{ emptyText: <Notice title={t('channels.none')}>{t('channels.noneWords')}</Notice> }}
              columns={[
                {
                  key: 'state',
                  title: t('channels.state'),
                  fixed: 'left',
                  render: (_v, row) => (
                    <Mark tone={!row.active ? 'quiet' : row.failingSince === undefined ? 'good' : 'danger'}>
                      {!row.active
                        ? t('channels.off')
                        : row.failingSince === undefined
                          ? t('channels.on')
                          : t('channels.failing', { at: shortTime(row.failingSince) })}
                    </Mark>
                  ),
                },
                { key: 'name', title: t('channels.name'), render: (_v, row) => <b>{row.name}</b> },
                { key: 'kind', title: t('channels.kind'), render: (_v, row) => t(`channelKind.${row.kind}`) },
                { key: 'host', title: t('channels.host'), render: (_v, row) => <code>{row.host}</code> },
                {
                  key: 'kinds',
                  title: t('channels.kinds'),
                  width: 240,
                  ellipsis: true,
                  render: (_v, row) =>
                    row.kinds
                      .map((kind) => messageWords[kind][languageOf(i18n.language)])
                      .join(t('common.listComma')),
                },
                { key: 'unit', title: t('channels.unit'), render: (_v, row) => row.unit?.name ?? '–' },
                {
                  key: 'waiting',
                  title: t('channels.waiting'),
                  align: 'right',
                  className: 'lf-num',
                  render: (_v, row) => count(row.waiting),
                },
                {
                  key: 'lastSentAt',
                  title: t('channels.lastSentAt'),
                  className: 'lf-num',
                  render: (_v, row) => shortTime(row.lastSentAt),
                },
                {
                  key: 'lastError',
                  title: t('channels.lastError'),
                  render: (_v, row) => (row.lastError === undefined ? '–' : <code>{row.lastError}</code>),
                },
                {
                  key: 'act',
                  title: '',
                  fixed: 'right',
                  render: (_v, row) => (
                    <Space>
                      <Button
                        size="small"
                        loading={test.isPending && test.variables?.data.channel === row.id}
                        onClick={() =>
                          test.mutate({ name: 'notify.channel.test', data: { channel: row.id } })
                        }
                      >
                        {t('channels.test')}
                      </Button>
                      <Button size="small" onClick={() => setEditing({ channel: row })}>
                        {t('common.edit')}
                      </Button>
                      <Popconfirm
                        title={t('channels.removeSure', { name: row.name })}
                        okText={t('channels.remove')}
                        onConfirm={() =>
                          remove.mutate({
                            name: 'notify.channel.remove',
                            data: { channel: row.id },
                            said: t('channels.removed'),
                          })
                        }
                      >
                        <Button size="small" danger>
                          {t('channels.remove')}
                        </Button>
                      </Popconfirm>
                    </Space>
                  ),
                },
              ]}
            />
          )}
        </Loaded>
      </Sheet>
      <Modal
        open={editing !== undefined}
        width={680}
        title={t(editing?.channel === undefined ? 'channels.add' : 'channels.change')}
        okText={t('channels.save')}
        onOk={() => form.submit()}
        onCancel={() => setEditing(undefined)}
        confirmLoading={set.isPending}
        destroyOnHidden
      >
        {editing === undefined ? null : (
          <ChannelForm
            key={editing.channel?.id ?? 'new'}
            form={form}
            channel={editing.channel}
            units={(units.data?.units ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            finish={(fields) =>
              set.mutate({
                name: 'notify.channel.set',
                data: channelOf(fields, editing.channel?.id),
                said: t('channels.saved'),
              })
            }
          />
        )}
      </Modal>
    </Page>
  );
}
