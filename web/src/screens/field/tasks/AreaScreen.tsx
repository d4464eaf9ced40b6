import { isInside } from '@lianfang/domain/kernel/areaCode.ts';
import { searchLocal, spokenName } from '@lianfang/domain/modules/area/rules.ts';
import type { AreaEntry } from '@lianfang/domain/modules/area/schema.ts';
import { useMemo, useState } from 'react';
import { useTaskWords } from '../../../i18n/field/tasks/words.ts';
import { useWords } from '../../../i18n/field/words.ts';
import { Icon } from '../../../ui/touch/Icon.tsx';
import { Screen } from '../../../ui/touch/Screen.tsx';
import { SearchField } from '../../../ui/touch/SearchField.tsx';
import { useValue } from '../context.ts';
import { back } from './place.ts';
import type { Tasks } from './store.ts';

/** Where somebody lives now, or belongs: this county down to its villages, the rest down to counties, without a network. */
export function AreaScreen({ tasks }: { tasks: Tasks }) {
  const say = useWords();
  const words = useTaskWords();
  const lines = useValue(tasks.areas);
  const field = useValue(tasks.field);
  const draft = useValue(tasks.draft);
  const [text, setText] = useState('');
  const county = (field?.county ?? '').padEnd(12, '0');
  const near = field?.unit?.area ?? county;
  // What is outside the county is not inside it.
  const outsideOnly = draft?.finding === 'outside_county';
  const [above, setAbove] = useState<string | undefined>(outsideOnly ? undefined : county);
  const areas = useMemo(
    () =>
      lines
        .map(({ name, ...line }) => ({ ...line, name: spokenName(name), pinyin: '' }) as AreaEntry)
        .filter(({ code }) => !outsideOnly || !isInside(code, county)),
    [lines, outsideOnly, county],
  );
  const names = useMemo(() => new Map(areas.map(({ code, name }) => [code, name])), [areas]);
  const hits = useMemo(
    () => (text.trim() === '' ? childrenOf(areas, above) : searchLocal(areas, text, { near, limit: 30 })),
    [areas, text, above, near],
  );
  const ours = above !== undefined && isInside(above, county);

  const take = (code: string) => {
    if (draft === undefined) return back();
    const name = pathOf(code, names, isInside(code, county) ? 4 : 1).join('');
    tasks.draft.set({ ...draft, place: { ...draft.place, area: { code, name } } });
    back();
  };
  const open = ({ code }: AreaEntry) => {
    if (childrenOf(areas, code).length === 0) return take(code);
    setText('');
    setAbove(code);
  };
  const here = above === undefined || above === county ? undefined : names.get(above);
  return (
    <Screen title={words('area.title')} back={{ label: say('back'), onPress: back }} name="area">
      <SearchField
        value={text}
        label={words('area.search')}
        clearLabel={say('clear')}
        name="area-search"
        onChange={setText}
      />
      {!outsideOnly && (
        <div className="area-chips">
          <button type="button" aria-pressed={ours} onClick={() => setAbove(county)}>
            {words('area.county')}
          </button>
          <button
            type="button"
            aria-pressed={!ours}
            data-testid="area-outside"
            onClick={() => setAbove(undefined)}
          >
            {words('area.outside')}
          </button>
        </div>
      )}
      <div className="place-list">
        {areas.length === 0 && <p className="lead">{words('area.missing')}</p>}
        {text === '' && above !== undefined && here !== undefined && (
          <button
            type="button"
            className="place-row free"
            data-testid="area-whole"
            onClick={() => take(above)}
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
              {text !== '' && <small>{pathOf(area.code, names, 1).slice(0, -1).join('')}</small>}
            </span>
          </button>
        ))}
        {text !== '' && hits.length === 0 && areas.length > 0 && <p className="lead">{words('area.none')}</p>}
      </div>
    </Screen>
  );
}

/** The areas right below one, as far as this phone knows any; the provinces below none. */
function childrenOf(areas: readonly AreaEntry[], above: string | undefined): AreaEntry[] {
  const below =
    above === undefined ? areas : areas.filter(({ code }) => code !== above && isInside(code, above));
  const level = Math.min(...below.map((area) => area.level));
  return below.filter((area) => area.level === level);
}

/** The names down to an area, from a level on. */
function pathOf(code: string, names: ReadonlyMap<string, string>, from: number): string[] {
  const codes = [2, 4, 6, 9, 12].map((digits) => code.slice(0, digits).padEnd(12, '0'));
  return [...new Set(codes)].slice(from - 1).flatMap((one) => names.get(one) ?? []);
}
