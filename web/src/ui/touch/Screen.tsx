import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from './Button.tsx';

type Props = {
  title: string;
  children: ReactNode;
  /** What stays at the bottom, under the thumb. */
  footer?: ReactNode;
  back?: { label: string; onPress: () => void } | undefined;
  aside?: ReactNode;
  tone?: 'danger' | 'warn';
  name?: string;
};

/** A whole screen: heading, scrolling content, controls at the bottom. */
export function Screen({ title, children, footer, back, aside, tone, name }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <main className={`screen${tone ? ` screen-${tone}` : ''}`} data-testid={name}>
      <header className="screen-head">
        {back && <Button icon="back" tone="quiet" label={back.label} onPress={back.onPress} testId="back" />}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {aside}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and may hold words alone: keys must reach it */}
      <section className="screen-body" aria-label={title} tabIndex={0}>
        {children}
      </section>
      {footer && <footer className="screen-foot">{footer}</footer>}
    </main>
  );
}
