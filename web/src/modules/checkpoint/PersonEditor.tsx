import { typeIdNumber } from '@lianfang/domain/kernel/identifiers/idNumber.ts';
import { checkPhone } from '@lianfang/domain/kernel/identifiers/phone.ts';
import { documentTypes } from '@lianfang/domain/modules/checkpoint/schema.ts';
import type { Say } from '../../i18n/field/words.ts';
import { Choice } from '../../ui/touch/Choice.tsx';
import { PadField, TextField } from '../../ui/touch/Field.tsx';
import { Icon } from '../../ui/touch/Icon.tsx';
import { Toggle } from '../../ui/touch/Toggle.tsx';
import { type CertificateChoice, type DraftPerson, degreesOf, temperatureText } from './draft.ts';

export type PersonField = 'document' | 'phone' | 'temperature';

type Props = {
  words: Say;
  person: DraftPerson;
  feverFrom: number;
  active: PersonField | undefined;
  onOpen: (field: PersonField) => void;
  onChange: (part: Partial<DraftPerson>) => void;
  onTyping: () => void;
  /** Shown when there is more than one person. */
  onRemove?: (() => void) | undefined;
};

/** Whether this person is to be seen by the clinician. */
export function isFever(person: DraftPerson, feverFrom: number): boolean {
  return person.symptoms || (degreesOf(person.temperature) ?? 0) >= feverFrom;
}

/** One person of the passage. Everything but the name is typed on our own pads. */
export function PersonEditor({
  words,
  person,
  feverFrom,
  active,
  onOpen,
  onChange,
  onTyping,
  onRemove,
}: Props) {
  const degrees = degreesOf(person.temperature);
  const hot = (degrees ?? 0) >= feverFrom;
  const odd = degrees !== undefined && (degrees < 34 || degrees > 43);
  const id = idWord(words, person);
  const phone = person.phone !== '' && active !== 'phone' && checkPhone(person.phone).kind === 'other';
  return (
    <section className={isFever(person, feverFrom) ? 'person fever' : 'person'} data-testid="person">
      {isFever(person, feverFrom) && (
        <p className="fever-word" role="alert" data-testid="fever-word">
          <Icon name="thermometer" />
          <b>{words('form.fever')}</b>
          <span>
            {hot ? words('form.feverLead', { t: degrees ?? 0, from: feverFrom }) : words('form.symptomLead')}
          </span>
        </p>
      )}
      <PadField
        name="document"
        label={words(person.documentType === 'id_card' ? 'form.idNumber' : 'form.documentNumber')}
        value={grouped(person)}
        placeholder={words('optional')}
        active={active === 'document'}
        onOpen={() => onOpen('document')}
        {...id}
      />
      <div className="two">
        <PadField
          name="phone"
          label={words('form.phone')}
          value={person.phone.replace(/^(\d{3})(\d{1,4})(\d*)$/, '$1 $2 $3').trim()}
          placeholder={words('optional')}
          active={active === 'phone'}
          mark={phone ? 'warn' : undefined}
          hint={phone ? words('form.phone.odd') : undefined}
          onOpen={() => onOpen('phone')}
        />
        <PadField
          name="temperature"
          label={words('form.temperature')}
          value={temperatureText(person.temperature)}
          placeholder="36.x"
          active={active === 'temperature'}
          mark={hot ? 'danger' : odd ? 'warn' : undefined}
          hint={hot ? words('form.fever') : odd ? words('form.temperature.odd') : undefined}
          onOpen={() => onOpen('temperature')}
        />
      </div>
      <Choice<CertificateChoice>
        name="certificate"
        label={words('form.certificate')}
        clearable
        columns={6}
        value={person.certificate}
        options={[
          { value: 'none', text: words('cert.none'), tone: 'warn' },
          { value: '24', text: words('cert.24') },
          { value: '48', text: words('cert.48') },
          { value: '72', text: words('cert.72') },
          { value: 'vaccinated', text: words('cert.vaccinated') },
          { value: 'positive', text: words('cert.positive'), tone: 'danger' },
        ]}
        onChoose={(certificate) => onChange({ certificate })}
      />
      <div className="two">
        <Toggle
          name="sampled"
          icon="sample"
          text={words('form.sampled')}
          on={person.sampled}
          onChange={(sampled) => onChange({ sampled })}
        />
        <Toggle
          name="symptoms"
          icon="person"
          tone="danger"
          text={words('form.symptoms')}
          on={person.symptoms}
          onChange={(symptoms) => onChange({ symptoms })}
        />
      </div>
      <div className="two">
        <TextField
          name="name"
          label={words('form.name')}
          value={person.name}
          placeholder={words('optional')}
          autoComplete="off"
          most={64}
          onFocus={onTyping}
          onChange={(name) => onChange({ name })}
        />
        <label className="text-field">
          <span className="field-label">{words('form.document')}</span>
          <select
            value={person.documentType}
            data-testid="document-type"
            onChange={(event) =>
              onChange({ documentType: event.target.value as DraftPerson['documentType'] })
            }
          >
            {documentTypes.map((type) => (
              <option key={type} value={type}>
                {words(`doc.${type}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {onRemove && (
        <button
          type="button"
          className="button tone-quiet remove"
          data-testid="remove-person"
          onClick={onRemove}
        >
          <Icon name="trash" size={20} />
          <span>{words('form.removePerson')}</span>
        </button>
      )}
    </section>
  );
}

/** An identity number in the groups in which people read it aloud. */
function grouped({ documentType, documentNumber }: DraftPerson): string {
  if (documentType !== 'id_card') return documentNumber;
  return [documentNumber.slice(0, 6), documentNumber.slice(6, 14), documentNumber.slice(14)]
    .filter((part) => part !== '')
    .join(' ');
}

/** What is said of an identity number while it is typed. Nothing here blocks anything. */
function idWord(
  words: Say,
  { documentType, documentNumber }: DraftPerson,
): { mark?: 'ok' | 'warn'; hint?: string } {
  if (documentType !== 'id_card' || documentNumber === '') return {};
  if (documentNumber.length === 15)
    return { hint: `${words('form.id.old')} · ${words('form.id.left', { n: 3 })}` };
  const { left, problem, expected } = typeIdNumber(documentNumber);
  if (problem !== undefined)
    return { mark: 'warn', hint: words(`form.id.${problem}`, { x: expected ?? '' }) };
  return left === 0
    ? { mark: 'ok', hint: words('form.id.ok') }
    : { hint: words('form.id.left', { n: left }) };
}
