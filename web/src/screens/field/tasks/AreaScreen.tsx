import { searchLocal } from '@lianfang/domain/modules/area/rules.ts';
import type { AreaEntry } from '@lianfang/domain/modules/area/schema.ts';
import { useMemo, useState } from 'react';
import { useTaskWords } from '../../../i18n/field/tasks/words.ts';
import { useWords } from '../../../i18n/field/words.ts';
import { Button } from '../../../ui/touch/Button.tsx';
import { Icon } from '../../../ui/touch/Icon.tsx';
import { Screen } from '../../../ui/touch/Screen.tsx';
import { useValue } from '../context.ts';
import { back } from './place.ts';
import type { Tasks } from './store.ts';

/** An area by steps or by its name, without a network: this county down to its villages, the rest down to counties. */
export function AreaScreen({ tasks }: { tasks: Tasks }) {
  const say = useWords();
  const words = useTaskWords();
  const lines = useValue(tasks.areas);
  const field = useValue(tasks.field);
  const draft = useValue(tasks.draft);
  const [text, setText] = useState('');
  const county = `${field?.county ?? ''}`.padEnd(12, '0');
  const within = draft?.finding !== 'outside_county';
  const [above, setAbove] = useState<string | undefined>(within ? county : undefined);
  const areas = useMemo(() => lines.map((line) => ({ ...line, pinyin: '' }) as AreaEntry), [lines]);
  const names = useMemo(() => new Map(areas.map(({ code, name }) => [code, name])), [areas]);
  const ours = (code: string) => code.startsWith(county.slice(0, 6));
  const near = field?.unit?.area ?? county;

  const hits = useMemo(() => {
    if (text.trim() !== '') return searchLocal(areas, text, { near, limit: 30 });
    const level = above === undefined ? 1 : levelBelow(areas, above);
    const prefix = above === undefined ? '' : above.replace(/(000|00)+$/, '');
    return areas.filter(
      (area) => area.level === level && area.code.startsWith(prefix) && area.code !== above,
    );
  }, [areas, text, above, near]);

  const take = ({ code }: { code: string }) => {
    const path = pathOf(code, names, ours(code) ? 4 : 1);
    if (draft !== undefined)
      tasks.draft.set({ ...draft, place: { ...draft.place, area: { code, name: path } } });
    back();
  };
  const open = (area: AreaEntry) => {
    const deepest = ours(area.code) ? 5 : 3;
    if (area.level >= deepest || levelBelow(areas, area.code) === undefined) return take(area);
    setText('');
    setAbove(area.code);
  };
  const here = above === undefined ? undefined : names.get(above);
  return (
    <Screen title={words('area.title')} back={{ label: say('back'), onPress: back }} name="area">
      <div className="search-field">
        <Icon name="search" />
        <input
          value={text}
          aria-label={words('area.search')}
          placeholder={words('area.search')}
          data-testid="area-search"
          enterKeyHint="search"
          onChange={(event) => setText(event.target.value)}
        />
        {text !== '' && <Button tone="quiet" icon="close" label={say('clear')} onPress={() => setText('')} />}
      </div>
      <div className="area-chips">
        <button
          type="button"
          aria-pressed={above !== undefined && ours(above)}
          onClick={() => setAbove(county)}
        >
          {words('area.county')}
        </button>
        <button
          type="button"
          aria-pressed={above === undefined || !ours(above)}
          data-testid="area-outside"
          onClick={() => setAbove(undefined)}
        >
          {words('area.outside')}
        </button>
      </div>
      <div className="place-list">
        {areas.length === 0 && <p className="lead">{words('area.missing')}</p>}
        {text === '' && above !== undefined && above !== county && here !== undefined && (
          <button
            type="button"
            className="place-row free"
            data-testid="area-whole"
            onClick={() => take({ code: above })}
          >
            <Icon name="check" size={20} />
            <span>{words('area.whole', { name: here })}</span>
          </button>
        )}
        {hits.map((area) => (
          <button
            key={area.code}
            type="button"
            className="place-row"
            data-testid="area-hit"
            onClick={() => open(area)}
          >
            <Icon name="pin" size={20} />
            <span>
              {area.name}
              {text !== '' && <small> {pathOf(area.code, names, 1, false)}</small>}
            </span>
          </button>
        ))}
        {text !== '' && hits.length === 0 && areas.length > 0 && <p className="lead">{words('area.none')}</p>}
      </div>
    </Screen>
  );
}

/** The level of the areas right below one, as far as this phone knows any. */
function levelBelow(areas: readonly AreaEntry[], code: string): number | undefined {
  const prefix = code.replace(/(000|00)+$/, '');
  const levels = areas
    .filter((area) => area.code !== code && area.code.startsWith(prefix))
    .map(({ level }) => level);
  return levels.length === 0 ? undefined : Math.min(...levels);
}

/** The names down to an area, from a level on. */
function pathOf(code: string, names: ReadonlyMap<string, string>, from: number, itself = true): string {
  const codes = [2, 4, 6, 9, 12].map((digits) => code.slice(0, digits).padEnd(12, '0'));
  const path = [...new Set(codes)].filter((one, index) => index + 1 >= from && (itself || one !== code));
  return path.flatMap((one) => names.get(one) ?? []).join('');
}
