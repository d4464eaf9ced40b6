import { useEffect, useState } from 'react';
import { type TaskWord, useTaskWords } from '../../../i18n/field/tasks/words.ts';
import type { DeliveryPlace } from '../../../kernel/capture.ts';
import type { Deed } from '../../../modules/task/board.ts';
import { Icon } from '../../../ui/touch/Icon.tsx';
import { timeText, useApp, useValue } from '../context.ts';
import { kindTitle } from './jobText.ts';
import { placesOf } from './kept.ts';
import { entryOf, type Tasks } from './store.ts';

/** What was recorded on this phone, and where it is now. Of whom it was about nothing is left. */
export function DeedList({ deeds }: { tasks: Tasks; deeds: readonly Deed[] }) {
  const app = useApp();
  const words = useTaskWords();
  const tally = useValue(app.tally);
  const [places, setPlaces] = useState<ReadonlyMap<string, { place: DeliveryPlace }>>(new Map());
  // biome-ignore lint/correctness/useExhaustiveDependencies: each delivery changes where they are
  useEffect(() => {
    const db = app.database();
    if (db !== undefined)
      void placesOf(
        db,
        deeds.map(({ id }) => entryOf(id)),
      ).then(setPlaces);
  }, [app, deeds, tally]);
  return (
    <ul className="deed-list">
      {deeds.map((deed) => {
        const place = places.get(entryOf(deed.id))?.place ?? 'waiting';
        return (
          <li
            key={deed.id}
            className={deed.rival ? 'deed contested' : 'deed'}
            data-testid="deed"
            data-place={place}
          >
            <b>{words(deedWord(deed))}</b>
            <span className={`deed-place ${place}`}>
              <Icon
                name={place === 'delivered' ? 'check' : place === 'refused' ? 'warn' : 'clock'}
                size={14}
              />
              {words(`deed.${place}`)}
            </span>
            <small>
              {timeText(deed.at)} · {deed.areaName ?? kindTitle(deed.kind)}
            </small>
            {deed.rival && (
              <p className="deed-rival" data-testid="rival">
                <Icon name="people" size={18} />
                <span>
                  <b>{words('deed.rival')}</b>
                  <br />
                  {words('deed.rivalWho', {
                    name: deed.rival.name ?? words('deed.someone'),
                    time: timeText(deed.rival.at),
                    mine: timeText(deed.at),
                  })}
                </span>
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function deedWord({ what, code }: Deed): TaskWord {
  return what === 'finding' ? (`finding.${code}` as TaskWord) : `deed.${what}`;
}
