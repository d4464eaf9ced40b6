import { FEVER_FROM } from '@lianfang/domain/modules/checkpoint/rules.ts';
import type { Outcome } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useWords } from '../../i18n/field/words.ts';
import { CountsStrip } from '../../modules/checkpoint/CountsStrip.tsx';
import { blankDraft, type Draft, draftOf, type TurnBackReason } from '../../modules/checkpoint/draft.ts';
import { PassageForm } from '../../modules/checkpoint/PassageForm.tsx';
import { homePrefix, provinceOrder } from '../../modules/checkpoint/platePlan.ts';
import { noCounts } from '../../modules/checkpoint/shifts.ts';
import { NoticeScreen, ReasonSheet } from '../../modules/checkpoint/TurnBack.tsx';
import { type SeenVehicle, seenVehicle } from '../../modules/checkpoint/vehicles.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { Button } from '../../ui/touch/Button.tsx';
import { Choice } from '../../ui/touch/Choice.tsx';
import { play, show, timeText, useApp, useValue } from './context.ts';
import { DeliveryStrip, Warnings } from './DeliveryStrip.tsx';
import { holdDraft, keptDraft, watchDraft } from './drafts.ts';
import { type Finished, finishPassage, takeBackPassage } from './finish.ts';
import { HeadLine } from './HeadLine.tsx';
import { UndoStrip } from './UndoStrip.tsx';

const whys = ['typing', 'said', 'added'] as const;

/** The one screen of the day: register, decide, next. */
export function FormScreen() {
  const app = useApp();
  const words = useWords();
  const field = useValue(app.field);
  const shift = useValue(app.shift);
  const fevers = useValue(app.fevers);
  const stored = useValue(app.draft);
  const home = field?.homePlates ?? defaultHome;
  const prefix = homePrefix(home);
  const draft = stored ?? blankDraft(prefix);
  const provinces = useMemo(() => provinceOrder(home), [home]);
  const [round, setRound] = useState(0);
  const [reasons, setReasons] = useState(false);
  const [finished, setFinished] = useState<Finished>();
  const [notice, setNotice] = useState<Finished>();
  const [problem, setProblem] = useState<string>();
  const saving = useRef(false);
  const gone = useCallback(() => setFinished(undefined), []);

  useEffect(() => {
    if (app.draft.get() === undefined) {
      void keptDraft(app).then((kept) => {
        if (kept === undefined || app.draft.get() !== undefined) return;
        app.draft.set(kept);
        setRound((before) => before + 1);
      });
    }
    return watchDraft(app);
  }, [app]);

  const change = useCallback(
    (how: (draft: Draft) => Draft) => {
      setProblem(undefined);
      app.draft.set(how(app.draft.get() ?? blankDraft(prefix)));
    },
    [app, prefix],
  );

  // A vehicle that is no longer in memory is looked for on the disk, by the keyed hash of its whole plate.
  useEffect(() => {
    const [db, keys] = [app.database(), app.keys()];
    if (db === undefined || keys === undefined || [...draft.plate].length < 7 || app.memory.get(draft.plate))
      return;
    void seenVehicle(db, keys, draft.plate).then((seen) => seen && app.memory.remember(seen));
  }, [app, draft.plate]);

  const finish = async (outcome: Outcome, reason?: TurnBackReason) => {
    if (outcome === 'turned_back' && reason === undefined) return setReasons(true);
    setReasons(false);
    if (saving.current) return;
    saving.current = true;
    holdDraft(true);
    try {
      const result = await finishPassage(app, words, draft, outcome, reason);
      // One drawing for all of it: this is the moment that is waited for a thousand times a day.
      flushSync(() => (typeof result === 'string' ? failed(result) : begin(result)));
    } finally {
      saving.current = false;
      holdDraft(false);
    }
  };

  const failed = (why: string) => {
    play('error');
    setProblem(words('saved.failed', { why }));
  };

  const begin = (result: Finished) => {
    app.draft.set(blankDraft(prefix, draft));
    setProblem(undefined);
    setRound((before) => before + 1);
    setFinished(result.undo ? result : undefined);
    if (result.passage.outcome === 'turned_back' && result.undo) setNotice(result);
    play(result.where === 'memory' ? 'error' : 'saved');
  };

  const latest = useRef(finish);
  latest.current = finish;
  const choose = useCallback((outcome: Outcome) => void latest.current(outcome), []);

  const undo = async () => {
    if (finished === undefined) return;
    setFinished(undefined);
    setNotice(undefined);
    const back = await takeBackPassage(app, words, finished);
    app.draft.set(finished.draft);
    setRound((before) => before + 1);
    setProblem(back === 'gone' ? undefined : words('saved.voided'));
  };

  const fillSeen = (vehicle: SeenVehicle) => change((before) => draftOf(vehicle.passage, 'who', before));
  const openSeen = (vehicle: SeenVehicle) =>
    change((before) => ({ ...draftOf(vehicle.passage, 'all', before), corrects: { id: vehicle.id } }));
  const abandon = () => {
    app.draft.set(blankDraft(prefix));
    setRound((before) => before + 1);
  };

  if (notice !== undefined) {
    return (
      <NoticeScreen
        words={words}
        notice={field?.notice}
        reason={notice.passage.reason}
        onUndo={finished === undefined ? undefined : undo}
        onClose={() => setNotice(undefined)}
      />
    );
  }
  return (
    <main className="form-screen" data-testid="form" data-round={round}>
      <HeadLine />
      <DeliveryStrip />
      <Warnings />
      {finished ? (
        <UndoStrip saved={finished} onUndo={undo} onGone={gone} />
      ) : (
        <CountsStrip
          words={words}
          counts={shift?.counts ?? noCounts}
          openFevers={fevers.length}
          onRecords={() => show('records')}
          onFevers={() => show('fevers')}
        />
      )}
      {problem && (
        <Banner tone="danger" name="problem">
          {problem}
        </Banner>
      )}
      {(draft.corrects || draft.tray) && (
        <div className="correcting" data-testid="correcting">
          <Banner tone="info" icon="edit" action={<Button onPress={abandon}>{words('cancel')}</Button>}>
            {words(draft.corrects ? 'form.correcting' : 'form.correctingTray')}
          </Banner>
          {draft.corrects && (
            <Choice
              label={words('form.why')}
              value={whys.find((why) => words(`form.why.${why}`) === draft.corrects?.why)}
              options={whys.map((value) => ({ value, text: words(`form.why.${value}`) }))}
              onChoose={(why) =>
                why &&
                change((before) => ({
                  ...before,
                  corrects: { id: before.corrects?.id ?? '', why: words(`form.why.${why}`) },
                }))
              }
            />
          )}
        </div>
      )}
      <PassageForm
        words={words}
        draft={draft}
        onDraft={change}
        provinces={provinces}
        feverFrom={field?.feverFrom ?? FEVER_FROM}
        memory={app.memory}
        round={round}
        timeText={timeText}
        now={Date.now}
        onOutcome={choose}
        onPlace={(which) => show(which === 'from' ? 'place-from' : 'place-to')}
        onScan={() => show('scan')}
        onSeen={fillSeen}
        onOpenSeen={openSeen}
        onFever={() => play('alarm')}
      />
      {reasons && (
        <ReasonSheet
          words={words}
          onClose={() => setReasons(false)}
          onChoose={(reason) => void finish('turned_back', reason)}
        />
      )}
    </main>
  );
}

const defaultHome: readonly string[] = ['陕'];
