import { channelKinds, messageKinds, messageWords } from '@lianfang/domain/kernel/notify.ts';
import type { ChannelShown } from '@lianfang/domain/kernel/notifyReads.ts';
import { Form, type FormInstance, Input, Radio, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { languageOf } from '../../../i18n/desk/i18n.ts';
import type { Choice } from '../../../ui/desk/choices.ts';

export type ChannelFields = {
  kind: ChannelShown['kind'];
  name: string;
  url?: string;
  secret?: string;
  kinds?: ChannelShown['kinds'];
  unit?: string;
  language: 'zh' | 'en';
  active: boolean;
  method?: 'POST' | 'GET' | 'PUT';
  headers?: string;
  body?: string;
  phones?: string[];
  accepted?: string;
};

/** Header lines (`Name: value`) as the record that the server takes. */
function headersOf(text: string | undefined): Record<string, string> {
  return Object.fromEntries(
    (text ?? '')
      .split('\n')
      .map((line) => line.split(/:\s*(.*)/s))
      .filter(([name, value]) => name?.trim() && value)
      .map(([name = '', value = '']) => [name.trim(), value.trim()]),
  );
}

/** What `notify.channel.set` is asked with. */
export function channelOf(fields: ChannelFields, channel: string | undefined): Record<string, unknown> {
  const { method, headers, body, phones, accepted, ...rest } = fields;
  const said = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== undefined && value !== '' && value !== null),
  );
  if (Array.isArray(said.kinds) && said.kinds.length === 0) delete said.kinds;
  const sms = fields.kind === 'sms' && phones !== undefined && phones.length > 0;
  return {
    ...said,
    ...(channel === undefined ? {} : { channel }),
    ...(sms
      ? {
          sms: {
            method: method ?? 'POST',
            phones,
            ...(headers ? { headers: headersOf(headers) } : {}),
            ...(body ? { body } : {}),
            ...(accepted ? { accepted } : {}),
          },
        }
      : {}),
  };
}

type Props = {
  form: FormInstance<ChannelFields>;
  channel: ChannelShown | undefined;
  units: readonly Choice[];
  finish: (fields: ChannelFields) => void;
};

/** One channel: where it sends, what it hears of. Addresses and secrets are written, never shown again. */
export function ChannelForm({ form, channel, units, finish }: Props) {
  const { t, i18n } = useTranslation();
  const kind = Form.useWatch('kind', form) ?? channel?.kind ?? 'wecom';
  const fresh = channel === undefined;
  return (
    <Form<ChannelFields>
      form={form}
      layout="vertical"
      initialValues={
        fresh
          ? { kind: 'wecom', language: 'zh', active: true }
          : {
              kind: channel.kind,
              name: channel.name,
              kinds: [...channel.kinds],
              unit: channel.unit?.id,
              language: channel.language,
              active: channel.active,
            }
      }
      onFinish={finish}
    >
      <Form.Item name="kind" label={t('channels.kind')}>
        <Radio.Group
          optionType="button"
          disabled={!fresh}
          options={channelKinds.map((value) => ({ value, label: t(`channelKind.${value}`) }))}
        />
      </Form.Item>
      <Form.Item
        name="name"
        label={t('channels.name')}
        rules={[{ required: true, whitespace: true, message: t('channels.nameMissing') }]}
      >
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item
        name="url"
        label={t('channels.url')}
        extra={t(fresh ? `channelUrl.${kind}` : 'channels.urlKept')}
        rules={fresh ? [{ required: true, message: t('channels.urlMissing') }] : []}
      >
        <Input maxLength={2000} autoComplete="off" />
      </Form.Item>
      {kind === 'dingtalk' ? (
        <Form.Item name="secret" label={t('channels.secret')} extra={t('channels.secretWords')}>
          <Input.Password maxLength={200} autoComplete="new-password" />
        </Form.Item>
      ) : null}
      {kind === 'sms' ? (
        <>
          <div className="lf-form-row">
            <Form.Item name="method" label={t('channels.method')} initialValue="POST">
              <Select
                className="lf-narrow"
                options={['POST', 'GET', 'PUT'].map((value) => ({ value, label: value }))}
              />
            </Form.Item>
            <Form.Item
              name="phones"
              label={t('channels.phones')}
              rules={fresh ? [{ required: true, message: t('channels.phonesMissing') }] : []}
              className="lf-grow"
            >
              <Select mode="tags" open={false} suffixIcon={null} maxCount={50} />
            </Form.Item>
          </div>
          <Form.Item name="headers" label={t('channels.headers')} extra={t('channels.headersWords')}>
            <Input.TextArea autoSize={{ minRows: 1 }} />
          </Form.Item>
          <Form.Item name="body" label={t('channels.body')} extra={t('channels.bodyWords')}>
            <Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} />
          </Form.Item>
          <Form.Item name="accepted" label={t('channels.accepted')} extra={t('channels.acceptedWords')}>
            <Input maxLength={100} />
          </Form.Item>
        </>
      ) : null}
      <Form.Item name="kinds" label={t('channels.kinds')} extra={t('channels.kindsWords')}>
        <Select
          mode="multiple"
          options={messageKinds.map((value) => ({
            value,
            label: messageWords[value][languageOf(i18n.language)],
          }))}
        />
      </Form.Item>
      <div className="lf-form-row">
        <Form.Item name="unit" label={t('channels.unit')} className="lf-grow">
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={[...units]} />
        </Form.Item>
        <Form.Item name="language" label={t('channels.language')}>
          <Select
            className="lf-narrow"
            options={[
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </Form.Item>
        <Form.Item name="active" label={t('channels.active')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </div>
    </Form>
  );
}
