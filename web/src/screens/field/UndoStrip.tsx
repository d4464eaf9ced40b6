import { useEffect, useState } from 'react';
import { useWords } from '../../i18n/field/words.ts';
import { UNDO_MS } from '../../modules/checkpoint/passages.ts';
import { Icon } from '../../ui/touch/Icon.tsx';

export type SavedWord = { readonly at: number; readonly text: string; readonly where: 'store' | 'memory' };

/** For ten seconds after a save: that it was saved, what, and the way back. */
export function UndoStrip({
  saved,
  onUndo,
  onGone,
}: {
  saved: SavedWord;
  onUndo: () => void;
  onGone: () => void;
}) {
  const words = useWords();
  const [left, setLeft] = useState(UNDO_MS / 1000);
  useEffect(() => {
    const until = saved.at + UNDO_MS;
    const tick = () => {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      if (seconds <= 0) onGone();
      else setLeft(Math.min(seconds, UNDO_MS / 1000));
    };
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [saved, onGone]);
  return (
    <div className={`undo-strip ${saved.where}`} role="status" data-testid="saved">
      <Icon name={saved.where === 'store' ? 'check' : 'warn'} size={20} />
      <span className="undo-text">
        <b>{words(saved.where === 'store' ? 'saved.done' : 'saved.memory')}</b> {saved.text}
      </span>
      <button type="button" data-testid="undo" onClick={onUndo}>
        <Icon name="undo" size={20} />
        {words('saved.undo')} <output>{left}</output>
      </button>
    </div>
  );
}
