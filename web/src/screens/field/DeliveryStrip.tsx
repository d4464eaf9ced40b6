import { SKEW_LIMIT_MS } from '@lianfang/domain/kernel/time.ts';
import { memo } from 'react';
import { useWords } from '../../i18n/field/words.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { Button } from '../../ui/touch/Button.tsx';
import { Icon, type IconName } from '../../ui/touch/Icon.tsx';
import { show, timeText, useApp, useValue } from './context.ts';

/** Always there: delivered, waiting, refused, when last. Waiting and delivered never look alike. */
export const DeliveryStrip = memo(function DeliveryStrip() {
  const app = useApp();
  const words = useWords();
  const tally = useValue(app.tally);
  const { phase } = useValue(app.sending);
  const { inMemory } = useValue(app.rescue().state);
  const stage = useValue(app.stage);
  const waiting = tally.waiting + tally.pending + inMemory;
  const bad = phase === 'revoked' || phase === 'denied' || tally.refused > 0;
  const tone = bad ? 'danger' : waiting > 0 ? 'warn' : 'ok';
  // What waits only for its ten seconds of undo does not look like a missing network.
  const still: IconName = waiting === 0 ? 'check' : phase === 'waiting' ? 'cloudOff' : 'clock';
  const icon: IconName = bad ? 'warn' : phase === 'sending' ? 'sending' : still;
  const last =
    tally.lastDeliveredAt === undefined
      ? words('delivery.never')
      : words('delivery.last', { time: timeText(tally.lastDeliveredAt) });
  return (
    <button
      type="button"
      className={`delivery-strip tone-${tone}`}
      data-testid="delivery"
      data-waiting={waiting}
      data-delivered={tally.delivered}
      data-refused={tally.refused}
      data-phase={phase}
      disabled={stage === 'locked'}
      onClick={() => show('delivery')}
    >
      <Icon name={icon} size={18} />
      <span>{words('delivery.delivered', { n: tally.delivered })}</span>
      <span className={waiting > 0 ? 'strong' : ''}>{words('delivery.waiting', { n: waiting })}</span>
      <span className={tally.refused > 0 ? 'strong' : ''}>
        {words('delivery.refused', { n: tally.refused })}
      </span>
      <span className="last">{last}</span>
    </button>
  );
});

/** What must be said over everything else: a failing store, a wrong clock, a revoked phone. */
export function Warnings({ all = true }: { all?: boolean }) {
  const app = useApp();
  const words = useWords();
  const storage = useValue(app.rescue().state);
  const { phase, skewMs = 0 } = useValue(app.sending);
  const skewed = Math.abs(skewMs) > SKEW_LIMIT_MS;
  return (
    <>
      {storage.state !== 'ok' && (
        <Banner
          tone="danger"
          name="storage-warning"
          action={
            <Button onPress={() => show('export')} testId="storage-export">
              {words('storage.action')}
            </Button>
          }
        >
          {words(storage.state === 'none' ? 'storage.none' : 'storage.failing')} ·{' '}
          {words('storage.memory', { n: storage.inMemory })}
        </Banner>
      )}
      {all && phase === 'revoked' && (
        <Banner tone="danger" name="revoked-warning">
          {words('delivery.phase.revoked')}
        </Banner>
      )}
      {all && skewed && (
        <Banner tone="warn" icon="clock" name="skew-warning">
          {words('clock.skew', { n: Math.round(Math.abs(skewMs) / 60_000) })}
        </Banner>
      )}
    </>
  );
}
