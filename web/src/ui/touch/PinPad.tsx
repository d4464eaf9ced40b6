import { DigitPad } from './DigitPad.tsx';

type Props = {
  label: string;
  value: string;
  length: number;
  disabled?: boolean;
  deleteLabel: string;
  onChange: (value: string) => void;
};

/** Digits that are not shown: dots and a pad. */
export function PinPad({ label, value, length, disabled, deleteLabel, onChange }: Props) {
  const places = Array.from({ length }, (_, place) => place);
  return (
    <div className="pin-pad" aria-disabled={disabled}>
      <p className="pin-label" id="pin-label">
        {label}
      </p>
      <div className="pin-dots" role="img" aria-label={`${value.length} / ${length}`}>
        {places.map((place) => (
          <span key={place} className={place < value.length ? 'full' : ''} />
        ))}
      </div>
      <DigitPad
        deleteLabel={deleteLabel}
        onKey={(key) => !disabled && value.length < length && onChange(value + key)}
        onDelete={() => !disabled && onChange(value.slice(0, -1))}
      />
    </div>
  );
}
