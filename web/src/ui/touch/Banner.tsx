import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';

type Props = {
  tone: 'danger' | 'warn' | 'info' | 'ok';
  icon?: IconName;
  children: ReactNode;
  action?: ReactNode;
  name?: string;
};

/** One line that must be seen: colour, icon and words together. */
export function Banner({ tone, icon = 'warn', children, action, name }: Props) {
  return (
    <div className={`banner tone-${tone}`} role={tone === 'danger' ? 'alert' : 'status'} data-testid={name}>
      <Icon name={icon} size={22} />
      <p>{children}</p>
      {action}
    </div>
  );
}
