import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { useTranslation } from 'react-i18next';

/** A reason of the server in words; the code itself where it has none yet. Codes can say what they are about behind a colon. */
export function useReasonWords(): (reason: string | undefined) => string {
  const { t } = useTranslation();
  return (reason) => {
    const code = reason?.split(':')[0] ?? '';
    return code === '' ? '' : t(`refusal.${code}`, { defaultValue: reason ?? code });
  };
}

/** The fields that a reason of the server is about, by their names in the entry. */
export function fieldsOf(reason: string | undefined): string[] {
  return reason?.split(': ')[1]?.split(', ') ?? [];
}

/** Why an entry just delivered was held or refused, in a sentence. */
export function useRefusalWords(): (answer: Pick<Answer, 'status' | 'reason'>) => string {
  const { t } = useTranslation();
  const words = useReasonWords();
  return ({ status, reason }) =>
    `${t(status === 'held' ? 'refusal.held' : 'refusal.refused')} ${words(reason)}`.trim();
}
