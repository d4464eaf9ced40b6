import { useState } from 'react';
import { useWords, type Word } from '../../i18n/field/words.ts';
import { PIN_LENGTH, pinWaitMs } from '../../kernel/session/crew.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { Button } from '../../ui/touch/Button.tsx';
import { Icon } from '../../ui/touch/Icon.tsx';
import { PinPad } from '../../ui/touch/PinPad.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';
import { play, useApp, useNow, useValue } from './context.ts';
import { DeliveryStrip } from './DeliveryStrip.tsx';
import { JoinScreen } from './JoinScreen.tsx';
import { LanguageButton } from './LanguageButton.tsx';

/** Whoever works next chooses their name and enters their PIN. Nothing of the travellers is seen here. */
export function LockScreen() {
  const app = useApp();
  const words = useWords();
  const members = useValue(app.crew);
  const device = useValue(app.device);
  const now = useNow(1_000);
  const [account, setAccount] = useState(() => (members.length === 1 ? members[0]?.account : undefined));
  const [pin, setPin] = useState('');
  const [wrong, setWrong] = useState<{ count: number; until: number }>();
  const [busy, setBusy] = useState(false);
  const [joining, setJoining] = useState(false);
  const member = members.find((one) => one.account === account);
  const stored = member === undefined ? 0 : now + pinWaitMs(member, now);
  const wait = Math.max(0, Math.ceil((Math.max(stored, wrong?.until ?? 0) - now) / 1000));

  if (joining) return <JoinScreen onBack={() => setJoining(false)} />;

  const onPin = async (value: string) => {
    setPin(value);
    if (value.length < PIN_LENGTH || member === undefined) return;
    setBusy(true);
    const result = await app.unlockWith({ account: member.account, pin: value });
    setBusy(false);
    setPin('');
    if ('wrong' in result) {
      play('error');
      setWrong({ count: result.wrong, until: Date.now() + result.waitMs });
    }
  };
  return (
    <Screen title={device?.postName ?? device?.post ?? words('app')} aside={<LanguageButton />} name="locked">
      <DeliveryStrip />
      <div className="names" data-testid="names">
        {members.map((one) => (
          <Button
            key={one.account}
            pressed={one.account === account}
            tone={one.account === account ? 'info' : 'plain'}
            onPress={() => {
              setAccount(one.account);
              setPin('');
              setWrong(undefined);
            }}
          >
            {one.name} · {words(agencyWord(one.agency))}
          </Button>
        ))}
        <Button icon="plus" onPress={() => setJoining(true)} testId="join-other">
          {words('join.other')}
        </Button>
      </div>
      <div className="push" />
      {wait > 0 ? (
        <Banner tone="danger" icon="clock" name="pin-wait">
          {words('lock.wait', { s: wait })}
        </Banner>
      ) : (
        wrong && <Banner tone="warn">{words('lock.wrong', { n: wrong.count })}</Banner>
      )}
      {member === undefined ? (
        <p className="pin-label with-icon center">
          <Icon name="lock" />
          {words('lock.title')}
        </p>
      ) : (
        <PinPad
          label={words('lock.pin', { name: member.name })}
          value={pin}
          length={PIN_LENGTH}
          disabled={busy || wait > 0}
          deleteLabel={words('delete')}
          onChange={onPin}
        />
      )}
    </Screen>
  );
}

export function agencyWord(agency: string): Word {
  const known = ['police', 'health', 'cdc', 'transport', 'township', 'village', 'volunteer'];
  return (known.includes(agency) ? `agency.${agency}` : 'agency.other') as Word;
}
