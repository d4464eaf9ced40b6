import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { count, shortTime } from '../../ui/desk/format.ts';
import { Mark, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded } from '../../ui/desk/States.tsx';
import { useAgo } from '../../ui/desk/useAgo.ts';

/** The devices that still hold something back, the longest first. */
export function DevicesBehind({ now }: { now: number }) {
  const { t } = useTranslation();
  const ago = useAgo();
  const devices = useRead('ledger.devices', {}, { live: true, every: 60_000 });
  return (
    <Sheet title={t('behind.title')} extra={<Link to="/delivery">{t('behind.all')}</Link>}>
      <Loaded of={devices} rows={5}>
        {(data) => {
          const behind = data.devices
            .filter((device) => device.missing > 0)
            .sort((a, b) => (a.behindSince ?? '').localeCompare(b.behindSince ?? ''));
          const active = data.devices.filter((device) => device.state === 'active').length;
          return (
            <>
              <p className="lf-word-muted">
                {t('behind.ratio', { delivered: count(active - data.behind), active: count(active) })}
              </p>
              {active === 0 ? (
                <p className="lf-word-muted">{t('delivery.noDevices')}</p>
              ) : behind.length === 0 ? (
                <p>
                  <Mark tone="good">{t('behind.none')}</Mark>
                </p>
              ) : (
                <ul className="lf-behind">
                  {behind.slice(0, 7).map((device) => (
                    <li key={device.id}>
                      <Mark tone="warn">{device.name}</Mark>
                      <b>{t('exceptions.missing', { n: count(device.missing) })}</b>
                      <small>
                        {device.post ?? '–'} ·{' '}
                        {device.behindSince === undefined
                          ? t('behind.unknown')
                          : t('behind.since', {
                              at: shortTime(device.behindSince),
                              ago: ago(now - Date.parse(device.behindSince)),
                            })}
                      </small>
                    </li>
                  ))}
                </ul>
              )}
            </>
          );
        }}
      </Loaded>
    </Sheet>
  );
}
