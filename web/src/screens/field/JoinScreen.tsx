import { useEffect, useState } from 'react';
import { useWords, wordsFor } from '../../i18n/field/words.ts';
import { hasRecoveryCode, type Joined, joinCrew, PIN_LENGTH, weakPin } from '../../kernel/session/crew.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { Button } from '../../ui/touch/Button.tsx';
import { TextField } from '../../ui/touch/Field.tsx';
import { PinPad } from '../../ui/touch/PinPad.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';
import { useApp, useValue } from './context.ts';
import { LanguageButton } from './LanguageButton.tsx';

/** A crew member joins this phone: account and password once, then a PIN of their own. */
export function JoinScreen({ onBack }: { onBack?: () => void }) {
  const app = useApp();
  const words = useWords();
  const members = useValue(app.crew);
  const [joined, setJoined] = useState<Joined>();
  const [first, setFirst] = useState<string>();
  const [chosen, setChosen] = useState<string>();
  const [voucher, setVoucher] = useState<string>();
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [byCode, setByCode] = useState(false);
  const [recovery, setRecovery] = useState('');
  const recoverable = useRecoverable();

  const finish = async (own: string, vouch?: { account: string; pin: string }) => {
    if (joined === undefined) return;
    setBusy(true);
    const result = await app.join(joined, own, vouch);
    setBusy(false);
    setPin('');
    if ('wrong' in result) {
      setProblem(
        result.waitMs > 0
          ? words('lock.wait', { s: Math.ceil(result.waitMs / 1000) })
          : words('lock.wrong', { n: result.wrong }),
      );
    }
  };

  const onPin = (value: string) => {
    setPin(value);
    if (value.length < PIN_LENGTH) return;
    setProblem(undefined);
    if (chosen !== undefined) {
      if (voucher !== undefined) void finish(chosen, { account: voucher, pin: value });
      return;
    }
    setPin('');
    if (first === undefined) {
      if (weakPin(value)) setProblem(words('join.weakPin'));
      else setFirst(value);
    } else if (first !== value) {
      setFirst(undefined);
      setProblem(words('join.pinsDiffer'));
    } else {
      const others = members.filter(({ account }) => account !== joined?.account);
      if (members.length === 0) return void finish(value);
      setChosen(value);
      setVoucher((others[0] ?? members[0])?.account);
    }
  };

  const recover = async () => {
    if (joined === undefined || chosen === undefined) return;
    setBusy(true);
    const result = await app.recoverWith(recovery, joined, chosen);
    setBusy(false);
    if (!('opened' in result)) setProblem(words('recovery.wrong'));
  };

  const back = onBack && { label: words('back'), onPress: onBack };
  if (joined === undefined) return <SignIn back={back} onJoined={setJoined} />;
  const label = words(
    chosen !== undefined ? 'join.voucher' : first === undefined ? 'join.choosePin' : 'join.repeatPin',
  );
  return (
    <Screen title={joined.name} back={back} aside={<LanguageButton />} name="join-pin">
      {problem && <Banner tone="warn">{problem}</Banner>}
      {chosen !== undefined && (
        <div className="names">
          {members.map(({ account, name }) => (
            <Button
              key={account}
              pressed={account === voucher}
              tone={account === voucher ? 'info' : 'plain'}
              onPress={() => setVoucher(account)}
            >
              {name}
            </Button>
          ))}
        </div>
      )}
      {chosen !== undefined && recoverable && (
        <Button icon="shield" onPress={() => setByCode(!byCode)} testId="by-recovery">
          {words('recovery.use')}
        </Button>
      )}
      {byCode && (
        <>
          <TextField
            name="recovery-code"
            label={words('recovery.code')}
            value={recovery}
            most={24}
            autoComplete="off"
            onChange={setRecovery}
          />
          <Button
            tone="primary"
            busy={busy}
            disabled={recovery.length < 16}
            onPress={recover}
            testId="recovery-go"
          >
            {words('recovery.go')}
          </Button>
        </>
      )}
      <div className="push" />
      {!byCode && (
        <PinPad
          label={label}
          value={pin}
          length={PIN_LENGTH}
          disabled={busy}
          deleteLabel={words('delete')}
          onChange={onPin}
        />
      )}
    </Screen>
  );
}

/** Whether a recovery code was made for this phone. */
function useRecoverable(): boolean {
  const app = useApp();
  const [recoverable, setRecoverable] = useState(false);
  useEffect(() => {
    const db = app.database();
    if (db !== undefined) void hasRecoveryCode(db).then(setRecoverable);
  }, [app]);
  return recoverable;
}

function SignIn({
  back,
  onJoined,
}: {
  back: { label: string; onPress: () => void } | undefined;
  onJoined: (joined: Joined) => void;
}) {
  const app = useApp();
  const words = useWords();
  const [account, setAccount] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);

  const go = async () => {
    setBusy(true);
    const token = await app.session()?.token();
    const sign = { account: account.trim(), password, ...(code.trim() === '' ? {} : { code: code.trim() }) };
    const result = typeof token === 'string' ? await joinCrew(token, sign) : (token ?? { failed: 'lost' });
    setBusy(false);
    if ('failed' in result) return setFailed(result.failed);
    setPassword('');
    onJoined(result);
  };
  const footer = (
    <Button
      tone="primary"
      icon="person"
      submit
      busy={busy}
      disabled={account === '' || password === ''}
      testId="join-go"
    >
      {words('join.go')}
    </Button>
  );
  return (
    <form
      className="whole"
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      <Screen title={words('join.title')} back={back} footer={footer} aside={<LanguageButton />} name="join">
        <p className="lead">{words('join.lead')}</p>
        {failed && (
          <Banner tone="danger" name="join-failed">
            {wordsFor(words, 'fail', failed)}
          </Banner>
        )}
        <TextField
          name="join-account"
          label={words('join.account')}
          value={account}
          autoComplete="username"
          onChange={setAccount}
        />
        <TextField
          name="join-password"
          type="password"
          label={words('join.password')}
          value={password}
          autoComplete="current-password"
          onChange={setPassword}
        />
        {(failed === 'session.second_factor' || code !== '') && (
          <TextField
            name="join-code"
            label={words('join.code')}
            value={code}
            inputMode="numeric"
            autoComplete="one-time-code"
            most={8}
            onChange={setCode}
          />
        )}
      </Screen>
    </form>
  );
}
