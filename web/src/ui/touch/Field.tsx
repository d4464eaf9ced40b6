import { type HTMLInputTypeAttribute, type ReactNode, useId } from 'react';
import { Icon, type IconName } from './Icon.tsx';

type Mark = 'ok' | 'warn' | 'danger';

type PadFieldProps = {
  label: string;
  value: string;
  placeholder?: string;
  active: boolean;
  mark?: Mark | undefined;
  /** What is to be said about the value: always with an icon, never by colour alone. */
  hint?: string | undefined;
  name: string;
  onOpen: () => void;
};

const marks: Record<Mark, IconName> = { ok: 'check', warn: 'warn', danger: 'warn' };

/** A field that is filled by one of our own pads: no system keyboard covers the screen. */
export function PadField({ label, value, placeholder, active, mark, hint, name, onOpen }: PadFieldProps) {
  return (
    <button
      type="button"
      className={`pad-field${active ? ' active' : ''}${mark ? ` mark-${mark}` : ''}`}
      data-testid={name}
      aria-expanded={active}
      onClick={onOpen}
    >
      <span className="field-label">{label}</span>
      <span className={value === '' ? 'field-value empty' : 'field-value'}>
        {value === '' ? placeholder : value}
      </span>
      {hint && (
        <span className="field-hint">
          {mark && <Icon name={marks[mark]} size={16} />}
          {hint}
        </span>
      )}
    </button>
  );
}

type TextFieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: HTMLInputTypeAttribute;
  placeholder?: string;
  inputMode?: 'text' | 'numeric';
  autoComplete?: string;
  most?: number;
  rows?: number;
  name: string;
  onFocus?: () => void;
};

/** A field for the system's keyboard: names and free words. */
export function TextField({
  label,
  value,
  onChange,
  type = 'text',
  rows,
  most,
  name,
  ...rest
}: TextFieldProps) {
  const id = useId();
  return (
    <div className="text-field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {rows === undefined ? (
        <input
          id={id}
          {...rest}
          type={type}
          value={value}
          maxLength={most}
          data-testid={name}
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="done"
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <textarea
          id={id}
          rows={rows}
          value={value}
          maxLength={most}
          placeholder={rest.placeholder}
          data-testid={name}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </div>
  );
}

/** A group of fields under a small heading. */
export function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="group">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
