import { useState } from 'react';
import { useWords } from '../../i18n/field/words.ts';
import { CountsStrip } from '../../modules/checkpoint/CountsStrip.tsx';
import { closeShift, noCounts } from '../../modules/checkpoint/shifts.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { Button } from '../../ui/touch/Button.tsx';
import { TextField } from '../../ui/touch/Field.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';
import { play, show, timeText, useApp, useValue } from './context.ts';
import { whyNot } from './finish.ts';

/** Hands the post over: what the next shift must know, and what is still open. */
export function CloseScreen() {
  const app = useApp();
  const words = useWords();
  const shift = useValue(app.shift);
  const tally = useValue(app.tally);
  const fevers = useValue(app.fevers);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const waiting = tally.waiting + tally.pending;

  const close = async () => {
    if (shift === undefined) return;
    setBusy(true);
    const kept = await closeShift(app.station(), shift, note);
    setBusy(false);
    if (!('id' in kept)) return setProblem(whyNot(words, kept));
    play('saved');
    app.shift.set(undefined);
    app.draft.set(undefined);
    show('form');
    app.stage.set('shift');
  };
  const footer = (
    <Button tone="warn" icon="check" busy={busy} onPress={close} testId="close-go">
      {words('shift.closeGo')}
    </Button>
  );
  return (
    <Screen
      title={words('shift.closeTitle')}
      back={{ label: words('back'), onPress: () => show('form') }}
      footer={footer}
      name="close"
    >
      {shift && <p className="lead">{words('shift.since', { time: timeText(shift.openedAt) })}</p>}
      <CountsStrip
        words={words}
        counts={shift?.counts ?? noCounts}
        openFevers={0}
        onRecords={() => show('records')}
        onFevers={() => show('fevers')}
      />
      {problem && <Banner tone="danger">{problem}</Banner>}
      {fevers.length > 0 && (
        <Banner
          tone="danger"
          icon="thermometer"
          action={<Button onPress={() => show('fevers')}>{words('menu.fevers')}</Button>}
        >
          {words('shift.feversOpen', { n: fevers.length })}
        </Banner>
      )}
      {waiting > 0 && (
        <Banner tone="warn" icon="cloudOff">
          {words('shift.unsent', { n: waiting })}
        </Banner>
      )}
      <TextField
        name="handover-note"
        label={words('shift.note')}
        placeholder={words('shift.noteHint')}
        rows={6}
        most={1000}
        value={note}
        onChange={setNote}
      />
    </Screen>
  );
}
