import {
  type Finding,
  type FindingRecorded,
  findings,
  ways,
  wrongData,
} from '@lianfang/domain/modules/verification/schema.ts';
import { Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { deliverAll } from '../../../kernel/api.ts';
import type { Choices } from '../../../ui/desk/choices.ts';
import { DateTimePicker } from '../../../ui/desk/DateTimePicker.tsx';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';

const evidenceTypes = [
  'own_statement',
  'seen',
  'document',
  'photo',
  'neighbour',
  'call_log',
  'other',
] as const;
const results = ['no_answer', 'switched_off', 'wrong_number', 'nobody_home', 'hung_up', 'other'] as const;
/** Findings that can be true of many rows alike. */
const forMany: readonly Finding[] = ['found_in_order', 'handed_to_observation', 'outside_county'];

type Attempt = { at: string; how: (typeof ways)[number]; result: (typeof results)[number] };
type Fields = {
  finding: Finding;
  at: string;
  how: (typeof ways)[number];
  evidence?: (typeof evidenceTypes)[number][];
  evidenceNote?: string;
  handedTo?: string;
  area?: string;
  address?: string;
  attempts?: Attempt[];
  wrong?: (typeof wrongData)[number][];
  statement?: string;
  note?: string;
};

/** The entry of a finding out of the fields of the form. */
function findingOf(row: string, fields: Fields): FindingRecorded {
  const {
    finding,
    at,
    how,
    evidence = [],
    evidenceNote,
    handedTo,
    attempts = [],
    wrong,
    statement,
    note,
  } = fields;
  const place = {
    ...(fields.address ? { address: fields.address } : {}),
    ...(fields.area ? { area: fields.area } : {}),
  };
  return {
    row,
    finding,
    at,
    how,
    evidence: evidence.map((type, index) => ({
      type,
      ...(index === 0 && evidenceNote ? { note: evidenceNote } : {}),
    })),
    ...(finding === 'handed_to_observation' && handedTo ? { handedTo } : {}),
    ...(finding === 'not_at_address' ? { movedTo: place } : {}),
    ...(finding === 'outside_county' ? { right: place } : {}),
    ...(finding === 'unreachable' && attempts.length > 0 ? { attempts } : {}),
    ...(finding === 'wrong_data' && wrong ? { wrong } : {}),
    ...(statement ? { concealed: { statement } } : {}),
    ...(note ? { note } : {}),
  };
}

function Attempts() {
  const { t } = useTranslation();
  return (
    <Form.List name="attempts" initialValue={[{ how: 'call', result: 'no_answer' }]}>
      {(lines, { add, remove }) => (
        <fieldset className="lf-person-fields">
          <legend>{t('oneRow.attempts')}</legend>
          {lines.map(({ key, name }) => (
            <div className="lf-form-row" key={key}>
              <Form.Item name={[name, 'at']} label={t('oneRow.at')} rules={[{ required: true }]}>
                <DateTimePicker />
              </Form.Item>
              <Form.Item name={[name, 'how']} label={t('oneRow.how')}>
                <Select options={ways.map((value) => ({ value, label: t(`way.${value}`) }))} />
              </Form.Item>
              <Form.Item name={[name, 'result']} label={t('oneRow.result')}>
                <Select
                  popupMatchSelectWidth={false}
                  options={results.map((value) => ({ value, label: t(`attemptResult.${value}`) }))}
                />
              </Form.Item>
              <Button type="text" aria-label={t('oneRow.removeAttempt')} onClick={() => remove(name)}>
                ×
              </Button>
            </div>
          ))}
          <Button size="small" onClick={() => add({ how: 'call', result: 'no_answer' })}>
            {t('oneRow.addAttempt')}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}

/** What a finding needs besides itself. */
function Needed({ choices }: { choices: Choices }) {
  const { t } = useTranslation();
  const finding = Form.useWatch<Finding>('finding');
  return (
    <>
      {finding === 'handed_to_observation' ? (
        <Form.Item
          name="handedTo"
          label={t('oneRow.handedTo')}
          rules={[{ required: true, whitespace: true, message: t('oneRow.handedToMissing') }]}
        >
          <Input maxLength={100} />
        </Form.Item>
      ) : null}
      {finding === 'not_at_address' || finding === 'outside_county' ? (
        <div className="lf-form-row">
          {finding === 'not_at_address' ? (
            <Form.Item name="area" label={t('oneRow.movedTo')}>
              {choices.areaPicker}
            </Form.Item>
          ) : null}
          <Form.Item
            name="address"
            label={t(finding === 'not_at_address' ? 'oneRow.newAddress' : 'oneRow.rightAddress')}
            className="lf-grow"
          >
            <Input maxLength={300} />
          </Form.Item>
        </div>
      ) : null}
      {finding === 'unreachable' ? <Attempts /> : null}
      {finding === 'wrong_data' ? (
        <Form.Item
          name="wrong"
          label={t('oneRow.wrong')}
          rules={[{ required: true, message: t('oneRow.wrongMissing') }]}
        >
          <Select
            mode="multiple"
            options={wrongData.map((value) => ({ value, label: t(`wrongData.${value}`) }))}
          />
        </Form.Item>
      ) : null}
      {finding === 'unreachable' ? null : (
        <div className="lf-form-row">
          <Form.Item
            name="evidence"
            label={t('oneRow.evidence')}
            rules={[{ required: true, message: t('oneRow.evidenceMissing') }]}
            className="lf-grow"
          >
            <Select
              mode="multiple"
              options={evidenceTypes.map((value) => ({ value, label: t(`evidence.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="evidenceNote" label={t('oneRow.evidenceNote')} className="lf-grow">
            <Input maxLength={500} />
          </Form.Item>
        </div>
      )}
    </>
  );
}

type Props = {
  open: boolean;
  close: () => void;
  done?: () => void;
  rows: readonly string[];
  choices: Choices;
};

/** Records what was found: of one row, or the same of many at once (a roster of one dormitory). */
export function FindingDialog({ open, close, done, rows, choices }: Props) {
  const { t } = useTranslation();
  const offered = rows.length > 1 ? forMany : findings;
  return (
    <EntryDialog<Fields>
      open={open}
      close={close}
      {...(done === undefined ? {} : { done })}
      width={760}
      title={t('oneRow.record', { n: rows.length })}
      words={t(rows.length > 1 ? 'oneRow.recordManyWords' : 'oneRow.recordWords')}
      go={t('oneRow.recordGo')}
      said={t('oneRow.recorded', { n: rows.length })}
      initial={{ finding: 'found_in_order', how: 'visit', at: new Date().toISOString() }}
      send={async (fields) =>
        (
          await deliverAll(
            'verification.finding.recorded',
            rows.map((row) => findingOf(row, fields)),
          )
        ).answer
      }
    >
      <Form.Item name="finding" label={t('rows.finding')} rules={[{ required: true }]}>
        <Select options={offered.map((value) => ({ value, label: t(`finding.${value}`) }))} />
      </Form.Item>
      <div className="lf-form-row">
        <Form.Item name="at" label={t('oneRow.at')} rules={[{ required: true }]}>
          <DateTimePicker />
        </Form.Item>
        <Form.Item name="how" label={t('oneRow.how')} rules={[{ required: true }]}>
          <Select
            className="lf-narrow"
            options={ways.map((value) => ({ value, label: t(`way.${value}`) }))}
          />
        </Form.Item>
      </div>
      <Needed choices={choices} />
      {rows.length > 1 ? null : (
        <Form.Item name="statement" label={t('oneRow.concealed')} extra={t('oneRow.concealedWords')}>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 1 }} />
        </Form.Item>
      )}
      <Form.Item name="note" label={t('tasks.note')}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 1 }} />
      </Form.Item>
    </EntryDialog>
  );
}
