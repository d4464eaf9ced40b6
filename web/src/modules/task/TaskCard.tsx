import type { Light } from '@lianfang/domain/kernel/task.ts';
import { Icon, type IconName } from '../../ui/touch/Icon.tsx';

const icons: Record<Light, IconName> = { red: 'warn', amber: 'clock', green: 'flag', grey: 'check' };

type Props = {
  light: Light;
  title: string;
  place: string;
  left: string;
  marks: readonly { text: string; tone?: 'danger' | 'warn' | 'info' | undefined }[];
  onOpen: () => void;
};

/** One task of the list: who or what, where, how long yet. The colour never speaks alone. */
export function TaskCard({ light, title, place, left, marks, onOpen }: Props) {
  return (
    <li>
      <button
        type="button"
        className={`task-card light-${light}`}
        data-testid="task"
        data-light={light}
        onClick={onOpen}
      >
        <span className="task-line">
          <b>{title}</b>
          <span className="task-left">
            <Icon name={icons[light]} size={16} />
            {left}
          </span>
        </span>
        <span className="task-place">{place}</span>
        {marks.length > 0 && (
          <span className="task-marks">
            {marks.map(({ text, tone }) => (
              <span key={text} className={tone ? `task-mark tone-${tone}` : 'task-mark'}>
                {text}
              </span>
            ))}
          </span>
        )}
      </button>
    </li>
  );
}

/** The deadline over a task that is open: as the list shows it, larger. */
export function Deadline({ light, left, due }: { light: Light; left: string; due: string }) {
  return (
    <p className={`deadline light-${light}`} data-testid="deadline" data-light={light}>
      <Icon name={icons[light]} size={20} />
      <b>{left}</b>
      <span>{due}</span>
    </p>
  );
}
