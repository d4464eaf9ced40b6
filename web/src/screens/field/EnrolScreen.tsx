import { lazy, Suspense, useEffect, useState } from 'react';
import { useWords, wordsFor } from '../../i18n/field/words.ts';
import { enrolmentCode } from '../../kernel/session/device.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { Button } from '../../ui/touch/Button.tsx';
import { TextField } from '../../ui/touch/Field.tsx';
import { Icon } from '../../ui/touch/Icon.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';
import { useApp } from './context.ts';
import { LanguageButton } from './LanguageButton.tsx';

const Scanner = lazy(() => import('./Scanner.tsx'));

/** Binds the phone to its post, once, by the desk's QR code or the short code under it. */
export function EnrolScreen() {
  const app = useApp();
  const words = useWords();
  const [code, setCode] = useState(
    () => enrolmentCode(location.hash.startsWith('#enrol=') ? location.hash : '') ?? '',
  );
  const [name, setName] = useState('');
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [scanning, setScanning] = useState(false);

  useEffect(() => {
    // The code is used once and has no business in the history of the browser.
    if (location.hash.startsWith('#enrol=')) history.replaceState(null, '', location.pathname);
  }, []);

  const go = async () => {
    const clean = enrolmentCode(code);
    if (clean === undefined) return setFailed('device.code');
    setBusy(true);
    const failure = await app.enrolDevice(clean, name.trim() || words('enrol.defaultName'));
    setBusy(false);
    setFailed(failure?.failed);
  };

  if (scanning) {
    return (
      <Suspense fallback={<p className="lead">{words('busy')}</p>}>
        <Scanner
          title={words('scan.enrolTitle')}
          onClose={() => setScanning(false)}
          onText={(text) => {
            const found = enrolmentCode(text);
            if (found === undefined) return false;
            setCode(found);
            setScanning(false);
            return true;
          }}
        />
      </Suspense>
    );
  }
  const footer = (
    <>
      <Button icon="scan" onPress={() => setScanning(true)} testId="enrol-scan">
        {words('enrol.scan')}
      </Button>
      <Button
        tone="primary"
        icon="shield"
        busy={busy}
        disabled={code.trim() === ''}
        onPress={go}
        testId="enrol-go"
      >
        {words('enrol.go')}
      </Button>
    </>
  );
  return (
    <Screen title={words('enrol.title')} footer={footer} aside={<LanguageButton />} name="enrol">
      <p className="lead">{words('enrol.lead')}</p>
      {failed && (
        <Banner tone="danger" name="enrol-failed">
          {wordsFor(words, 'fail', failed)}
        </Banner>
      )}
      <TextField
        name="enrol-code"
        label={words('enrol.code')}
        placeholder={words('enrol.codeHint')}
        value={code}
        most={24}
        autoComplete="off"
        onChange={(text) => setCode(text.toUpperCase())}
      />
      <TextField
        name="enrol-name"
        label={words('enrol.name')}
        placeholder={words('enrol.nameHint')}
        value={name}
        most={40}
        onChange={setName}
      />
      <p className="lead with-icon">
        <Icon name="shield" size={20} />
        {words('enrol.keyNote')}
      </p>
    </Screen>
  );
}
