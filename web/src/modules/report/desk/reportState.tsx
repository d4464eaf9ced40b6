import type { ReportState } from '@lianfang/domain/modules/report/rules.ts';
import { useTranslation } from 'react-i18next';
import { Mark } from '../../../ui/desk/Page.tsx';

const tones = {
  compiled: 'warn',
  reviewed: 'warn',
  approved: 'warn',
  issued: 'good',
  returned: 'danger',
} as const;

export function ReportStateMark({ state }: { state: ReportState }) {
  const { t } = useTranslation();
  return <Mark tone={tones[state]}>{t(`reportState.${state}`)}</Mark>;
}
