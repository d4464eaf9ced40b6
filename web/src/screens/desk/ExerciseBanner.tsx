import { useTranslation } from 'react-i18next';

/** Stands over every page of an exercise, so that nobody takes a practised figure for a true one. */
export function ExerciseBanner() {
  const { t } = useTranslation();
  return (
    <div className="lf-exercise" role="note">
      <strong lang="zh-CN">演练</strong>
      <strong lang="en">EXERCISE</strong>
      <span>{t('shell.exercise')}</span>
    </div>
  );
}
