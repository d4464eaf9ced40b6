import { useEffect, useRef } from 'react';
import type { Say } from '../../i18n/field/words.ts';
import { Icon } from '../../ui/touch/Icon.tsx';
import type { DraftPerson } from './draft.ts';
import { isFever } from './PersonEditor.tsx';

type Props = {
  words: Say;
  vehicle: boolean;
  persons: readonly DraftPerson[];
  at: number;
  feverFrom: number;
  onChoose: (place: number) => void;
  onAdd: () => void;
};

/** The persons of the passage side by side, the driver first; the chosen one is always in sight. */
export function PersonTabs({ words, vehicle, persons, at, feverFrom, onChoose, onAdd }: Props) {
  const tabs = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (at > 0) tabs.current?.children[at]?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [at]);
  return (
    <div className="person-tabs" ref={tabs}>
      {persons.map((one, place) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: a person of the form is known by their place alone
          key={place}
          type="button"
          aria-pressed={place === at}
          className={isFever(one, feverFrom) ? 'tab fever' : 'tab'}
          data-testid={`person-${place}`}
          onClick={() => onChoose(place)}
        >
          {isFever(one, feverFrom) && <Icon name="thermometer" size={18} />}
          <span>{one.name || tabName(words, vehicle, place)}</span>
        </button>
      ))}
      <button
        type="button"
        className="tab add"
        data-testid="add-person"
        disabled={persons.length >= 100}
        onClick={onAdd}
      >
        <Icon name="plus" size={20} />
        <span>{words('form.addPerson')}</span>
      </button>
    </div>
  );
}

function tabName(words: Say, vehicle: boolean, place: number): string {
  if (!vehicle) return words('form.walker', { n: place + 1 });
  return place === 0 ? words('form.driver') : words('form.passenger', { n: place });
}
