import { type Agency, agencies } from '@lianfang/domain/kernel/access.ts';
import { type ShiftLabel, shiftLabels } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { useEffect, useState } from 'react';
import { useWords, wordsFor } from '../../i18n/field/words.ts';
import { probe } from '../../kernel/outbox/database.ts';
import { joinShift, lastHandover, openShift } from '../../modules/checkpoint/shifts.ts';
import { shiftWord } from '../../modules/checkpoint/shiftWord.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { Button } from '../../ui/touch/Button.tsx';
import { Choice } from '../../ui/touch/Choice.tsx';
import { Group } from '../../ui/touch/Field.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';
import { Stepper } from '../../ui/touch/Stepper.tsx';
import { show, timeText, useApp, useValue } from './context.ts';
import { DeliveryStrip, Warnings } from './DeliveryStrip.tsx';

const shown: readonly Agency[] = agencies.filter((agency) => agency !== 'other');
/** The label that the hour suggests. */
function labelNow(): ShiftLabel {
  const hour = (new Date(Date.now()).getUTCHours() + 8) % 24;
  return hour < 6 || hour >= 22 ? 'night' : hour < 14 ? 'morning' : 'day';
}

/** Opens a shift: who is present, what the last shift left to know. Works without a network. */
export function ShiftOpenScreen() {
  const app = useApp();
  const words = useWords();
  const field = useValue(app.field);
  const members = useValue(app.crew);
  const person = useValue(app.person);
  const [present, setPresent] = useState<Partial<Record<Agency, number>>>(() => countAgencies(members));
  const [label, setLabel] = useState<ShiftLabel>(labelNow);
  const [note, setNote] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const [db, keys] = [app.database(), app.keys()];
    if (db === undefined || keys === undefined) return;
    lastHandover(db, keys).then((last) => setNote(last?.note));
  }, [app]);

  const open = async () => {
    setBusy(true);
    // Once a shift, before anything is entrusted to it: does this store keep what it says it keeps?
    const db = app.database();
    if (db !== undefined && !(await probe(db))) app.rescue().fail();
    const data = members.flatMap(({ account, agency }) =>
      account === person?.account ? [{ agency: agency as Agency, account }] : [],
    );
    const others = shown.flatMap((agency) => {
      const count = (present[agency] ?? 0) - data.filter((one) => one.agency === agency).length;
      return count > 0 ? [{ agency, count }] : [];
    });
    const result = await openShift(app.station(), {
      members: [...data, ...others],
      label,
    });
    setBusy(false);
    if ('refused' in result) return setProblem(wordsFor(words, 'refused', result.refused));
    if ('faults' in result) return setProblem(words('fail.faults', { fields: result.faults.join(', ') }));
    app.shift.set(result);
    app.stage.set('form');
  };
  const join = async (shift: NonNullable<NonNullable<typeof field>['shift']>) => {
    const db = app.database();
    if (db === undefined || field === undefined) return;
    const openedAt = Date.parse(shift.openedAt);
    app.shift.set(await joinShift(db, { id: shift.id, post: field.post.code, label: shift.label, openedAt }));
    app.stage.set('form');
  };
  const handover = note ?? field?.handover;
  const footer = (
    <>
      {field?.shift && (
        <Button icon="people" onPress={() => field.shift && void join(field.shift)} testId="shift-join">
          {words('shift.join', { label: shiftWord(words, field.shift.label) })}
        </Button>
      )}
      <Button tone="primary" icon="check" busy={busy} onPress={open} testId="shift-open">
        {words('shift.open')}
      </Button>
    </>
  );
  return (
    <Screen
      title={field?.post.name ?? app.device.get()?.post ?? words('shift.title')}
      footer={footer}
      aside={
        <Button
          tone="quiet"
          icon="menu"
          label={words('menu.title')}
          onPress={() => show('menu')}
          testId="menu"
        />
      }
      name="shift"
    >
      <DeliveryStrip />
      <Warnings />
      {field?.exercise && <p className="exercise-line">{words('exercise')}</p>}
      {problem && <Banner tone="danger">{problem}</Banner>}
      <div className={handover ? 'handover' : 'handover none'} data-testid="handover">
        <h2>{words('shift.handover')}</h2>
        <p>{handover ?? words('shift.noHandover')}</p>
      </div>
      {field?.shift && (
        <p className="lead">
          {words('shift.joinNote', { time: timeText(Date.parse(field.shift.openedAt)) })}
        </p>
      )}
      <Group title={words('shift.label')}>
        <Choice<ShiftLabel>
          label={words('shift.label')}
          value={label}
          options={shiftLabels.map((value) => ({ value, text: words(`shift.label.${value}`) }))}
          onChoose={(value) => value && setLabel(value)}
        />
      </Group>
      <Group title={words('shift.present')}>
        <div className="steppers">
          {shown.map((agency) => (
            <Stepper
              key={agency}
              name={`agency-${agency}`}
              text={words(`agency.${agency}`)}
              value={present[agency] ?? 0}
              most={99}
              less="−"
              more="+"
              onChange={(count) => setPresent((before) => ({ ...before, [agency]: count }))}
            />
          ))}
        </div>
      </Group>
    </Screen>
  );
}

function countAgencies(members: readonly { agency: string }[]): Partial<Record<Agency, number>> {
  const counts: Partial<Record<Agency, number>> = {};
  for (const { agency } of members) counts[agency as Agency] = (counts[agency as Agency] ?? 0) + 1;
  return counts;
}
