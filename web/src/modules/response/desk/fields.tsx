import { agencies } from '@lianfang/domain/kernel/access.ts';
import type { Addressee, LegalBasis, Order } from '@lianfang/domain/modules/response/schema.ts';
import { Button, Form, Input, Radio, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Choices } from '../../../ui/desk/choices.ts';
import { DateTimePicker } from '../../../ui/desk/DateTimePicker.tsx';

export const required = (message: string) => [{ required: true, whitespace: true, message }];

/** Lines of a text field as the list that the ledger keeps: blank ones are none. */
export function linesOf(text: string | undefined): string[] {
  return (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Without what was left empty: the ledger takes a field that says something, or none. */
export function filled<T extends object>(fields: T): T {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  ) as T;
}

/** On which laws, plans and orders something rests: one line each, at least one. */
export function BasisFields() {
  const { t } = useTranslation();
  return (
    <Form.List name="legalBasis" initialValue={[{}]}>
      {(lines, { add, remove }) => (
        <fieldset className="lf-person-fields">
          <legend>{t('response.basis')}</legend>
          {lines.map(({ key, name }) => (
            <div className="lf-form-row" key={key}>
              <Form.Item
                name={[name, 'source']}
                label={t('response.basisSource')}
                rules={required(t('response.basisMissing'))}
                className="lf-grow"
              >
                <Input maxLength={120} placeholder={t('response.basisExample')} />
              </Form.Item>
              <Form.Item name={[name, 'article']} label={t('response.basisArticle')}>
                <Input maxLength={60} />
              </Form.Item>
              <Form.Item name={[name, 'number']} label={t('response.basisNumber')}>
                <Input maxLength={60} />
              </Form.Item>
              <Button
                type="text"
                disabled={lines.length === 1}
                aria-label={t('response.basisRemove')}
                onClick={() => remove(name)}
              >
                ×
              </Button>
            </div>
          ))}
          <Button size="small" onClick={() => add({})}>
            {t('response.basisAdd')}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}

export const basesOf = (bases: readonly LegalBasis[] | undefined): LegalBasis[] =>
  (bases ?? []).map((basis) => filled(basis));

export function LevelField() {
  const { t } = useTranslation();
  return (
    <Form.Item name="level" label={t('response.level')} rules={[{ required: true }]}>
      <Radio.Group
        options={[1, 2, 3, 4].map((level) => ({ value: level, label: t(`responseLevel.${level}`) }))}
        optionType="button"
      />
    </Form.Item>
  );
}

export function MeasuresField() {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="measures"
      label={t('response.measures')}
      extra={t('response.oneLine')}
      rules={required(t('response.measuresMissing'))}
    >
      <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={8000} />
    </Form.Item>
  );
}

export function AgenciesField() {
  const { t } = useTranslation();
  return (
    <Form.Item name="agencies" label={t('forces.agencies')}>
      <Select
        mode="multiple"
        options={agencies.map((agency) => ({ value: agency, label: t(`agency.${agency}`) }))}
      />
    </Form.Item>
  );
}

/** An addressee as one word of a list: `unit:<id>`. */
export function addresseeOf(word: string): Addressee {
  const [kind = '', id = ''] = word.split(':');
  return { [kind]: id } as Addressee;
}

export type OrderFieldsValue = Omit<Order, 'addressees' | 'area'> & { addressees: string[]; area?: string };
export const orderOf = ({ addressees, area, ...order }: OrderFieldsValue): Order => ({
  ...filled(order),
  addressees: addressees.map(addresseeOf),
  ...(area === undefined ? {} : { area }),
});

type OrderProps = {
  /** Where the fields stand in a form that holds more than one order. */
  within?: (string | number)[];
  choices: Choices;
  taskForces: readonly { value: string; label: string }[];
  /** Only people: an order inside a task force. */
  only?: readonly { value: string; label: string }[];
};

/** What an order says, to whom and until when: the same for one issued by itself and one that a meeting decides. */
export function OrderFields({ within = [], choices, taskForces, only }: OrderProps): ReactNode {
  const { t } = useTranslation();
  const at = (name: string) => [...within, name];
  const prefix = (kind: string, list: readonly { value: string; label: string }[]) =>
    list.map(({ value, label }) => ({ value: `${kind}:${value}`, label }));
  const options =
    only !== undefined
      ? [{ label: t('directives.toPeople'), options: prefix('account', only) }]
      : [
          { label: t('directives.toForces'), options: prefix('taskForce', taskForces) },
          { label: t('directives.toUnits'), options: prefix('unit', choices.units) },
          { label: t('directives.toPeople'), options: prefix('account', choices.people) },
        ];
  return (
    <>
      <Form.Item
        name={at('title')}
        label={t('directives.name')}
        rules={required(t('directives.nameMissing'))}
      >
        <Input maxLength={100} showCount />
      </Form.Item>
      <Form.Item name={at('text')} label={t('directives.text')} rules={required(t('directives.textMissing'))}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 12 }} maxLength={4000} />
      </Form.Item>
      <Form.Item
        name={at('addressees')}
        label={t('directives.addressees')}
        rules={[{ required: true, message: t('directives.addresseesMissing') }]}
      >
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={options}
          maxTagCount={12}
        />
      </Form.Item>
      <div className="lf-form-row">
        <Form.Item
          name={at('dueAt')}
          label={t('directives.due')}
          rules={[{ required: true, message: t('directives.dueMissing') }]}
          className="lf-grow"
        >
          <DateTimePicker soon={[2, 6, 24]} />
        </Form.Item>
        <Form.Item name={at('priority')} label={t('priority.title')} initialValue={2}>
          <Select
            className="lf-narrow"
            options={[1, 2, 3].map((value) => ({ value, label: t(`priority.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name={at('area')} label={t('directives.area')} className="lf-grow">
          {choices.areaPicker}
        </Form.Item>
      </div>
    </>
  );
}
