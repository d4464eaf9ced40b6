import { checkIdNumber } from '@lianfang/domain/kernel/identifiers/idNumber.ts';
import type { RowCorrected } from '@lianfang/domain/modules/verification/schema.ts';
import { DatePicker, Form, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { deliver, deliverAll } from '../../../kernel/api.ts';
import type { Choices } from '../../../ui/desk/choices.ts';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import type { Opened } from './words.tsx';

const returnReasons = ['nothing_identifying', 'outside_county', 'not_ours', 'other'] as const;
type Many = { rows: readonly string[]; open: boolean; close: () => void; done?: () => void };

/** Hands rows back to their sender without a visit. */
export function ReturnDialog({ rows, open, close, done }: Many) {
  const { t } = useTranslation();
  return (
    <EntryDialog<{ reason: (typeof returnReasons)[number]; why?: string }>
      open={open}
      close={close}
      {...(done === undefined ? {} : { done })}
      danger
      title={t('rows.returnTitle', { n: rows.length })}
      words={t('rows.returnWords')}
      go={t('rows.return')}
      said={t('rows.returned', { n: rows.length })}
      initial={{ reason: 'outside_county' }}
      send={async ({ reason, why }) =>
        (
          await deliverAll(
            'verification.row.returned',
            rows.map((row) => ({ row, reason, ...(why ? { why } : {}) })),
          )
        ).answer
      }
    >
      <Form.Item name="reason" label={t('rows.reason')} rules={[{ required: true }]}>
        <Select options={returnReasons.map((value) => ({ value, label: t(`returnReason.${value}`) }))} />
      </Form.Item>
      <Form.Item name="why" label={t('oneList.why')}>
        <Input maxLength={200} showCount />
      </Form.Item>
    </EntryDialog>
  );
}

type Place = {
  row: string | undefined;
  close: () => void;
  done?: () => void;
  choices: Choices;
  alias?: string | undefined;
};

/** Says where a row belongs when none of what was suggested is right; what its address calls the place can be learned. */
export function PlaceDialog({ row, close, done, choices, alias }: Place) {
  const { t } = useTranslation();
  return (
    <EntryDialog<{ area: string; unit?: string; alias?: string; why?: string }>
      open={row !== undefined}
      close={close}
      {...(done === undefined ? {} : { done })}
      title={t('unplaced.place')}
      words={t('unplaced.placeWords')}
      go={t('unplaced.place')}
      said={t('unplaced.placed')}
      initial={alias === undefined ? {} : { alias }}
      send={(fields) =>
        deliver('verification.row.placed', {
          row: row ?? '',
          area: fields.area,
          ...(fields.unit ? { unit: fields.unit } : {}),
          ...(fields.alias?.trim() ? { alias: fields.alias.trim() } : {}),
          ...(fields.why ? { why: fields.why } : {}),
        })
      }
    >
      <Form.Item
        name="area"
        label={t('rows.area')}
        rules={[{ required: true, message: t('unplaced.areaMissing') }]}
      >
        {choices.areaPicker}
      </Form.Item>
      <Form.Item name="unit" label={t('unplaced.unit')} extra={t('unplaced.unitWords')}>
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={[...choices.units]} />
      </Form.Item>
      <Form.Item name="alias" label={t('unplaced.alias')} extra={t('unplaced.aliasWords')}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name="why" label={t('oneList.why')}>
        <Input maxLength={200} />
      </Form.Item>
    </EntryDialog>
  );
}

type Fields = {
  name?: string;
  number?: string;
  phone?: string;
  address?: string;
  from?: string;
  arrived?: string;
  remark?: string;
  area?: string;
  why: string;
};

function DayField({
  id,
  value,
  onChange,
}: {
  id?: string;
  value?: string;
  onChange?: (day?: string) => void;
}) {
  return (
    <DatePicker
      {...(id === undefined ? {} : { id })}
      value={value === undefined ? null : dayjs(value)}
      onChange={(day) => onChange?.(day?.format('YYYY-MM-DD'))}
    />
  );
}

function correctionOf(row: string, { number, ...fields }: Fields): RowCorrected {
  const said = Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as Omit<
    Fields,
    'number'
  >;
  return {
    row,
    ...said,
    ...(number ? { document: { number: number.trim(), state: checkIdNumber(number).state } } : {}),
  };
}

type Correct = { row: string; opened: Opened | undefined; close: () => void; choices: Choices };

/** Sets right what a row says, given as a whole; a row that nobody could be known from is taken by it. */
export function CorrectDialog({ row, opened, close, choices }: Correct) {
  const { t } = useTranslation();
  const text = (name: keyof Fields, most: number) => (
    <Form.Item name={name} label={t(`person.${name}`)} className="lf-grow">
      <Input maxLength={most} autoComplete="off" />
    </Form.Item>
  );
  return (
    <EntryDialog<Fields>
      open={opened !== undefined}
      close={close}
      width={760}
      title={t('oneRow.correct')}
      words={t('oneRow.correctWords')}
      go={t('oneRow.correct')}
      said={t('oneRow.corrected')}
      initial={{
        ...(opened?.name === undefined ? {} : { name: opened.name }),
        ...(opened?.document?.number === undefined ? {} : { number: opened.document.number }),
        ...(opened?.phone === undefined ? {} : { phone: opened.phone }),
        ...(opened?.address === undefined ? {} : { address: opened.address }),
        ...(opened?.from === undefined ? {} : { from: opened.from }),
        ...(opened?.remark === undefined ? {} : { remark: opened.remark }),
      }}
      send={(fields) => deliver('verification.row.corrected', correctionOf(row, fields))}
    >
      <div className="lf-form-row">
        {text('name', 64)}
        {text('number', 32)}
        {text('phone', 24)}
      </div>
      {text('address', 300)}
      <div className="lf-form-row">
        {text('from', 200)}
        <Form.Item name="arrived" label={t('person.arrived')}>
          <DayField />
        </Form.Item>
        <Form.Item name="area" label={t('rows.area')} className="lf-grow">
          {choices.areaPicker}
        </Form.Item>
      </div>
      {text('remark', 500)}
      <Form.Item
        name="why"
        label={t('oneList.why')}
        rules={[{ required: true, whitespace: true, message: t('oneList.whyMissing') }]}
      >
        <Input maxLength={200} showCount />
      </Form.Item>
    </EntryDialog>
  );
}
