import { type Purpose, purposes } from '@lianfang/domain/kernel/access.ts';
import { useTranslation } from 'react-i18next';
import { type Reveal, reveal } from '../../kernel/api.ts';
import { PurposeDialog, type Stated } from './PurposeDialog.tsx';

const forLooking: readonly Purpose[] = purposes.filter((one) => one !== 'export');

type Props = {
  /** The entries whose personal half is asked for; none while nothing is asked. */
  entries: readonly string[];
  /** What it is most likely for. */
  purpose?: Purpose;
  close: () => void;
  opened: (reveals: Reveal[]) => void;
};

/** Asks for what purpose and why personal data is to be opened, and opens it through the one door, which logs it. */
export function OpenDialog({ entries, purpose = 'verification', close, opened }: Props) {
  const { t } = useTranslation();
  return (
    <PurposeDialog<Stated, Reveal[]>
      open={entries.length > 0}
      title={t('reveal.title')}
      words={entries.length > 1 ? t('reveal.wordsMany', { n: entries.length }) : t('reveal.words')}
      go={t('reveal.go')}
      purposes={forLooking}
      initial={{ purpose }}
      example={t('reveal.example')}
      order={(stated) => reveal([...entries], stated.purpose, stated.why)}
      done={opened}
      close={close}
    />
  );
}
