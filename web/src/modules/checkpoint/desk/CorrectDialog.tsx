import type { PassageRow } from '@lianfang/domain/modules/checkpoint/reads.ts';
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, deliver, type ReadResult } from '../../../kernel/api.ts';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import { FirstField } from '../../../ui/desk/FirstField.tsx';
import { useProblemWords } from '../../../ui/desk/States.tsx';
import { useRefusalWords } from '../../../ui/desk/useRefusalWords.ts';
import { type PassageFields, PassageForm } from './PassageForm.tsx';
import type { Personal } from './personal.ts';

type Story = ReadResult<'checkpoint.passage'>;

/** The whole passage again from what lists show and what was opened, to be corrected. */
function wholeOf({ current, persons }: Story, personal: Personal): Partial<PassageFields> {
  const { mode, vehicleType, from, to, outcome, reason, shift } = current;
  const whole = {
    mode,
    shift,
    plate: personal.plate,
    vehicleType,
    from,
    to,
    outcome,
    reason,
    note: personal.note,
    persons: persons.map((person, index) => {
      const opened = personal.persons?.[index];
      return {
        name: opened?.name,
        document:
          person.documentType === undefined
            ? undefined
            : { type: person.documentType, number: opened?.document?.number },
        phone: opened?.phone,
        temperature: person.temperature,
        // A fever without a temperature that says so can only be one of symptoms.
        symptoms: person.symptoms ?? (person.fever && (person.temperature ?? 0) < 37.3),
        certificate: person.certificate,
        sampled: person.sampled,
      };
    }),
  };
  return whole as Partial<PassageFields>;
}

type Props = { story: Story; personal: Personal | undefined; close: () => void; done: () => void };

/** Writes a passage down again as it should have been. The first stays; the correction stands beside it. */
export function CorrectDialog({ story, personal, close, done }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemWords();
  const refusal = useRefusalWords();
  const [form] = Form.useForm<PassageFields>();
  const [reason] = Form.useForm<{ why: string }>();
  const { current } = story;
  const send = useMutation<string | undefined, ApiProblem, PassageFields>({
    mutationFn: async (passage) => {
      const { why } = await reason.validateFields();
      const source = current.source;
      const whole = {
        ...passage,
        ...(current.shift === undefined ? {} : { shift: current.shift }),
        ...(source === undefined
          ? {}
          : {
              source: {
                import: source.import,
                rows: source.rows,
                ...(source.sheet === undefined ? {} : { sheet: source.sheet }),
              },
            }),
      };
      const answer = await deliver(
        'checkpoint.passage.corrected',
        { corrects: current.passage, passage: whole, why },
        { post: current.post },
      );
      return answer.status === 'applied' ? undefined : refusal(answer);
    },
    onSuccess: (no) => {
      if (no !== undefined) return;
      void message.success(t('correct.done'));
      done();
      close();
    },
  });
  return (
    <Modal
      open={personal !== undefined}
      width={920}
      title={t('correct.title')}
      okText={t('correct.go')}
      onOk={() =>
        void reason.validateFields().then(
          () => form.submit(),
          () => undefined,
        )
      }
      onCancel={close}
      confirmLoading={send.isPending}
      destroyOnHidden
      afterClose={() => send.reset()}
    >
      <p className="lf-about">{t('correct.words')}</p>
      {send.error || send.data ? (
        <Alert type="error" showIcon className="lf-gap" title={send.data ?? words(send.error)} />
      ) : null}
      {personal === undefined ? null : (
        <PassageForm form={form} first={wholeOf(story, personal)} done={(passage) => send.mutate(passage)} />
      )}
      <Form form={reason} layout="vertical">
        <Form.Item
          name="why"
          label={t('correct.why')}
          rules={[{ required: true, whitespace: true, message: t('correct.whyMissing') }]}
        >
          <Input maxLength={200} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}

type VoidProps = { row: PassageRow; open: boolean; close: () => void; done: () => void };

/** Takes a passage out of the figures. It stays in the ledger with the reason. */
export function VoidDialog({ row, open, close, done }: VoidProps) {
  const { t } = useTranslation();
  return (
    <EntryDialog<{ why: string }>
      open={open}
      close={close}
      danger
      title={t('void.title')}
      words={t('void.words')}
      go={t('void.go')}
      said={t('void.done')}
      send={({ why }) =>
        deliver('checkpoint.passage.voided', { voids: row.passage, why }, { post: row.post })
      }
      done={done}
    >
      <FirstField>
        <Form.Item
          name="why"
          label={t('correct.why')}
          rules={[{ required: true, whitespace: true, message: t('correct.whyMissing') }]}
        >
          <Input maxLength={200} showCount />
        </Form.Item>
      </FirstField>
    </EntryDialog>
  );
}
