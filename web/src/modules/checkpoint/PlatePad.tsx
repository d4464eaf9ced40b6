import { memo, useState } from 'react';
import type { Say } from '../../i18n/field/words.ts';
import { useKeyboard } from '../../ui/touch/DigitPad.tsx';
import { Icon } from '../../ui/touch/Icon.tsx';
import { DIGITS, LETTERS, MOST, offersSuffix, SUFFIXES, shownPlate } from './platePlan.ts';
import type { SeenVehicle } from './vehicles.ts';

type Props = {
  words: Say;
  plate: string;
  provinces: readonly string[];
  suggestions: readonly SeenVehicle[];
  timeText: (at: number) => string;
  onPlate: (change: (plate: string) => string) => void;
  onSuggestion: (vehicle: SeenVehicle) => void;
  onNext: () => void;
};

/** Plates without the system's keyboard: the province, then letters and digits, seven keys of 48 px in a row. */
export function PlatePad({
  words,
  plate,
  provinces,
  suggestions,
  timeText,
  onPlate,
  onSuggestion,
  onNext,
}: Props) {
  const [letters, setLetters] = useState(false);
  const province = plate === '' && !letters;
  const add = (key: string) => onPlate((before) => ([...before].length >= MOST ? before : before + key));
  const remove = () => onPlate((before) => [...before].slice(0, -1).join(''));
  useKeyboard((key) => {
    if (/^[A-Za-z0-9]$/.test(key)) add(key.toUpperCase());
    else if (key === 'Backspace') remove();
    else if (key === 'Enter') onNext();
    else return false;
    return true;
  });
  return (
    <div className="plate-pad" data-testid="plate-pad">
      {suggestions.length > 0 && (
        <div className="suggestions" data-testid="suggestions">
          {suggestions.map((vehicle) => (
            <button key={vehicle.plate} type="button" onClick={() => onSuggestion(vehicle)}>
              <Icon name="clock" size={18} />
              <b>{shownPlate(vehicle.plate)}</b>
              <small>{words('form.seen', { time: timeText(vehicle.at) })}</small>
            </button>
          ))}
        </div>
      )}
      {province ? (
        <ProvinceKeys
          provinces={provinces}
          onKey={onPlate}
          onLetters={setLetters}
          letters={words('form.letters')}
        />
      ) : (
        <CharacterKeys suffixes={offersSuffix(plate)} onKey={onPlate} />
      )}
      <div className="pad-controls">
        <button
          type="button"
          className="key soft"
          data-testid="plate-province"
          onClick={() => {
            setLetters(false);
            onPlate(() => '');
          }}
        >
          {words('form.provinces')}
        </button>
        <button
          type="button"
          className="key soft"
          data-testid="plate-none"
          onClick={() => onPlate(() => '无牌')}
        >
          {words('form.noPlate')}
        </button>
        <button type="button" className="key soft key-delete" aria-label={words('delete')} onClick={remove}>
          <Icon name="backspace" />
        </button>
        <button type="button" className="key key-next" data-testid="pad-next" onClick={onNext}>
          <span>{words('next')}</span>
          <Icon name="next" />
        </button>
      </div>
    </div>
  );
}

type Change = (change: (plate: string) => string) => void;

type ProvinceProps = {
  provinces: readonly string[];
  onKey: Change;
  onLetters: (on: boolean) => void;
  letters: string;
};

const ProvinceKeys = memo(function ProvinceKeys({ provinces, onKey, onLetters, letters }: ProvinceProps) {
  return (
    <div className="plate-keys">
      {[...provinces, '使', 'WJ', '军'].map((text, place) => (
        <button
          key={text}
          type="button"
          className={place < 4 ? 'key home' : 'key'}
          onClick={() => onKey(() => text)}
        >
          {text}
        </button>
      ))}
      <button type="button" className="key soft small" onClick={() => onLetters(true)}>
        {letters}
      </button>
    </div>
  );
});

const CharacterKeys = memo(function CharacterKeys({ suffixes, onKey }: { suffixes: boolean; onKey: Change }) {
  const add = (key: string) => onKey((before) => ([...before].length >= MOST ? before : before + key));
  return (
    <div className="plate-keys">
      {[...SUFFIXES.slice(0, 6), '临'].map((suffix) => (
        <button
          key={suffix}
          type="button"
          className="key soft"
          disabled={!suffixes}
          onClick={() => add(suffix)}
        >
          {suffix}
        </button>
      ))}
      {[...DIGITS, ...LETTERS].map((key) => (
        <button
          key={key}
          type="button"
          className={/\d/.test(key) ? 'key digit' : 'key'}
          onClick={() => add(key)}
        >
          {key}
        </button>
      ))}
    </div>
  );
});
