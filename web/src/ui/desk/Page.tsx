import type { ReactNode } from 'react';

/** A page of the desk: its title, what it is about, and what can be done on the right. */
export function Page(props: {
  title: ReactNode;
  about?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="lf-page">
      <header className="lf-page-head">
        <div>
          <h1>{props.title}</h1>
          {props.about === undefined ? null : <p className="lf-about">{props.about}</p>}
        </div>
        {props.actions === undefined ? null : <div className="lf-actions">{props.actions}</div>}
      </header>
      {props.children}
    </section>
  );
}

/** A titled sheet on a page. */
export function Sheet(props: {
  title?: ReactNode;
  extra?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section className={`lf-sheet ${props.className ?? ''}`}>
      {props.title === undefined ? null : (
        <header className="lf-sheet-head">
          <h2>{props.title}</h2>
          {props.extra}
        </header>
      )}
      {props.children}
    </section>
  );
}

/** A word with a mark before it; the mark's shape, not only its colour, says how grave it is. */
export function Mark({
  tone,
  children,
}: {
  tone: 'quiet' | 'good' | 'warn' | 'danger';
  children: ReactNode;
}) {
  const shape = { quiet: '○', good: '●', warn: '▲', danger: '■' }[tone];
  return (
    <span className={`lf-mark lf-${tone}`}>
      <span aria-hidden="true">{shape}</span> {children}
    </span>
  );
}

/** Facts as pairs of word and value. */
export function Facts({
  of,
}: {
  of: readonly (readonly [label: ReactNode, value: ReactNode] | undefined)[];
}) {
  return (
    <dl className="lf-facts">
      {of.map((fact, index) =>
        fact === undefined ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the facts of one thing never change places
          <div key={index}>
            <dt>{fact[0]}</dt>
            <dd>{fact[1]}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
