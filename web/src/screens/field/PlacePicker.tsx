import { searchLocal } from '@lianfang/domain/modules/area/rules.ts';
import type { AreaEntry } from '@lianfang/domain/modules/area/schema.ts';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useWords } from '../../i18n/field/words.ts';
import { blankDraft } from '../../modules/checkpoint/draft.ts';
import { Button } from '../../ui/touch/Button.tsx';
import { useKeyboard } from '../../ui/touch/DigitPad.tsx';
import { Icon } from '../../ui/touch/Icon.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';
import { show, useApp, useValue } from './context.ts';

const ROWS = ['QWERTYUIOP', 'ASDFGHJKL', 'ZXCVBNM'].map((row) => [...row]);
const RECENT = 8;

/** A place by its name or the initials of its pinyin; what is typed can be used as it is. */
export function PlacePicker({ which }: { which: 'from' | 'to' }) {
  const app = useApp();
  const words = useWords();
  const field = useValue(app.field);
  const [text, setText] = useState('');
  const [keyboard, setKeyboard] = useState(false);
  const [recent, setRecent] = useState<readonly string[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const places = useMemo(
    () => (field?.places ?? []).map((place) => ({ ...place, pinyin: '' }) as AreaEntry),
    [field],
  );
  const hits = useMemo(
    () =>
      text === ''
        ? []
        : searchLocal(places, text, { ...(field ? { near: field.post.area } : {}), limit: 20 }),
    [places, text, field],
  );

  useEffect(() => {
    void app
      .database()
      ?.get('known', ['setting', 'places'])
      .then((row) => setRecent((row?.open?.names as string[] | undefined) ?? []));
  }, [app]);
  useEffect(() => {
    if (keyboard) input.current?.focus();
  }, [keyboard]);
  useKeyboard((key) => {
    if (/^[a-z]$/i.test(key)) setText((before) => before + key.toUpperCase());
    else if (key === 'Backspace') setText((before) => before.slice(0, -1));
    else return false;
    return true;
  });

  const take = (name: string) => {
    const before = app.draft.get() ?? blankDraft('');
    app.draft.set({ ...before, [which]: { ...before[which], text: name } });
    const names = [name, ...recent.filter((one) => one !== name)].slice(0, RECENT);
    if (name !== '')
      void app.database()?.put('known', { group: 'setting', key: 'places', at: Date.now(), open: { names } });
    show('form');
  };
  const footer = keyboard ? undefined : (
    <div className="letter-pad" data-testid="letter-pad">
      {ROWS.map((row) => (
        <div key={row[0]} className="letter-row">
          {row.map((letter) => (
            <button
              key={letter}
              type="button"
              className="key"
              onClick={() => setText((before) => before + letter)}
            >
              {letter}
            </button>
          ))}
          {row[0] === 'Z' && (
            <button
              type="button"
              className="key soft"
              aria-label={words('delete')}
              onClick={() => setText((before) => [...before].slice(0, -1).join(''))}
            >
              <Icon name="backspace" />
            </button>
          )}
        </div>
      ))}
    </div>
  );
  return (
    <Screen
      title={words(which === 'from' ? 'form.from' : 'form.to')}
      back={{ label: words('back'), onPress: () => show('form') }}
      footer={footer}
      aside={
        <Button
          tone="quiet"
          icon="keyboard"
          pressed={keyboard}
          label={words('place.keyboard')}
          onPress={() => setKeyboard(!keyboard)}
        />
      }
      name="places"
    >
      <div className="search-field">
        <Icon name="search" />
        <input
          ref={input}
          value={text}
          readOnly={!keyboard}
          inputMode={keyboard ? 'text' : 'none'}
          aria-label={words('place.search')}
          placeholder={words('place.search')}
          data-testid="place-search"
          onFocus={() => setKeyboard(true)}
          onChange={(event) => setText(event.target.value)}
        />
        {text !== '' && (
          <Button tone="quiet" icon="close" label={words('clear')} onPress={() => setText('')} />
        )}
      </div>
      <div className="place-list">
        {text === '' && recent.length > 0 && <p className="lead">{words('place.recent')}</p>}
        {text === '' &&
          recent.map((name) => (
            <button key={name} type="button" className="place-row" onClick={() => take(name)}>
              <Icon name="clock" size={20} />
              <span>{name}</span>
            </button>
          ))}
        {hits.map(({ code, name }) => (
          <button
            key={code}
            type="button"
            className="place-row"
            data-testid="place-hit"
            onClick={() => take(name)}
          >
            <Icon name="pin" size={20} />
            <span>{name}</span>
          </button>
        ))}
        {text !== '' && hits.length === 0 && <p className="lead">{words('place.none')}</p>}
        {text !== '' && (
          <button
            type="button"
            className="place-row free"
            data-testid="place-free"
            onClick={() => take(text)}
          >
            <Icon name="edit" size={20} />
            <span>{words('place.free', { text })}</span>
          </button>
        )}
      </div>
    </Screen>
  );
}
