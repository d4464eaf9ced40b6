import type { Light } from '@lianfang/domain/kernel/task.ts';
import { Icon } from '../../ui/touch/Icon.tsx';

const shown = ['red', 'amber', 'green'] as const;
type Shown = (typeof shown)[number];
const icons = { red: 'warn', amber: 'clock', green: 'flag' } as const;

type Props = {
  counts: Record<Light, number>;
  text: (light: Shown) => string;
  only: Light | undefined;
  onOnly: (light: Light | undefined) => void;
};

/** How many are late, near, in time; a tap shows those alone. */
export function TaskCounts({ counts, text, only, onOnly }: Props) {
  return (
    <div className="task-counts" data-testid="task-counts">
      {shown.map((light) => (
        <button
          key={light}
          type="button"
          className={`task-count light-${light}${counts[light] === 0 ? ' none' : ''}`}
          aria-pressed={only === light}
          data-light={light}
          onClick={() => onOnly(only === light ? undefined : light)}
        >
          <b>{counts[light]}</b>
          <span>
            <Icon name={icons[light]} size={14} />
            {text(light)}
          </span>
        </button>
      ))}
    </div>
  );
}
