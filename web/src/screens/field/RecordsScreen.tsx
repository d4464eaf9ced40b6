import { useCallback, useEffect, useState } from 'react';
import { useWords } from '../../i18n/field/words.ts';
import { type DeliveryPlace, deliveryPlaces } from '../../kernel/capture.ts';
import { blankDraft, draftOf } from '../../modules/checkpoint/draft.ts';
import { type Registration, registrationsOf, voidPassage } from '../../modules/checkpoint/passages.ts';
import { RecordList } from '../../modules/checkpoint/RecordList.tsx';
import { Button } from '../../ui/touch/Button.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';
import { play, show, timeText, useApp, useValue } from './context.ts';
import { DeliveryStrip } from './DeliveryStrip.tsx';

const PAGE = 30;

/** The registrations of this shift, with where each of them is. */
export function RecordsScreen() {
  const app = useApp();
  const words = useWords();
  const tally = useValue(app.tally);
  const shift = useValue(app.shift);
  const [rows, setRows] = useState<readonly Registration[]>();
  const [places, setPlaces] = useState<ReadonlyMap<string, DeliveryPlace>>(new Map());
  const [more, setMore] = useState(false);

  const read = useCallback(
    async (before?: number) => {
      const [db, keys, id] = [app.database(), app.keys(), app.shift.get()?.id];
      if (db === undefined || keys === undefined || id === undefined) return [];
      const page = await registrationsOf(db, keys, id, PAGE, before);
      setMore(page.length === PAGE);
      return page;
    },
    [app],
  );
  useEffect(() => {
    void read().then(setRows);
  }, [read]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each delivery changes where the rows are
  useEffect(() => {
    const db = app.database();
    if (db === undefined || rows === undefined) return;
    void deliveryPlaces(
      db,
      rows.flatMap(({ id, by }) => (by === undefined ? [id] : [id, by])),
    ).then(setPlaces);
  }, [app, rows, tally]);

  return (
    <Screen
      title={words('records.title')}
      back={{ label: words('back'), onPress: () => show('form') }}
      name="records"
    >
      <DeliveryStrip />
      {rows !== undefined && (
        <RecordList
          words={words}
          rows={rows}
          places={places}
          timeText={timeText}
          onCorrect={({ id, passage }) => {
            if (passage === undefined) return;
            const before = app.draft.get() ?? blankDraft('');
            app.draft.set({ ...draftOf(passage, 'all', before), corrects: { id } });
            show('form');
          }}
          onVoid={async (registration, why) => {
            await voidPassage(app.station(), registration, why);
            await app.refreshShift();
            await app.refreshFevers();
            play('saved');
            setRows(await read());
          }}
        />
      )}
      {more && rows && shift && (
        <Button wide onPress={async () => setRows([...rows, ...(await read(rows.at(-1)?.at))])}>
          {words('records.more', { n: PAGE })}
        </Button>
      )}
    </Screen>
  );
}
