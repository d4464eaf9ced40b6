import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { useTranslation } from 'react-i18next';

/** Why an entry was held or refused, in words; the code itself where it has none yet. */
export function useRefusalWords(): (answer: Pick<Answer, 'status' | 'reason'>) => string {
  const { t } = useTranslation();
  return ({ status, reason }) => {
    // Codes can carry what they are about behind a colon.
    const code = reason?.split(':')[0];
    const known = code === undefined ? '' : t(`refusal.${code}`, { defaultValue: '' });
    const what = t(status === 'held' ? 'refusal.held' : 'refusal.refused');
    return `${what} ${known || (reason ?? '')}`.trim();
  };
}
