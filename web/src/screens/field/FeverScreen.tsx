import { useEffect, useState } from 'react';
import { useWords } from '../../i18n/field/words.ts';
import { type FeverCard, FeverList } from '../../modules/checkpoint/FeverList.tsx';
import { endFever } from '../../modules/checkpoint/fevers.ts';
import { readRegistration } from '../../modules/checkpoint/passages.ts';
import { shownPlate } from '../../modules/checkpoint/platePlan.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';
import { play, show, timeText, useApp, useNow, useValue } from './context.ts';
import { whyNot } from './finish.ts';

/** The clinician's list: everyone found with fever or symptoms, until each has an ending. */
export function FeverScreen() {
  const app = useApp();
  const words = useWords();
  const fevers = useValue(app.fevers);
  const person = useValue(app.person);
  const now = useNow(10_000);
  const [cards, setCards] = useState<readonly FeverCard[]>([]);
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    const [db, keys] = [app.database(), app.keys()];
    if (db === undefined || keys === undefined) return;
    const named = fevers.map(async (fever): Promise<FeverCard> => {
      const passage = (await readRegistration(db, keys, fever.shift, fever.passage))?.passage;
      const plate = passage?.plate === undefined ? undefined : shownPlate(passage.plate);
      return { ...fever, plate, who: passage?.persons[fever.person]?.name };
    });
    void Promise.all(named).then(setCards);
  }, [app, fevers]);

  return (
    <Screen
      title={words('fever.title')}
      back={{ label: words('back'), onPress: () => show('form') }}
      name="fevers"
    >
      {problem && <Banner tone="danger">{problem}</Banner>}
      <FeverList
        words={words}
        fevers={cards}
        clinician={person?.agency === 'health'}
        now={now}
        timeText={timeText}
        onSwitch={app.lock}
        onEnd={async (fever, outcome, temperature) => {
          const ended = { outcome, ...(temperature === undefined ? {} : { temperature }) };
          const kept = await endFever(app.station(), person?.agency ?? '', fever, ended);
          if (!('id' in kept)) return setProblem(whyNot(words, kept));
          play('saved');
          await app.refreshFevers();
        }}
      />
    </Screen>
  );
}
