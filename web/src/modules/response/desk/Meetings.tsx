import type { MeetingRow } from '@lianfang/domain/modules/response/rows.ts';
import { Button, Checkbox, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { deliver } from '../../../kernel/api.ts';
import { useRead } from '../../../kernel/useRead.ts';
import type { Choice, Choices } from '../../../ui/desk/choices.ts';
import { DateTimePicker } from '../../../ui/desk/DateTimePicker.tsx';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import { clock, dateTime } from '../../../ui/desk/format.ts';
import { Loaded, Notice } from '../../../ui/desk/States.tsx';
import { filled, OrderFields, type OrderFieldsValue, orderOf, required } from './fields.tsx';

type Decision = { text: string; ordered?: boolean; directive?: OrderFieldsValue };
type Fields = {
  title: string;
  heldAt: string;
  until?: string;
  place?: string;
  chair: string;
  units: string[];
  minutes: string;
  decisions?: Decision[];
};

type DialogProps = {
  open: boolean;
  close: () => void;
  response: string;
  choices: Choices;
  taskForces: readonly Choice[];
  /** Units that belong to task forces stand in the same list as all others. */
  present: readonly Choice[];
  chair: string | undefined;
};

/** Decisions of a meeting, each with an order or without one. */
function Decisions({ choices, taskForces }: Pick<DialogProps, 'choices' | 'taskForces'>) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Fields>();
  const decisions = Form.useWatch('decisions', form) ?? [];
  return (
    <Form.List name="decisions">
      {(lines, { add, remove }) => (
        <fieldset className="lf-person-fields">
          <legend>{t('meetings.decisions')}</legend>
          {lines.map(({ key, name }) => (
            <div key={key} className="lf-decision">
              <div className="lf-form-row">
                <Form.Item
                  name={[name, 'text']}
                  label={t('meetings.decision', { n: name + 1 })}
                  rules={required(t('meetings.decisionMissing'))}
                  className="lf-grow"
                >
                  <Input maxLength={500} />
                </Form.Item>
                <Form.Item name={[name, 'ordered']} valuePropName="checked" label={t('meetings.becomes')}>
                  <Checkbox>{t('meetings.ordered')}</Checkbox>
                </Form.Item>
                <Button
                  type="text"
                  aria-label={t('meetings.removeDecision', { n: name + 1 })}
                  onClick={() => remove(name)}
                >
                  ×
                </Button>
              </div>
              {decisions[name]?.ordered ? (
                <OrderFields within={[name, 'directive']} choices={choices} taskForces={taskForces} />
              ) : null}
            </div>
          ))}
          <Button onClick={() => add({})}>{t('meetings.addDecision')}</Button>
        </fieldset>
      )}
    </Form.List>
  );
}

/** Writes down a meeting; its decisions with an order become directives in the same entry. */
export function MeetingDialog(props: DialogProps) {
  const { t } = useTranslation();
  const { response, choices } = props;
  return (
    <EntryDialog<Fields>
      open={props.open}
      close={props.close}
      width={900}
      title={t('meetings.hold')}
      words={t('meetings.holdWords')}
      go={t('meetings.save')}
      said={t('meetings.held')}
      initial={{
        heldAt: new Date().toISOString(),
        ...(props.chair === undefined ? {} : { chair: props.chair }),
      }}
      send={({ decisions = [], ...fields }) =>
        deliver('response.meeting.held', {
          response,
          ...filled(fields),
          decisions: decisions.map(({ text, ordered, directive }) => ({
            text,
            ...(ordered && directive !== undefined ? { directive: orderOf(directive) } : {}),
          })),
        })
      }
    >
      <Form.Item name="title" label={t('meetings.title')} rules={required(t('meetings.titleMissing'))}>
        <Input maxLength={100} />
      </Form.Item>
      <div className="lf-form-row">
        <Form.Item name="heldAt" label={t('meetings.heldAt')} rules={[{ required: true }]}>
          <DateTimePicker />
        </Form.Item>
        <Form.Item name="until" label={t('meetings.until')}>
          <DateTimePicker />
        </Form.Item>
        <Form.Item name="place" label={t('meetings.place')} className="lf-grow">
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item
          name="chair"
          label={t('meetings.chair')}
          rules={[{ required: true, message: t('meetings.chairMissing') }]}
          className="lf-grow"
        >
          <Select showSearch={{ optionFilterProp: 'label' }} options={[...choices.people]} />
        </Form.Item>
      </div>
      <Form.Item
        name="units"
        label={t('meetings.units')}
        rules={[{ required: true, message: t('meetings.unitsMissing') }]}
      >
        <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={[...props.present]} />
      </Form.Item>
      <Form.Item name="minutes" label={t('meetings.minutes')} rules={required(t('meetings.minutesMissing'))}>
        <Input.TextArea autoSize={{ minRows: 4, maxRows: 16 }} maxLength={20_000} />
      </Form.Item>
      <Decisions choices={choices} taskForces={props.taskForces} />
    </EntryDialog>
  );
}

function OneMeeting({ meeting }: { meeting: MeetingRow }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <li className="lf-card">
      <header>
        <h3>
          {t('meetings.number', { n: meeting.number })} {meeting.title}
        </h3>
        <span className="lf-word-muted lf-num">
          {dateTime(meeting.heldAt)}
          {meeting.until === undefined ? '' : ` – ${clock(meeting.until)}`}
        </span>
      </header>
      <p className="lf-about">
        {t('meetings.chair')} {meeting.chair.display}
        {meeting.place === undefined ? '' : ` · ${meeting.place}`} ·{' '}
        {meeting.units.map(({ name }) => name).join(t('common.listComma'))}
      </p>
      {meeting.decisions.length === 0 ? null : (
        <ol className="lf-decisions">
          {meeting.decisions.map((decision, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: decisions keep their places
            <li key={index}>
              {decision.text}{' '}
              {decision.directive === undefined ? null : (
                <Link to={`/directives/${decision.directive}`}>{t('meetings.toDirective')}</Link>
              )}
            </li>
          ))}
        </ol>
      )}
      <Button type="link" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t(open ? 'meetings.hideMinutes' : 'meetings.showMinutes')}
      </Button>
      {open ? <p className="lf-minutes">{meeting.minutes}</p> : null}
    </li>
  );
}

export function Meetings({ response, children }: { response: string; children?: React.ReactNode }) {
  const { t } = useTranslation();
  const meetings = useRead('response.meetings', { response, limit: 100 }, { live: true });
  return (
    <>
      {children === undefined ? null : <p className="lf-row lf-right lf-gap">{children}</p>}
      <Loaded of={meetings} rows={8}>
        {(data) =>
          data.meetings.length === 0 ? (
            <Notice title={t('meetings.none')}>{t('meetings.noneWords')}</Notice>
          ) : (
            <ul className="lf-cards lf-single">
              {data.meetings.map((meeting) => (
                <OneMeeting key={meeting.id} meeting={meeting} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}
