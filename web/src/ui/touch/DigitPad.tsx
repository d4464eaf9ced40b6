import { memo, useEffect } from 'react';
import { Icon } from './Icon.tsx';

type Props = {
  /** The key left of 0, if any: X for identity numbers. */
  extra?: string;
  quick?: readonly string[];
  onKey: (key: string) => void;
  onQuick?: (value: string) => void;
  onDelete: () => void;
  deleteLabel: string;
  /** The key at the right, going on to the next field. */
  next?: { text: string; onPress: () => void };
};

/** Digits for gloves: 3 × 4 keys of 52 px and more. Readers that type like a keyboard work too. */
export const DigitPad = memo(function DigitPad({
  extra,
  quick,
  onKey,
  onQuick,
  onDelete,
  deleteLabel,
  next,
}: Props) {
  useKeyboard((key) => {
    if (/^\d$/.test(key) || key.toUpperCase() === extra) onKey(key.toUpperCase());
    else if (key === 'Backspace') onDelete();
    else if (key === 'Enter') next?.onPress();
    else return false;
    return true;
  });
  return (
    <div className="digit-pad" data-testid="digit-pad">
      {quick && (
        <div className="quick-row">
          {quick.map((value) => (
            <button key={value} type="button" className="key quick" onClick={() => onQuick?.(value)}>
              {value}
            </button>
          ))}
        </div>
      )}
      <div className={next ? 'digits with-next' : 'digits'}>
        {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => (
          <button key={digit} type="button" className="key" onClick={() => onKey(digit)}>
            {digit}
          </button>
        ))}
        {extra === undefined ? (
          <span className="key-gap" />
        ) : (
          <button type="button" className="key" onClick={() => onKey(extra)}>
            {extra}
          </button>
        )}
        <button type="button" className="key" onClick={() => onKey('0')}>
          0
        </button>
        <button type="button" className="key soft key-delete" aria-label={deleteLabel} onClick={onDelete}>
          <Icon name="backspace" />
        </button>
        {next && (
          <button type="button" className="key key-next" data-testid="pad-next" onClick={next.onPress}>
            <span>{next.text}</span>
            <Icon name="next" />
          </button>
        )}
      </div>
    </div>
  );
});

/** Lets hardware keys and keyboard-like readers type into a pad, unless a text field has the focus. */
export function useKeyboard(take: (key: string) => boolean): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      if ((event.key === 'Enter' || event.key === ' ') && event.target instanceof HTMLButtonElement) return;
      if (take(event.key)) event.preventDefault();
    };
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  });
}
