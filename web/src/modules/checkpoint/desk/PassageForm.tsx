import { checkIdNumber } from '@lianfang/domain/kernel/identifiers/idNumber.ts';
import { checkPassage } from '@lianfang/domain/modules/checkpoint/rules.ts';
import {
  certificateResults,
  documentTypes,
  outcomes,
  Passage,
  turnBackReasons,
  vehicleTypes,
} from '@lianfang/domain/modules/checkpoint/schema.ts';
import { Alert, Button, Form, type FormInstance, Input, InputNumber, Radio, Select, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';

export type PassageFields = z.output<typeof Passage>;

type Props = {
  form: FormInstance<PassageFields>;
  first: Partial<PassageFields>;
  /** Called with what fits the definition of a passage and its rules; anything else is said in the form. */
  done: (passage: PassageFields) => void;
  children?: React.ReactNode;
};

/** Takes out what was left empty, so that an empty field is no field. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => pruned(item) ?? {});
  if (value === null || typeof value !== 'object') {
    const text = typeof value === 'string' ? value.trim() : value;
    return text === '' || text === null || text === false ? undefined : text;
  }
  const kept = Object.entries(value).flatMap(([key, member]) => {
    const clean = pruned(member);
    return clean === undefined ? [] : [[key, clean]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** A passage as it should have been: for corrections, and for rows of a register that could not be taken. */
export function PassageForm({ form, first, done, children }: Props) {
  const { t } = useTranslation();
  const [fault, setFault] = useState<string>();
  const mode = Form.useWatch('mode', form);
  const outcome = Form.useWatch('outcome', form);
  const options = (group: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`${group}.${value}`) }));

  const finish = (fields: PassageFields) => {
    const data = pruned({
      ...fields,
      ...(fields.mode === 'pedestrian' ? { plate: undefined, vehicleType: undefined } : {}),
      ...(fields.outcome === 'turned_back' ? {} : { reason: undefined }),
    });
    const parsed = z.safeParse(Passage, data);
    if (!parsed.success) {
      const path = parsed.error.issues[0]?.path.filter((step) => typeof step === 'string').join('.') ?? '';
      setFault(
        t('passageForm.malformed', {
          field: t(`passageForm.${path.split('.').pop() ?? ''}`, { defaultValue: path }),
        }),
      );
      return;
    }
    const no = checkPassage(parsed.data);
    setFault(no === undefined ? undefined : t(`refusal.${no.refused}`));
    if (no === undefined) done(parsed.data);
  };

  return (
    <Form<PassageFields>
      form={form}
      layout="vertical"
      initialValues={first}
      onFinish={finish}
      className="lf-passage-form"
    >
      {fault === undefined ? null : <Alert type="error" showIcon className="lf-gap" title={fault} />}
      {children}
      <div className="lf-form-row">
        <Form.Item name="mode" label={t('passageForm.mode')}>
          <Radio.Group options={options('mode', ['vehicle', 'pedestrian'])} />
        </Form.Item>
        {mode === 'pedestrian' ? null : (
          <>
            <Form.Item
              name="plate"
              label={t('passageForm.plate')}
              rules={[{ required: true, message: t('refusal.checkpoint.plate_missing') }]}
            >
              <Input maxLength={16} autoComplete="off" />
            </Form.Item>
            <Form.Item name="vehicleType" label={t('passageForm.vehicleType')}>
              <Select allowClear options={options('vehicleType', vehicleTypes)} />
            </Form.Item>
          </>
        )}
      </div>
      <div className="lf-form-row">
        <Form.Item name="from" label={t('passageForm.from')}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="to" label={t('passageForm.to')}>
          <Input maxLength={64} />
        </Form.Item>
      </div>
      <div className="lf-form-row">
        <Form.Item name="outcome" label={t('passageForm.outcome')} rules={[{ required: true }]}>
          <Select options={options('outcome', outcomes)} />
        </Form.Item>
        {outcome === 'turned_back' ? (
          <Form.Item
            name="reason"
            label={t('passageForm.reason')}
            rules={[{ required: true, message: t('refusal.checkpoint.reason_missing') }]}
          >
            <Select options={options('reason', turnBackReasons)} />
          </Form.Item>
        ) : null}
      </div>
      <Form.List name="persons">
        {(fields, { add, remove }) => (
          <>
            {fields.map((field, index) => (
              <fieldset key={field.key} className="lf-person-fields">
                <legend>{t('passageForm.person', { n: index + 1 })}</legend>
                <div className="lf-form-row">
                  <Form.Item name={[field.name, 'name']} label={t('passageForm.name')}>
                    <Input maxLength={64} autoComplete="off" />
                  </Form.Item>
                  <Form.Item name={[field.name, 'document', 'type']} label={t('passageForm.type')}>
                    <Select allowClear options={options('documentType', documentTypes)} />
                  </Form.Item>
                  <Form.Item
                    name={[field.name, 'document', 'number']}
                    label={t('passageForm.number')}
                    dependencies={[['persons', field.name, 'document', 'type']]}
                    rules={[
                      ({ getFieldValue }) => ({
                        warningOnly: true,
                        validator: (_rule, value?: string) => {
                          const type = getFieldValue(['persons', field.name, 'document', 'type']);
                          const doubtful = type === 'id_card' && value && checkIdNumber(value).state !== 'ok';
                          return doubtful
                            ? Promise.reject(new Error(t('passageForm.numberDoubtful')))
                            : Promise.resolve();
                        },
                      }),
                    ]}
                  >
                    <Input maxLength={32} autoComplete="off" />
                  </Form.Item>
                  <Form.Item name={[field.name, 'phone']} label={t('passageForm.phone')}>
                    <Input maxLength={24} autoComplete="off" inputMode="tel" />
                  </Form.Item>
                </div>
                <div className="lf-form-row">
                  <Form.Item name={[field.name, 'temperature']} label={t('passageForm.temperature')}>
                    <InputNumber min={30} max={45} step={0.1} precision={1} suffix="℃" />
                  </Form.Item>
                  <Form.Item
                    name={[field.name, 'certificate', 'result']}
                    label={t('passageForm.certificate')}
                  >
                    <Select allowClear options={options('certificate', certificateResults)} />
                  </Form.Item>
                  <Form.Item name={[field.name, 'certificate', 'ageHours']} label={t('passageForm.ageHours')}>
                    <InputNumber min={0} max={10000} precision={0} />
                  </Form.Item>
                  <Form.Item
                    name={[field.name, 'symptoms']}
                    label={t('passageForm.symptoms')}
                    valuePropName="checked"
                  >
                    <Switch />
                  </Form.Item>
                  <Form.Item
                    name={[field.name, 'sampled']}
                    label={t('passageForm.sampled')}
                    valuePropName="checked"
                  >
                    <Switch />
                  </Form.Item>
                  {fields.length > 1 ? (
                    <Button type="text" danger onClick={() => remove(field.name)}>
                      {t('passageForm.removePerson')}
                    </Button>
                  ) : null}
                </div>
              </fieldset>
            ))}
            <Button onClick={() => add({})} disabled={fields.length >= 100}>
              {t('passageForm.addPerson')}
            </Button>
          </>
        )}
      </Form.List>
      <Form.Item name="note" label={t('passageForm.note')} className="lf-gap-top">
        <Input.TextArea maxLength={500} rows={2} />
      </Form.Item>
    </Form>
  );
}
