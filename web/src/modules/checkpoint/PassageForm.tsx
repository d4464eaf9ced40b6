import type { Outcome } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { vehicleTypes } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Say } from '../../i18n/field/words.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { Choice } from '../../ui/touch/Choice.tsx';
import { DigitPad } from '../../ui/touch/DigitPad.tsx';
import { TextField } from '../../ui/touch/Field.tsx';
import { Icon } from '../../ui/touch/Icon.tsx';
import { blankPerson, type Draft, type DraftPerson, degreesOf, type VehicleType } from './draft.ts';
import { OutcomeBar } from './OutcomeBar.tsx';
import { isFever, PersonEditor, type PersonField } from './PersonEditor.tsx';
import { PersonTabs } from './PersonTabs.tsx';
import { PlaceField } from './PlaceField.tsx';
import { PlateField } from './PlateField.tsx';
import { PlatePad } from './PlatePad.tsx';
import type { SeenVehicle, VehicleMemory } from './vehicles.ts';

/** What the pad at the bottom is typing into. */
export type Focus = { readonly field: 'plate' } | { readonly field: PersonField } | undefined;

type Props = {
  words: Say;
  draft: Draft;
  onDraft: (change: (draft: Draft) => Draft) => void;
  provinces: readonly string[];
  feverFrom: number;
  memory: VehicleMemory;
  /** Raised by one with each blank form: the pad goes back to the plate. */
  round: number;
  timeText: (at: number) => string;
  now: () => number;
  onOutcome: (outcome: Outcome) => void;
  onPlace: (which: 'from' | 'to') => void;
  onScan: () => void;
  onSeen: (vehicle: SeenVehicle) => void;
  onOpenSeen: (vehicle: SeenVehicle) => void;
  onFever: () => void;
};

const RECENT_MS = 5 * 60_000;
const lengths: Record<PersonField, number> = { document: 18, phone: 12, temperature: 3 };
const after: Record<PersonField, PersonField | undefined> = {
  document: 'phone',
  phone: 'temperature',
  temperature: undefined,
};
const members: Record<PersonField, 'documentNumber' | 'phone' | 'temperature'> = {
  document: 'documentNumber',
  phone: 'phone',
  temperature: 'temperature',
};
const usual = ['36.2', '36.4', '36.5', '36.6', '36.8'];

/** A blank form begins with its first pad; one that is being set right shows itself whole. */
function focusOf(draft: Draft): Focus {
  if (draft.corrects !== undefined || draft.tray !== undefined) return undefined;
  return draft.mode === 'vehicle' ? { field: 'plate' } : { field: 'document' };
}

