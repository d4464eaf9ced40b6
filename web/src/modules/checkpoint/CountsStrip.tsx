import { memo } from 'react';
import type { Say, Word } from '../../i18n/field/words.ts';
import { Icon } from '../../ui/touch/Icon.tsx';
import type { Counts } from './shifts.ts';

const shown: readonly [keyof Counts, Word][] = [
  ['vehicles', 'count.vehicles'],
  ['persons', 'count.persons'],
  ['turnedBack', 'count.turnedBack'],
  ['fevers', 'count.fevers'],
  ['samples', 'count.samples'],
];

type Props = { words: Say; counts: Counts; openFevers: number; onRecords: () => void; onFevers: () => void };

/** The figures of the shift; a tap opens the records behind them. */
export const CountsStrip = memo(function CountsStrip({
  words,
  counts,
  openFevers,
  onRecords,
  onFevers,
}: Props) {
  return (
    <div className="counts-strip">
      <button type="button" className="counts" data-testid="counts" onClick={onRecords}>
        {shown.map(([key, word]) => (
          <span
            key={key}
            className={key === 'fevers' && counts.fevers > 0 ? 'count hot' : 'count'}
            data-count={key}
          >
            <small>{words(word)}</small>
            <b>{counts[key]}</b>
          </span>
        ))}
      </button>
      {openFevers > 0 && (
        <button type="button" className="fever-chip" data-testid="fever-chip" onClick={onFevers}>
          <Icon name="thermometer" size={20} />
          <span>{words('count.feverOpen', { n: openFevers })}</span>
        </button>
      )}
    </div>
  );
});
