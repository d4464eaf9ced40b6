import { useTranslation } from 'react-i18next';
import { STALE_AFTER_MS, useLive } from '../../kernel/live.ts';
import { clockSeconds, count } from '../../ui/desk/format.ts';
import { useAgo } from '../../ui/desk/useAgo.ts';
import { useClock } from '../../ui/desk/useClock.ts';

/**
 * "Data as of position, hh:mm:ss": `at` is the server's time of the figures shown, `heardAt` when they came. Turns red
 * when nothing has been heard for longer than the server is ever silent.
 */
export function LiveStamp({
  position,
  at,
  updatedAt,
}: {
  position?: string | undefined;
  at?: string | undefined;
  updatedAt?: number;
}) {
  const { t } = useTranslation();
  const live = useLive();
  const now = useClock(5000);
  const ago = useAgo();
  const heard = Math.max(live.heardAt ?? 0, updatedAt ?? 0);
  const stale = live.state === 'lost' || (heard > 0 && now - heard > STALE_AFTER_MS);
  const shown = position ?? live.position;
  return (
    <span className={`lf-stamp ${stale ? 'lf-stale' : ''}`} role="status">
      <span className="lf-dot" aria-hidden="true" />
      {shown === undefined || at === undefined
        ? t('stamp.waiting')
        : t('stamp.asOf', { position: count(Number(shown)), at: clockSeconds(at) })}
      {stale && heard > 0 ? <strong>{t('stamp.stale', { ago: ago(now - heard) })}</strong> : null}
    </span>
  );
}
