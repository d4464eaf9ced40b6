import { Button } from './Button.tsx';

type Props = {
  text: string;
  value: number;
  most: number;
  less: string;
  more: string;
  onChange: (value: number) => void;
  name?: string;
};

/** A small number with minus and plus. */
export function Stepper({ text, value, most, less, more, onChange, name }: Props) {
  return (
    <div className={value > 0 ? 'stepper on' : 'stepper'} data-testid={name}>
      <span className="stepper-text">{text}</span>
      <Button
        icon="minus"
        label={`${text} ${less}`}
        disabled={value === 0}
        onPress={() => onChange(value - 1)}
      />
      <output aria-live="polite">{value}</output>
      <Button
        icon="plus"
        label={`${text} ${more}`}
        disabled={value >= most}
        onPress={() => onChange(value + 1)}
      />
    </div>
  );
}
