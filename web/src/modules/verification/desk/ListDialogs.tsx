import { App, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { deliver, exportFeedback } from '../../../kernel/api.ts';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import { PurposeDialog, type Stated } from '../../../ui/desk/PurposeDialog.tsx';

type Props = { open: boolean; close: () => void; list: { id: string; name: string; sender: string } };

/** Takes a list back for its sender: what is open goes back, what was found stays. */
export function WithdrawDialog({ open, close, list }: Props) {
  const { t } = useTranslation();
  return (
    <EntryDialog<{ why: string }>
      open={open}
      close={close}
      danger
      title={t('oneList.withdraw')}
      words={t('oneList.withdrawWords', { name: list.name })}
      go={t('oneList.withdraw')}
      said={t('oneList.withdrawn')}
      send={({ why }) => deliver('verification.list.withdrawn', { list: list.id, why })}
    >
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

/** The answer to the sender: the sender's own columns with the findings added, for a stated purpose. */
export function FeedbackDialog({ open, close, list }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return (
    <PurposeDialog<Stated, void>
      open={open}
      title={t('oneList.feedback')}
      words={t('oneList.feedbackWords', { sender: list.sender })}
      go={t('oneList.feedbackGo')}
      purposes={['export']}
      initial={{ purpose: 'export' }}
      order={({ why }) => exportFeedback(list.id, why)}
      done={() => void message.success(t('export.done'))}
      close={close}
    />
  );
}
