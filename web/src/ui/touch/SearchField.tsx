import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

type Props = {
  value: string;
  /** What may be typed. */
  label: string;
  clearLabel: string;
  name: string;
  onChange: (value: string) => void;
};

/** A field that narrows what stands below it, by the system's keyboard. */
export function SearchField({ value, label, clearLabel, name, onChange }: Props) {
  return (
    <div className="search-field">
      <Icon name="search" />
      <input
        value={value}
        aria-label={label}
        placeholder={label}
        data-testid={name}
        enterKeyHint="search"
        onChange={(event) => onChange(event.target.value)}
      />
      {value !== '' && <Button tone="quiet" icon="close" label={clearLabel} onPress={() => onChange('')} />}
    </div>
  );
}
