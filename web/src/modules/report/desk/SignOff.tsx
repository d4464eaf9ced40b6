import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Modal, Timeline } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, deliver, type ReadResult } from '../../../kernel/api.ts';
import { FirstField } from '../../../ui/desk/FirstField.tsx';
import { dateTime } from '../../../ui/desk/format.ts';
import { useProblemWords } from '../../../ui/desk/States.tsx';
import { useRefusalWords } from '../../../ui/desk/useRefusalWords.ts';

type One = ReadResult<'report.one'>;
const moves = ['reviewed', 'approved', 'issued', 'returned'] as const;
type Move = (typeof moves)[number];
const way = ['compiled', 'reviewed', 'approved', 'issued'] as const;

/** The way of a report: who has put a hand to it, who is still to, and the moves that this account may make now. */
export function SignOff({ one, again }: { one: One; again: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemWords();
  const refusal = useRefusalWords();
  const [move, setMove] = useState<Move>();
  const [form] = Form.useForm<{ remark?: string }>();
  const { report, hands } = one;
  const allowed = moves.filter((name) =>
    one.moves.some((given) => given === name || given === `report.${name}`),
  );
  const send = useMutation<string | undefined, ApiProblem, { remark?: string }>({
    mutationFn: async ({ remark }) => {
      if (move === undefined) return undefined;
      const said = remark?.trim();
      const answer =
        move === 'returned'
          ? await deliver('report.returned', { report: report.id, remark: said ?? '' })
          : await deliver(`report.${move}`, { report: report.id, ...(said ? { remark: said } : {}) });
      return answer.status === 'applied' ? undefined : refusal(answer);
    },
    onSuccess: (no) => {
      again();
      if (no !== undefined) return;
      void message.success(t(`signOff.done.${move}`));
      setMove(undefined);
    },
  });
  const done = new Set<string>(hands.map((hand) => hand.step));
  const open = report.state === 'returned' ? [] : way.filter((step) => !done.has(step));
  return (
    <>
      <Timeline
        className="lf-signoff"
        items={[
          ...hands.map((hand, index) => ({
            key: index,
            color: hand.step === 'returned' ? 'red' : 'green',
            content: (
              <>
                <b>{t(`step.${hand.step}`)}</b> {hand.display}
                <br />
                <span className="lf-word-muted">{dateTime(hand.at)}</span>
                {hand.remark === undefined ? null : <blockquote>{hand.remark}</blockquote>}
              </>
            ),
          })),
          ...open.map((step) => ({
            key: step,
            color: 'gray',
            content: (
              <span className="lf-word-muted">
                {t(`step.${step}`)} · {t('signOff.waiting')}
              </span>
            ),
          })),
        ]}
      />
      {allowed.length === 0 ? (
        <p className="lf-word-muted">
          {t(
            report.state === 'issued'
              ? 'signOff.frozen'
              : report.state === 'returned'
                ? 'signOff.wasReturned'
                : 'signOff.notYours',
          )}
        </p>
      ) : (
        <div className="lf-moves">
          {allowed.map((name) => (
            <Button
              key={name}
              block
              {...(name === 'returned' ? { danger: true } : { type: 'primary' as const })}
              onClick={() => setMove(name)}
            >
              {t(`signOff.${name}`)}
            </Button>
          ))}
        </div>
      )}
      <Modal
        open={move !== undefined}
        title={move === undefined ? '' : t(`signOff.${move}`)}
        okText={move === undefined ? '' : t(`signOff.${move}`)}
        okButtonProps={{ danger: move === 'returned' }}
        onOk={() => form.submit()}
        onCancel={() => setMove(undefined)}
        confirmLoading={send.isPending}
        destroyOnHidden
        afterClose={() => send.reset()}
      >
        <p className="lf-about">{move === undefined ? '' : t(`signOff.words.${move}`)}</p>
        {send.error || send.data ? (
          <Alert type="error" showIcon className="lf-gap" title={send.data ?? words(send.error)} />
        ) : null}
        <Form form={form} layout="vertical" onFinish={(fields) => send.mutate(fields)}>
          <FirstField>
            <Form.Item
              name="remark"
              label={t(move === 'returned' ? 'signOff.remarkNeeded' : 'signOff.remark')}
              rules={
                move === 'returned'
                  ? [{ required: true, whitespace: true, message: t('signOff.remarkMissing') }]
                  : []
              }
            >
              <Input.TextArea rows={3} maxLength={500} showCount />
            </Form.Item>
          </FirstField>
        </Form>
      </Modal>
    </>
  );
}
