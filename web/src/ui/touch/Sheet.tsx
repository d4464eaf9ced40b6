import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from './Button.tsx';

type Props = { title: string; children: ReactNode; closeLabel: string; onClose: () => void; name?: string };

/** A sheet over the lower part of the screen, for one decision. Escape, the cross and the dark part close it. */
export function Sheet({ title, children, closeLabel, onClose, name }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    return () => (before instanceof HTMLElement ? before.focus({ preventScroll: true }) : undefined);
  }, []);
  return (
    <div className="sheet-layer">
      <button type="button" className="sheet-shade" aria-label={closeLabel} tabIndex={-1} onClick={onClose} />
      <div
        className="sheet"
        role="dialog"
        aria-modal="true"
        aria-label={title}
        tabIndex={-1}
        ref={box}
        data-testid={name}
        onKeyDown={(event) => event.key === 'Escape' && onClose()}
      >
        <header>
          <h2>{title}</h2>
          <Button icon="close" tone="quiet" label={closeLabel} onPress={onClose} testId="sheet-close" />
        </header>
        <div className="sheet-body">{children}</div>
      </div>
    </div>
  );
}
