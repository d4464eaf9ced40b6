import { useTranslation } from 'react-i18next';
import { dateTime, shortTime } from './format.ts';
import { Mark } from './Page.tsx';
import { useAgo } from './useAgo.ts';

export type Light = 'grey' | 'green' | 'amber' | 'red';
const tones = { grey: 'quiet', green: 'good', amber: 'warn', red: 'danger' } as const;

/** A deadline with its clock: how long there is still, or since when it is past. `now` in ms. */
export function Due({ at, light, now }: { at: string; light: Light; now: number }) {
  const { t } = useTranslation();
  const ago = useAgo();
  const left = Date.parse(at) - now;
  // What the server calls red stays red until it is read again; what has passed since is red already.
  const shown: Light = light === 'grey' || left >= 0 ? light : 'red';
  if (shown === 'grey') return <span className="lf-num lf-word-muted">{shortTime(at)}</span>;
  return (
    <span className="lf-due" title={dateTime(at)}>
      <Mark tone={tones[shown]}>
        {shown === 'red'
          ? t('due.past', { ago: ago(Math.abs(left)) })
          : t('due.left', { ago: ago(Math.max(0, left)) })}
      </Mark>
      <small className="lf-num">{shortTime(at)}</small>
    </span>
  );
}