/** One vehicle or pedestrian, on one screen. */
export function PassageForm(props: Props) {
  const { words, draft, onDraft, feverFrom, memory, round } = props;
  const vehicle = draft.mode === 'vehicle';
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, draft.persons.length - 1);
  const person = draft.persons[at] ?? blankPerson;
  const [focus, setFocus] = useState<Focus>(() => focusOf(draft));
  const scroller = useRef<HTMLDivElement>(null);

  const form = `${round}/${draft.corrects?.id ?? ''}/${draft.tray ?? ''}`;
  const [drawn, setDrawn] = useState(form);
  if (drawn !== form) {
    // While drawing, not in an effect: the blank form is drawn once.
    setDrawn(form);
    setChosen(0);
    setFocus(focusOf(draft));
  }
  useEffect(() => {
    if (form !== '') scroller.current?.scrollTo(0, 0);
  }, [form]);

  const changePerson = useCallback(
    (change: (person: DraftPerson) => DraftPerson) =>
      onDraft((before) => ({
        ...before,
        persons: before.persons.map((one, place) => (place === at ? change(one) : one)),
      })),
    [onDraft, at],
  );
  const changePlate = useCallback(
    (change: (plate: string) => string) => onDraft((before) => ({ ...before, plate: change(before.plate) })),
    [onDraft],
  );
  const next = useCallback(() => {
    setFocus((now) => {
      if (now === undefined) return undefined;
      const field = now.field === 'plate' ? 'document' : after[now.field];
      return field === undefined ? undefined : { field };
    });
  }, []);

  const typeDigit = (key: string) => {
    if (focus === undefined || focus.field === 'plate') return;
    const [field, member] = [focus.field, members[focus.field]];
    const value = person[member];
    if (value.length >= (person.documentType !== 'id_card' && field === 'document' ? 32 : lengths[field]))
      return;
    const longer = value + key;
    changePerson((one) => ({ ...one, [member]: longer }));
    if (field === 'temperature' && (degreesOf(longer) ?? 0) >= feverFrom && !isFever(person, feverFrom))
      props.onFever();
    if (field === 'phone' && /^1[3-9]\d{9}$/.test(longer)) next();
    if (field === 'temperature' && longer.length === 3) setFocus(undefined);
  };
  const deleteDigit = () => {
    if (focus === undefined || focus.field === 'plate') return;
    const member = members[focus.field];
    changePerson((one) => ({ ...one, [member]: one[member].slice(0, -1) }));
  };

  const addPerson = () => {
    onDraft((before) => ({ ...before, persons: [...before.persons, blankPerson] }));
    setChosen(draft.persons.length);
    setFocus({ field: 'document' });
  };

  const seen = vehicle && draft.plate !== '' ? memory.get(draft.plate) : undefined;
  const recent =
    draft.corrects === undefined && seen !== undefined && props.now() - seen.at < RECENT_MS
      ? seen
      : undefined;
  const filled = draft.persons.some(
    (one) => one.documentNumber !== '' || one.name !== '' || one.phone !== '',
  );
  const exact = seen !== undefined && !filled ? [seen] : [];
  const suggestions =
    focus?.field === 'plate' && !filled && draft.tray === undefined && draft.corrects === undefined
      ? [...exact, ...memory.matching(draft.plate, 3)].slice(0, 3)
      : [];
  const fever = draft.persons.some((one) => isFever(one, feverFrom));

  return (
    <div className="passage-form">
      <div className="form-scroll" ref={scroller}>
        <div className="top-line">
          <button
            type="button"
            className="mode"
            data-testid="mode"
            onClick={() => {
              const mode = vehicle ? 'pedestrian' : 'vehicle';
              onDraft((before) => ({ ...before, mode }));
              setFocus({ field: mode === 'vehicle' ? 'plate' : 'document' });
            }}
          >
            <Icon name={vehicle ? 'car' : 'walk'} />
            <small>{words(vehicle ? 'form.vehicle' : 'form.pedestrian')}</small>
          </button>
          {vehicle ? (
            <PlateField
              words={words}
              plate={draft.plate}
              active={focus?.field === 'plate'}
              onOpen={() => setFocus({ field: 'plate' })}
              onSuggest={(plate) => changePlate(() => plate)}
            />
          ) : (
            <p className="pedestrian-title">{words('form.pedestrian')}</p>
          )}
          <button type="button" className="mode" data-testid="scan" onClick={props.onScan}>
            <Icon name="scan" />
            <small>{words('form.scan')}</small>
          </button>
        </div>
        {recent && (
          <Banner
            tone="warn"
            name="recent"
            action={
              <button type="button" className="button tone-plain" onClick={() => props.onOpenSeen(recent)}>
                {words('form.openRecent')}
              </button>
            }
          >
            {words('form.recent', { n: Math.max(1, Math.round((props.now() - recent.at) / 60_000)) })}
          </Banner>
        )}
        <PersonTabs
          words={words}
          vehicle={vehicle}
          persons={draft.persons}
          at={at}
          feverFrom={feverFrom}
          onChoose={setChosen}
          onAdd={addPerson}
        />
        <PersonEditor
          words={words}
          person={person}
          feverFrom={feverFrom}
          active={focus?.field === 'plate' ? undefined : focus?.field}
          onOpen={(field) => setFocus((now) => (now?.field === field ? undefined : { field }))}
          onChange={(part) => {
            if (part.symptoms === true) props.onFever();
            setFocus((now) => (now?.field === 'plate' ? undefined : now));
            changePerson((one) => ({ ...one, ...part }));
          }}
          onTyping={() => setFocus(undefined)}
          onRemove={
            draft.persons.length > 1
              ? () => {
                  onDraft((before) => ({
                    ...before,
                    persons: before.persons.filter((_, place) => place !== at),
                  }));
                  setChosen(Math.max(0, at - 1));
                }
              : undefined
          }
        />
        <div className="two">
          <PlaceField words={words} draft={draft} which="from" onPlace={props.onPlace} onDraft={onDraft} />
          <PlaceField words={words} draft={draft} which="to" onPlace={props.onPlace} onDraft={onDraft} />
        </div>
        {vehicle && (
          <Choice<VehicleType>
            label={words('form.vehicle')}
            columns={6}
            clearable
            name="vehicle-type"
            value={draft.vehicleType}
            options={vehicleTypes.map((value) => ({ value, text: words(`vehicle.${value}`) }))}
            onChoose={(vehicleType) => onDraft((before) => ({ ...before, vehicleType }))}
          />
        )}
        <TextField
          name="note"
          label={words('form.note')}
          value={draft.note}
          most={500}
          onFocus={() => setFocus(undefined)}
          onChange={(note) => onDraft((before) => ({ ...before, note }))}
        />
      </div>
      {focus !== undefined && (
        <div className="pad">
          {focus.field === 'plate' ? (
            <PlatePad
              words={words}
              plate={draft.plate}
              provinces={props.provinces}
              suggestions={suggestions}
              timeText={props.timeText}
              onPlate={changePlate}
              onSuggestion={(found) => {
                setFocus(undefined);
                props.onSeen(found);
              }}
              onNext={next}
            />
          ) : (
            <DigitPad
              {...(focus.field === 'document' ? { extra: 'X' } : {})}
              {...(focus.field === 'temperature' ? { quick: usual } : {})}
              deleteLabel={words('delete')}
              onKey={typeDigit}
              onQuick={(value) => {
                changePerson((one) => ({ ...one, temperature: value.replace('.', '') }));
                setFocus(undefined);
              }}
              onDelete={deleteDigit}
              next={{ text: words(focus.field === 'temperature' ? 'done' : 'next'), onPress: next }}
            />
          )}
        </div>
      )}
      <OutcomeBar
        words={words}
        proposed={fever ? 'handed_to_clinician' : undefined}
        onChoose={props.onOutcome}
      />
    </div>
  );
}
