import { useState } from 'react';
import type { Say } from '../../i18n/field/words.ts';
import type { DeliveryPlace } from '../../kernel/capture.ts';
import { Button } from '../../ui/touch/Button.tsx';
import { Icon, type IconName } from '../../ui/touch/Icon.tsx';
import { Sheet } from '../../ui/touch/Sheet.tsx';
import type { Registration } from './passages.ts';
import { shownPlate } from './platePlan.ts';

const stateIcons: Record<DeliveryPlace, IconName> = {
  pending: 'clock',
  waiting: 'sending',
  delivered: 'check',
  held: 'clock',
  refused: 'warn',
};

type Props = {
  words: Say;
  rows: readonly Registration[];
  places: ReadonlyMap<string, DeliveryPlace>;
  timeText: (at: number) => string;
  onCorrect: (registration: Registration) => void;
  onVoid: (registration: Registration, why: string) => void;
};

/** The registrations of this shift, newest first. A tap opens one to be corrected or voided. */
export function RecordList({ words, rows, places, timeText, onCorrect, onVoid }: Props) {
  const [open, setOpen] = useState<Registration>();
  const [voiding, setVoiding] = useState(false);
  const close = () => {
    setOpen(undefined);
    setVoiding(false);
  };
  if (rows.length === 0) return <p className="lead nothing">{words('records.empty')}</p>;
  return (
    <>
      <ul className="records">
        {rows.map((row) => {
          const place = placeOf(row, places);
          const refused = row.refused === true || (row.by !== undefined && places.get(row.by) === 'refused');
          return (
            <li key={row.id}>
              <button
                type="button"
                className={`record state-${row.state}`}
                data-testid="record"
                onClick={() => setOpen(row)}
              >
                <time>{timeText(row.at)}</time>
                <span className="record-main">
                  <b>{titleOf(words, row)}</b>
                  <small>
                    {row.passage &&
                      `${words(`outcome.${row.passage.outcome}`)} · ${words('saved.persons', { n: row.passage.persons.length })}`}
                    {row.state !== 'current' &&
                      ` · ${words(`records.${row.state}${refused ? 'Refused' : ''}`)}`}
                  </small>
                </span>
                <span className={`place place-${place}`}>
                  <Icon name={stateIcons[place]} size={16} />
                  {words(`records.state.${place}`)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {open && (
        <Sheet title={titleOf(words, open)} closeLabel={words('close')} onClose={close} name="record-sheet">
          {open.passage?.persons.map((person, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: persons of a saved passage never change places
            <p key={index} className="record-person">
              <b>{person.name ?? words('fever.person', { n: index + 1 })}</b> {person.document?.number}{' '}
              {person.phone} {person.temperature !== undefined && `${person.temperature} ℃`}
            </p>
          ))}
          {(open.state !== 'voided' || open.refused) && !voiding && (
            <>
              <Button
                icon="edit"
                wide
                tone="primary"
                disabled={open.passage === undefined}
                onPress={() => onCorrect(open)}
                testId="correct"
              >
                {words('records.correct')}
              </Button>
              <Button icon="trash" wide onPress={() => setVoiding(true)} testId="void">
                {words('records.void')}
              </Button>
            </>
          )}
          {voiding && (
            <>
              <p className="lead">{words('records.voidWhy')}</p>
              {(['duplicate', 'mistake', 'test'] as const).map((why) => (
                <Button
                  key={why}
                  wide
                  testId={`void-${why}`}
                  onPress={() => {
                    onVoid(open, words(`records.why.${why}`));
                    close();
                  }}
                >
                  {words(`records.why.${why}`)}
                </Button>
              ))}
            </>
          )}
        </Sheet>
      )}
    </>
  );
}

function titleOf(words: Say, { passage }: Registration): string {
  if (passage === undefined) return words('tray.unreadable');
  if (passage.plate !== undefined) return shownPlate(passage.plate);
  return passage.persons[0]?.name ?? words('form.pedestrian');
}

const gravest: readonly DeliveryPlace[] = ['refused', 'held', 'pending', 'waiting', 'delivered'];

/** Where a registration is with what was last said of it: both have arrived, or the graver of the two counts. */
function placeOf({ id, by }: Registration, places: ReadonlyMap<string, DeliveryPlace>): DeliveryPlace {
  const found = [places.get(id), by === undefined ? undefined : places.get(by)];
  return gravest.find((place) => found.includes(place)) ?? 'delivered';
}
