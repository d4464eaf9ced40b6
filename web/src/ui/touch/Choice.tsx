import { Icon, type IconName } from './Icon.tsx';

export type Option<T extends string> = {
  readonly value: T;
  readonly text: string;
  readonly tone?: 'danger' | 'warn';
  readonly icon?: IconName;
};

type Props<T extends string> = {
  label: string;
  options: readonly Option<T>[];
  value: T | undefined;
  /** A second tap on the chosen one takes the choice back, when allowed. */
  clearable?: boolean;
  columns?: number;
  name?: string;
  onChoose: (value: T | undefined) => void;
};

/** A few choices side by side, one tap each. */
export function Choice<T extends string>({
  label,
  options,
  value,
  clearable,
  columns,
  name,
  onChoose,
}: Props<T>) {
  const style = { gridTemplateColumns: `repeat(${columns ?? options.length}, minmax(0, 1fr))` };
  return (
    <fieldset className="choice" aria-label={label} style={style} data-testid={name}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={option.tone ? `tone-${option.tone}` : undefined}
          aria-pressed={option.value === value}
          data-value={option.value}
          onClick={() => onChoose(clearable && option.value === value ? undefined : option.value)}
        >
          {option.icon && <Icon name={option.icon} size={20} />}
          <span>{option.text}</span>
        </button>
      ))}
    </fieldset>
  );
}
