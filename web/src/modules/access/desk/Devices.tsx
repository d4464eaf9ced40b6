import { Alert, Button, Form, Input, Modal, Segmented, Select, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../kernel/useRead.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { count, dateTime } from '../../../ui/desk/format.ts';
import { Mark, Page, Sheet } from '../../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../../ui/desk/States.tsx';
import { QrPicture } from './Secret.tsx';
import { useSession } from './session.tsx';
import { useCommand } from './useCommand.ts';

type Code = { code: string; expires: string; url: string };
type Asking = { device: string; name: string; to: 'revoke' | 'move'; missing: number };

/** The phones of the posts: enrolled by a code that is made here, moved to another post, revoked. */
export default function Devices() {
  const { t } = useTranslation();
  const session = useSession();
  const mayAct = session.has(['system_admin', 'checkpoint_lead', 'unit_lead']);
  // Who keeps the phones of posts, and who those of units.
  const ofPosts = session.has(['system_admin', 'checkpoint_lead']);
  const ofUnits = session.has(['system_admin', 'unit_lead']);
  const [whose, setWhose] = useState<'post' | 'unit'>(ofPosts ? 'post' : 'unit');
  const [adding, setAdding] = useState(false);
  const [code, setCode] = useState<Code>();
  const [asking, setAsking] = useState<Asking>();
  const [form] = Form.useForm<{ post?: string; unit?: string; name?: string }>();
  const [act] = Form.useForm<{ why?: string; post?: string }>();
  const devices = useRead('ledger.devices', {}, { live: true });
  const posts = useRead('checkpoint.posts', {}, { enabled: ofPosts });
  const units = useRead('access.units', {}, { enabled: ofUnits });
  const make = useCommand<Code>((result) => {
    setAdding(false);
    setCode(result);
  });
  const change = useCommand(() => setAsking(undefined));
  const postOptions = (posts.data?.posts ?? []).map((post) => ({
    value: post.code,
    label: `${post.code} ${post.name}`,
  }));
  const unitOptions = (units.data?.units ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const postName = (post: string | undefined) =>
    postOptions.find((one) => one.value === post)?.label ?? post ?? '–';
  return (
    <Page
      title={t('menu.devices')}
      about={t('devices.about')}
      actions={
        mayAct ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('devices.code')}
          </Button>
        ) : undefined
      }
    >
      <Sheet>
        <Loaded of={devices} rows={8}>
          {(data) => (
            <DataTable
              name={t('menu.devices')}
              rowKey="id"
              dataSource={[...data.devices].sort(
                (a, b) =>
                  (a.post ?? a.unitName ?? '').localeCompare(b.post ?? b.unitName ?? '') ||
                  a.name.localeCompare(b.name),
              )}
              locale={{
                emptyText: <Notice title={t('delivery.noDevices')}>{t('delivery.noDevicesWords')}</Notice>,
              }}
              columns={[
                {
                  key: 'name',
                  title: t('column.device'),
                  fixed: 'left',
                  width: 200,
                  ellipsis: true,
                  render: (_v, row) => row.name,
                },
                {
                  key: 'post',
                  title: t('column.post'),
                  render: (_v, row) => row.unitName ?? postName(row.post),
                },
                {
                  key: 'state',
                  title: t('delivery.state'),
                  render: (_v, row) => (
                    <Mark tone={row.state === 'active' ? 'good' : 'quiet'}>
                      {t(`deviceState.${row.state}`)}
                    </Mark>
                  ),
                },
                {
                  key: 'missing',
                  title: t('delivery.missing'),
                  align: 'right',
                  className: 'lf-num',
                  render: (_v, row) => count(row.missing),
                },
                {
                  key: 'last',
                  title: t('delivery.lastContact'),
                  className: 'lf-num',
                  render: (_v, row) => dateTime(row.lastContactAt),
                },
                { key: 'id', title: t('devices.id'), render: (_v, row) => <code>{row.id}</code> },
                {
                  key: 'act',
                  title: '',
                  render: (_v, row) =>
                    row.state === 'revoked' || !mayAct ? null : (
                      <span className="lf-row">
                        <Button
                          size="small"
                          onClick={() =>
                            setAsking({ device: row.id, name: row.name, to: 'move', missing: row.missing })
                          }
                        >
                          {t('devices.move')}
                        </Button>
                        <Button
                          size="small"
                          danger
                          onClick={() =>
                            setAsking({ device: row.id, name: row.name, to: 'revoke', missing: row.missing })
                          }
                        >
                          {t('devices.revoke')}
                        </Button>
                      </span>
                    ),
                },
              ]}
            />
          )}
        </Loaded>
      </Sheet>
      <Modal
        open={adding}
        title={t('devices.code')}
        okText={t('devices.make')}
        onOk={() => form.submit()}
        onCancel={() => setAdding(false)}
        confirmLoading={make.isPending}
        destroyOnHidden
      >
        <Form
          form={form}
          layout="vertical"
          onFinish={(fields) => make.mutate({ name: 'access.device.code', data: fields })}
        >
          {ofPosts && ofUnits && (
            <Form.Item label={t('devices.whose')}>
              <Segmented
                value={whose}
                onChange={setWhose}
                options={[
                  { value: 'post', label: t('column.post') },
                  { value: 'unit', label: t('devices.unit') },
                ]}
              />
            </Form.Item>
          )}
          {whose === 'post' ? (
            <Form.Item
              name="post"
              label={t('column.post')}
              rules={[{ required: true, message: t('held.postMissing') }]}
            >
              <Select showSearch={{ optionFilterProp: 'label' }} options={postOptions} />
            </Form.Item>
          ) : (
            <Form.Item
              name="unit"
              label={t('devices.unit')}
              extra={t('devices.unitHelp')}
              rules={[{ required: true, message: t('devices.unitMissing') }]}
            >
              <Select showSearch={{ optionFilterProp: 'label' }} options={unitOptions} />
            </Form.Item>
          )}
          <Form.Item name="name" label={t('devices.name')} extra={t('devices.nameHelp')}>
            <Input maxLength={64} />
          </Form.Item>
        </Form>
      </Modal>
      <Modal
        open={code !== undefined}
        title={t('devices.codeTitle')}
        onOk={() => setCode(undefined)}
        onCancel={() => setCode(undefined)}
        footer={(_buttons, { OkBtn }) => <OkBtn />}
      >
        {code === undefined ? null : (
          <div className="lf-secret">
            <p className="lf-about">{t('devices.codeWords', { at: dateTime(code.expires) })}</p>
            <QrPicture text={code.url} words={t('devices.qr')} size={240} />
            <Typography.Text copyable className="lf-short-code">
              {code.code}
            </Typography.Text>
          </div>
        )}
      </Modal>
      <Modal
        open={asking !== undefined}
        title={asking === undefined ? '' : t(`devices.${asking.to}Title`, { name: asking.name })}
        okText={asking === undefined ? '' : t(`devices.${asking.to}`)}
        okButtonProps={{ danger: asking?.to === 'revoke' }}
        onOk={() => act.submit()}
        onCancel={() => setAsking(undefined)}
        confirmLoading={change.isPending}
        destroyOnHidden
      >
        {asking?.to === 'revoke' && asking.missing > 0 ? (
          <Alert
            type="warning"
            showIcon
            className="lf-gap"
            title={t('devices.stillMissing', { n: count(asking.missing) })}
          />
        ) : null}
        <p className="lf-about">{asking === undefined ? '' : t(`devices.${asking.to}Words`)}</p>
        <Form
          form={act}
          layout="vertical"
          onFinish={(fields) => {
            if (asking !== undefined)
              change.mutate({
                name: `access.device.${asking.to}`,
                data: { device: asking.device, ...fields },
                said: t(`devices.${asking.to}Done`),
              });
          }}
        >
          {asking?.to === 'move' ? (
            <Form.Item
              name="post"
              label={t('column.post')}
              rules={[{ required: true, message: t('held.postMissing') }]}
            >
              <Select showSearch={{ optionFilterProp: 'label' }} options={postOptions} />
            </Form.Item>
          ) : (
            <Form.Item
              name="why"
              label={t('reveal.why')}
              rules={[{ required: true, whitespace: true, message: t('reveal.whyMissing') }]}
            >
              <Input maxLength={200} />
            </Form.Item>
          )}
        </Form>
      </Modal>
    </Page>
  );
}
