import { type ReactNode, useEffect, useRef } from 'react';

/**
 * Whatever is filled in first in a dialog or a popup: the cursor is there once it is shown. `autoFocus` comes before that,
 * while nothing can take it, and where nothing moves antd then gives a dialog's first button the focus.
 */
export function FirstField({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() =>
      place.current?.querySelector<HTMLElement>('input, textarea')?.focus(),
    );
    return () => cancelAnimationFrame(frame);
  }, []);
  return <div ref={place}>{children}</div>;
}
