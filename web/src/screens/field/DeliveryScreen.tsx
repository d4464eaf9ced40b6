import { SKEW_LIMIT_MS } from '@lianfang/domain/kernel/time.ts';
import { useWords } from '../../i18n/field/words.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { Button } from '../../ui/touch/Button.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';
import { show, timeText, useApp, useValue } from './context.ts';
import { Warnings } from './DeliveryStrip.tsx';

/** How far this phone's records are on their way, in words, and what can be done about it. */
export function DeliveryScreen() {
  const app = useApp();
  const words = useWords();
  const tally = useValue(app.tally);
  const sending = useValue(app.sending);
  const device = useValue(app.device);
  const { inMemory } = useValue(app.rescue().state);
  const waiting = tally.waiting + tally.pending + inMemory;
  const bad = sending.phase === 'revoked' || sending.phase === 'denied';
  const phase = sending.phase === 'idle' && waiting > 0 ? 'sending' : sending.phase;
  const footer = (
    <Button
      tone="primary"
      icon="sending"
      disabled={sending.phase === 'revoked'}
      onPress={app.sendNow}
      testId="send-now"
    >
      {words('delivery.now')}
    </Button>
  );
  const figures: [string, string, string][] = [
    ['delivered', words('delivery.delivered', { n: '' }), String(tally.delivered)],
    ['waiting', words('delivery.waiting', { n: '' }), String(waiting)],
    ['refused', words('delivery.refused', { n: '' }), String(tally.refused)],
    ['held', words('delivery.held', { n: '' }), String(tally.held)],
  ];
  return (
    <Screen
      title={words('delivery.title')}
      back={{ label: words('back'), onPress: () => show('form') }}
      footer={footer}
      name="delivery-screen"
    >
      <Warnings all={false} />
      <Banner
        tone={bad ? 'danger' : waiting > 0 ? 'warn' : 'ok'}
        icon={bad ? 'warn' : waiting > 0 ? 'cloudOff' : 'check'}
        name="phase"
      >
        {words(`delivery.phase.${phase}`)}
        {sending.nextTryAt !== undefined &&
          sending.phase === 'waiting' &&
          ` · ${words('delivery.next', { time: clock(sending.nextTryAt) })}`}
      </Banner>
      <div className="figures">
        {figures.map(([key, text, value]) => (
          <div key={key} className={`figure figure-${key}`}>
            <b>{value}</b>
            <span>{text.trim()}</span>
          </div>
        ))}
      </div>
      <Button
        wide
        icon="flag"
        tone={tally.refused > 0 ? 'danger' : 'plain'}
        onPress={() => show('tray')}
        testId="open-tray"
      >
        {words('delivery.tray')} {tally.refused + tally.held > 0 ? tally.refused + tally.held : ''}
      </Button>
      <Button wide icon="download" onPress={() => show('export')} testId="open-export">
        {words('delivery.export')}
      </Button>
      <Button wide icon="upload" onPress={() => show('import')} testId="open-import">
        {words('delivery.import')}
      </Button>
      <p className="lead small">
        {tally.lastDeliveredAt === undefined
          ? words('delivery.never')
          : words('delivery.last', { time: timeText(tally.lastDeliveredAt) })}
        {sending.lastContactAt !== undefined &&
          ` · ${words('delivery.contact', { time: timeText(sending.lastContactAt) })}`}
        <br />
        {words('delivery.captured', { n: tally.seq })}
        {Math.abs(sending.skewMs ?? 0) > SKEW_LIMIT_MS && (
          <>
            <br />
            {words('clock.skew', { n: Math.round(Math.abs(sending.skewMs ?? 0) / 60_000) })}
          </>
        )}
        <br />
        {words('delivery.device')} {device?.name} · {device?.device.slice(0, 8)}
      </p>
    </Screen>
  );
}

function clock(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(11, 19);
}
