import type { ReactNode } from 'react';

/** Words on one line, cut where they are too long for a column; the whole stands in `title`. */
export function Clip({
  title,
  width = 280,
  children,
}: {
  title?: string;
  width?: number;
  children: ReactNode;
}) {
  return (
    <span className="lf-one-line" style={{ maxWidth: width }} {...(title === undefined ? {} : { title })}>
      {children}
    </span>
  );
}
