import type { MoveName } from '@lianfang/domain/kernel/task.ts';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { deliver } from '../../../kernel/api.ts';
import type { Choices } from '../../../ui/desk/choices.ts';
import { DateTimePicker } from '../../../ui/desk/DateTimePicker.tsx';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';

/** The moves that somebody makes at the desk, and the entry that makes each. */
export const deskMoves = {
  accept: 'task.accepted',
  report_progress: 'task.progress_reported',
  finish: 'task.finished',
  confirm: 'task.confirmed',
  send_back: 'task.sent_back',
  return: 'task.returned',
  reassign: 'task.reassigned',
  ask_extension: 'task.extension_asked',
  grant_extension: 'task.extension_granted',
  refuse_extension: 'task.extension_refused',
  cancel: 'task.cancelled',
  reopen: 'task.reopened',
} as const satisfies Partial<Record<MoveName, string>>;
export type DeskMove = keyof typeof deskMoves;

const needs: Record<DeskMove, readonly ('reason' | 'due' | 'owner' | 'evidence')[]> = {
  accept: [],
  report_progress: ['evidence'],
  finish: ['evidence'],
  confirm: [],
  send_back: ['reason'],
  return: ['reason'],
  reassign: ['owner'],
  ask_extension: ['due', 'reason'],
  grant_extension: ['due'],
  refuse_extension: ['reason'],
  cancel: ['reason'],
  reopen: ['due', 'reason'],
};
const dangerous: readonly DeskMove[] = ['cancel', 'send_back', 'return', 'refuse_extension'];

type Fields = {
  reason?: string;
  due?: string;
  unit?: string;
  account?: string;
  evidence?: string[];
  note?: string;
};
type Props = {
  move: DeskMove | undefined;
  tasks: readonly string[];
  close: () => void;
  done?: () => void;
  choices: Choices;
  /** Only people of this unit are offered: its lead hands on within it. */
  unit?: string | undefined;
  /** A deadline that was asked for. */
  due?: string | undefined;
};

/** Hands on to a unit, or to a person of it. */
function OwnerFields({ choices, unit }: Pick<Props, 'choices' | 'unit'>) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Fields>();
  const chosen = Form.useWatch('unit', form) ?? unit;
  const people = choices.people.filter((one) => chosen === undefined || one.unit === chosen);
  return (
    <>
      <Form.Item
        name="unit"
        label={t('tasks.unit')}
        rules={[{ required: true, message: t('tasks.unitMissing') }]}
      >
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={[...choices.units]}
          onChange={() => form.setFieldValue('account', undefined)}
        />
      </Form.Item>
      <Form.Item name="account" label={t('tasks.person')} extra={t('tasks.personWords')}>
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={people} />
      </Form.Item>
    </>
  );
}

/** One move on one task or on hundreds: what it needs is asked for once. */
export function MoveDialog({ move, tasks, close, done, choices, unit, due }: Props) {
  const { t } = useTranslation();
  const asks = move === undefined ? [] : needs[move];
  const has = (need: (typeof asks)[number]) => asks.includes(need);
  const send = async ({ unit: owner, account, evidence, ...fields }: Fields) => {
    const kind = deskMoves[move ?? 'accept'];
    const data = {
      tasks: [...tasks],
      ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value)),
      ...(has('evidence') && evidence?.length ? { evidence } : {}),
      ...(owner === undefined ? {} : { owner: { unit: owner, ...(account ? { account } : {}) } }),
    };
    return deliver(kind, data as Parameters<typeof deliver<typeof kind>>[1]);
  };
  return (
    <EntryDialog<Fields>
      open={move !== undefined}
      close={close}
      {...(done === undefined ? {} : { done })}
      title={move === undefined ? '' : t('tasks.moveTitle', { move: t(`taskMove.${move}`), n: tasks.length })}
      words={move === undefined ? '' : t(`taskMoveWords.${move}`)}
      go={move === undefined ? '' : t(`taskMove.${move}`)}
      said={t('tasks.moved', { n: tasks.length })}
      danger={move !== undefined && dangerous.includes(move)}
      initial={{ ...(unit === undefined ? {} : { unit }), ...(due === undefined ? {} : { due }) }}
      send={send}
    >
      {has('owner') ? <OwnerFields choices={choices} unit={unit} /> : null}
      {has('due') ? (
        <Form.Item
          name="due"
          label={t('tasks.newDue')}
          rules={[{ required: true, message: t('tasks.dueMissing') }]}
        >
          <DateTimePicker soon={[4, 12, 24]} />
        </Form.Item>
      ) : null}
      {has('reason') || has('due') || has('owner') ? (
        <Form.Item
          name="reason"
          label={t('tasks.reason')}
          extra={t('tasks.reasonWords')}
          rules={
            has('reason') ? [{ required: true, whitespace: true, message: t('tasks.reasonMissing') }] : []
          }
        >
          <Input maxLength={200} showCount />
        </Form.Item>
      ) : null}
      {has('evidence') ? (
        <Form.Item name="evidence" label={t('tasks.evidence')} extra={t('tasks.evidenceWords')}>
          <Select mode="tags" open={false} suffixIcon={null} maxCount={20} />
        </Form.Item>
      ) : null}
      {move === 'accept' || move === 'confirm' ? null : (
        <Form.Item name="note" label={t('tasks.note')} extra={t('tasks.noteWords')}>
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 2 }} />
        </Form.Item>
      )}
    </EntryDialog>
  );
}
