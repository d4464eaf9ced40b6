import type { Say } from '../../i18n/field/words.ts';
import { Icon } from '../../ui/touch/Icon.tsx';
import type { Draft } from './draft.ts';

type PlaceProps = {
  words: Say;
  draft: Draft;
  which: 'from' | 'to';
  onPlace: (which: 'from' | 'to') => void;
  onDraft: (change: (draft: Draft) => Draft) => void;
};

/** Where from or where to, and whether that stays for the next one. */
export function PlaceField({ words, draft, which, onPlace, onDraft }: PlaceProps) {
  const { text, keep } = draft[which];
  return (
    <div className="place-field">
      <button type="button" className="pad-field" data-testid={which} onClick={() => onPlace(which)}>
        <span className="field-label">{words(`form.${which}`)}</span>
        <span className={text === '' ? 'field-value empty' : 'field-value'}>{text || words('optional')}</span>
      </button>
      <button
        type="button"
        className="keep"
        aria-pressed={keep}
        aria-label={words(keep ? 'form.unlock' : 'form.lock')}
        data-testid={`keep-${which}`}
        onClick={() => onDraft((before) => ({ ...before, [which]: { ...before[which], keep: !keep } }))}
      >
        <Icon name={keep ? 'lock' : 'unlock'} size={22} />
      </button>
    </div>
  );
}
