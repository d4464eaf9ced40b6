import { Icon, type IconName } from './Icon.tsx';

type Props = {
  text: string;
  icon: IconName;
  on: boolean;
  tone?: 'danger' | 'info';
  onChange: (on: boolean) => void;
  name?: string;
};

/** Something that is so or not: its state is said by colour, by a tick and to screen readers. */
export function Toggle({ text, icon, on, tone = 'info', onChange, name }: Props) {
  return (
    <button
      type="button"
      className={`toggle tone-${tone}`}
      aria-pressed={on}
      data-testid={name}
      onClick={() => onChange(!on)}
    >
      <Icon name={on ? 'check' : icon} size={20} />
      <span>{text}</span>
    </button>
  );
}
