import { useTranslation } from 'react-i18next';
import type { ReadResult } from '../../../kernel/api.ts';

export type Held = ReadResult<'import.held'>['rows'][number];

/** The reasons why a row is held, in words; several stand in one text, divided by commas or spaces. */
export function useHeldReason(): (reason: string) => string {
  const { t } = useTranslation();
  return (reason) =>
    reason
      .split(/[,;\s]+/)
      .filter((code) => code !== '')
      .map((code) => t(`heldReason.${code}`, { defaultValue: t(`refusal.${code}`, { defaultValue: code }) }))
      .join(t('common.listComma'));
}
