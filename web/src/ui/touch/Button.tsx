import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';

export type Tone = 'plain' | 'primary' | 'ok' | 'warn' | 'danger' | 'info' | 'quiet';

type Props = {
  children?: ReactNode;
  icon?: IconName;
  tone?: Tone;
  /** What a screen reader says; needed when the button shows an icon alone. */
  label?: string;
  wide?: boolean;
  disabled?: boolean;
  busy?: boolean;
  pressed?: boolean;
  submit?: boolean;
  testId?: string;
  onPress?: () => void;
};

/** A button for gloves: at least 48 px high. */
export function Button({
  children,
  icon,
  tone = 'plain',
  label,
  wide,
  disabled,
  busy,
  pressed,
  submit,
  testId,
  onPress,
}: Props) {
  return (
    <button
      type={submit ? 'submit' : 'button'}
      className={`button tone-${tone}${wide ? ' wide' : ''}${children === undefined ? ' icon-only' : ''}`}
      aria-label={label}
      aria-pressed={pressed}
      aria-busy={busy}
      disabled={disabled || busy}
      data-testid={testId}
      onClick={onPress}
    >
      {icon && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}
