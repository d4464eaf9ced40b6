import type { Say } from '../../i18n/field/words.ts';
import { Icon } from '../../ui/touch/Icon.tsx';
import { judgePlate } from './platePlan.ts';

type Props = {
  words: Say;
  plate: string;
  active: boolean;
  onOpen: () => void;
  onSuggest: (plate: string) => void;
};

/** The plate as it looks on the metal: boxes for seven characters and an eighth for new energy. */
export function PlateField({ words, plate, active, onOpen, onSuggest }: Props) {
  const characters = [...plate];
  const { state, suggestion } = judgePlate(plate);
  const places = Math.max(characters.length >= 7 ? 8 : 7, characters.length);
  const flagged = state === 'flagged';
  return (
    <div className="plate-line">
      <button
        type="button"
        className={`plate-field${active ? ' active' : ''}${flagged ? ' flagged' : ''}${state === 'new_energy' ? ' new-energy' : ''}`}
        data-testid="plate"
        aria-label={`${words('form.plate')} ${plate === '' ? words('form.plateEmpty') : plate}`}
        aria-expanded={active}
        onClick={onOpen}
      >
        {Array.from({ length: places }, (_, place) => place).map((place) => (
          <span
            key={place}
            className={`box${place === 7 && characters.length <= 7 ? ' eighth' : ''}${active && place === characters.length ? ' caret' : ''}`}
          >
            {characters[place] ?? ''}
          </span>
        ))}
      </button>
      {flagged && (
        <p className="plate-word" role="status">
          <Icon name="flag" size={16} />
          <span>{words('form.plateFlag')}</span>
          {suggestion !== undefined && (
            <button type="button" onClick={() => onSuggest(suggestion)}>
              {words('form.plateSuggest', { plate: suggestion })}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
