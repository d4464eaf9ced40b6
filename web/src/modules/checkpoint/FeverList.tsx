import { feverOutcomes } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { useState } from 'react';
import type { Say } from '../../i18n/field/words.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { Button } from '../../ui/touch/Button.tsx';
import { DigitPad } from '../../ui/touch/DigitPad.tsx';
import { PadField } from '../../ui/touch/Field.tsx';
import { Icon } from '../../ui/touch/Icon.tsx';
import { Sheet } from '../../ui/touch/Sheet.tsx';
import { degreesOf, temperatureText } from './draft.ts';
import type { Fever } from './fevers.ts';

export type FeverOutcome = (typeof feverOutcomes)[number];
export type FeverCard = Fever & { readonly who?: string | undefined; readonly plate?: string | undefined };

type Props = {
  words: Say;
  fevers: readonly FeverCard[];
  clinician: boolean;
  now: number;
  timeText: (at: number) => string;
  onSwitch: () => void;
  onEnd: (fever: Fever, outcome: FeverOutcome, temperature: number | undefined) => void;
};

/** Who waits for the clinician. Each of them has one ending, given by a clinician. */
export function FeverList({ words, fevers, clinician, now, timeText, onSwitch, onEnd }: Props) {
  const [ending, setEnding] = useState<Fever>();
  return (
    <>
      {!clinician && (
        <Banner
          tone="info"
          icon="clinician"
          action={<Button onPress={onSwitch}>{words('lock.switch')}</Button>}
        >
          {words('fever.clinicianOnly')}
        </Banner>
      )}
      {fevers.length === 0 && <p className="lead nothing">{words('fever.empty')}</p>}
      <ul className="cards">
        {fevers.map((fever) => (
          <li
            key={`${fever.passage}/${fever.person}`}
            className={fever.dueAt < now ? 'card overdue' : 'card'}
            data-testid="fever-card"
          >
            <div className="card-main">
              <b className="fever-degrees">
                {fever.temperature === undefined ? words('form.symptoms') : `${fever.temperature} ℃`}
              </b>
              <span>
                {fever.plate ?? (fever.elsewhere ? words('fever.otherPhone') : words('form.pedestrian'))} ·{' '}
                {fever.who ?? words('fever.person', { n: fever.person + 1 })}
              </span>
              <small>
                <Icon name="clock" size={15} />
                {fever.dueAt < now
                  ? words('fever.overdue', { n: Math.ceil((now - fever.dueAt) / 60_000) })
                  : words('fever.due', { time: timeText(fever.dueAt) })}
              </small>
            </div>
            <Button tone="danger" disabled={!clinician} onPress={() => setEnding(fever)} testId="fever-end">
              {words('fever.end')}
            </Button>
          </li>
        ))}
      </ul>
      {ending && (
        <EndSheet
          words={words}
          onClose={() => setEnding(undefined)}
          onEnd={(outcome, temperature) => {
            setEnding(undefined);
            onEnd(ending, outcome, temperature);
          }}
        />
      )}
    </>
  );
}

type EndProps = {
  words: Say;
  onClose: () => void;
  onEnd: (outcome: FeverOutcome, temperature: number | undefined) => void;
};

function EndSheet({ words, onClose, onEnd }: EndProps) {
  const [digits, setDigits] = useState('');
  const [pad, setPad] = useState(false);
  return (
    <Sheet title={words('fever.end')} closeLabel={words('cancel')} onClose={onClose} name="fever-sheet">
      <PadField
        name="remeasured"
        label={words('fever.remeasured')}
        value={temperatureText(digits)}
        placeholder={words('optional')}
        active={pad}
        onOpen={() => setPad(!pad)}
      />
      {pad && (
        <DigitPad
          deleteLabel={words('delete')}
          onKey={(key) => setDigits((before) => (before + key).slice(0, 3))}
          onDelete={() => setDigits((before) => before.slice(0, -1))}
        />
      )}
      {feverOutcomes.map((outcome) => (
        <Button
          key={outcome}
          wide
          testId={`ended-${outcome}`}
          onPress={() => onEnd(outcome, degreesOf(digits))}
        >
          {words(`fever.${outcome}`)}
        </Button>
      ))}
    </Sheet>
  );
}
