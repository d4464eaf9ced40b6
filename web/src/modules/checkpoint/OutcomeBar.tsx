import type { Outcome } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { memo } from 'react';
import type { Say } from '../../i18n/field/words.ts';
import { Icon, type IconName } from '../../ui/touch/Icon.tsx';

const looks: readonly { outcome: Outcome; icon: IconName; tone: string }[] = [
  { outcome: 'handed_to_clinician', icon: 'clinician', tone: 'danger' },
  { outcome: 'sent_to_sampling', icon: 'sample', tone: 'info' },
  { outcome: 'turned_back', icon: 'turnBack', tone: 'warn' },
  { outcome: 'passed', icon: 'check', tone: 'ok' },
];

type Props = {
  words: Say;
  proposed?: Outcome | undefined;
  onChoose: (outcome: Outcome) => void;
};

/** The four endings. One tap saves: what was hit by mistake is taken back within ten seconds. */
export const OutcomeBar = memo(function OutcomeBar({ words, proposed, onChoose }: Props) {
  return (
    <fieldset className={proposed ? 'outcomes proposing' : 'outcomes'}>
      {looks.map(({ outcome, icon, tone }) => (
        <button
          key={outcome}
          type="button"
          className={`outcome fill-${tone}${proposed === outcome ? ' proposed' : ''}`}
          data-testid={`outcome-${outcome}`}
          onClick={() => onChoose(outcome)}
        >
          <Icon name={icon} size={26} />
          <span>{words(`outcome.${outcome}`)}</span>
        </button>
      ))}
    </fieldset>
  );
});
