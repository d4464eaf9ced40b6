import { useState } from 'react';
import { useWords } from '../../i18n/field/words.ts';
import { PIN_LENGTH } from '../../kernel/session/crew.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { Button } from '../../ui/touch/Button.tsx';
import { PinPad } from '../../ui/touch/PinPad.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';
import { show, useApp } from './context.ts';

/** Makes the code that opens this phone when every PIN is forgotten. Shown once. */
export function RecoveryScreen() {
  const app = useApp();
  const words = useWords();
  const [pin, setPin] = useState('');
  const [code, setCode] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const onPin = async (value: string) => {
    setPin(value);
    if (value.length < PIN_LENGTH) return;
    setBusy(true);
    const result = await app.newRecoveryCode(value);
    setBusy(false);
    setPin('');
    if ('code' in result) return setCode(result.code);
    if (!('wrong' in result)) return;
    const seconds = Math.ceil(result.waitMs / 1000);
    setProblem(seconds > 0 ? words('lock.wait', { s: seconds }) : words('lock.wrong', { n: result.wrong }));
  };
  const footer = code && (
    <Button tone="primary" icon="check" onPress={() => show('form')} testId="recovery-written">
      {words('export.written')}
    </Button>
  );
  return (
    <Screen
      title={words('recovery.title')}
      back={{ label: words('back'), onPress: () => show('form') }}
      footer={footer}
      name="recovery"
    >
      <p className="lead">{words('recovery.lead')}</p>
      {problem && <Banner tone="warn">{problem}</Banner>}
      {code ? (
        <div className="passphrase">
          <span>{words('recovery.code')}</span>
          <output data-testid="recovery-shown">{code}</output>
        </div>
      ) : (
        <>
          <div className="push" />
          <PinPad
            label={words('recovery.confirm')}
            value={pin}
            length={PIN_LENGTH}
            disabled={busy}
            deleteLabel={words('delete')}
            onChange={onPin}
          />
        </>
      )}
    </Screen>
  );
}
