import type { Standing } from '@lianfang/domain/modules/response/rows.ts';
import { useTranslation } from 'react-i18next';
import { BalanceBar } from '../../../ui/desk/BalanceBar.tsx';
import { count } from '../../../ui/desk/format.ts';
import { Mark } from '../../../ui/desk/Page.tsx';

/** How obligations stand, as a bar and a line of figures; what is overdue is said first. */
export function StandingLine({ of }: { of: Standing }) {
  const { t } = useTranslation();
  if (of.total === 0) return <p className="lf-word-muted lf-standing">{t('standing.nothing')}</p>;
  const waiting = of.returned + of.done;
  return (
    <div className="lf-standing">
      <BalanceBar
        size="small"
        broken={t('balanceBar.broken')}
        whole={{ label: '', n: of.total }}
        parts={[
          { key: 'confirmed', label: '', n: of.confirmed, tone: 'good' },
          { key: 'done', label: '', n: of.done, tone: 'quiet' },
          { key: 'accepted', label: '', n: of.accepted, tone: 'open' },
          { key: 'open', label: '', n: of.open, tone: 'faint' },
          { key: 'returned', label: '', n: of.returned, tone: 'danger' },
          { key: 'cancelled', label: '', n: of.cancelled, tone: 'faint' },
        ]}
      />
      <span className="lf-standing-words">
        {of.overdue > 0 ? <Mark tone="danger">{t('standing.overdue', { n: count(of.overdue) })}</Mark> : null}
        <span>{t('standing.open', { n: count(of.open) })}</span>
        <span>{t('standing.accepted', { n: count(of.accepted) })}</span>
        {waiting > 0 ? <span>{t('standing.waiting', { n: count(waiting) })}</span> : null}
        <span>{t('standing.confirmed', { n: count(of.confirmed), all: count(of.total) })}</span>
      </span>
    </div>
  );
}
